package clerkflow_test

import (
	"errors"
	"net/http"
	"sync"
	"testing"

	"github.com/clerkflow/clerkflow-go/clerkflow"
)

func TestClient_token(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		header http.Header
		want   string
	}{
		{"a new one is kept", headers("Authorization", "h.new.s"), "h.new.s"},
		{"a new one with scheme is kept without", headers("Authorization", "Bearer h.new.s"), "h.new.s"},
		{"the scheme may be written small", headers("Authorization", "bearer h.new.s"), "h.new.s"},
		{"none leaves the old one", nil, "h.old.s"},
		{"an empty one forgets it", headers("Authorization", ""), ""},
		{"a bare scheme forgets it", headers("Authorization", "Bearer"), ""},
		{"a bare scheme with space forgets it", headers("Authorization", "Bearer "), ""},
		{"blanks forget it", headers("Authorization", "  "), ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for _, answer := range []reply{
				{200, tt.header, aSignUp, nil},
				{200, tt.header, `{"response":null}`, nil},
				{200, tt.header, `{"response":{"id":"sua_1`, nil},
				{422, tt.header, problems("form_param_missing"), nil},
				{502, tt.header, "<html>", nil},
			} {
				c, w := wired(t, []reply{answer}, clerkflow.WithClientToken(clerkflow.NewSecret("h.old.s")))
				_, _ = c.SignUps.Create(t.Context(), nil) // whether it succeeds or not
				if got := c.Token().Reveal(); got != tt.want {
					t.Errorf("after %d the token is %q, want %q", answer.status, got, tt.want)
				}
				_, _ = c.SignUps.Create(t.Context(), nil)
				sent := w.requests()[1].header
				if _, any := sent["Authorization"]; sent.Get("Authorization") != tt.want || any != (tt.want != "") {
					t.Errorf("after %d the next request has %q, want %q", answer.status, sent["Authorization"], tt.want)
				}
			}
		})
	}
}

func TestClient_tokenSurvivesWhatIsNoAnswer(t *testing.T) {
	t.Parallel()
	old := clerkflow.NewSecret("h.old.s")
	c, _ := wired(t, []reply{{err: errors.New("broken")}}, clerkflow.WithClientToken(old))
	if err := c.Clients.Delete(t.Context()); err == nil {
		t.Error("no error")
	}
	if !c.Token().Equal(old) {
		t.Errorf("the token is %q", c.Token().Reveal())
	}
}

// gate lets requests through one by one, in the order that a test wants.
type gate struct {
	arrived chan string
	mu      sync.Mutex
	open    map[string]chan reply
}

func newGate(paths ...string) *gate {
	g := &gate{arrived: make(chan string, len(paths)), open: map[string]chan reply{}}
	for _, path := range paths {
		g.open[path] = make(chan reply, 1)
	}
	return g
}

func (g *gate) RoundTrip(r *http.Request) (*http.Response, error) {
	g.mu.Lock()
	answer := g.open[r.URL.Path]
	g.mu.Unlock()
	g.arrived <- r.URL.Path
	return (<-answer).response(r), nil
}

func TestClient_tokenOfAnOlderRequest(t *testing.T) {
	t.Parallel()
	const older, newer = "/v1/client/sign_ups/older", "/v1/client/sign_ups/newer"
	for _, tt := range []struct{ name, newer, older, want string }{
		{"does not replace a newer one", "h.newer.s", "h.older.s", "h.newer.s"},
		{"does not forget a newer one", "h.newer.s", "", "h.newer.s"},
		{"does not bring a forgotten one back", "", "h.older.s", ""},
		{"counts when the newer one said nothing new", "h.first.s", "h.older.s", "h.older.s"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			g := newGate(older, newer)
			c := dial(t, g, clerkflow.WithClientToken(clerkflow.NewSecret("h.first.s")))
			done := map[string]chan error{older: make(chan error, 1), newer: make(chan error, 1)}
			for path, id := range map[string]string{older: "older", newer: "newer"} {
				go func() {
					_, err := c.SignUps.Get(t.Context(), id)
					done[path] <- err
				}()
			}
			<-g.arrived
			<-g.arrived // both carry the first token
			for _, answer := range []struct{ path, token string }{{newer, tt.newer}, {older, tt.older}} {
				g.open[answer.path] <- reply{200, headers("Authorization", answer.token), aSignUp, nil}
				if err := <-done[answer.path]; err != nil {
					t.Fatal(err)
				}
			}
			if got := c.Token().Reveal(); got != tt.want {
				t.Errorf("the token is %q, want %q", got, tt.want)
			}
		})
	}
}

func TestClient_firstTokensOfParallelRequests(t *testing.T) {
	t.Parallel()
	const one, two = "/v1/client/sign_ups/one", "/v1/client/sign_ups/two"
	g := newGate(one, two)
	c := dial(t, g)
	done := make(chan error, 2)
	for _, id := range []string{"one", "two"} {
		go func() {
			_, err := c.SignUps.Get(t.Context(), id)
			done <- err
		}()
	}
	<-g.arrived
	<-g.arrived
	for _, path := range []string{one, two} {
		g.open[path] <- reply{200, headers("Authorization", path), aSignUp, nil}
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	if got := c.Token().Reveal(); got != one {
		t.Errorf("the token is %q, want that of the first answer", got)
	}
}

func TestClient_Last(t *testing.T) {
	t.Parallel()
	described := func(id string) string { return `{"id":"` + id + `","sign_up":{"id":"sua_` + id + `"}}` }
	c, _ := wired(t, []reply{
		{200, nil, `{"response":{"id":"sua_a"},"client":` + described("a") + `}`, nil},
		{200, nil, `{"response":{"id":"sess_1"},"client":null}`, nil},
		{422, nil, `{"errors":[{"code":"x"}],"meta":{"client":` + described("b") + `}}`, nil},
		{422, nil, problems("y"), nil},
		{200, nil, `{"response":` + described("c") + `,"client":null}`, nil},
	})
	if c.Last() != nil {
		t.Errorf("a client before the first answer: %+v", c.Last())
	}
	calls := []struct {
		name, want string
		call       func() error
	}{
		{"an answer tells it", "a", func() error { _, err := c.SignUps.Create(t.Context(), nil); return err }},
		{"an answer leaves it out", "a", func() error { _, err := c.Sessions.Touch(t.Context(), "sess_1"); return err }},
		{"an error tells it", "b", func() error { _, err := c.SignUps.Create(t.Context(), nil); return err }},
		{"an error leaves it out", "b", func() error { _, err := c.SignUps.Create(t.Context(), nil); return err }},
		{"it is what was asked for", "c", func() error { _, err := c.Clients.Get(t.Context()); return err }},
	}
	for _, step := range calls {
		if err := step.call(); err != nil && !clerkflow.IsCode(err, "x") && !clerkflow.IsCode(err, "y") {
			t.Fatalf("%s: %v", step.name, err)
		}
		last := c.Last()
		if last == nil || last.ID != step.want || last.SignUp == nil || last.SignUp.ID != "sua_"+step.want {
			t.Errorf("%s: %+v, want %s", step.name, last, step.want)
		}
	}
}
