package clerkflow

import (
	"errors"
	"fmt"
	"strings"
)

// What a callback may return instead of an answer.
var (
	// ErrResend sends the code or link again.
	ErrResend = errors.New("clerkflow: send it again")
	// ErrEdit asks for the address or number again, to correct it.
	ErrEdit = errors.New("clerkflow: correct the address")
	// ErrSkip leaves an optional field out.
	ErrSkip = errors.New("clerkflow: skip this field")
)

// How a flow can end other than done. Test with errors.Is.
var (
	// ErrAbandoned: the attempt's time is over, or it or the device is gone; start a new
	// one.
	ErrAbandoned = errors.New("clerkflow: the sign-up is abandoned: start a new one")
	// ErrUnsupported: see [UnsupportedError].
	ErrUnsupported = errors.New("clerkflow: unsupported")
	// ErrNoProgress: the service took what it was given and still asks for it.
	ErrNoProgress = errors.New("clerkflow: the sign-up makes no progress")
	// ErrTooManyAttempts: the person was asked for the same thing too often.
	ErrTooManyAttempts = errors.New("clerkflow: too many attempts")
	// ErrAccountExists: the provider's account belongs to a user; sign in instead, with
	// [AccountExistsStep.Transfer].
	ErrAccountExists = errors.New("clerkflow: this account belongs to a user already: sign in instead")
	// ErrDeclined: a callback skipped a required field.
	ErrDeclined = errors.New("clerkflow: a required field was skipped")
	// ErrNoCallback: the flow needs a callback that the program did not give.
	ErrNoCallback = errors.New("clerkflow: no callback for this step")
	// ErrLinkExpired: nobody followed the link in time.
	ErrLinkExpired = errors.New("clerkflow: the link has expired: send a new one")
	// ErrSignedIn: see [SignedInError].
	ErrSignedIn = errors.New("clerkflow: somebody is signed in on this client: sign out first")
	// ErrRedirectURL: the strategy leads through a browser, and the flow does not
	// know where it comes back to.
	ErrRedirectURL = errors.New("clerkflow: this needs WithRedirectURL")
)

// UnsupportedError names what this version of the package cannot do. It is
// [ErrUnsupported] for errors.Is.
type UnsupportedError struct {
	Status              Status
	Missing, Unverified []Field
	// Strategies are the only ones that may verify a field, all of them unknown;
	// empty where a strategy is not at fault.
	Strategies []Strategy
}

func (e *UnsupportedError) Error() string {
	text := "clerkflow: unsupported: " + state(e.Status, e.Missing, e.Unverified) + listed("by", e.Strategies)
	return text + ": update this module, or finish the sign-up in a browser"
}

// state tells where a sign-up is.
func state(status Status, missing, unverified []Field) string {
	return "status " + string(status) + listed("missing", missing) + listed("unverified", unverified)
}

// listed is a part of an error's text, empty for an empty list.
func listed[T ~string](name string, list []T) string {
	if len(list) == 0 {
		return ""
	}
	return ", " + name + " " + strings.Join(names(list), " ")
}

func names[T ~string](list []T) []string {
	all := make([]string, len(list))
	for i, x := range list {
		all[i] = string(x)
	}
	return all
}

// Is makes it [ErrUnsupported].
func (e *UnsupportedError) Is(target error) bool { return target == ErrUnsupported }

// ProviderError says why an account at an OAuth provider could not be used.
type ProviderError struct {
	Strategy Strategy
	Problem  Problem
}

func (e *ProviderError) Error() string {
	return fmt.Sprintf("clerkflow: %s: %s: choose another account or another way to sign up", e.Strategy, e.Problem.Code)
}

// Unwrap returns the problem.
func (e *ProviderError) Unwrap() error { return &e.Problem }

// SignedInError says that somebody is signed in on the client already, the very
// person or, on an instance that knows one session at a time, anybody: go on with
// that session, or sign out first. It is [ErrSignedIn] for errors.Is.
type SignedInError struct {
	// SessionID is their session, empty where the service does not tell.
	SessionID string
	// Err is the [*Error] or [*ProviderError] that said so, nil for neither.
	Err error
}

func (e *SignedInError) Error() string {
	text := ErrSignedIn.Error()
	if e.SessionID != "" {
		text += ", or go on with session " + e.SessionID
	}
	return text
}

// Is makes it [ErrSignedIn].
func (e *SignedInError) Is(target error) bool { return target == ErrSignedIn }

// Unwrap returns what said so.
func (e *SignedInError) Unwrap() error { return e.Err }

// SignInError says that the sign-in to which a flow was transferred is not complete:
// the account has a second factor, say. Go on with it on the SignIns of
// [Flow.Client]; afterwards the flow, resumed or not, is done.
type SignInError struct{ SignIn *SignIn }

func (e *SignInError) Error() string {
	return "clerkflow: the sign-in " + e.SignIn.ID + " is not complete: status " + string(e.SignIn.Status) + ": go on with SignIns"
}

// StepError says at which step a flow ended, and why.
type StepError struct {
	Kind StepKind
	// Field is what the step was about, empty where it is about several.
	Field Field
	Err   error
}

func (e *StepError) Error() string {
	at := string(e.Kind)
	if e.Field != "" {
		at += " " + string(e.Field)
	}
	return "clerkflow: " + at + ": " + strings.TrimPrefix(e.Err.Error(), "clerkflow: ")
}

// Unwrap returns why.
func (e *StepError) Unwrap() error { return e.Err }
