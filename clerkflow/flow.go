package clerkflow

import (
	"context"
	"fmt"
	"net/url"
	"slices"
)

// Flow is one sign-up on its way. It knows nothing but the sign-up's id and the
// device's token, see [State]; the service is the store, so a flow can be resumed
// by another process at any step. A Flow is for one goroutine.
type Flow struct {
	client   *Client
	id       string
	su       *SignUp // as last told, nil before
	signInID string  // of the sign-in that the sign-up was transferred to, empty for none
	signIn   *SignIn // as last told, nil before
	env      *Environment
	policy   Policy
	redirect string
	observer func(Transition)
	// unsure says that a request may have changed more than was told.
	unsure bool

	// draft is what was given and not taken yet, problems why.
	draft    Values
	problems []Problem
}

// FlowOption configures a flow.
type FlowOption func(*Flow)

// WithPolicy decides what the service leaves open.
func WithPolicy(p Policy) FlowOption { return func(f *Flow) { f.policy = p } }

// WithValues gives values in advance: [Flow.Run] does not ask for them, and forms
// hold them. A value that nothing asks for is not sent, except consent, metadata
// and locale, which go along with the first request.
func WithValues(v Values) FlowOption { return func(f *Flow) { f.draft = v } }

// WithRedirectURL says where a browser comes back to from an OAuth provider and
// from an e-mail link.
func WithRedirectURL(u string) FlowOption { return func(f *Flow) { f.redirect = u } }

// NewSignUp returns a flow that has not begun: nothing of the person is sent before
// the first step is answered, only the settings are read. The flow works on a copy of
// c: what happens to it does not change c, and [Flow.Client] is the device that is
// signed in at the end.
func NewSignUp(c *Client, opts ...FlowOption) *Flow {
	return newFlow(c.device(c.Token()), State{}, opts)
}

// Resume goes on with a sign-up that this or another process began.
func Resume(c *Client, s State, opts ...FlowOption) *Flow {
	return newFlow(c.device(s.ClientToken), s, opts)
}

func newFlow(device *Client, s State, opts []FlowOption) *Flow {
	f := &Flow{client: device, id: s.SignUpID, signInID: s.SignInID}
	for _, opt := range opts {
		opt(f)
	}
	return f
}

// Client returns the flow's device.
func (f *Flow) Client() *Client { return f.client }

// SignUp returns the sign-up as the service last told it, nil before it did. Do not
// change it.
func (f *Flow) SignUp() *SignUp { return f.su }

// State returns what it takes to resume the flow.
func (f *Flow) State() State {
	return State{SignUpID: f.id, SignInID: f.signInID, ClientToken: f.client.Token()}
}

// Environment returns the settings of the instance, from the service at most once
// in five minutes for all flows of a client.
func (f *Flow) Environment(ctx context.Context) (*Environment, error) {
	env, err := f.client.Environment.cached(ctx)
	if err == nil {
		f.env = env
	}
	return env, err
}

// Next returns the next step. It never changes anything; it reads the sign-up when
// the flow was resumed or an answer was lost, and otherwise goes by the last answer.
// It returns [ErrAbandoned] when there is none, and a [*SignInError] when the flow
// was transferred to a sign-in that is not complete yet.
func (f *Flow) Next(ctx context.Context) (Step, error) {
	if err := ctx.Err(); err != nil {
		return nil, context.Cause(ctx)
	}
	if f.signInID != "" {
		return f.signedIn(ctx)
	}
	if f.id != "" && (f.su == nil || f.unsure) {
		if err := f.Refresh(ctx); err != nil {
			return nil, err
		}
	}
	env, err := f.Environment(ctx)
	if err != nil {
		return nil, err
	}
	if f.su != nil && f.su.Status == StatusAbandoned {
		return nil, ErrAbandoned
	}
	step := Plan(f.su, env, f.policy)
	step.bind(f)
	return step, nil
}

// Refresh reads the sign-up from the service: something may have happened
// elsewhere.
func (f *Flow) Refresh(ctx context.Context) error {
	return f.do("read", func() (*SignUp, error) { return f.client.SignUps.Get(ctx, f.id) })
}

// do sends a request, takes over its answer and tells the observer.
func (f *Flow) do(action string, send func() (*SignUp, error)) error {
	before := f.standing()
	su, err := send()
	err = f.took(su, err)
	f.observe(Transition{Action: action, From: before, To: f.standing(), Err: err})
	return err
}

// took takes over an answer. An error answer tells the sign-up, too.
func (f *Flow) took(su *SignUp, err error) error {
	if err == nil {
		f.su, f.id, f.problems, f.unsure = su, su.ID, nil, false
		return nil
	}
	if e := apiError(err); e != nil {
		if e.client != nil && e.client.SignUp != nil && e.client.SignUp.ID == f.id {
			f.su = e.client.SignUp
		}
		f.problems, f.unsure = e.Problems, f.unsure || e.Ambiguous()
	}
	return f.meaning(err)
}

// meaning says what the error of a request means for the flow.
func (f *Flow) meaning(err error) error {
	switch {
	case IsCode(err, "resource_not_found"), IsCode(err, "client_not_found"), IsCode(err, "cookie_invalid"):
		return fmt.Errorf("%w: %w", ErrAbandoned, err)
	case IsCode(err, "identifier_already_signed_in"):
		return &SignedInError{SessionID: apiError(err).Problems[0].Meta.SessionID, Err: err}
	case IsCode(err, "session_exists"):
		signedIn := &SignedInError{Err: err}
		if last := f.client.Last(); last != nil {
			signedIn.SessionID = last.LastActiveSessionID
		}
		return signedIn
	}
	return err
}

// write creates the sign-up or updates it, and takes what was sent off the draft.
// The first request carries what belongs to every sign-up of the program.
func (f *Flow) write(ctx context.Context, params SignUpParams) error {
	var err error
	if f.id == "" || params.Transfer {
		always := Values{LegalAccepted: f.draft.LegalAccepted, UnsafeMetadata: f.draft.UnsafeMetadata, Locale: f.draft.Locale}
		params.Values = always.with(params.Values)
		err = f.do("create", func() (*SignUp, error) { return f.client.SignUps.Create(ctx, &params) })
	} else {
		err = f.do("update", func() (*SignUp, error) { return f.client.SignUps.Update(ctx, f.id, &params) })
	}
	if err == nil {
		f.draft = f.draft.without(params.Values)
	}
	return err
}

// submit sends the values and what the draft holds of the fields that were asked
// for. When that answers all of them, the next verification is prepared in the
// same request.
func (f *Flow) submit(ctx context.Context, v Values, required, optional []FieldSpec) error {
	env, err := f.Environment(ctx)
	if err != nil {
		return err
	}
	f.draft = f.draft.with(v)
	if v.Web3Wallet != "" {
		required, optional = beside(FieldWeb3Wallet, required, env), beside(FieldWeb3Wallet, optional, env)
	}
	for _, spec := range slices.Concat(required, optional) {
		v = f.draft.only(spec.Field).with(v)
	}
	var next Strategy
	if f.policy.Order == VerifyFirst || v.answers(required) {
		next = f.nextStrategy(v, env)
	}
	return f.start(ctx, v, next)
}

// nextStrategy is the first proof that will be missing once the values are taken,
// empty when there is none or when it was asked for before.
func (f *Flow) nextStrategy(v Values, env *Environment) Strategy {
	su := f.su
	if su == nil {
		su = &SignUp{}
	}
	for _, field := range []Field{FieldWeb3Wallet, FieldEmailAddress, FieldPhoneNumber} {
		given := v.text(field)
		changed := given != "" && given != su.Value(field)
		if !changed && !su.Unverified(field) {
			continue
		}
		if a := env.UserSettings.Attributes[field]; field != FieldWeb3Wallet && !a.VerifyAtSignUp {
			continue
		}
		proof := su.Verifications.Of(field)
		if !changed && proof.pending() && proof.Strategy.field() == field {
			return ""
		}
		return f.policy.strategy(field, proof, env)
	}
	return ""
}

// preparation is what the strategy needs.
func (f *Flow) preparation(s Strategy) (Preparation, error) {
	switch {
	case s != StrategyEmailLink && !s.IsOAuth() && s != StrategyEnterpriseSSO && s != Strategy(FieldSAML):
		return Preparation{}, nil
	case f.redirect == "":
		return Preparation{}, fmt.Errorf("%w: strategy %s", ErrRedirectURL, s)
	case s == StrategyEmailLink:
		return Preparation{RedirectURL: f.redirect}, nil
	}
	return Preparation{RedirectURL: f.redirect, ActionCompleteRedirectURL: f.redirect}, nil
}

// prepare sends the code or link, or asks for the message to sign.
func (f *Flow) prepare(ctx context.Context, s Strategy) error {
	p, err := f.preparation(s)
	if err != nil {
		return err
	}
	return f.do("prepare", func() (*SignUp, error) {
		return f.client.SignUps.Prepare(ctx, f.id, &PrepareParams{Strategy: s, Preparation: p})
	})
}

// correct replaces an identifier.
func (f *Flow) correct(ctx context.Context, field Field, s Strategy, value string) error {
	var v Values
	v.set(field, value)
	f.hold(v)
	return f.start(ctx, v, s)
}

// start sends values and starts what the strategy stands for.
func (f *Flow) start(ctx context.Context, v Values, s Strategy) error {
	p, err := f.preparation(s)
	if err != nil {
		return err
	}
	return f.write(ctx, SignUpParams{Values: v, Strategy: s, Preparation: p})
}

// attempt gives a proof. Whatever the service says against it is about the field
// that was to be proved.
func (f *Flow) attempt(ctx context.Context, field Field, params *AttemptParams) error {
	err := f.do("attempt", func() (*SignUp, error) { return f.client.SignUps.Attempt(ctx, f.id, params) })
	f.problems = slices.Clone(f.problems)
	for i := range f.problems {
		f.problems[i].Meta.ParamName = string(field)
	}
	return err
}

// Returned goes on when a browser is back from a provider: callback is the URL at
// which it arrived, nil if nobody knows. A web server calls it on the flow that it
// resumes for that request: by then the round trip is over, and Next returns what
// comes after it. It returns a [*ProviderError] when the provider or the service
// did not accept the account, and a [*SignedInError] around it when that is because
// the account's owner is signed in on this client.
func (f *Flow) Returned(ctx context.Context, callback *url.URL) error {
	var nonce Secret
	if callback != nil {
		nonce = NewSecret(callback.Query().Get("rotating_token_nonce"))
	}
	var err error
	if nonce.IsZero() {
		err = f.Refresh(ctx)
	} else {
		err = f.do("read", func() (*SignUp, error) { return f.client.SignUps.GetRotated(ctx, f.id, nonce) })
		if e := apiError(err); e != nil && e.concerns("rotating_token_nonce") {
			err = f.Refresh(ctx) // it is good once: the page was loaded again, or the answer was lost
		}
	}
	if err != nil {
		return err
	}
	return f.account()
}

// account returns why the account at the provider was not accepted, nil where it
// was or belongs to a user.
func (f *Flow) account() error {
	v := f.su.Verifications.ExternalAccount
	if v == nil || v.Error == nil || v.Status == VerificationTransferable {
		return nil
	}
	err := &ProviderError{Strategy: v.Strategy, Problem: *v.Error}
	if session := f.su.ExistingSessionID(); session != "" {
		return &SignedInError{SessionID: session, Err: err}
	}
	return err
}
