package store

import (
	"encoding/json"
	"fmt"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
)

// snapshot is a store as JSON: the rows, from which the indexes follow.
type snapshot struct {
	Clients      *Table[model.Client]      `json:"clients"`
	DevBrowsers  *Table[model.DevBrowser]  `json:"dev_browsers"`
	SignUps      *Table[model.SignUp]      `json:"sign_ups"`
	SignIns      *Table[model.SignIn]      `json:"sign_ins"`
	Sessions     *Table[model.Session]     `json:"sessions"`
	Users        *Table[model.User]        `json:"users"`
	States       map[string]string         `json:"oauth_states"`
	Admissions   *Admissions               `json:"admissions"`
	JWTTemplates *Table[model.JWTTemplate] `json:"jwt_templates"`
	RedirectURLs *Table[model.RedirectURL] `json:"redirect_urls"`
}

// snapshot points to the tables; users are read apart, for their indexes.
func (s *Store) snapshot(users *Table[model.User]) snapshot {
	return snapshot{
		&s.Clients, &s.DevBrowsers, &s.SignUps, &s.SignIns, &s.Sessions, users, s.states,
		&s.Admissions, &s.JWTTemplates, &s.RedirectURLs,
	}
}

// MarshalJSON writes every row.
func (s *Store) MarshalJSON() ([]byte, error) {
	return json.Marshal(s.snapshot(&s.users))
}

// UnmarshalJSON reads what MarshalJSON wrote, in the place of everything else.
func (s *Store) UnmarshalJSON(data []byte) error {
	fresh := New()
	var users Table[model.User]
	into := fresh.snapshot(&users)
	if err := json.Unmarshal(data, &into); err != nil {
		return err
	}
	for _, u := range users.All() {
		fresh.PutUser(u)
	}
	if err := fresh.whole(); err != nil {
		return err
	}
	*s = *fresh
	return nil
}

// whole reports the first row that is not where its id says, or that names another
// one that is not there.
func (s *Store) whole() error {
	for _, su := range s.SignUps.All() {
		if s.SignUps.Get(su.ID) != su {
			return fmt.Errorf("sign-up %q is stored under another id", su.ID)
		}
	}
	for _, session := range s.Sessions.All() {
		if s.User(session.UserID) == nil {
			return fmt.Errorf("session %s has no user", session.ID)
		}
	}
	for _, client := range s.Clients.All() {
		for _, id := range client.SessionIDs {
			if s.Sessions.Get(id) == nil {
				return fmt.Errorf("client %s has no session %s", client.ID, id)
			}
		}
	}
	return nil
}
