// Package signup is a piece of an application, and its tests are the example: how
// an application tests its sign-up against mockfapi.
package signup

import (
	"context"
	"errors"
	"fmt"

	"github.com/clerkflow/clerkflow-go/clerkflow"
)

// How a registration can end, for the application to act on.
var (
	ErrTaken       = errors.New("signup: there is a user with this address or number: sign in instead")
	ErrUnavailable = errors.New("signup: the service cannot be reached at the moment: try again later")
)

// Form is what the application asks for before it begins.
type Form struct {
	EmailAddress, PhoneNumber string
	FirstName, LastName       string
	Password                  clerkflow.Secret
}

// Register signs a person up with what the form holds and returns the user's id.
// code asks for the code that was sent to an address or number. Besides the two
// errors above it returns the [*clerkflow.Problem] of a field that was refused.
func Register(ctx context.Context, client *clerkflow.Client, form Form, code func(ctx context.Context, sentTo string) (string, error)) (userID string, err error) {
	flow := clerkflow.NewSignUp(client,
		clerkflow.WithPolicy(clerkflow.Policy{Optional: []clerkflow.Field{clerkflow.FieldFirstName, clerkflow.FieldLastName}}),
		clerkflow.WithValues(clerkflow.Values{
			EmailAddress: form.EmailAddress, PhoneNumber: form.PhoneNumber,
			FirstName: form.FirstName, LastName: form.LastName, Password: form.Password,
		}))
	done, err := flow.Run(ctx, clerkflow.Callbacks{
		Text: func(_ context.Context, p clerkflow.Prompt) (string, error) { return "", refused(p) },
		Password: func(_ context.Context, p clerkflow.Prompt) (clerkflow.Secret, error) {
			return clerkflow.Secret{}, refused(p)
		},
		Code: func(ctx context.Context, s *clerkflow.VerifyCodeStep) (string, error) {
			return code(ctx, s.Destination)
		},
	})
	if err != nil {
		return "", meaning(err)
	}
	return done.UserID, nil
}

// refused is why the flow asks for something although the form was sent.
func refused(p clerkflow.Prompt) error {
	switch {
	case p.Problem != nil:
		return p.Problem
	case !p.Required:
		return clerkflow.ErrSkip
	}
	return fmt.Errorf("signup: the form has no %s, which the instance requires", p.Field)
}

func meaning(err error) error {
	if p, ok := errors.AsType[*clerkflow.Problem](err); ok && p.Code == "form_identifier_exists" {
		return fmt.Errorf("%w: %w", ErrTaken, err)
	}
	if e, ok := errors.AsType[*clerkflow.Error](err); ok && (e.Status == 0 || e.Status >= 500) {
		return fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	return err
}
