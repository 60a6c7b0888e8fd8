package clerkflow_test

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"testing"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/clerkflow/bapi"
	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
)

// backendOf is the Backend API of a mock.
func backendOf(tb testing.TB, m *mockfapi.Instance) *bapi.Client {
	tb.Helper()
	b, err := bapi.New(m.SecretKey(), bapi.WithBaseURL(m.URL()), bapi.WithHTTPClient(m.HTTPClient()))
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// someone makes a user with an address and a password.
func someone(tb testing.TB, m *mockfapi.Instance) *bapi.User {
	tb.Helper()
	u, err := backendOf(tb, m).Users.Create(tb.Context(), &bapi.CreateUserParams{
		EmailAddress: []string{"vera@example.com"}, Password: clerkflow.NewSecret("correct horse battery"),
	})
	if err != nil {
		tb.Fatal(err)
	}
	return u
}

// signedIn says that the sign-in is complete and its session the user's.
func signedIn(tb testing.TB, c *clerkflow.Client, s *clerkflow.SignIn, user string) {
	tb.Helper()
	if s.Status != clerkflow.SignInComplete || s.CreatedSessionID == "" {
		tb.Fatalf("the sign-in is %+v", s)
	}
	session, err := c.Sessions.Get(tb.Context(), s.CreatedSessionID)
	if err != nil || session.User.ID != user {
		tb.Errorf("the session is %+v, %v, want one of %s", session, err, user)
	}
	if token, err := c.Sessions.TokenSource(s.CreatedSessionID).Token(tb.Context()); err != nil || token.IsZero() {
		tb.Errorf("there is no token: %v", err)
	}
}

func TestSignIns_withAPassword(t *testing.T) {
	t.Parallel()
	m := blank(t, emailAndPassword)
	u, c := someone(t, m), clientOf(t, m)
	if _, err := c.SignIns.Create(t.Context(), &clerkflow.SignInParams{Identifier: "vera@example.com", Password: clerkflow.NewSecret("wrong")}); !clerkflow.IsCode(err, "form_password_incorrect") {
		t.Errorf("a wrong password: %v", err)
	}
	s, err := c.SignIns.Create(t.Context(), &clerkflow.SignInParams{Identifier: "vera@example.com", Password: clerkflow.NewSecret("correct horse battery")})
	if err != nil {
		t.Fatal(err)
	}
	signedIn(t, c, s, u.ID)
}

func TestSignIns_withACode(t *testing.T) {
	t.Parallel()
	m := blank(t, emailAndPassword)
	u, c := someone(t, m), clientOf(t, m)
	s, err := c.SignIns.Create(t.Context(), &clerkflow.SignInParams{Identifier: "vera@example.com"})
	if err != nil {
		t.Fatal(err)
	}
	factor, ok := s.FirstFactor(clerkflow.StrategyEmailCode)
	if !ok || s.Status != clerkflow.SignInNeedsFirstFactor {
		t.Fatalf("the sign-in is %+v", s)
	}
	if _, err := c.SignIns.PrepareFirstFactor(t.Context(), s.ID, factor.Preparation()); err != nil {
		t.Fatal(err)
	}
	s, err = c.SignIns.AttemptFirstFactor(t.Context(), s.ID, &clerkflow.AttemptFactorParams{Strategy: clerkflow.StrategyEmailCode, Code: clerkflow.NewSecret(m.Code("vera@example.com"))})
	if err != nil {
		t.Fatal(err)
	}
	signedIn(t, c, s, u.ID)
}

func TestSignIns_forgottenPassword(t *testing.T) {
	t.Parallel()
	m := blank(t, emailAndPassword)
	u, c := someone(t, m), clientOf(t, m)
	s, err := c.SignIns.Create(t.Context(), &clerkflow.SignInParams{Identifier: "vera@example.com", Strategy: clerkflow.StrategyResetPasswordEmailCode})
	if err != nil {
		t.Fatal(err)
	}
	s, err = c.SignIns.AttemptFirstFactor(t.Context(), s.ID, &clerkflow.AttemptFactorParams{
		Strategy: clerkflow.StrategyResetPasswordEmailCode, Code: clerkflow.NewSecret(m.Code("vera@example.com")),
	})
	if err != nil || s.Status != clerkflow.SignInNeedsNewPassword {
		t.Fatalf("got %+v, %v", s, err)
	}
	s, err = c.SignIns.ResetPassword(t.Context(), s.ID, &clerkflow.ResetPasswordParams{Password: clerkflow.NewSecret("another horse battery")})
	if err != nil {
		t.Fatal(err)
	}
	signedIn(t, c, s, u.ID)
}

func socialAndEmail(s *environment.UserSettings) {
	emailOnly(s)
	s.Social = map[string]environment.Social{"oauth_google": environment.Provider("oauth_google")}
	s.SignUp.LegalConsentEnabled = true
}

// The account at the provider belongs to a user: what was proved signs them in.
func TestFlow_accountExists_transfer(t *testing.T) {
	t.Parallel()
	m := blank(t, socialAndEmail)
	v := newVisitor(t, m)
	first := v.flow(clerkflow.Policy{})
	if err := first.StartOAuth(t.Context(), clerkflow.StrategyOAuthGoogle); err != nil {
		t.Fatal(err)
	}
	done, err := first.Run(t.Context(), v.callbacks())
	if err != nil {
		t.Fatal(err)
	}
	again := newVisitor(t, m).flow(clerkflow.Policy{})
	if err := again.StartOAuth(t.Context(), clerkflow.StrategyOAuthGoogle); err != nil {
		t.Fatal(err)
	}
	if _, err := again.Run(t.Context(), v.callbacks()); !errors.Is(err, clerkflow.ErrAccountExists) || !again.SignUp().Transferable() {
		t.Fatalf("Run ended in %v", err)
	}
	s, err := again.Client().SignIns.Create(t.Context(), &clerkflow.SignInParams{Transfer: true})
	if err != nil {
		t.Fatal(err)
	}
	signedIn(t, again.Client(), s, done.UserID)
}

// Nobody has the account at the provider: what was proved becomes a sign-up, and
// consent is asked for.
func TestFlow_StartTransfer_fromASignIn(t *testing.T) {
	t.Parallel()
	m := blank(t, socialAndEmail)
	c := clientOf(t, m)
	s, err := c.SignIns.Create(t.Context(), &clerkflow.SignInParams{Strategy: clerkflow.StrategyOAuthGoogle, Preparation: clerkflow.Preparation{RedirectURL: landing}})
	if err != nil {
		t.Fatal(err)
	}
	callback, err := m.Authorize(t.Context(), s.FirstFactorVerification.ExternalVerificationRedirectURL, "full")
	if err != nil {
		t.Fatal(err)
	}
	if nonce := callback.Query().Get("rotating_token_nonce"); nonce != "" {
		s, err = c.SignIns.GetRotated(t.Context(), s.ID, clerkflow.NewSecret(nonce))
	} else {
		s, err = c.SignIns.Get(t.Context(), s.ID)
	}
	if err != nil || !s.Transferable() {
		t.Fatalf("got %+v, %v", s, err)
	}
	v := newVisitor(t, m)
	v.client = c
	f := v.flow(clerkflow.Policy{}, clerkflow.WithValues(clerkflow.Values{UnsafeMetadata: clerkflow.Metadata{"plan": "gold"}}))
	if err := f.StartTransfer(t.Context(), clerkflow.Values{}); err != nil {
		t.Fatal(err)
	}
	done, err := f.Run(t.Context(), v.callbacks())
	if err != nil {
		t.Fatal(err)
	}
	if u := v.user(t, f, done); u.UnsafeMetadata["plan"] != "gold" || !slices.Equal(v.asked, []string{"legal_accepted"}) {
		t.Errorf("asked for %v, the user is %+v", v.asked, u)
	}
}

func ticketIn(tb testing.TB, link clerkflow.Secret) clerkflow.Secret {
	tb.Helper()
	u, err := url.Parse(link.Reveal())
	if err != nil || u.Query().Get("ticket") == "" {
		tb.Fatalf("the link has no ticket: %v", err)
	}
	return clerkflow.NewSecret(u.Query().Get("ticket"))
}

// An invitation: the address is proved, and a refused password does not cost it.
func TestFlow_StartTicket_invitation(t *testing.T) {
	t.Parallel()
	m := blank(t, emailAndPassword)
	i, err := backendOf(t, m).Invitations.Create(t.Context(), &bapi.CreateInvitationParams{EmailAddress: "jane@example.com", PublicMetadata: clerkflow.Metadata{"team": "red"}, Notify: new(false)})
	if err != nil {
		t.Fatal(err)
	}
	ticket := ticketIn(t, i.URL)
	v := newVisitor(t, m)
	f := v.flow(clerkflow.Policy{})
	if err := f.StartTicket(t.Context(), ticket, clerkflow.Values{Password: clerkflow.NewSecret("short")}); !clerkflow.IsCode(err, "form_password_length_too_short") {
		t.Errorf("a short password: %v", err)
	}
	if err := f.StartTicket(t.Context(), ticket, clerkflow.Values{Password: clerkflow.NewSecret("correct horse battery")}); err != nil {
		t.Fatal(err)
	}
	done, err := f.Run(t.Context(), v.callbacks())
	if err != nil {
		t.Fatal(err)
	}
	if u := v.user(t, f, done); len(v.asked) != 0 || u.EmailAddresses[0].EmailAddress != "jane@example.com" || u.PublicMetadata["team"] != "red" {
		t.Errorf("asked for %v, the user is %+v", v.asked, u)
	}
	other := clerkflow.NewSignUp(done.Client())
	if err := other.StartTicket(t.Context(), ticket, clerkflow.Values{}); !errors.Is(err, clerkflow.ErrSignedIn) {
		t.Errorf("while signed in: %v", err)
	}
}

func TestSignIns_withATicket(t *testing.T) {
	t.Parallel()
	m := blank(t, emailAndPassword)
	u, c := someone(t, m), clientOf(t, m)
	token, err := backendOf(t, m).SignInTokens.Create(t.Context(), &bapi.CreateSignInTokenParams{UserID: u.ID})
	if err != nil {
		t.Fatal(err)
	}
	s, err := c.SignIns.Create(t.Context(), &clerkflow.SignInParams{Ticket: token.Token})
	if err != nil {
		t.Fatal(err)
	}
	signedIn(t, c, s, u.ID)
}

func TestFlow_StartIDToken(t *testing.T) {
	t.Parallel()
	m := blank(t, func(s *environment.UserSettings) {
		emailOnly(s)
		s.Attributes.FirstName = environment.Plain(environment.Required)
		s.Social = map[string]environment.Social{"oauth_google": environment.Provider("oauth_google"), "oauth_apple": environment.Provider("oauth_apple")}
	})
	for _, tt := range []struct{ strategy, provider, account clerkflow.Strategy }{
		{clerkflow.StrategyGoogleOneTap, "oauth_google", "full"}, {clerkflow.StrategyOAuthTokenApple, "oauth_apple", "bare"},
	} {
		token, err := m.IDToken(string(tt.provider), string(tt.account))
		if err != nil {
			t.Fatal(err)
		}
		v := newVisitor(t, m)
		f := v.flow(clerkflow.Policy{})
		if err := f.StartIDToken(t.Context(), tt.strategy, clerkflow.NewSecret(token), clerkflow.Values{FirstName: "Ada"}); err != nil {
			t.Fatal(err)
		}
		done, err := f.Run(t.Context(), v.callbacks())
		if err != nil {
			t.Fatal(err)
		}
		if u := v.user(t, f, done); u.FirstName != "Ada" || len(u.ExternalAccounts) != 1 {
			t.Errorf("%s: asked for %v, the user is %+v", tt.strategy, v.asked, u)
		}
	}
}

func TestFlow_StartEnterpriseSSO(t *testing.T) {
	t.Parallel()
	account := mockfapi.Account{Key: "eve", ProviderUserID: "1", EmailAddress: "eve@corp.test", EmailVerified: true}
	for name, start := range map[string]func(ctx context.Context, f *clerkflow.Flow) error{
		"straight":  func(ctx context.Context, f *clerkflow.Flow) error { return f.StartEnterpriseSSO(ctx, "eve@corp.test") },
		"by a form": func(context.Context, *clerkflow.Flow) error { return nil },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := blank(t, func(s *environment.UserSettings) {
				emailAndPassword(s)
				s.EnterpriseSSO.Enabled = true
			}, mockfapi.WithEnterpriseConnections(mockfapi.EnterpriseConnection{Name: "Corp", Domains: []string{"corp.test"}, Accounts: []mockfapi.Account{account}}))
			v := newVisitor(t, m)
			v.account, v.types[clerkflow.FieldEmailAddress] = "eve", "eve@corp.test"
			f := v.flow(clerkflow.Policy{})
			if err := start(t.Context(), f); err != nil {
				t.Fatal(err)
			}
			if f.SignUp() != nil {
				if all, err := f.Client().SignUps.EnterpriseConnections(t.Context(), f.SignUp().ID); err != nil || len(all) != 1 || all[0].Name != "Corp" {
					t.Errorf("the connections are %+v, %v", all, err)
				}
			}
			done, err := f.Run(t.Context(), v.callbacks())
			if err != nil {
				t.Fatalf("%v after %v", err, v.asked)
			}
			if u := v.user(t, f, done); u.EmailAddresses[0].EmailAddress != "eve@corp.test" || !slices.Contains(v.asked, "redirect saml") {
				t.Errorf("asked for %v, the user is %+v", v.asked, u)
			}
		})
	}
}

func TestRun_protectCheck_ofTheMock(t *testing.T) {
	t.Parallel()
	v := newVisitor(t, blank(t, emailOnly, mockfapi.WithProtectCheck()))
	cb := v.callbacks()
	cb.Protect = func(_ context.Context, s *clerkflow.ProtectStep) (clerkflow.Secret, error) {
		v.asked = append(v.asked, "protect")
		if s.Check.SDKURL == "" || s.Check.Token.IsZero() {
			t.Errorf("the check is %+v", s.Check)
		}
		return clerkflow.NewSecret("mock-proof-ok"), nil
	}
	if _, err := v.flow(clerkflow.Policy{}).Run(t.Context(), cb); err != nil || !slices.Contains(v.asked, "protect") {
		t.Errorf("Run ended in %v after %v", err, v.asked)
	}
}

// The Backend API's own round: what one method makes another finds.
func TestBackend(t *testing.T) {
	t.Parallel()
	m := blank(t, emailAndPassword)
	b, ctx := backendOf(t, m), t.Context()
	u := someone(t, m)
	if n, err := b.Users.Count(ctx, &bapi.ListUsersParams{EmailAddress: []string{"vera@example.com"}}); err != nil || n != 1 {
		t.Errorf("Count: %d, %v", n, err)
	}
	for found, err := range b.Users.List(ctx, &bapi.ListUsersParams{Query: "vera", OrderBy: "-created_at"}) {
		if err != nil || found.ID != u.ID {
			t.Errorf("List: %+v, %v", found, err)
		}
	}
	if got, err := b.Users.Update(ctx, u.ID, &bapi.UpdateUserParams{ExternalID: new("ext")}); err != nil || got.ExternalID != "ext" {
		t.Errorf("Update: %+v, %v", got, err)
	}
	if got, err := b.Users.UpdateMetadata(ctx, u.ID, &bapi.UserMetadataParams{PrivateMetadata: clerkflow.Metadata{"a": 1}}); err != nil || got.PrivateMetadata["a"] == nil {
		t.Errorf("UpdateMetadata: %+v, %v", got, err)
	}
	if err := b.Users.VerifyPassword(ctx, u.ID, clerkflow.NewSecret("correct horse battery")); err != nil {
		t.Errorf("VerifyPassword: %v", err)
	}
	if err := b.Users.VerifyPassword(ctx, u.ID, clerkflow.NewSecret("wrong")); err == nil {
		t.Error("VerifyPassword takes another password")
	}
	for name, act := range map[string]func(context.Context, string) (*bapi.User, error){"Ban": b.Users.Ban, "Lock": b.Users.Lock} {
		if got, err := act(ctx, u.ID); err != nil || !got.Banned && !got.Locked {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	for name, act := range map[string]func(context.Context, string) (*bapi.User, error){"Unban": b.Users.Unban, "Unlock": b.Users.Unlock} {
		if _, err := act(ctx, u.ID); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	session, err := b.Sessions.Create(ctx, u.ID)
	if err != nil {
		t.Fatal(err)
	}
	for s, err := range b.Sessions.List(ctx, &bapi.ListSessionsParams{UserID: u.ID, Status: "active"}) {
		if err != nil || s.ID != session.ID {
			t.Errorf("Sessions.List: %+v, %v", s, err)
		}
	}
	if token, err := b.Sessions.CreateToken(ctx, session.ID, &bapi.CreateTokenParams{ExpiresInSeconds: 60}); err != nil || token.IsZero() {
		t.Errorf("CreateToken: %v", err)
	}
	if token, err := b.Sessions.CreateToken(ctx, session.ID, nil); err != nil || token.IsZero() {
		t.Errorf("CreateToken: %v", err)
	}
	if s, err := b.Sessions.Revoke(ctx, session.ID); err != nil || s.Status != "revoked" {
		t.Errorf("Revoke: %+v, %v", s, err)
	}
	if r, err := b.Instance.UpdateRestrictions(ctx, &bapi.UpdateRestrictionsParams{Allowlist: new(true), Blocklist: new(true)}); err != nil || !r.Allowlist || !r.Blocklist {
		t.Errorf("UpdateRestrictions: %+v, %v", r, err)
	}
	allowed, err := b.AllowlistIdentifiers.Create(ctx, &bapi.CreateAllowlistIdentifierParams{Identifier: "*@example.com"})
	if err != nil {
		t.Fatal(err)
	}
	for i, err := range b.AllowlistIdentifiers.List(ctx) {
		if err != nil || i.Identifier != "*@example.com" {
			t.Errorf("AllowlistIdentifiers.List: %+v, %v", i, err)
		}
	}
	blocked, err := b.BlocklistIdentifiers.Create(ctx, "eve@example.com")
	if err != nil {
		t.Fatal(err)
	}
	if list, err := b.BlocklistIdentifiers.List(ctx); err != nil || len(list) != 1 {
		t.Errorf("BlocklistIdentifiers.List: %+v, %v", list, err)
	}
	if err := errors.Join(b.AllowlistIdentifiers.Delete(ctx, allowed.ID), b.BlocklistIdentifiers.Delete(ctx, blocked.ID)); err != nil {
		t.Error(err)
	}
	i, err := b.Invitations.Create(ctx, &bapi.CreateInvitationParams{EmailAddress: "jane@example.com"})
	if err != nil {
		t.Fatal(err)
	}
	for found, err := range b.Invitations.List(ctx, &bapi.ListInvitationsParams{Status: "pending"}) {
		if err != nil || found.ID != i.ID {
			t.Errorf("Invitations.List: %+v, %v", found, err)
		}
	}
	if i, err := b.Invitations.Revoke(ctx, i.ID); err != nil || i.Status != "revoked" {
		t.Errorf("Invitations.Revoke: %+v, %v", i, err)
	}
	if token, err := b.TestingTokens.Source(ctx); err != nil || token.IsZero() {
		t.Errorf("TestingTokens.Source: %v", err)
	}
	if err := b.Users.Delete(ctx, u.ID); err != nil || len(m.Users()) != 0 {
		t.Errorf("Delete: %v", err)
	}
}
