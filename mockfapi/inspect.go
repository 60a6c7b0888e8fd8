package mockfapi

import (
	"slices"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
)

// User is a look at a user of the instance, past the wire.
type User struct {
	ID                            string
	Username, FirstName, LastName string
	EmailAddresses, PhoneNumbers  []string
	Web3Wallets                   []string
	// ExternalAccounts are strategies: "oauth_google".
	ExternalAccounts []string
	PasswordEnabled  bool
}

// Users returns every user, oldest first.
func (m *Instance) Users() []User {
	var all []User
	for _, u := range m.engine.Users() {
		look := User{
			ID: u.ID, Username: u.Username, FirstName: u.FirstName, LastName: u.LastName, PasswordEnabled: u.PasswordDigest != "",
			EmailAddresses: values(u.EmailAddresses), PhoneNumbers: values(u.PhoneNumbers), Web3Wallets: values(u.Web3Wallets),
		}
		for _, x := range u.ExternalAccounts {
			look.ExternalAccounts = append(look.ExternalAccounts, x.Strategy)
		}
		all = append(all, look)
	}
	return all
}

func values(list []model.Identification) []string {
	var all []string
	for _, i := range list {
		all = append(all, i.Value)
	}
	return all
}

// SignUp is a look at a sign-up of the instance, past the wire.
type SignUp struct {
	ID, Status                                                      string
	RequiredFields, OptionalFields, MissingFields, UnverifiedFields []string
	EmailAddress, PhoneNumber                                       string
}

// SignUps returns every sign-up as it is now, oldest first.
func (m *Instance) SignUps() []SignUp {
	var all []SignUp
	for _, s := range m.engine.SignUps() {
		all = append(all, SignUp{
			ID: s.ID, Status: s.Lists.Status,
			RequiredFields: slices.Clone(s.Lists.Required), OptionalFields: slices.Clone(s.Lists.Optional),
			MissingFields: slices.Clone(s.Lists.Missing), UnverifiedFields: slices.Clone(s.Lists.Unverified),
			EmailAddress: s.EmailAddress, PhoneNumber: s.PhoneNumber,
		})
	}
	return all
}
