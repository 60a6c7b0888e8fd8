package clerkflow

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
)

// asker asks the person for one Run.
type asker struct {
	cb Callbacks
	// answers counts how often each field was asked for, skipped has the optional
	// ones that were left out.
	answers map[Field]int
	skipped map[Field]bool
	// agreed says that the person may be signed in.
	agreed bool
}

// callbackError marks an error as the program's own.
type callbackError struct{ error }

func (e callbackError) Unwrap() error { return e.error }

func theirs(err error) error {
	if err == nil || errors.Is(err, ErrResend) || errors.Is(err, ErrEdit) || errors.Is(err, ErrSkip) {
		return err
	}
	return callbackError{err}
}

func (a *asker) collect(ctx context.Context, s *CollectStep) (Values, error) {
	if a.cb.Form == nil {
		return a.form(ctx, s.Fields, s.Optional)
	}
	for _, spec := range s.Fields {
		if err := a.count(spec); err != nil {
			return Values{}, err
		}
	}
	v, err := a.cb.Form(ctx, s)
	if err != nil {
		return Values{}, theirs(err)
	}
	return v, nil
}

// form asks for each field that has no answer yet, or one that was not taken. With an
// error it returns the answers until then.
func (a *asker) form(ctx context.Context, lists ...[]FieldSpec) (Values, error) {
	var v Values
	for _, spec := range slices.Concat(lists...) {
		if a.skipped[spec.Field] || spec.Held && spec.Problem == nil {
			continue
		}
		given, err := a.field(ctx, spec)
		switch {
		case errors.Is(err, ErrSkip) && !spec.Required:
			a.skipped[spec.Field] = true
		case err != nil:
			return v, err
		}
		v = v.with(given)
	}
	return v, nil
}

// count counts an answer, and refuses one too many.
func (a *asker) count(spec FieldSpec) error {
	if spec.Problem != nil && a.answers[spec.Field] >= mostAnswers {
		return &StepError{Kind: KindCollect, Field: spec.Field, Err: fmt.Errorf("%w: %w", ErrTooManyAttempts, spec.Problem)}
	}
	a.answers[spec.Field]++
	return nil
}

// field asks for one field with the callback of its kind.
func (a *asker) field(ctx context.Context, spec FieldSpec) (v Values, err error) {
	if ctx.Err() != nil { // the callback before answered all the same
		return Values{}, context.Cause(ctx)
	}
	if err := a.count(spec); err != nil {
		return Values{}, err
	}
	p := Prompt{Field: spec.Field, Required: spec.Required, Value: spec.Value, Attempt: a.answers[spec.Field], Problem: spec.Problem}
	switch {
	case p.Field == FieldPassword && a.cb.Password != nil:
		v.Password, err = a.cb.Password(ctx, p)
	case p.Field == FieldLegalAccepted && a.cb.Consent != nil:
		v.LegalAccepted, err = a.cb.Consent(ctx, p)
	case v.slot(p.Field) != nil && a.cb.Text != nil:
		*v.slot(p.Field), err = a.cb.Text(ctx, p)
	default:
		return Values{}, &StepError{Kind: KindCollect, Field: p.Field, Err: ErrNoCallback}
	}
	if err == nil && !v.has(p.Field) {
		err = ErrSkip // an empty answer is none
	}
	if errors.Is(err, ErrSkip) && p.Required {
		err = &StepError{Kind: KindCollect, Field: p.Field, Err: ErrDeclined}
	}
	if err != nil {
		return Values{}, theirs(err)
	}
	return v, nil
}

// option is the only one, the one that was answered already, or the one that the
// person chooses.
func (a *asker) option(ctx context.Context, s *ChooseStep) (FieldSpec, error) {
	if len(s.Options) == 1 {
		return s.Options[0], nil
	}
	if i := slices.IndexFunc(s.Options, func(o FieldSpec) bool { return o.Held && o.Problem == nil }); i >= 0 {
		return s.Options[i], nil
	}
	if a.cb.Choose == nil {
		return FieldSpec{}, ErrNoCallback
	}
	chosen, err := a.cb.Choose(ctx, s)
	if err != nil {
		return FieldSpec{}, theirs(err)
	}
	i := slices.IndexFunc(s.Options, func(o FieldSpec) bool { return o.Field == chosen })
	if i < 0 {
		return FieldSpec{}, theirs(fmt.Errorf("clerkflow: the Choose callback returned %q, which is none of the options", chosen))
	}
	return s.Options[i], nil
}

func (a *asker) code(ctx context.Context, s *VerifyCodeStep) (string, error) {
	if a.cb.Code == nil {
		return "", ErrNoCallback
	}
	code, err := a.cb.Code(ctx, s)
	return code, theirs(err)
}

func (a *asker) link(ctx context.Context, s *VerifyLinkStep) error {
	if a.cb.Link == nil {
		return ErrNoCallback
	}
	return theirs(a.cb.Link(ctx, s))
}

func (a *asker) sign(ctx context.Context, s *SignMessageStep) (string, error) {
	if a.cb.Sign == nil {
		return "", ErrNoCallback
	}
	signature, err := a.cb.Sign(ctx, s)
	return signature, theirs(err)
}

func (a *asker) redirect(ctx context.Context, s *RedirectStep) (*url.URL, error) {
	if a.cb.Redirect == nil {
		return nil, ErrNoCallback
	}
	callback, err := a.cb.Redirect(ctx, s)
	return callback, theirs(err)
}

func (a *asker) protect(ctx context.Context, s *ProtectStep) (Secret, error) {
	if a.cb.Protect == nil {
		return Secret{}, ErrNoCallback
	}
	proof, err := a.cb.Protect(ctx, s)
	return proof, theirs(err)
}

// transfer asks once whether the person may be signed in.
func (a *asker) transfer(ctx context.Context, s *AccountExistsStep) error {
	if a.cb.BeforeTransfer == nil {
		return ErrAccountExists
	}
	if !a.agreed {
		if err := a.cb.BeforeTransfer(ctx, s); err != nil {
			return callbackError{err}
		}
		a.agreed = true
	}
	return nil
}
