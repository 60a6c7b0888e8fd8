package store

import (
	"encoding/json"
	"fmt"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
)

// snapshot is a store as JSON: the rows, from which the indexes follow.
type snapshot struct {
	Clients     *Table[model.Client]     `json:"clients"`
	DevBrowsers *Table[model.DevBrowser] `json:"dev_browsers"`
	SignUps     *Table[model.SignUp]     `json:"sign_ups"`
	Sessions    *Table[model.Session]    `json:"sessions"`
	Users       *Table[model.User]       `json:"users"`
	States      map[string]string        `json:"oauth_states"`
}

// MarshalJSON writes every row.
func (s *Store) MarshalJSON() ([]byte, error) {
	return json.Marshal(snapshot{&s.Clients, &s.DevBrowsers, &s.SignUps, &s.Sessions, &s.users, s.states})
}

// UnmarshalJSON reads what MarshalJSON wrote, in the place of everything else.
func (s *Store) UnmarshalJSON(data []byte) error {
	fresh := New()
	var users Table[model.User]
	into := snapshot{&fresh.Clients, &fresh.DevBrowsers, &fresh.SignUps, &fresh.Sessions, &users, fresh.states}
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
