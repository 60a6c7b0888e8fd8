package policy

import (
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
)

// Meter returns how strong a password is, 0 to 4, and what would make it stronger.
// inputs are what a guesser would try first.
type Meter func(password string, inputs []string) (score int, suggestions []apierror.Suggestion)

// Strength refuses a password that is weaker than the settings ask for. Without a
// meter every password will do.
func Strength(s environment.PasswordSettings, meter Meter, password string, identifiers ...string) []*apierror.Error {
	if !s.ShowZXCVBN || meter == nil {
		return nil
	}
	score, suggestions := meter(password, identifiers)
	if score >= s.MinZXCVBNStrength {
		return nil
	}
	return []*apierror.Error{apierror.PasswordNotStrongEnough(suggestions)}
}
