package clients_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/clerk/clerk-sdk-go/v2"
	clerkhttp "github.com/clerk/clerk-sdk-go/v2/http"
	"github.com/clerk/clerk-sdk-go/v2/jwks"
	"github.com/clerk/clerk-sdk-go/v2/jwt"
	"github.com/clerk/clerk-sdk-go/v2/session"

	"github.com/clerkflow/clerkflow-go/mockfapi"
)

func TestSessions(t *testing.T) {
	t.Parallel()
	m, config := served(t)
	done := signUp(t, m, "jane@example.com")
	sessions, ctx := session.NewClient(config), t.Context()
	got, err := sessions.Get(ctx, done.SessionID)
	if err != nil || got.UserID != done.UserID || got.Status != "active" {
		t.Errorf("got %+v, %v", got, err)
	}
	list, err := sessions.List(ctx, &session.ListParams{UserID: clerk.String(done.UserID)})
	if err != nil || list.TotalCount != 1 || len(list.Sessions) != 1 || list.Sessions[0].ID != done.SessionID {
		t.Errorf("listed %+v, %v", list, err)
	}
	token, err := sessions.CreateToken(ctx, &session.CreateTokenParams{ID: done.SessionID})
	if err != nil || token.JWT == "" {
		t.Errorf("token %+v, %v", token, err)
	}
	revoked, err := sessions.Revoke(ctx, &session.RevokeParams{ID: done.SessionID})
	if err != nil || revoked.Status != "revoked" {
		t.Errorf("revoked %+v, %v", revoked, err)
	}
	_, err = sessions.Get(ctx, "sess_unknown")
	refused(t, err, 404, "resource_not_found")
}

// clock is the instance's.
type clock struct{ m *mockfapi.Instance }

func (c clock) Now() time.Time { return c.m.Now() }

func TestJWT_Verify(t *testing.T) {
	t.Parallel()
	m, config := served(t)
	done := signUp(t, m, "jane@example.com")
	token, err := done.Client().Sessions.Token(t.Context(), done.SessionID)
	if err != nil {
		t.Fatal(err)
	}
	verify := func(token string) (*clerk.SessionClaims, error) {
		return jwt.Verify(t.Context(), &jwt.VerifyParams{Token: token, JWKSClient: jwks.NewClient(config), Clock: clock{m}})
	}
	claims, err := verify(token.Reveal())
	if err != nil {
		t.Fatal(err)
	}
	if claims.Subject != done.UserID || claims.SessionID != done.SessionID {
		t.Errorf("the claims are %+v", claims)
	}
	m.Advance(2 * time.Minute)
	if claims, err := verify(token.Reveal()); err == nil {
		t.Errorf("an old token: %+v", claims)
	}
	if claims, err := verify(done.Client().Token().Reveal()); err == nil {
		t.Errorf("another kind of token: %+v", claims)
	}
}

func TestHTTP_WithHeaderAuthorization(t *testing.T) {
	t.Parallel()
	m, config := served(t)
	done := signUp(t, m, "jane@example.com")
	token, err := done.Client().Sessions.Token(t.Context(), done.SessionID)
	if err != nil {
		t.Fatal(err)
	}
	handler := clerkhttp.RequireHeaderAuthorization(clerkhttp.JWKSClient(jwks.NewClient(config)))(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		claims, _ := clerk.SessionClaimsFromContext(r.Context())
		fmt.Fprint(w, claims.Subject)
	}))
	for header, want := range map[string]string{"Bearer " + token.Reveal(): "200 " + done.UserID, "Bearer nonsense": "403 ", "": "403 "} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody)
		r.Header.Set("Authorization", header)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		body, _ := io.ReadAll(w.Body)
		if got := fmt.Sprintf("%d %s", w.Code, body); got != want {
			t.Errorf("with %.12q: %q, want %q", header, got, want)
		}
	}
}
