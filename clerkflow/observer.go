package clerkflow

import "slices"

// Transition is what one request of a flow did to its sign-up. It holds names of
// fields, never values. What requests cost is what [WithExchangeHook] tells.
type Transition struct {
	// Action is create, read, update, prepare, attempt, protect_check or transfer.
	Action   string
	SignUpID string
	From, To Standing
	// Err is what the caller gets, nil for success.
	Err error
}

// Standing is where a sign-up stands.
type Standing struct {
	// Status is empty before the sign-up is created, and that of the sign-in after
	// a transfer.
	Status              Status
	Missing, Unverified []Field
	// Step is what comes next, empty while the flow does not know the settings, for
	// an abandoned sign-up and for a sign-in that asks for more.
	Step StepKind
}

// WithObserver calls observe after every request about the sign-up, in the goroutine
// of the flow: for logs, metrics and progress bars.
func WithObserver(observe func(Transition)) FlowOption {
	return func(f *Flow) { f.observer = observe }
}

func (f *Flow) observe(t Transition) {
	if f.observer != nil {
		t.SignUpID = f.id
		f.observer(t)
	}
}

// standing is where the sign-up stands by the last answer.
func (f *Flow) standing() Standing {
	switch {
	case f.observer == nil:
		return Standing{}
	case f.signIn != nil:
		s := Standing{Status: Status(f.signIn.Status)}
		if f.signIn.Status == SignInComplete {
			s.Step = KindDone
		}
		return s
	case f.su == nil && f.env == nil:
		return Standing{}
	case f.su == nil:
		return Standing{Step: Plan(nil, f.env, f.policy).Kind()}
	}
	s := Standing{
		Status:  f.su.Status,
		Missing: slices.Sorted(slices.Values(f.su.MissingFields)), Unverified: slices.Sorted(slices.Values(f.su.UnverifiedFields)),
	}
	if f.su.Status != StatusAbandoned {
		s.Step = Plan(f.su, f.env, f.policy).Kind()
	}
	return s
}
