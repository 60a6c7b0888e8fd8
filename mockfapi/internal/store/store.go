// Package store keeps the rows of one instance, with an index for everything that
// is looked up. It has no lock of its own: the engine holds one around each
// transition.
package store

import (
	"strings"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/field"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/wallet"
)

// Store holds the rows. A row is never changed: Put replaces it.
type Store struct {
	Clients     Table[model.Client]
	DevBrowsers Table[model.DevBrowser]
	SignUps     Table[model.SignUp]
	SignIns     Table[model.SignIn]
	Sessions    Table[model.Session]
	Admissions
	// What the application set up.
	JWTTemplates Table[model.JWTTemplate]
	RedirectURLs Table[model.RedirectURL]

	users  Table[model.User]
	owners map[Identifier]string
	states map[string]string
}

// New returns an empty store.
func New() *Store {
	return &Store{
		Clients: newTable[model.Client](), DevBrowsers: newTable[model.DevBrowser](),
		SignUps: newTable[model.SignUp](), SignIns: newTable[model.SignIn](), Sessions: newTable[model.Session](), Admissions: newAdmissions(),
		JWTTemplates: newTable[model.JWTTemplate](), RedirectURLs: newTable[model.RedirectURL](),
		users: newTable[model.User](), owners: map[Identifier]string{}, states: map[string]string{},
	}
}

// Watch calls the functions for every user and session that comes, changes or
// goes: what is not there before or after is nil.
func (s *Store) Watch(user func(before, after *model.User), session func(before, after *model.Session)) {
	s.users.changed, s.Sessions.changed = user, session
}

// Identifier is something that at most one user can have.
type Identifier struct {
	// Kind is an attribute, or the strategy of an external account.
	Kind string
	// Value is normalised, see [Of].
	Value string
}

// ExternalID is the kind of the identifier that the application gave the user.
const ExternalID = "external_id"

// Of returns the identifier of a value, normalised so that two ways to write the
// same one are equal.
func Of(kind, value string) Identifier {
	switch kind {
	case field.Web3Wallet:
		value = wallet.Key(value)
	case field.EmailAddress, field.Username:
		value = strings.ToLower(value)
	}
	return Identifier{kind, value}
}

// Owner returns the user who has the identifier, nil when nobody does.
func (s *Store) Owner(id Identifier) *model.User { return s.users.Get(s.owners[id]) }

// User returns the user with that id, nil when there is none.
func (s *Store) User(id string) *model.User { return s.users.Get(id) }

// Users returns every user, oldest first.
func (s *Store) Users() []*model.User { return s.users.All() }

// PutUser stores a user and the identifiers that are now theirs.
func (s *Store) PutUser(u *model.User) {
	s.forget(u.ID)
	for _, id := range identifiers(u) {
		s.owners[id] = u.ID
	}
	s.users.Put(u.ID, u)
}

// DeleteUser removes a user and frees their identifiers.
func (s *Store) DeleteUser(id string) {
	s.forget(id)
	s.users.Delete(id)
}

func (s *Store) forget(userID string) {
	if old := s.users.Get(userID); old != nil {
		for _, id := range identifiers(old) {
			delete(s.owners, id)
		}
	}
}

func identifiers(u *model.User) []Identifier {
	var all []Identifier
	for _, e := range u.EmailAddresses {
		if !e.Pending {
			all = append(all, Of(field.EmailAddress, e.Value))
		}
	}
	for _, p := range u.PhoneNumbers {
		if !p.Pending {
			all = append(all, Of(field.PhoneNumber, p.Value))
		}
	}
	for _, w := range u.Web3Wallets {
		all = append(all, Of(field.Web3Wallet, w.Value))
	}
	for _, x := range u.ExternalAccounts {
		all = append(all, Of(x.Source(), x.ProviderUserID))
	}
	if u.Username != "" {
		all = append(all, Of(field.Username, u.Username))
	}
	if u.ExternalID != "" {
		all = append(all, Of(ExternalID, u.ExternalID))
	}
	return all
}

// PutState remembers which sign-up or sign-in an OAuth state belongs to.
func (s *Store) PutState(state, attemptID string) { s.states[state] = attemptID }

// State returns the id of the sign-up or sign-in of an OAuth state, empty when
// there is none.
func (s *Store) State(state string) string { return s.states[state] }

// TakeState returns what State does and forgets the state: it is good once.
func (s *Store) TakeState(state string) string {
	id := s.states[state]
	delete(s.states, state)
	return id
}
