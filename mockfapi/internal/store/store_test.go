package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/field"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/store"
)

func TestTable_keeps_the_order_in_which_rows_came(t *testing.T) {
	t.Parallel()
	s := store.New()
	ids := func() []string {
		all := []string{}
		for _, c := range s.Clients.All() {
			all = append(all, c.ID+c.Token)
		}
		return all
	}
	for _, id := range []string{"c", "a", "b"} {
		s.Clients.Put(id, &model.Client{ID: id})
	}
	s.Clients.Put("a", &model.Client{ID: "a", Token: "2"}) // a replaced row keeps its place
	s.Clients.Delete("unknown")
	if diff := cmp.Diff([]string{"c", "a2", "b"}, ids()); diff != "" {
		t.Error(diff)
	}
	s.Clients.Delete("c")
	s.Clients.Put("c", &model.Client{ID: "c"})
	if diff := cmp.Diff([]string{"a2", "b", "c"}, ids()); diff != "" {
		t.Error(diff)
	}
	if s.Clients.Get("unknown") != nil {
		t.Error("there is a row that nobody stored")
	}
}

func TestOf_makes_two_ways_to_write_it_equal(t *testing.T) {
	t.Parallel()
	const mixed, lower = "0x2c7536E3605D9C16a7a3D7b1898e529396a65c23", "0x2c7536e3605d9c16a7a3d7b1898e529396a65c23"
	for _, tt := range []struct {
		kind, a, b string
		same       bool
	}{
		{field.EmailAddress, "Jane@Example.com", "jane@example.com", true},
		{field.Username, "Jane", "jane", true},
		{field.Web3Wallet, mixed, lower, true},
		{field.Web3Wallet, "So11111111111111111111111111111111111111112", "so11111111111111111111111111111111111111112", false}, // base 58 has case
		{"oauth_google", "ABC", "abc", false},
		{field.PhoneNumber, "+1", "+2", false},
	} {
		if same := store.Of(tt.kind, tt.a) == store.Of(tt.kind, tt.b); same != tt.same {
			t.Errorf("%s %s and %s are the same: %t", tt.kind, tt.a, tt.b, same)
		}
	}
	if store.Of("oauth_google", "1") == store.Of("oauth_github", "1") {
		t.Error("two providers share an account")
	}
}

func TestUser_owns_identifiers_until_they_change(t *testing.T) {
	t.Parallel()
	s := store.New()
	one := func(value string) []model.Identification { return []model.Identification{{Value: value}} }
	s.PutUser(&model.User{
		ID: "user_1", Username: "Jane", EmailAddresses: one("jane@example.com"), PhoneNumbers: one("+14155552671"),
		Web3Wallets: one("0x2c7536E3605D9C16a7a3D7b1898e529396a65c23"), ExternalAccounts: []model.ExternalAccount{{Strategy: "oauth_google", ProviderUserID: "1"}},
	})
	owner := func(kind, value string) string {
		if u := s.Owner(store.Of(kind, value)); u != nil {
			return u.ID
		}
		return ""
	}
	held := map[string]string{
		field.EmailAddress: "JANE@example.com", field.PhoneNumber: "+14155552671", field.Username: "jane",
		field.Web3Wallet: "0x2c7536e3605d9c16a7a3d7b1898e529396a65c23", "oauth_google": "1",
	}
	for kind, value := range held {
		if owner(kind, value) != "user_1" {
			t.Errorf("nobody has %s %s", kind, value)
		}
	}
	s.PutUser(&model.User{ID: "user_1", Username: "june", EmailAddresses: one("jane@example.com")})
	if owner(field.Username, "jane") != "" || owner(field.PhoneNumber, "+14155552671") != "" {
		t.Error("what a user gave up is still taken")
	}
	if owner(field.Username, "june") != "user_1" || owner(field.EmailAddress, "jane@example.com") != "user_1" {
		t.Error("what a user has is free")
	}
	s.PutUser(&model.User{ID: "user_2"})
	s.DeleteUser("user_1")
	s.DeleteUser("user_3")
	if owner(field.Username, "june") != "" || s.User("user_1") != nil || len(s.Users()) != 1 {
		t.Error("a deleted user is still there")
	}
	if owner(field.Username, "") != "" {
		t.Error("somebody has the empty username")
	}
}

func TestState_is_taken_once(t *testing.T) {
	t.Parallel()
	s := store.New()
	s.PutState("state", "sua_1")
	if id := s.State("state"); id != "sua_1" {
		t.Errorf("the state leads to %q", id)
	}
	if id := s.TakeState("state"); id != "sua_1" {
		t.Errorf("the state leads to %q", id)
	}
	if s.State("state") != "" || s.TakeState("state") != "" || s.State("") != "" {
		t.Error("a state that is gone leads somewhere")
	}
}

// Whatever is put and deleted, in whichever order: the index says what the rows
// say.
func TestOwner_agrees_with_the_rows(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := store.New()
		names := rapid.SampledFrom([]string{"", "ann", "bob", "cid"})
		users := rapid.SampledFrom([]string{"user_1", "user_2"})
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			id, name := users.Draw(t, "user"), names.Draw(t, "name")
			if owner := s.Owner(store.Of(field.Username, name)); owner != nil && owner.ID != id {
				continue // the engine refuses it
			}
			if rapid.Bool().Draw(t, "delete") {
				s.DeleteUser(id)
			} else {
				s.PutUser(&model.User{ID: id, Username: name})
			}
		}
		for _, name := range []string{"ann", "bob", "cid"} {
			var want *model.User
			for _, u := range s.Users() {
				if u.Username == name {
					want = u
				}
			}
			if got := s.Owner(store.Of(field.Username, name)); got != want {
				t.Fatalf("%s belongs to %v, want %v", name, got, want)
			}
		}
	})
}
