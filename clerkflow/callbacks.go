package clerkflow

import (
	"context"
	"net/url"
)

// Callbacks ask the person. A nil callback cannot do its step: a flow that comes
// to it ends with [ErrNoCallback]. Every callback gets the context of Run and has
// to return when it ends; whatever error it returns ends Run and comes out of it
// under errors.Is, except [ErrResend], [ErrEdit] and [ErrSkip].
type Callbacks struct {
	// Text asks for an e-mail address, phone number, username, wallet or name.
	Text func(ctx context.Context, p Prompt) (string, error)
	// Password asks for a password.
	Password func(ctx context.Context, p Prompt) (Secret, error)
	// Consent asks whether the person accepts the legal terms.
	Consent func(ctx context.Context, p Prompt) (bool, error)
	// Form asks for all fields of a step at once, in the place of the three above.
	Form func(ctx context.Context, s *CollectStep) (Values, error)
	// Choose asks for one of the step's options.
	Choose func(ctx context.Context, s *ChooseStep) (Field, error)
	// Code asks for the code that was sent. It may return ErrResend and ErrEdit.
	Code func(ctx context.Context, s *VerifyCodeStep) (string, error)
	// Link says that a link was sent; Run then waits for it to be followed. It may
	// return ErrResend and ErrEdit.
	Link func(ctx context.Context, s *VerifyLinkStep) error
	// Redirect leads the person's browser to the step's URL and returns the URL at
	// which it came back, nil if that is not known.
	Redirect func(ctx context.Context, s *RedirectStep) (*url.URL, error)
	// Protect passes the step's check, with the script that it names, and returns the
	// proof.
	Protect func(ctx context.Context, s *ProtectStep) (Secret, error)
	// BeforeTransfer says that the account at the provider belongs to a user, before
	// Run signs them in with it, and asks whether it may: nil for yes. Without the
	// callback Run ends with [ErrAccountExists].
	BeforeTransfer func(ctx context.Context, s *AccountExistsStep) error
	// Sign returns the wallet's signature of the step's message.
	Sign func(ctx context.Context, s *SignMessageStep) (string, error)
}

// Prompt is one question.
type Prompt struct {
	Field Field
	// Required is false for fields that the callback may leave out with ErrSkip.
	Required bool
	// Value is the last answer, empty for none and for secrets.
	Value string
	// Attempt counts the times that the field is asked for, from 1.
	Attempt int
	// Problem is why the last answer was not taken, nil for none.
	Problem *Problem
}
