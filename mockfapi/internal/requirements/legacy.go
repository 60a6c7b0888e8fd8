package requirements

import (
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/field"
)

// Legacy is the algorithm before 2022: e-mail and phone cannot be required or
// optional, and OAuth, a wallet or a ticket makes the other settings moot.
func Legacy(s *environment.UserSettings, a Attempt) Lists {
	contacts := keep([]string{field.EmailAddress, field.PhoneNumber}, func(name string) bool {
		return s.Attributes.Get(name).Enabled && s.Attributes.Get(name).UsedForFirstFactor
	})
	required, optional := offered(s, func(name string) bool {
		switch name {
		case field.EmailAddress, field.PhoneNumber:
			return len(contacts) == 1 && contacts[0] == name
		case field.Web3Wallet:
			return false
		}
		return s.Attributes.Get(name).Required
	})

	var missing, unverified []string
	switch {
	case a.External != "":
	case a.supplied(field.Web3Wallet):
		unverified = a.pending(s, field.Web3Wallet)
	case a.Ticket:
		missing = keep(without(required, contacts...), func(name string) bool { return !a.supplied(name) })
		unverified = a.pending(s, contacts...)
	default:
		missing = keep(required, func(name string) bool { return !a.supplied(name) })
		missing = append(missing, a.contactAlternatives(s, contacts, required, optional)...)
		unverified = a.pending(s, contacts...)
	}
	return a.lists(required, optional, missing, unverified)
}

// contactAlternatives returns e-mail and phone while there are both and neither
// is given. An instance with neither falls back on whatever identifies a person:
// an attempt that holds nothing must not complete.
func (a Attempt) contactAlternatives(s *environment.UserSettings, contacts, required, optional []string) []string {
	switch len(contacts) {
	case 0:
		return a.alternatives(s, required, optional)
	case 1:
		return nil
	}
	if a.supplied(contacts[0]) || a.supplied(contacts[1]) {
		return nil
	}
	return contacts
}
