package clerkflow

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Run goes through the steps with the callbacks until the person is a user and
// signed in, as a new one or, after [Callbacks.BeforeTransfer], as the one that they
// are already. It asks again, with the problem, for what the service did not take:
// three times for a field, and three times for a code before and after a new one
// is sent. It uses what this package exports, and nothing else: a program with
// other needs writes a loop of its own.
//
// The errors are a [*StepError] that says where it ended around one of the
// outcomes ([ErrUnsupported], [ErrNoProgress], [ErrTooManyAttempts],
// [ErrAccountExists], [ErrDeclined], [ErrNoCallback]), a [*ProviderError], a
// [*SignedInError], a [*SignInError], an [*Error] of the service or a callback's own
// error; or [ErrAbandoned], or the cause for which the context ended. The flow can
// be run again, or resumed, after any of them but ErrAbandoned: it goes on with what
// the service has, and does not repeat what took effect.
func (f *Flow) Run(ctx context.Context, cb Callbacks) (*DoneStep, error) {
	r := &runner{flow: f, ask: asker{cb: cb, answers: map[Field]int{}, skipped: map[Field]bool{}}, wrong: map[Field]int{}, renewed: map[Field]*Problem{}}
	for {
		step, err := f.Next(ctx)
		if err != nil {
			return nil, err
		}
		if done, ok := step.(*DoneStep); ok {
			return done, nil
		}
		before := fingerprint(f.SignUp())
		wrote, err := r.answer(ctx, step)
		if err != nil {
			wrote, err = r.mend(ctx, step, err)
		}
		if err == nil {
			err = r.progress(wrote, before)
		}
		if err != nil {
			return nil, ended(ctx, step, err)
		}
	}
}

// ended says where, unless the context ended or the error says it itself.
func ended(ctx context.Context, step Step, err error) error {
	if cause := context.Cause(ctx); cause != nil && (errors.Is(err, cause) || errors.Is(err, ctx.Err())) {
		return cause
	}
	if _, said := errors.AsType[*StepError](err); said || errors.Is(err, ErrAbandoned) {
		return err
	}
	e := &StepError{Kind: step.Kind(), Err: err}
	if p := proofOf(step); p != nil {
		e.Field = p.Field
	}
	return e
}

// proofOf returns what the steps that verify have in common, nil for others.
func proofOf(step Step) *Proof {
	switch s := step.(type) {
	case *VerifyCodeStep:
		return &s.Proof
	case *VerifyLinkStep:
		return &s.Proof
	case *SignMessageStep:
		return &s.Proof
	}
	return nil
}

// The most answers to one question, and the most pauses in a row that the service
// may ask for.
const (
	mostAnswers = 3
	mostPauses  = 3
)

// runner is one Run.
type runner struct {
	flow *Flow
	ask  asker
	// wrong counts the proofs that were not taken; renewed has the problem of a code
	// that ended and was sent again, once for each field.
	wrong   map[Field]int
	renewed map[Field]*Problem
	// still counts the writes in a row that changed nothing, pauses those that the
	// service asked for.
	still, pauses int
}

// answer does one step. wrote says that it gave the service something that should
// move the sign-up on.
func (r *runner) answer(ctx context.Context, step Step) (wrote bool, err error) {
	switch s := step.(type) {
	case *CollectStep:
		v, err := r.ask.collect(ctx, s)
		if err != nil {
			r.flow.hold(v)
			return false, err
		}
		return true, s.Submit(ctx, v)
	case *ChooseStep:
		return true, r.choose(ctx, s)
	case *VerifyCodeStep:
		if sent, err := r.send(ctx, &s.Proof); sent {
			return false, err
		}
		code, err := r.ask.code(ctx, s)
		return r.prove(ctx, &s.Proof, err, func() error { return s.Attempt(ctx, code) })
	case *VerifyLinkStep:
		if sent, err := r.send(ctx, &s.Proof); sent {
			return false, err
		}
		err := r.ask.link(ctx, s)
		return r.prove(ctx, &s.Proof, err, func() error { return s.Wait(ctx) })
	case *SignMessageStep:
		if sent, err := r.send(ctx, &s.Proof); sent {
			return false, err
		}
		signature, err := r.ask.sign(ctx, s)
		return r.prove(ctx, &s.Proof, err, func() error { return s.Attempt(ctx, signature) })
	case *RedirectStep:
		if s.URL == nil {
			return false, s.Start(ctx)
		}
		callback, err := r.ask.redirect(ctx, s)
		if err != nil {
			return false, err
		}
		return true, s.Returned(ctx, callback)
	case *ProtectStep:
		proof, err := r.ask.protect(ctx, s)
		if err != nil {
			return false, err
		}
		return true, s.Submit(ctx, proof)
	case *AccountExistsStep:
		if err := r.ask.transfer(ctx, s); err != nil {
			return false, err
		}
		return false, s.Transfer(ctx)
	case *UnsupportedStep:
		return false, &UnsupportedError{Status: s.Status, Missing: s.Missing, Unverified: s.Unverified, Strategies: s.Strategies}
	}
	return false, fmt.Errorf("%w: step %s", ErrUnsupported, step.Kind())
}

// send sends what has to be sent before there is anything to answer. A code that
// ended is sent again by itself once; after that the person has to ask for it. A
// wallet's message costs nobody anything, and without it there is nothing to ask.
func (r *runner) send(ctx context.Context, p *Proof) (sent bool, err error) {
	problem, renewed := r.renewed[p.Field]
	if p.Sent {
		if p.Problem == nil {
			p.Problem = problem
		}
		return false, nil
	}
	v := r.flow.SignUp().Verifications.Of(p.Field)
	if over := v != nil && (v.Status == VerificationExpired || v.Status == VerificationFailed); over && v.Strategy.field() == p.Field {
		if renewed && p.Field != FieldWeb3Wallet {
			return false, nil
		}
		r.renewed[p.Field] = p.Problem
	}
	return true, p.Send(ctx)
}

// prove gives a proof, or does what the callback asked for in its place.
func (r *runner) prove(ctx context.Context, p *Proof, answer error, attempt func() error) (wrote bool, err error) {
	switch {
	case errors.Is(answer, ErrResend):
		delete(r.renewed, p.Field)
		return false, p.Send(ctx)
	case errors.Is(answer, ErrEdit):
		return false, r.edit(ctx, p)
	case answer != nil:
		return false, answer
	}
	return true, attempt()
}

// edit asks for an address or number again and sends to the new one.
func (r *runner) edit(ctx context.Context, p *Proof) error {
	value := cmp.Or(r.flow.draft.text(p.Field), r.flow.SignUp().Value(p.Field))
	v, err := r.ask.field(ctx, FieldSpec{Field: p.Field, Required: true, Value: value, Problem: p.Problem})
	if err != nil {
		return err
	}
	delete(r.wrong, p.Field)
	delete(r.renewed, p.Field)
	return p.Correct(ctx, v.text(p.Field))
}

func (r *runner) choose(ctx context.Context, s *ChooseStep) error {
	option, err := r.ask.option(ctx, s)
	if err != nil {
		return err
	}
	if strategy, social := option.Field.strategy(); social {
		return s.Authorize(ctx, strategy)
	}
	env, err := r.flow.Environment(ctx)
	if err != nil {
		return err
	}
	v, err := r.ask.form(ctx, []FieldSpec{option}, beside(option.Field, s.Fields, env), beside(option.Field, s.Optional, env))
	if err != nil {
		r.flow.hold(v)
		return err
	}
	if !v.has(option.Field) {
		v.set(option.Field, option.Value) // what the flow holds of an option goes along only if given
	}
	return s.Submit(ctx, v)
}

// progress ends a flow whose service takes everything and asks for it again.
func (r *runner) progress(wrote bool, before string) error {
	switch {
	case !wrote:
	case fingerprint(r.flow.SignUp()) != before:
		r.still, r.pauses = 0, 0
	default:
		if r.still++; r.still >= 2 {
			return ErrNoProgress
		}
	}
	return nil
}

// fingerprint tells two states of a sign-up apart by what a step can change.
func fingerprint(su *SignUp) string {
	if su == nil {
		return ""
	}
	missing, unverified := slices.Sorted(slices.Values(su.MissingFields)), slices.Sorted(slices.Values(su.UnverifiedFields))
	text := fmt.Sprint(su.ID, su.Status, missing, unverified)
	for _, v := range []*Verification{su.Verifications.EmailAddress, su.Verifications.PhoneNumber, su.Verifications.Web3Wallet, su.Verifications.ExternalAccount} {
		if v != nil {
			text += fmt.Sprint(v.Strategy, v.Status, v.ExpireAt)
		}
	}
	return text
}

// mend decides whether the flow can go on after an error, and makes it ready to.
// wrote says that the sign-up should look different now.
func (r *runner) mend(ctx context.Context, step Step, err error) (wrote bool, _ error) {
	if own, ok := errors.AsType[callbackError](err); ok {
		return false, own.error
	}
	e, p := apiError(err), proofOf(step)
	switch {
	case errors.Is(err, ErrLinkExpired):
		return false, r.count(p, err)
	case e == nil, errors.Is(err, ErrAbandoned), errors.Is(err, ErrSignedIn):
		return false, err
	case e.has("verification_already_verified"), e.has("sign_up_cannot_be_updated"):
		return true, r.flow.Refresh(ctx) // it was done elsewhere
	case e.RetryAfter > 0 && r.pauses < mostPauses:
		return false, r.pause(ctx, e.RetryAfter)
	case p == nil:
		return false, about(step, e)
	case p.Field != FieldWeb3Wallet && (e.has("identification_claimed") || e.concerns(p.Field)):
		p.Problem = &e.Problems[0]
		if err := r.edit(ctx, p); err != nil {
			return r.mend(ctx, step, err) // the correction may be refused, too
		}
		return true, nil
	case e.has("form_code_incorrect"), e.has("form_incorrect_signature"), e.has("form_param_nil"), e.has("form_param_missing"):
		return false, r.count(p, err)
	case e.has("verification_expired"), e.has("verification_failed"), e.has("verification_missing"),
		e.has("verification_not_sent"), e.has("sign_up_outdated_verification"):
		if e.client == nil {
			if err := r.flow.Refresh(ctx); err != nil { // to learn that it is over
				return false, err
			}
		}
		return false, r.count(p, err)
	}
	return false, err
}

// count ends a flow that gives too many wrong proofs: three for a code, and three
// more for the one that was sent in its place.
func (r *runner) count(p *Proof, err error) error {
	if r.wrong[p.Field]++; r.wrong[p.Field] >= 2*mostAnswers {
		return fmt.Errorf("%w: %w", ErrTooManyAttempts, err)
	}
	return nil
}

// pause waits as long as the service asks.
func (r *runner) pause(ctx context.Context, d time.Duration) error {
	r.pauses++
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// about returns nil when everything that the service has against the request is
// about fields that the step can ask for again.
func about(step Step, e *Error) error {
	var fields []FieldSpec
	switch s := step.(type) {
	case *CollectStep:
		fields = slices.Concat(s.Fields, s.Optional)
	case *ChooseStep:
		fields = slices.Concat(s.Options, s.Fields, s.Optional)
	}
	for i := range e.Problems {
		if !slices.ContainsFunc(fields, func(spec FieldSpec) bool { return spec.Field == e.Problems[i].Field() }) {
			return e
		}
	}
	if len(e.Problems) == 0 {
		return e
	}
	return nil
}
