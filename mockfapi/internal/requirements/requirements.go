// Package requirements decides what a sign-up still needs. The two algorithms of
// the service stand side by side, as pure functions of the same two inputs: the
// instance's settings and what the attempt holds. Everything that changes an
// attempt ends by calling [Of].
package requirements

import (
	"slices"

	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/field"
)

// The statuses of a sign-up.
const (
	Missing   = "missing_requirements"
	Complete  = "complete"
	Abandoned = "abandoned"
)

// Attempt is what a sign-up holds, as far as the algorithms care.
type Attempt struct {
	// Supplied names the attributes with a value, and legal_accepted and
	// custom_action once they happened.
	Supplied []string
	// Verified names those whose owner proved them: e-mail, phone, wallet.
	Verified []string
	// External is the provider's strategy ("oauth_google", "enterprise_sso") of
	// the verified external account, empty while there is none.
	External string
	// Ticket says that the sign-up came with a valid ticket.
	Ticket bool
	// Enterprise says that an enterprise connection owns the e-mail's domain.
	Enterprise bool
	// Protect says that a protect check is pending.
	Protect bool
	// Unknown is a requirement that nobody knows and nothing supplies, empty for none.
	Unknown string
	// Abandoned says that the attempt's time is over.
	Abandoned bool
}

// Lists are the four field lists of a sign-up, in canonical order and never nil,
// and the status that follows from them.
type Lists struct {
	Required, Optional, Missing, Unverified []string
	Status                                  string
}

// Of applies the algorithm that the settings select.
func Of(s *environment.UserSettings, a Attempt) Lists {
	if s.SignUp.Progressive {
		return Progressive(s, a)
	}
	return Legacy(s, a)
}

func (a Attempt) supplied(name string) bool {
	return slices.Contains(a.Supplied, name) || a.External != "" && a.External == name
}

func (a Attempt) verified(name string) bool { return slices.Contains(a.Verified, name) }

// lists settles the answer. What holds for both algorithms comes last: an
// enterprise connection proves the e-mail itself and the rest is asked once it
// has answered, a protect check comes on top of everything, and missing and
// unverified empty is what complete means.
func (a Attempt) lists(required, optional, missing, unverified []string) Lists {
	if a.Enterprise && a.External != field.EnterpriseSSO && a.External != field.SAML {
		missing = []string{field.EnterpriseSSO}
		unverified = without(unverified, field.EmailAddress)
	}
	if a.Protect {
		missing = append(missing, field.ProtectCheck)
	}
	if a.Unknown != "" {
		required, missing = append(required, a.Unknown), append(missing, a.Unknown)
	}
	status := Missing
	switch {
	case a.Abandoned:
		status = Abandoned
	case len(missing) == 0 && len(unverified) == 0:
		status = Complete
	}
	return Lists{
		Required: field.Sort(required), Optional: field.Sort(optional),
		Missing: field.Sort(missing), Unverified: field.Sort(unverified), Status: status,
	}
}

// pending returns those of the identifiers that were supplied and block until
// they are proved, required or not.
func (a Attempt) pending(s *environment.UserSettings, identifiers ...string) []string {
	return keep(identifiers, func(name string) bool {
		return a.supplied(name) && !a.verified(name) &&
			(name == field.Web3Wallet || s.Attributes.Get(name).VerifyAtSignUp)
	})
}

// offered splits what the instance offers at sign-up, attributes and social
// providers, and adds the consents that sign_up demands to the required ones.
func offered(s *environment.UserSettings, required func(attribute string) bool) (must, may []string) {
	for _, name := range field.Attributes() {
		switch {
		case !s.Attributes.Get(name).Enabled:
		case required(name):
			must = append(must, name)
		default:
			may = append(may, name)
		}
	}
	for _, strategy := range s.Socials() {
		if s.Social[strategy].Required {
			must = append(must, strategy)
		} else {
			may = append(may, strategy)
		}
	}
	if s.SignUp.LegalConsentEnabled {
		must = append(must, field.LegalAccepted)
	}
	if s.SignUp.CustomActionRequired {
		must = append(must, field.CustomAction)
	}
	return must, may
}

// alternatives returns the optional fields of which one has to identify the
// person: none when a required field does, or when one was supplied already.
func (a Attempt) alternatives(s *environment.UserSettings, required, optional []string) []string {
	identifies := func(name string) bool {
		switch name {
		case field.EmailAddress, field.PhoneNumber, field.Web3Wallet:
			return true
		case field.Username:
			return s.Attributes.Username.UsedForFirstFactor
		}
		_, social := s.Social[name]
		return social
	}
	offered := slices.Concat(required, optional)
	if a.External != "" || slices.ContainsFunc(required, identifies) ||
		slices.ContainsFunc(keep(offered, identifies), a.supplied) {
		return nil
	}
	return keep(optional, identifies)
}

func keep(names []string, which func(string) bool) []string {
	var kept []string
	for _, name := range names {
		if which(name) {
			kept = append(kept, name)
		}
	}
	return kept
}

func without(names []string, dropped ...string) []string {
	return keep(names, func(name string) bool { return !slices.Contains(dropped, name) })
}
