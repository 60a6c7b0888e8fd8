package clerkflow

import (
	"context"
	"fmt"
)

// What becomes of a sign-up whose account at the provider belongs to a user.

// transfer makes a sign-in of the sign-up. From then on the flow is about that.
func (f *Flow) transfer(ctx context.Context) error {
	before := f.standing()
	signIn, err := f.client.SignIns.Create(ctx, &SignInParams{Transfer: true})
	switch err = f.meaning(err); {
	case err == nil:
		f.signIn, f.signInID = signIn, signIn.ID
		err = f.incomplete()
	case IsCode(err, "account_transfer_invalid"):
		err = f.transferred(ctx, err)
	}
	f.observe(Transition{Action: "transfer", From: before, To: f.standing(), Err: err})
	return err
}

// transferred says what became of a sign-up that was transferred already: in another
// tab, or by a request whose answer was lost. refusal is the error of this request.
func (f *Flow) transferred(ctx context.Context, refusal error) error {
	known, err := f.client.Clients.Get(ctx)
	if err != nil || known == nil {
		return refusal
	}
	if s := known.SignIn; s != nil && s.FirstFactorVerification != nil && s.FirstFactorVerification.Status == VerificationVerified {
		f.signIn, f.signInID = s, s.ID
		return f.incomplete()
	}
	if session := known.LastActiveSessionID; session != "" {
		return &SignedInError{SessionID: session, Err: refusal}
	}
	return refusal
}

// signedIn returns the step of a flow that was transferred. A sign-in that was not
// complete is read again: the program goes on with it past the flow.
func (f *Flow) signedIn(ctx context.Context) (Step, error) {
	if f.signIn == nil || f.signIn.Status != SignInComplete {
		signIn, err := f.client.SignIns.Get(ctx, f.signInID)
		if err := f.meaning(err); err != nil {
			return nil, err
		}
		f.signIn = signIn
	}
	if err := f.incomplete(); err != nil {
		return nil, err
	}
	session := f.client.Last().Session(f.signIn.CreatedSessionID)
	if session == nil {
		var err error
		if session, err = f.client.Sessions.Get(ctx, f.signIn.CreatedSessionID); err != nil {
			return nil, err
		}
	}
	step := &DoneStep{SessionID: session.ID}
	if session.User != nil {
		step.UserID = session.User.ID
	}
	step.bind(f)
	return step, nil
}

// incomplete returns why the sign-in is not complete, nil if it is.
func (f *Flow) incomplete() error {
	switch f.signIn.Status {
	case SignInComplete:
		return nil
	case SignInAbandoned:
		return fmt.Errorf("%w: its sign-in is", ErrAbandoned)
	}
	return &SignInError{SignIn: f.signIn}
}
