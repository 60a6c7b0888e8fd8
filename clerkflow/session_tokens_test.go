package clerkflow_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/clerkflow/clerkflow-go/clerkflow"
)

// minted is a token with these claims.
func minted(claims string) string {
	return "h." + base64.RawURLEncoding.EncodeToString([]byte(claims)) + ".s"
}

// mint is a service that makes tokens which last for a minute, by a clock that is
// wrong by an hour.
type mint struct {
	wire
	made int
	// slow is how long an answer takes.
	slow time.Duration
}

func (m *mint) RoundTrip(r *http.Request) (*http.Response, error) {
	m.mu.Lock()
	m.made++
	now := time.Now().Add(-time.Hour).Unix()
	m.answers = ok(`{"object":"token","jwt":"` + minted(fmt.Sprintf(`{"n":%d,"iat":%d,"exp":%d}`, m.made, now, now+60)) + `"}`)
	m.mu.Unlock()
	if m.slow > 0 {
		pass(m.slow)
	}
	return m.wire.RoundTrip(r)
}

func TestTokenSource_keepsTheTokenUntilShortlyBeforeItsEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := &mint{}
		source := dial(t, m).Sessions.TokenSource("sess_1")
		var last clerkflow.Secret
		for _, step := range []struct {
			wait time.Duration
			made int
		}{{0, 1}, {0, 1}, {49 * time.Second, 1}, {time.Second, 2}, {49 * time.Second, 2}, {time.Hour, 3}} {
			pass(step.wait)
			token, err := source.Token(t.Context())
			if err != nil || m.made != step.made {
				t.Fatalf("%d requests, %v, want %d", m.made, err, step.made)
			}
			last = token
		}
		if !strings.HasPrefix(last.Reveal(), "h.") {
			t.Errorf("the token is %q", last.Reveal())
		}
		if r := m.requests()[0]; r.method != "POST" || r.url.Path != "/v1/client/sessions/sess_1/tokens" {
			t.Errorf("sent %s %s", r.method, r.url.Path)
		}
	})
}

func TestTokenSource_oneRequestForAll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := &mint{slow: time.Second}
		source := dial(t, m).Sessions.TokenSource("sess_1")
		var all sync.WaitGroup
		for range 10 {
			all.Go(func() {
				if _, err := source.Token(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if m.made != 1 {
			t.Errorf("%d requests were sent", m.made)
		}
	})
}

// A token that does not say how long it lasts is good once.
func TestTokenSource_tokenWithoutAnEnd(t *testing.T) {
	t.Parallel()
	for _, token := range []string{"opaque", minted("no JSON"), "h.=.s", minted(`{}`), minted(`{"exp":"soon"}`), minted(`{"iat":100,"exp":50}`)} {
		c, w := wired(t, ok(`{"jwt":"`+token+`"}`))
		source := c.Sessions.TokenSource("sess_1")
		for range 2 {
			if got, err := source.Token(t.Context()); err != nil || got.Reveal() != token {
				t.Errorf("%s: got %q, %v", token, got.Reveal(), err)
			}
		}
		if n := len(w.requests()); n != 2 {
			t.Errorf("%s: %d requests were sent, want 2", token, n)
		}
	}
}

func TestTokenSource_instanceThatWantsTheExpiredToken(t *testing.T) {
	t.Parallel()
	first := minted(`{}`)
	c, w := wired(t, []reply{ok(`{"jwt":"` + first + `"}`)[0], refusal(422, problems("missing_expired_token"))[0], ok(`{"jwt":"second"}`)[0]})
	source := c.Sessions.TokenSource("sess_1")
	for _, want := range []string{first, "second"} {
		if got, err := source.Token(t.Context()); err != nil || got.Reveal() != want {
			t.Fatalf("got %q, %v, want %q", got.Reveal(), err, want)
		}
	}
	all := w.requests()
	if len(all) != 3 || all[1].url.Query().Has("expired_token") || all[2].url.Query().Get("expired_token") != first {
		t.Errorf("sent %d requests", len(all))
	}
	c, w = wired(t, refusal(422, problems("missing_expired_token")))
	if _, err := c.Sessions.TokenSource("sess_1").Token(t.Context()); !clerkflow.IsCode(err, "missing_expired_token") || len(w.requests()) != 1 {
		t.Errorf("without one: %v after %d requests", err, len(w.requests()))
	}
}

func TestTokenSource_contextEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSlow()
		ctx, cancel := context.WithTimeoutCause(t.Context(), time.Second, errTired)
		defer cancel()
		if _, err := dial(t, s).Sessions.TokenSource("sess_1").Token(ctx); !errors.Is(err, errTired) {
			t.Errorf("got %v", err)
		}
	})
}

func TestSessions_TokenFromTemplate(t *testing.T) {
	t.Parallel()
	c, w := wired(t, ok(`{"object":"token","jwt":"h.p.s"}`))
	if token, err := c.Sessions.TokenFromTemplate(t.Context(), "sess_1", "hasura/x"); err != nil || token.Reveal() != "h.p.s" {
		t.Errorf("got %q, %v", token.Reveal(), err)
	}
	if r := w.only(t); r.method != "POST" || r.url.EscapedPath() != "/v1/client/sessions/sess_1/tokens/hasura%2Fx" {
		t.Errorf("sent %s %s", r.method, r.url.EscapedPath())
	}
	if _, err := c.Sessions.TokenFromTemplate(t.Context(), "sess_1", ""); err == nil {
		t.Error("an empty template is taken")
	}
}

func TestSessions_SignOut(t *testing.T) {
	t.Parallel()
	c := clientOf(t, several(t))
	signUp(t, c, "jane+clerk_test@example.com")
	signUp(t, c, "joan+clerk_test@example.com")
	token := c.Token()
	if err := c.Sessions.SignOut(t.Context()); err != nil {
		t.Fatal(err)
	}
	known, err := c.Clients.Get(t.Context())
	if err != nil || known == nil || len(known.Sessions) != 0 {
		t.Errorf("the client is %+v, %v", known, err)
	}
	if token.IsZero() || c.Token().IsZero() {
		t.Error("the client is forgotten")
	}
}

func TestTokenSource_ofTheMock(t *testing.T) {
	t.Parallel()
	c := clientOf(t, several(t))
	source := c.Sessions.TokenSource(signUp(t, c, "jane+clerk_test@example.com"))
	first, err := source.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if second, err := source.Token(t.Context()); err != nil || !second.Equal(first) {
		t.Errorf("the second token differs, %v", err)
	}
}
