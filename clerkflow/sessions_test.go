package clerkflow_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

func clientOf(tb testing.TB, m *mockfapi.Instance, opts ...clerkflow.Option) *clerkflow.Client {
	tb.Helper()
	c, err := clerkflow.New(m.PublishableKey(), append([]clerkflow.Option{clerkflow.WithHTTPClient(m.HTTPClient())}, opts...)...)
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

// signUp makes a user with an address and a code, and returns the session.
func signUp(tb testing.TB, c *clerkflow.Client, address string) string {
	tb.Helper()
	ctx := tb.Context()
	su, err := c.SignUps.Create(ctx, &clerkflow.SignUpParams{Values: clerkflow.Values{EmailAddress: address}, Strategy: clerkflow.StrategyEmailCode})
	if err != nil {
		tb.Fatal(err)
	}
	su, err = c.SignUps.Attempt(ctx, su.ID, &clerkflow.AttemptParams{Strategy: clerkflow.StrategyEmailCode, Code: clerkflow.NewSecret("424242")})
	if err != nil {
		tb.Fatal(err)
	}
	if su.Status != clerkflow.StatusComplete || su.CreatedSessionID == "" {
		tb.Fatalf("the sign-up is %+v", su)
	}
	return su.CreatedSessionID
}

// several is an instance whose clients can have several sessions.
func several(tb testing.TB) *mockfapi.Instance {
	tb.Helper()
	return mockfapitest.NewT(tb, mockfapi.WithPreset("email-code"), mockfapi.WithSettings(func(d *environment.Document) { d.AuthConfig.SingleSessionMode = false }))
}

func TestSessions(t *testing.T) {
	t.Parallel()
	c := clientOf(t, several(t))
	ctx := t.Context()
	first, second := signUp(t, c, "jane+clerk_test@example.com"), signUp(t, c, "joan+clerk_test@example.com")

	got, err := c.Sessions.Get(ctx, first)
	if err != nil || got.ID != first || got.Status != "active" || got.User == nil || got.User.EmailAddresses[0].EmailAddress != "jane+clerk_test@example.com" {
		t.Errorf("Get: %+v, %v", got, err)
	}
	if last := c.Last(); last.LastActiveSessionID != second {
		t.Errorf("the active session is %s, want %s", last.LastActiveSessionID, second)
	}
	if _, err := c.Sessions.Touch(ctx, first); err != nil || c.Last().LastActiveSessionID != first {
		t.Errorf("Touch: %v, the active session is %s, want %s", err, c.Last().LastActiveSessionID, first)
	}
	token, err := c.Sessions.Token(ctx, first)
	if err != nil || strings.Count(token.Reveal(), ".") != 2 {
		t.Errorf("Token: %d dots, %v", strings.Count(token.Reveal(), "."), err)
	}

	ended, err := c.Sessions.End(ctx, first)
	if err != nil || ended.ID != first || ended.Status != "ended" {
		t.Errorf("End: %+v, %v", ended, err)
	}
	if _, err := c.Sessions.Token(ctx, first); !clerkflow.IsCode(err, "signed_out") {
		t.Errorf("a token of an ended session: %v", err)
	}
	if c.Last().Session(first) != nil || c.Last().Session(second) == nil {
		t.Errorf("after End the client is %+v", c.Last())
	}
	removed, err := c.Sessions.Remove(ctx, second)
	if err != nil || removed.Status != "removed" || len(c.Last().Sessions) != 0 {
		t.Errorf("Remove: %+v, %v, the client is %+v", removed, err, c.Last())
	}
	if _, err := c.Sessions.Get(ctx, "sess_other"); !clerkflow.IsCode(err, "resource_not_found") {
		t.Errorf("Get of another's: %v", err)
	}
	if _, err := c.Sessions.End(ctx, second); !clerkflow.IsCode(err, "invalid_action_for_session") && !clerkflow.IsCode(err, "resource_not_found") {
		t.Errorf("End of what is removed: %v", err)
	}
}

func TestClients(t *testing.T) {
	t.Parallel()
	m := several(t)
	c := clientOf(t, m)
	ctx := t.Context()
	if got, err := c.Clients.Get(ctx); got != nil || err != nil || !c.Token().IsZero() || c.Last() != nil {
		t.Errorf("before the first: %+v, %v, token %t, last %+v", got, err, !c.Token().IsZero(), c.Last())
	}
	created, err := c.Clients.Create(ctx)
	if err != nil || created.ID == "" || created.SignUp != nil || len(created.Sessions) != 0 || c.Token().IsZero() || c.Last() != created {
		t.Fatalf("Create: %+v, %v, last %+v", created, err, c.Last())
	}
	got, err := c.Clients.Get(ctx)
	if err != nil || got.ID != created.ID {
		t.Errorf("Get: %+v, %v", got, err)
	}
	session := signUp(t, c, "jane+clerk_test@example.com")
	if got, err := c.Clients.Get(ctx); err != nil || got.Session(session) == nil || got.ID != created.ID {
		t.Errorf("Get after a sign-up: %+v, %v", got, err)
	}
	if again, err := clientOf(t, m, clerkflow.WithClientToken(c.Token())).Sessions.Get(ctx, session); err != nil || again.ID != session {
		t.Errorf("another program with the token: %+v, %v", again, err)
	}
	stolen := c.Token()
	if err := c.Clients.Delete(ctx); err != nil || !c.Token().IsZero() || len(c.Last().Sessions) != 0 {
		t.Errorf("Delete: %v, token %t, last %+v", err, !c.Token().IsZero(), c.Last())
	}
	if _, err := clientOf(t, m, clerkflow.WithClientToken(stolen)).Clients.Get(ctx); !clerkflow.IsCode(err, "cookie_invalid") {
		t.Errorf("the token of a deleted client: %v", err)
	}
	if err := c.Clients.Delete(ctx); !clerkflow.IsCode(err, "client_not_found") {
		t.Errorf("Delete without a client: %v", err)
	}
	if other, err := c.Clients.Create(ctx); err != nil || other.ID == created.ID {
		t.Errorf("the next client: %+v, %v", other, err)
	}
}

// Everything above goes past the sockets: this does not.
func TestClient_overASocket(t *testing.T) {
	t.Parallel()
	m := several(t)
	server := m.ServeT(t)
	via := &http.Transport{}
	t.Cleanup(via.CloseIdleConnections)
	c, err := clerkflow.New(m.PublishableKey(), clerkflow.WithBaseURL(server.URL+"/"), clerkflow.WithHTTPClient(&http.Client{Transport: via}))
	if err != nil {
		t.Fatal(err)
	}
	if env, err := c.Environment.Get(t.Context()); err != nil || !env.UserSettings.Attributes[clerkflow.FieldEmailAddress].Required {
		t.Errorf("the environment is %+v, %v", env, err)
	}
	session := signUp(t, c, "jane+clerk_test@example.com")
	if got, err := c.Sessions.Get(t.Context(), session); err != nil || got.ID != session {
		t.Errorf("the session is %+v, %v", got, err)
	}
	if _, err := c.Sessions.Get(t.Context(), "../../environment"); !clerkflow.IsCode(err, "resource_not_found") {
		t.Errorf("an id that looks like a path: %v", err)
	}
	if err := c.Clients.Delete(t.Context()); err != nil || !c.Token().IsZero() {
		t.Errorf("Delete: %v, token %t", err, !c.Token().IsZero())
	}
}

func TestClient_manyGoroutines(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	exchanges := 0
	m := several(t)
	c := clientOf(t, m, clerkflow.WithExchangeHook(func(clerkflow.Exchange) {
		mu.Lock()
		defer mu.Unlock()
		exchanges++
	}))
	session := signUp(t, c, "jane+clerk_test@example.com")
	before := exchanges
	var group sync.WaitGroup
	for range 16 {
		group.Go(func() {
			for _, call := range []func() error{
				func() error { _, err := c.Clients.Get(t.Context()); return err },
				func() error { _, err := c.Sessions.Touch(t.Context(), session); return err },
				func() error { _, err := c.Sessions.Token(t.Context(), session); return err },
				func() error { _, err := c.Environment.Get(t.Context()); return err },
				func() error { _, err := clerkflow.NewSignUp(c).Environment(t.Context()); return err },
				func() error { _, err := clerkflow.NewSignUp(c).Next(t.Context()); return err },
			} {
				if err := call(); err != nil {
					t.Error(err)
				}
				if c.Token().IsZero() || c.Last().Session(session) == nil {
					t.Error("the client lost its session")
				}
			}
		})
	}
	group.Wait()
	if want := before + 16*4 + 1; exchanges != want {
		t.Errorf("the hook saw %d exchanges, want %d: the settings for flows are read once", exchanges, want)
	}
}
