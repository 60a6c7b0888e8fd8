package requirements

import (
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/field"
)

// Progressive is the algorithm of 2022: the settings are adhered to whichever
// way the person came in.
func Progressive(s *environment.UserSettings, a Attempt) Lists {
	required, optional := offered(s, func(name string) bool {
		return s.Attributes.Get(name).Required
	})

	missing := keep(required, func(name string) bool { return !a.supplied(name) })
	if a.External != "" || a.verified(field.Web3Wallet) {
		missing = without(missing, field.Password) // there is another way to sign in
	}
	missing = append(missing, a.alternatives(s, required, optional)...)
	unverified := a.pending(s, field.EmailAddress, field.PhoneNumber, field.Web3Wallet)
	return a.lists(required, optional, missing, unverified)
}
