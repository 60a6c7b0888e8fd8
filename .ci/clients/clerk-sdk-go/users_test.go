package clients_test

import (
	"encoding/json"
	"testing"

	"github.com/clerk/clerk-sdk-go/v2"
	"github.com/clerk/clerk-sdk-go/v2/emailaddress"
	"github.com/clerk/clerk-sdk-go/v2/user"
)

func TestUsers(t *testing.T) {
	t.Parallel()
	_, config := served(t)
	users, ctx := user.NewClient(config), t.Context()
	metadata := json.RawMessage(`{"plan":"gold","seats":3}`)
	jane, err := users.Create(ctx, &user.CreateParams{
		EmailAddresses: &[]string{"jane@example.com"}, Password: clerk.String(password), PublicMetadata: &metadata, ExternalID: clerk.String("42"),
	})
	if err != nil {
		t.Fatal(err)
	}
	if jane.EmailAddresses[0].EmailAddress != "jane@example.com" || jane.EmailAddresses[0].Verification.Status != "verified" || !jane.PasswordEnabled || *jane.ExternalID != "42" {
		t.Errorf("created %+v", jane)
	}
	if _, err := users.Create(ctx, &user.CreateParams{EmailAddresses: &[]string{"june@example.com"}, Password: clerk.String(password)}); err != nil {
		t.Fatal(err)
	}
	_, err = users.Create(ctx, &user.CreateParams{EmailAddresses: &[]string{"jane@example.com"}, Password: clerk.String(password)})
	refused(t, err, 422, "form_identifier_exists")

	params := &user.ListParams{OrderBy: clerk.String("created_at")}
	params.Limit = clerk.Int64(1)
	list, err := users.List(ctx, params)
	if err != nil || list.TotalCount != 2 || len(list.Users) != 1 || list.Users[0].ID != jane.ID {
		t.Errorf("listed %+v, %v", list, err)
	}
	list, err = users.List(ctx, &user.ListParams{EmailAddresses: []string{"june@example.com"}})
	if err != nil || len(list.Users) != 1 || list.Users[0].ID == jane.ID {
		t.Errorf("found %+v, %v", list, err)
	}

	updated, err := users.Update(ctx, jane.ID, &user.UpdateParams{FirstName: clerk.String("Jane")})
	if err != nil || updated.FirstName == nil || *updated.FirstName != "Jane" {
		t.Errorf("updated %+v, %v", updated, err)
	}
	patch := json.RawMessage(`{"seats":null}`)
	updated, err = users.UpdateMetadata(ctx, jane.ID, &user.UpdateMetadataParams{PublicMetadata: &patch})
	if err != nil || string(updated.PublicMetadata) != `{"plan":"gold"}` {
		t.Errorf("metadata %+v, %v", updated, err)
	}
	right, err := users.VerifyPassword(ctx, &user.VerifyPasswordParams{UserID: jane.ID, Password: password})
	if err != nil || !right.Verified {
		t.Errorf("password %+v, %v", right, err)
	}
	_, err = users.VerifyPassword(ctx, &user.VerifyPasswordParams{UserID: jane.ID, Password: "wrong"})
	refused(t, err, 422, "incorrect_password")
	for name, change := range map[string]func() (*clerk.User, error){
		"ban": func() (*clerk.User, error) { return users.Ban(ctx, jane.ID) }, "lock": func() (*clerk.User, error) { return users.Lock(ctx, jane.ID) },
	} {
		if changed, err := change(); err != nil || !changed.Banned && !changed.Locked {
			t.Errorf("%s: %+v, %v", name, changed, err)
		}
	}

	gone, err := users.Delete(ctx, jane.ID)
	if err != nil || !gone.Deleted || gone.ID != jane.ID {
		t.Errorf("deleted %+v, %v", gone, err)
	}
	_, err = users.Get(ctx, jane.ID)
	refused(t, err, 404, "resource_not_found")
}

func TestEmailAddresses(t *testing.T) {
	t.Parallel()
	m, config := served(t)
	signUp(t, m, "jane@example.com")
	addresses, ctx := emailaddress.NewClient(config), t.Context()
	second, err := addresses.Create(ctx, &emailaddress.CreateParams{
		UserID: clerk.String(m.Users()[0].ID), EmailAddress: clerk.String("jane@work.example"), Verified: clerk.Bool(true), Primary: clerk.Bool(true),
	})
	if err != nil || second.EmailAddress != "jane@work.example" {
		t.Fatalf("created %+v, %v", second, err)
	}
	if got, err := addresses.Get(ctx, second.ID); err != nil || got.Verification == nil || got.Verification.Status != "verified" {
		t.Errorf("got %+v, %v", got, err)
	}
	if gone, err := addresses.Delete(ctx, second.ID); err != nil || !gone.Deleted {
		t.Errorf("deleted %+v, %v", gone, err)
	}
	_, err = addresses.Get(ctx, second.ID)
	refused(t, err, 404, "resource_not_found")
}
