package clerkflow_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
)

// linked is the sign-up while its link is out.
func linked(status string, expires time.Time) string {
	return `{"response":{"id":"sua_1","status":"missing_requirements","unverified_fields":["email_address"],"verifications":{"email_address":` +
		`{"strategy":"email_link","status":"` + status + `","expire_at":` + strconv.FormatInt(expires.UnixMilli(), 10) + `}}},"client":null}`
}

func TestSignUps_WaitEmailLink(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		// followed is when the link is, and as what it counts then.
		followed time.Duration
		as       string
		took     time.Duration
		want     error
	}{
		{"followed before", 0, "verified", 0, nil},
		{"followed after a while", 5 * time.Second, "verified", 5 * time.Second, nil},
		{"failed", 2 * time.Second, "failed", 2 * time.Second, clerkflow.ErrLinkExpired},
		{"never followed", time.Hour, "verified", 11*time.Minute + time.Second, clerkflow.ErrLinkExpired},
		{"the context ends", time.Hour, "verified", 12 * time.Minute, errTired},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				started, life := time.Now(), 10*time.Minute
				ctx := t.Context()
				if errors.Is(tt.want, errTired) {
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeoutCause(ctx, tt.took, errTired)
					defer cancel()
					life = time.Hour
				}
				c := dial(t, roundTrip(func(r *http.Request) (*http.Response, error) {
					status := "unverified"
					if time.Since(started) >= tt.followed {
						status = tt.as
					}
					return reply{status: 200, body: linked(status, started.Add(life))}.response(r), nil
				}))
				su, err := c.SignUps.WaitEmailLink(ctx, "sua_1")
				if !errors.Is(err, tt.want) || (su == nil) != (tt.want != nil) || time.Since(started) != tt.took {
					t.Errorf("got %+v, %v after %s, want %v after %s", su, err, time.Since(started), tt.want, tt.took)
				}
			})
		})
	}
	c, _ := wired(t, refusal(404, problems("resource_not_found")))
	if _, err := c.SignUps.WaitEmailLink(t.Context(), "sua_1"); !clerkflow.IsCode(err, "resource_not_found") {
		t.Errorf("got %v", err)
	}
}

func TestParseEmailLinkReturn(t *testing.T) {
	t.Parallel()
	m := blank(t, func(s *environment.UserSettings) {
		emailOnly(s)
		s.Attributes.EmailAddress.Verifications = []string{"email_link"}
	})
	c := clientOf(t, m)
	su, err := c.SignUps.Create(t.Context(), &clerkflow.SignUpParams{
		Values: clerkflow.Values{EmailAddress: "vera@example.com"}, Strategy: clerkflow.StrategyEmailLink, Preparation: clerkflow.Preparation{RedirectURL: landing},
	})
	if err != nil {
		t.Fatal(err)
	}
	callback, err := m.OpenLink(t.Context(), m.Link("vera@example.com"))
	if err != nil {
		t.Fatal(err)
	}
	if su, err = c.SignUps.WaitEmailLink(t.Context(), su.ID); err != nil {
		t.Fatal(err)
	}
	if got, want := clerkflow.ParseEmailLinkReturn(callback), (clerkflow.EmailLinkReturn{Status: "verified", SessionID: su.CreatedSessionID}); got != want || want.SessionID == "" {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := clerkflow.ParseEmailLinkReturn(&url.URL{Path: "/"}); got != (clerkflow.EmailLinkReturn{}) {
		t.Errorf("another URL: %+v", got)
	}
}
