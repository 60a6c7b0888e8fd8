package clerkflow_test

import (
	"net/http"
	"net/http/cookiejar"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

const origin = "https://app.test"

// pageOf is a client that speaks as a page in a browser. It hands every request to
// the test before it is sent.
func pageOf(tb testing.TB, m *mockfapi.Instance, see func(*http.Request)) *clerkflow.Client {
	tb.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		tb.Fatal(err)
	}
	via := &http.Client{Jar: jar, Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		see(r)
		return m.Transport().RoundTrip(r)
	})}
	c, err := clerkflow.New(m.PublishableKey(), clerkflow.WithBrowserOrigin(origin), clerkflow.WithHTTPClient(via))
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

// The whole of a sign-up, at an instance whose Native API is off.
func TestClient_asABrowser(t *testing.T) {
	t.Parallel()
	for host, inURL := range map[string]bool{"mock-fapi-0.clerk.accounts.dev": true, "clerk.app.test": false} {
		t.Run(host, func(t *testing.T) {
			t.Parallel()
			m := mockfapitest.NewT(t, mockfapi.WithKeyHost(host), mockfapi.WithSettings(func(d *environment.Document) {
				d.UserSettings = environment.Blank().UserSettings
				everything(&d.UserSettings)
				d.AuthConfig.NativeSettings = &environment.NativeSettings{}
			}))
			var mu sync.Mutex
			var overridden, cookies, tokens int
			c := pageOf(t, m, func(r *http.Request) {
				mu.Lock()
				defer mu.Unlock()
				query, h := r.URL.Query(), r.Header
				if r.Method != "GET" && r.Method != "POST" || h.Get("Origin") != origin || query.Get("__clerk_api_version") != clerkflow.APIVersion ||
					query.Has("_is_native") || h.Get("Authorization") != "" || h.Get("Clerk-Api-Version") != "" {
					t.Errorf("%s %s with %v is no request of a browser", r.Method, r.URL.Path, h)
				}
				if query.Get("_method") == "PATCH" {
					overridden++
				}
				if h.Get("Cookie") != "" {
					cookies++
				}
				if query.Get("__clerk_db_jwt") != "" {
					tokens++
				}
			})
			v := newVisitor(t, m)
			v.client = c
			f := v.flow(clerkflow.Policy{})
			if err := f.StartOAuth(t.Context(), clerkflow.StrategyOAuthGoogle); err != nil {
				t.Fatal(err)
			}
			done, err := f.Run(t.Context(), v.callbacks())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := done.Client().Sessions.Token(t.Context(), done.SessionID); err != nil {
				t.Error(err)
			}
			if overridden == 0 || (tokens > 0) != inURL || (cookies > 0) == inURL {
				t.Errorf("%d requests with another method, %d with a cookie, %d with a token in the URL", overridden, cookies, tokens)
			}
			again, err := clerkflow.New(m.PublishableKey(), clerkflow.WithBrowserOrigin(origin), clerkflow.WithHTTPClient(m.HTTPClient()), clerkflow.WithClientToken(done.Client().Token()))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := again.Sessions.Get(t.Context(), done.SessionID); err != nil {
				t.Errorf("the token is no way back: %v", err)
			}
			if !c.Token().IsZero() {
				t.Error("the shared client is a visitor's")
			}
			if err := done.Client().Clients.Delete(t.Context()); err != nil {
				t.Error(err)
			}
			if !inURL && !done.Client().Token().IsZero() {
				t.Error("the cookie that was taken away is still there")
			}
		})
	}
}

// Whatever the shared client asks, its flows are browsers of their own, and so they
// are although its HTTP client has one jar for all cookies.
func TestClient_asABrowser_visitorsDoNotMeet(t *testing.T) {
	t.Parallel()
	for _, host := range []string{devKeyHost, "clerk.app.test"} {
		t.Run(host, func(t *testing.T) {
			t.Parallel()
			m := blank(t, emailOnly, mockfapi.WithKeyHost(host))
			c := pageOf(t, m, func(*http.Request) {})
			if _, err := c.Clients.Get(t.Context()); err != nil || !c.Token().IsZero() {
				t.Fatalf("%v, the token is %t", err, !c.Token().IsZero())
			}
			seen := map[string]bool{}
			for _, address := range []string{"first@example.com", "second@example.com"} {
				v := newVisitor(t, m)
				v.client, v.types[clerkflow.FieldEmailAddress] = c, address
				done, err := v.flow(clerkflow.Policy{}).Run(t.Context(), v.callbacks())
				if err != nil {
					t.Fatal(err)
				}
				if sessions := done.Client().Last().Sessions; len(sessions) != 1 {
					t.Errorf("%s has %d sessions", address, len(sessions))
				}
				seen[done.Client().Token().Reveal()] = true
			}
			if len(seen) != 2 {
				t.Error("the visitors share a token")
			}
		})
	}
}

const devKeyHost = "mock.clerk.accounts.dev"

func TestClient_asABrowser_devBrowserToken(t *testing.T) {
	t.Parallel()
	dev := ok(`{"id":"dvb_1"}`)[0]
	described := ok(`{"response":{"id":"client_1"},"client":null}`)[0]
	replaced := ok(`{"response":{"id":"client_1"},"client":null}`, "Clerk-Db-Jwt", "dvb_2")[0]
	refused := refusal(401, problems("dev_browser_unauthenticated"))[0]
	nobody := ok(`{"response":null,"client":null}`)[0]
	for _, tt := range []struct {
		name    string
		answers []reply
		calls   int
		// paths and tokens of the requests, and the client's token at the end.
		want  []string
		token string
	}{
		{"is asked for once", []reply{dev, nobody, nobody}, 2, []string{"/v1/dev_browser ", "/v1/client dvb_1", "/v1/client dvb_1"}, ""},
		{"becomes the client's", []reply{dev, described, described}, 2, []string{"/v1/dev_browser ", "/v1/client dvb_1", "/v1/client dvb_1"}, "dvb_1"},
		{"is replaced", []reply{dev, replaced, described}, 2, []string{"/v1/dev_browser ", "/v1/client dvb_1", "/v1/client dvb_2"}, "dvb_2"},
		{"is refused", []reply{dev, refused, dev, nobody}, 2, []string{"/v1/dev_browser ", "/v1/client dvb_1", "/v1/dev_browser ", "/v1/client dvb_1"}, ""},
		{"is refused later", []reply{dev, described, refused}, 2, []string{"/v1/dev_browser ", "/v1/client dvb_1", "/v1/client dvb_1"}, ""},
		{"is not there", []reply{ok(`{}`)[0]}, 1, []string{"/v1/dev_browser "}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := &wire{answers: tt.answers}
			c, err := clerkflow.New(publishable("pk_test_", devKeyHost), clerkflow.WithBrowserOrigin(origin), clerkflow.WithHTTPClient(&http.Client{Transport: w}))
			if err != nil {
				t.Fatal(err)
			}
			for range tt.calls {
				_, err = c.Clients.Get(t.Context())
			}
			refused := strings.Contains(tt.name, "later") || strings.Contains(tt.name, "not there")
			if (err != nil) != refused {
				t.Errorf("the last call ended in %v", err)
			}
			var got []string
			for _, r := range w.requests() {
				got = append(got, r.url.Path+" "+r.url.Query().Get("__clerk_db_jwt"))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" || c.Token().Reveal() != tt.token {
				t.Errorf("the token is %q: %s", c.Token().Reveal(), diff)
			}
		})
	}
}

func TestClient_asABrowser_otherCookies(t *testing.T) {
	t.Parallel()
	w := &wire{answers: ok(aSignUp, "Set-Cookie", "__client_uat=0; Path=/", "Set-Cookie", "__client=h.p.s; Path=/; HttpOnly")}
	c := dial(t, w, clerkflow.WithBrowserOrigin(origin))
	for range 2 {
		if _, err := c.SignUps.Update(t.Context(), "sua_1", nil); err != nil {
			t.Fatal(err)
		}
	}
	first, second := w.requests()[0], w.requests()[1]
	if first.header.Get("Cookie") != "" || second.header.Get("Cookie") != "__client=h.p.s" || second.method != "POST" || second.url.Query().Get("_method") != "PATCH" {
		t.Errorf("sent %v, then %s %s with %v", first.header, second.method, second.url, second.header)
	}
	for _, gone := range []string{"__client=gone; Path=/; Max-Age=0", "__client=; Path=/"} {
		c := dial(t, &wire{answers: ok(aSignUp, "Set-Cookie", gone)}, clerkflow.WithBrowserOrigin(origin), clerkflow.WithClientToken(clerkflow.NewSecret("h.p.s")))
		if _, err := c.SignUps.Get(t.Context(), "sua_1"); err != nil || !c.Token().IsZero() {
			t.Errorf("%s: %v, the token is %q", gone, err, c.Token().Reveal())
		}
	}
}

func TestWithBrowserOrigin_refuses(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"", "app.test", "https://", "https://app.test/", "https://app.test/x", "https://app.test?x", "ftp://app.test", "https://u:p@app.test", "https://app.test:%zz"} {
		if c, err := clerkflow.New(wireKey, clerkflow.WithBrowserOrigin(bad)); c != nil || err == nil || !strings.Contains(err.Error(), "WithBrowserOrigin") {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if _, err := clerkflow.New(wireKey, clerkflow.WithBrowserOrigin("http://127.0.0.1:3000")); err != nil {
		t.Error(err)
	}
}
