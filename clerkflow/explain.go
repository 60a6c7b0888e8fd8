package clerkflow

import "strings"

// Explain says for people who develop why the sign-up is where it is, and what it
// needs next: for logs and error reports. It holds names of fields, never values.
func (s *SignUp) Explain() string {
	return state(s.Status, s.MissingFields, s.UnverifiedFields) + ": " + next(Plan(s, nil, Policy{}))
}

// next says which request a step stands for.
func next(step Step) string {
	switch s := step.(type) {
	case *CollectStep:
		return "update it with " + strings.Join(names(fieldsOf(s.Fields)), ", ")
	case *ChooseStep:
		return "update it with one of " + strings.Join(names(fieldsOf(s.Options)), ", ")
	case *RedirectStep:
		if s.URL == nil {
			return "update it with the strategy " + string(s.Strategy) + " and a redirect URL"
		}
		return "lead the browser to " + string(s.Strategy) + "'s page, then get the sign-up"
	case *VerifyLinkStep:
		return "wait for the link to be followed"
	case *ProtectStep:
		return "pass the check and submit its proof"
	case *AccountExistsStep:
		return "the account belongs to a user: create a sign-in with transfer"
	case *DoneStep:
		return "nothing is left to do"
	case *UnsupportedStep:
		return "this version of the package does not know what comes next"
	}
	p := proofOf(step)
	if p.Sent {
		return "attempt the verification with the strategy " + string(p.Strategy)
	}
	return "prepare the verification with the strategy " + string(p.Strategy)
}

func fieldsOf(specs []FieldSpec) []Field {
	fields := make([]Field, len(specs))
	for i, spec := range specs {
		fields[i] = spec.Field
	}
	return fields
}
