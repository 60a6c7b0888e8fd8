package clerkflow_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clerkflow/clerkflow-go/clerkflow"
)

// operation is one method of the client.
type operation struct {
	name, method, path string
	// answer is a body that the method takes.
	answer string
	// once says that the request is never sent twice.
	once bool
	call func(ctx context.Context, c *clerkflow.Client, id string) error
}

const aSession = `{"response":{"object":"session","id":"sess_1","status":"active"},"client":null}`

// operations are all that the client can ask for; in the paths, * is the id.
func operations() []operation {
	type ctx = context.Context
	signUp := func(_ *clerkflow.SignUp, err error) error { return err }
	session := func(_ *clerkflow.Session, err error) error { return err }
	client := func(_ *clerkflow.ClientResource, err error) error { return err }
	const signUps, sessions, aClient = "/v1/client/sign_ups", "/v1/client/sessions", `{"response":{"id":"client_1"},"client":null}`
	return []operation{
		{"SignUps.Create", "POST", signUps, aSignUp, true, func(x ctx, c *clerkflow.Client, _ string) error {
			return signUp(c.SignUps.Create(x, &clerkflow.SignUpParams{}))
		}},
		{"SignUps.Get", "GET", signUps + "/*", aSignUp, false, func(x ctx, c *clerkflow.Client, id string) error { return signUp(c.SignUps.Get(x, id)) }},
		{"SignUps.GetRotated", "GET", signUps + "/*", aSignUp, false, func(x ctx, c *clerkflow.Client, id string) error {
			return signUp(c.SignUps.GetRotated(x, id, clerkflow.NewSecret(hidden)))
		}},
		{"SignUps.Update", "PATCH", signUps + "/*", aSignUp, true, func(x ctx, c *clerkflow.Client, id string) error {
			return signUp(c.SignUps.Update(x, id, &clerkflow.SignUpParams{}))
		}},
		{"SignUps.Prepare", "POST", signUps + "/*/prepare_verification", aSignUp, true, func(x ctx, c *clerkflow.Client, id string) error {
			return signUp(c.SignUps.Prepare(x, id, &clerkflow.PrepareParams{}))
		}},
		{"SignUps.Attempt", "POST", signUps + "/*/attempt_verification", aSignUp, true, func(x ctx, c *clerkflow.Client, id string) error {
			return signUp(c.SignUps.Attempt(x, id, &clerkflow.AttemptParams{}))
		}},
		{"Clients.Get", "GET", "/v1/client", aClient, false, func(x ctx, c *clerkflow.Client, _ string) error { return client(c.Clients.Get(x)) }},
		{"Clients.Create", "POST", "/v1/client", aClient, true, func(x ctx, c *clerkflow.Client, _ string) error { return client(c.Clients.Create(x)) }},
		{"Clients.Delete", "DELETE", "/v1/client", aClient, true, func(x ctx, c *clerkflow.Client, _ string) error { return c.Clients.Delete(x) }},
		{"Sessions.Get", "GET", sessions + "/*", aSession, false, func(x ctx, c *clerkflow.Client, id string) error { return session(c.Sessions.Get(x, id)) }},
		{"Sessions.Touch", "POST", sessions + "/*/touch", aSession, true, func(x ctx, c *clerkflow.Client, id string) error { return session(c.Sessions.Touch(x, id)) }},
		{"Sessions.End", "POST", sessions + "/*/end", aSession, true, func(x ctx, c *clerkflow.Client, id string) error { return session(c.Sessions.End(x, id)) }},
		{"Sessions.Remove", "POST", sessions + "/*/remove", aSession, true, func(x ctx, c *clerkflow.Client, id string) error { return session(c.Sessions.Remove(x, id)) }},
		{"Sessions.Token", "POST", sessions + "/*/tokens", `{"object":"token","jwt":"h.p.s"}`, false, func(x ctx, c *clerkflow.Client, id string) error {
			_, err := c.Sessions.Token(x, id)
			return err
		}},
		{"Environment.Get", "GET", "/v1/environment", `{}`, false, func(x ctx, c *clerkflow.Client, _ string) error {
			_, err := c.Environment.Get(x)
			return err
		}},
	}
}

func TestClient_requests(t *testing.T) {
	t.Parallel()
	for _, o := range operations() {
		t.Run(o.name, func(t *testing.T) {
			t.Parallel()
			c, w := wired(t, ok(o.answer), clerkflow.WithClientToken(clerkflow.NewSecret("h.token.s")))
			if err := o.call(t.Context(), c, "id_1"); err != nil {
				t.Fatal(err)
			}
			r := w.only(t)
			if want := strings.Replace(o.path, "*", "id_1", 1); r.method != o.method || r.url.Path != want || r.url.Host != wireHost || r.url.Scheme != "https" {
				t.Errorf("sent %s %s, want %s %s", r.method, r.url, o.method, want)
			}
			query := r.url.Query()
			if o.name == "SignUps.GetRotated" {
				if got := query.Get("rotating_token_nonce"); got != hidden {
					t.Errorf("the nonce is %q", got)
				}
				query.Del("rotating_token_nonce")
			}
			if diff := cmp.Diff(map[string][]string{"_is_native": {"1"}}, map[string][]string(query)); diff != "" {
				t.Errorf("query: %s", diff)
			}
			checkHeader(t, r)
		})
	}
}

func checkHeader(t *testing.T, r request) {
	t.Helper()
	want := http.Header{"Authorization": {"h.token.s"}, "Clerk-Api-Version": {"2026-05-12"}, "Accept": {"application/json"}}
	if r.method != http.MethodGet {
		want.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	agent := r.header.Get("User-Agent")
	if !strings.HasPrefix(agent, "clerkflow-go/") || agent == "clerkflow-go/" {
		t.Errorf("User-Agent: %q", agent)
	}
	r.header.Del("User-Agent")
	if diff := cmp.Diff(want, r.header); diff != "" {
		t.Errorf("header, above all no Origin: %s", diff)
	}
	if r.length != int64(len(r.body)) {
		t.Errorf("the body of %d bytes says that it has %d", len(r.body), r.length)
	}
	if r.method == http.MethodGet && r.body != "" {
		t.Errorf("GET with the body %q", r.body)
	}
}

func TestClient_sendsNoAuthorizationBeforeItHasAToken(t *testing.T) {
	t.Parallel()
	c, w := wired(t, ok(aSignUp))
	if _, err := c.SignUps.Create(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if values, sent := w.only(t).header["Authorization"]; sent {
		t.Errorf("sent Authorization: %q", values)
	}
}

func TestClient_escapesIDs(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ id, want string }{
		{"sua_2b", "sua_2b"},
		{"a/b", "a%2Fb"},
		{"a/../b", "a%2F..%2Fb"},
		{"../sessions", "..%2Fsessions"},
		{"a?b=c", "a%3Fb=c"},
		{"a#b", "a%23b"},
		{"a b", "a%20b"},
		{"a%2fb", "a%252fb"},
		{"{id}", "%7Bid%7D"},
		{"ü", "%C3%BC"},
		{"...", "..."},
	} {
		t.Run(tt.id, func(t *testing.T) {
			t.Parallel()
			c, w := wired(t, ok(aSignUp), clerkflow.WithBaseURL("https://app.test/proxy"))
			if _, err := c.SignUps.Prepare(t.Context(), tt.id, nil); err != nil {
				t.Fatal(err)
			}
			if got, want := w.only(t).url.EscapedPath(), "/proxy/v1/client/sign_ups/"+tt.want+"/prepare_verification"; got != want {
				t.Errorf("sent to %s, want %s", got, want)
			}
		})
	}
}

func TestClient_refusesIDsThatNameNothing(t *testing.T) {
	t.Parallel()
	for _, o := range operations() {
		if !strings.Contains(o.path, "*") {
			continue
		}
		for _, id := range []string{"", ".", ".."} {
			t.Run(o.name+" "+id, func(t *testing.T) {
				t.Parallel()
				c, w := wired(t, ok(o.answer))
				err := o.call(t.Context(), c, id)
				if text := errorText(err); !strings.HasPrefix(text, "clerkflow: "+o.method+" /v1/client/") || !strings.Contains(text, "/{id}") || !strings.Contains(text, "the id") {
					t.Errorf("the error is %q", text)
				}
				if n := len(w.requests()); n != 0 {
					t.Errorf("%d requests were sent", n)
				}
			})
		}
	}
}
