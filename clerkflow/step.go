package clerkflow

import (
	"context"
	"fmt"
	"net/url"
	"time"
)

// Step is one thing that a sign-up needs next. The set of steps is closed, but a
// later version of this package may add to it: switches need a default.
type Step interface {
	// Kind names the step, for logs and messages.
	Kind() StepKind
	bind(*Flow)
}

// StepKind names a kind of step.
type StepKind string

// The kinds of steps.
const (
	KindCollect       StepKind = "collect"
	KindChoose        StepKind = "choose"
	KindVerifyCode    StepKind = "verify_code"
	KindVerifyLink    StepKind = "verify_link"
	KindSignMessage   StepKind = "sign_message"
	KindRedirect      StepKind = "redirect"
	KindProtect       StepKind = "protect"
	KindAccountExists StepKind = "account_exists"
	KindDone          StepKind = "done"
	KindUnsupported   StepKind = "unsupported"
)

// bound is what steps that act have in common.
type bound struct{ flow *Flow }

func (b *bound) bind(f *Flow) { b.flow = f }

// act runs one action of a step of a flow; a step that only describes has none.
func (b *bound) act(do func(*Flow) error) error {
	if b.flow == nil {
		return fmt.Errorf("clerkflow: this step only describes: act on the one that Flow.Next returns")
	}
	return do(b.flow)
}

// FieldSpec is one field of a form.
type FieldSpec struct {
	Field    Field
	Required bool
	// Held says that the flow has a value, from [WithValues] or from a Submit that
	// was not taken, which goes along with the next Submit unless that replaces it.
	Held bool
	// Value is that value, empty for secrets.
	Value string
	// Problem is why the service did not take it, nil for nothing.
	Problem *Problem
}

// Form is what [CollectStep] and [ChooseStep] have in common.
type Form struct {
	bound
	// Fields have to be given, Optional may be.
	Fields, Optional []FieldSpec
}

func (s *Form) bind(f *Flow) {
	s.bound.bind(f)
	f.describe(s.Fields)
	f.describe(s.Optional)
}

// Submit sends the values and those that the flow holds, in one request. Values
// that the service refuses are held: the next step shows them with the problem,
// and only what changes has to be given again. The error is an [*Error]; its
// Problems name the fields.
func (s *Form) Submit(ctx context.Context, v Values) error {
	return s.act(func(f *Flow) error { return f.submit(ctx, v, s.Fields, s.Optional) })
}

// CollectStep asks for values.
type CollectStep struct{ Form }

// Kind returns KindCollect.
func (*CollectStep) Kind() StepKind { return KindCollect }

// ChooseStep asks which of several ways is to identify the person: an e-mail
// address, a phone number, a username, a wallet or an OAuth provider. Submit takes
// one of the first four together with Fields, Authorize starts the last.
type ChooseStep struct {
	Form
	// Options are fields and, where [Strategy.IsOAuth] holds, OAuth strategies. What
	// the flow holds of them goes along only if Submit is given it.
	Options []FieldSpec
}

// Kind returns KindChoose.
func (*ChooseStep) Kind() StepKind { return KindChoose }

func (s *ChooseStep) bind(f *Flow) {
	s.Form.bind(f)
	f.describe(s.Options)
}

// Authorize starts the round trip to an OAuth provider; a [RedirectStep] follows.
func (s *ChooseStep) Authorize(ctx context.Context, strategy Strategy) error {
	return s.act(func(f *Flow) error { return f.StartOAuth(ctx, strategy) })
}

// Proof is what [VerifyCodeStep], [VerifyLinkStep] and [SignMessageStep] have in
// common.
type Proof struct {
	bound
	Field    Field
	Strategy Strategy
	// Sent says that the code, link or message is out and can be answered.
	Sent bool
	// ExpiresAt is until when, the zero time while nothing is sent.
	ExpiresAt time.Time
	// Problem is why the last answer was not taken, nil for none.
	Problem *Problem
}

func (s *Proof) bind(f *Flow) {
	s.bound.bind(f)
	s.Problem = f.problem(s.Field)
}

// Send sends the code or link, or asks for the message to sign, once more if it is
// out already: only the newest counts.
func (s *Proof) Send(ctx context.Context) error {
	return s.act(func(f *Flow) error { return f.prepare(ctx, s.Strategy) })
}

// Correct replaces the address or number and sends to the new one, in one request.
func (s *Proof) Correct(ctx context.Context, value string) error {
	return s.act(func(f *Flow) error { return f.correct(ctx, s.Field, s.Strategy, value) })
}

// VerifyCodeStep asks for the code that was sent to an e-mail address or a phone
// number.
type VerifyCodeStep struct {
	Proof
	Destination string
	// Channel of a phone code: sms, whatsapp.
	Channel string
}

// Kind returns KindVerifyCode.
func (*VerifyCodeStep) Kind() StepKind { return KindVerifyCode }

// Attempt gives the code.
func (s *VerifyCodeStep) Attempt(ctx context.Context, code string) error {
	return s.act(func(f *Flow) error {
		return f.attempt(ctx, s.Field, &AttemptParams{Strategy: s.Strategy, Code: NewSecret(code)})
	})
}

// VerifyLinkStep waits for the person to follow the link that was sent to an
// e-mail address, on any device.
type VerifyLinkStep struct {
	Proof
	Destination string
}

// Kind returns KindVerifyLink.
func (*VerifyLinkStep) Kind() StepKind { return KindVerifyLink }

// Wait asks the service every second whether the link was followed. It returns nil
// once it was, [ErrLinkExpired] when its time is over, or the cause for which the
// context ended.
func (s *VerifyLinkStep) Wait(ctx context.Context) error {
	return s.act(func(f *Flow) error {
		_, err := waitLink(ctx, func(ctx context.Context) (*SignUp, error) {
			err := f.Refresh(ctx)
			return f.su, err
		})
		return err
	})
}

// SignMessageStep asks the owner of a wallet for a signature.
type SignMessageStep struct {
	Proof
	Address string
	// Message is what is signed, empty until Send.
	Message string
}

// Kind returns KindSignMessage.
func (*SignMessageStep) Kind() StepKind { return KindSignMessage }

// Attempt gives the signature: for Ethereum 0x and hexadecimal digits, for Solana
// base 64.
func (s *SignMessageStep) Attempt(ctx context.Context, signature string) error {
	return s.act(func(f *Flow) error {
		return f.attempt(ctx, s.Field, &AttemptParams{Strategy: s.Strategy, Signature: NewSecret(signature)})
	})
}

// RedirectStep leads the person's browser to a provider's page and back.
type RedirectStep struct {
	bound
	Strategy Strategy
	// URL is the page, nil until Start.
	URL *url.URL
	// ExpiresAt is until when, the zero time until Start.
	ExpiresAt time.Time
}

// Kind returns KindRedirect.
func (*RedirectStep) Kind() StepKind { return KindRedirect }

// Start begins the round trip, where that did not happen yet. The flow needs
// [WithRedirectURL].
func (s *RedirectStep) Start(ctx context.Context) error {
	return s.act(func(f *Flow) error { return f.StartOAuth(ctx, s.Strategy) })
}

// Returned goes on when the browser is back, see [Flow.Returned].
func (s *RedirectStep) Returned(ctx context.Context, callback *url.URL) error {
	return s.act(func(f *Flow) error { return f.Returned(ctx, callback) })
}

// ProtectStep asks for the proof that a check was passed, which the service puts
// before the sign-up.
type ProtectStep struct {
	bound
	Check ProtectCheck
}

// Kind returns KindProtect.
func (*ProtectStep) Kind() StepKind { return KindProtect }

// Submit gives the proof.
func (s *ProtectStep) Submit(ctx context.Context, proof Secret) error {
	return s.act(func(f *Flow) error {
		return f.do("protect_check", func() (*SignUp, error) { return f.client.SignUps.SubmitProtectCheck(ctx, f.id, proof) })
	})
}

// AccountExistsStep says that the account at the provider belongs to a user: the
// person has to sign in, not up. Transfer does that.
type AccountExistsStep struct {
	bound
	Strategy Strategy
	Problem  *Problem
}

// Kind returns KindAccountExists.
func (*AccountExistsStep) Kind() StepKind { return KindAccountExists }

// Transfer signs in with the account that was just proved; a [DoneStep] follows. It
// returns a [*SignInError] when the sign-in asks for more, such as a second factor,
// and a [*SignedInError] when the owner is signed in already.
//
// createSignIn, POST /v1/client/sign_ins
func (s *AccountExistsStep) Transfer(ctx context.Context) error {
	return s.act(func(f *Flow) error { return f.transfer(ctx) })
}

// DoneStep says that the person is a user and signed in.
type DoneStep struct {
	bound
	UserID, SessionID string
}

// Kind returns KindDone.
func (*DoneStep) Kind() StepKind { return KindDone }

// Client returns the device that is signed in now.
func (s *DoneStep) Client() *Client {
	if s.flow == nil {
		return nil
	}
	return s.flow.client
}

// UnsupportedStep is what this version of the package cannot do: a status, a field
// or all the strategies to verify one that it does not know.
type UnsupportedStep struct {
	bound
	Status              Status
	Missing, Unverified []Field
	// Strategies may verify the field at hand, empty where they are not at fault.
	Strategies []Strategy
}

// Kind returns KindUnsupported.
func (*UnsupportedStep) Kind() StepKind { return KindUnsupported }
