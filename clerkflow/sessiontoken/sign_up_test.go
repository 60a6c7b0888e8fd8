package sessiontoken_test

import (
	"context"
	"errors"
	"net/url"
	"testing"
	"time"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/clerkflow/sessiontoken"
	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

// The token of somebody who has just signed up says who they are.
func TestVerifier_Verify_afterASignUp(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithSettings(func(d *environment.Document) {
		d.UserSettings = environment.Blank().UserSettings
		d.UserSettings.Social = map[string]environment.Social{"oauth_google": environment.Provider("oauth_google")}
	}))
	c, err := clerkflow.New(m.PublishableKey(), clerkflow.WithHTTPClient(m.HTTPClient()))
	if err != nil {
		t.Fatal(err)
	}
	f := clerkflow.NewSignUp(c, clerkflow.WithRedirectURL("https://app.test/"))
	if err := f.StartOAuth(t.Context(), clerkflow.StrategyOAuthGoogle); err != nil {
		t.Fatal(err)
	}
	done, err := f.Run(t.Context(), clerkflow.Callbacks{Redirect: func(ctx context.Context, s *clerkflow.RedirectStep) (*url.URL, error) {
		return m.Authorize(ctx, s.URL.String(), "full")
	}})
	if err != nil {
		t.Fatal(err)
	}
	token, err := done.Client().Sessions.TokenSource(done.SessionID).Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		later time.Duration
		want  error
	}{{0, nil}, {50 * time.Second, nil}, {70 * time.Second, sessiontoken.ErrExpired}} {
		v, err := sessiontoken.New(t.Context(), m.PublishableKey(), sessiontoken.WithHTTPClient(m.HTTPClient()), sessiontoken.WithClock(func() time.Time { return time.Now().Add(tt.later) }))
		if err != nil {
			t.Fatal(err)
		}
		claims, err := v.Verify(t.Context(), token.Reveal())
		if !errors.Is(err, tt.want) || tt.want == nil && (claims.UserID != done.UserID || claims.SessionID != done.SessionID) {
			t.Errorf("after %s: %+v, %v", tt.later, claims, err)
		}
	}
}
