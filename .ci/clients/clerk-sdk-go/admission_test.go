package clients_test

import (
	"net/url"
	"testing"

	"github.com/clerk/clerk-sdk-go/v2"
	"github.com/clerk/clerk-sdk-go/v2/allowlistidentifier"
	"github.com/clerk/clerk-sdk-go/v2/invitation"
	"github.com/clerk/clerk-sdk-go/v2/signintoken"
	"github.com/clerk/clerk-sdk-go/v2/testingtoken"

	"github.com/clerkflow/clerkflow-go/clerkflow"
)

func TestInvitations(t *testing.T) {
	t.Parallel()
	m, config := served(t)
	invitations, ctx := invitation.NewClient(config), t.Context()
	invited, err := invitations.Create(ctx, &invitation.CreateParams{EmailAddress: "jane@example.com"})
	if err != nil || invited.Status != "pending" || invited.EmailAddress != "jane@example.com" || invited.URL == "" {
		t.Fatalf("invited %+v, %v", invited, err)
	}
	_, err = invitations.Create(ctx, &invitation.CreateParams{EmailAddress: "jane@example.com"})
	refused(t, err, 400, "duplicate_record")
	both, err := invitations.BulkCreate(ctx, &invitation.BulkCreateParams{Invitations: []*invitation.CreateParams{
		{EmailAddress: "june@example.com"}, {EmailAddress: "joan@example.com"},
	}})
	if err != nil || len(both.Invitations) != 2 {
		t.Fatalf("invited %+v, %v", both, err)
	}
	list, err := invitations.List(ctx, &invitation.ListParams{})
	if err != nil || list.TotalCount != 3 || len(list.Invitations) != 3 {
		t.Errorf("listed %+v, %v", list, err)
	}
	revoked, err := invitations.Revoke(ctx, both.Invitations[0].ID)
	if err != nil || revoked.Status != "revoked" {
		t.Errorf("revoked %+v, %v", revoked, err)
	}

	// The ticket in the link signs Jane up without a code.
	link, err := url.Parse(invited.URL)
	if err != nil {
		t.Fatal(err)
	}
	client, err := clerkflow.New(m.PublishableKey(), clerkflow.WithHTTPClient(m.HTTPClient()))
	if err != nil {
		t.Fatal(err)
	}
	flow := clerkflow.NewSignUp(client)
	if err := flow.StartTicket(t.Context(), clerkflow.NewSecret(link.Query().Get("ticket")), clerkflow.Values{Password: clerkflow.NewSecret(password)}); err != nil {
		t.Fatal(err)
	}
	if _, err := flow.Run(t.Context(), clerkflow.Callbacks{}); err != nil {
		t.Fatal(err)
	}
	if users := m.Users(); len(users) != 1 || users[0].EmailAddresses[0] != "jane@example.com" {
		t.Errorf("the users are %+v", users)
	}
}

func TestAllowlist(t *testing.T) {
	t.Parallel()
	_, config := served(t)
	identifiers, ctx := allowlistidentifier.NewClient(config), t.Context()
	entry, err := identifiers.Create(ctx, &allowlistidentifier.CreateParams{Identifier: clerk.String("*@example.com")})
	if err != nil || entry.Identifier != "*@example.com" {
		t.Fatalf("listed %+v, %v", entry, err)
	}
	list, err := identifiers.List(ctx, &allowlistidentifier.ListParams{})
	if err != nil || len(list.AllowlistIdentifiers) != 1 || list.AllowlistIdentifiers[0].ID != entry.ID {
		t.Errorf("the list is %+v, %v", list, err)
	}
	if gone, err := identifiers.Delete(ctx, entry.ID); err != nil || !gone.Deleted {
		t.Errorf("deleted %+v, %v", gone, err)
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	m, config := served(t)
	done := signUp(t, m, "jane@example.com")
	token, err := signintoken.NewClient(config).Create(t.Context(), &signintoken.CreateParams{UserID: clerk.String(done.UserID)})
	if err != nil || token.Status != "pending" || token.Token == "" || token.UserID != done.UserID {
		t.Errorf("sign-in token %+v, %v", token, err)
	}
	revoked, err := signintoken.NewClient(config).Revoke(t.Context(), token.ID)
	if err != nil || revoked.Status != "revoked" {
		t.Errorf("revoked %+v, %v", revoked, err)
	}
	testing, err := testingtoken.NewClient(config).Create(t.Context())
	if err != nil || testing.Token == "" || testing.ExpiresAt <= 0 {
		t.Errorf("testing token %+v, %v", testing, err)
	}
}
