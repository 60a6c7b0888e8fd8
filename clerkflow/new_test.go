package clerkflow_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/clerkflow/clerkflow-go/clerkflow"
)

func TestNew_refuses(t *testing.T) {
	t.Parallel()
	const base = "clerkflow: WithBaseURL: want http:// or https:// and a host, without a user, query or fragment"
	for _, tt := range []struct {
		name, key string
		option    clerkflow.Option
		want      string
	}{
		{"a secret key", "sk_test_abcdefgh", nil, "clerkflow: that is a secret key: use the publishable one, which begins with pk_"},
		{"an empty key", "", nil, "clerkflow: a publishable key begins with pk_test_ or pk_live_"},
		{"a nil HTTP client", wireKey, clerkflow.WithHTTPClient(nil), "clerkflow: WithHTTPClient: the client is nil"},
		{"an empty base URL", wireKey, clerkflow.WithBaseURL(""), base},
		{"a base URL without scheme", wireKey, clerkflow.WithBaseURL("clerk.example.com"), base},
		{"a base URL with host:port only", wireKey, clerkflow.WithBaseURL("127.0.0.1:8080"), base},
		{"a base URL with another scheme", wireKey, clerkflow.WithBaseURL("ftp://clerk.example.com"), base},
		{"a base URL without host", wireKey, clerkflow.WithBaseURL("https:///proxy"), base},
		{"a base URL with a port only", wireKey, clerkflow.WithBaseURL("https://:8080"), base},
		{"a base URL with a query", wireKey, clerkflow.WithBaseURL("https://clerk.example.com?a=b"), base},
		{"a base URL with an empty query", wireKey, clerkflow.WithBaseURL("https://clerk.example.com?"), base},
		{"a base URL with a fragment", wireKey, clerkflow.WithBaseURL("https://clerk.example.com#a"), base},
		{"a base URL with a user", wireKey, clerkflow.WithBaseURL("https://user:hunter2@clerk.example.com"), base},
		{"a base URL that is none", wireKey, clerkflow.WithBaseURL("https://clerk.example.com/%zz?hunter2"), base},
		{"an opaque base URL", wireKey, clerkflow.WithBaseURL("https:clerk.example.com"), base},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var opts []clerkflow.Option
			if tt.option != nil {
				opts = append(opts, tt.option)
			}
			c, err := clerkflow.New(tt.key, opts...)
			if c != nil || errorText(err) != tt.want {
				t.Errorf("got %v, %v, want %q", c, err, tt.want)
			}
		})
	}
}

func TestNew_sendsToTheHostOfTheKey(t *testing.T) {
	t.Parallel()
	c, w := wired(t, ok(`{}`))
	if _, err := c.Environment.Get(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, want := w.only(t).url.String(), "https://"+wireHost+"/v1/environment?_is_native=1"; got != want {
		t.Errorf("sent to %s, want %s", got, want)
	}
}

func TestWithBaseURL(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, base, want string }{
		{"host", "https://fapi.test", "https://fapi.test/v1/client/sign_ups/sua_1?_is_native=1"},
		{"trailing slash", "https://fapi.test/", "https://fapi.test/v1/client/sign_ups/sua_1?_is_native=1"},
		{"port", "http://127.0.0.1:8080", "http://127.0.0.1:8080/v1/client/sign_ups/sua_1?_is_native=1"},
		{"IPv6", "http://[::1]:8080", "http://[::1]:8080/v1/client/sign_ups/sua_1?_is_native=1"},
		{"proxy", "https://app.test/__clerk", "https://app.test/__clerk/v1/client/sign_ups/sua_1?_is_native=1"},
		{"proxy with trailing slashes", "https://app.test/api/__clerk//", "https://app.test/api/__clerk/v1/client/sign_ups/sua_1?_is_native=1"},
		{"proxy with an escaped path", "https://app.test/a%2Fb/c%20d", "https://app.test/a%2Fb/c%20d/v1/client/sign_ups/sua_1?_is_native=1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, w := wired(t, ok(aSignUp), clerkflow.WithBaseURL(tt.base))
			for range 2 { // the second request goes where the first went
				if _, err := c.SignUps.Get(t.Context(), "sua_1"); err != nil {
					t.Fatal(err)
				}
			}
			for _, r := range w.requests() {
				if got := r.url.String(); got != tt.want {
					t.Errorf("sent to %s, want %s", got, tt.want)
				}
			}
		})
	}
}

func TestWithClientToken(t *testing.T) {
	t.Parallel()
	c, w := wired(t, ok(aSignUp), clerkflow.WithClientToken(clerkflow.NewSecret("earlier")))
	if got := c.Token().Reveal(); got != "earlier" {
		t.Errorf("the token is %q", got)
	}
	if _, err := c.SignUps.Get(t.Context(), "sua_1"); err != nil {
		t.Fatal(err)
	}
	if got := w.only(t).header.Get("Authorization"); got != "earlier" {
		t.Errorf("sent the token %q", got)
	}
}

func TestClient_isPrintedWithoutToken(t *testing.T) {
	t.Parallel()
	c, _ := wired(t, ok(aSignUp, "Authorization", hidden), clerkflow.WithClientToken(clerkflow.NewSecret(hidden)))
	if _, err := c.SignUps.Create(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d"} {
		for _, value := range []any{c, c.SignUps, c.Environment, clerkflow.NewSignUp(c)} {
			if text := fmt.Sprintf(verb, value); shows(text) || strings.Contains(text, "PANIC") {
				t.Errorf("%s of %T: %s", verb, value, text)
			}
		}
	}
}

func TestWithHTTPClient_leavesTheClientAsItIs(t *testing.T) {
	t.Parallel()
	// The client of another program is left as it is.
	theirs := &http.Client{Transport: &wire{answers: ok(aSignUp)}}
	c, err := clerkflow.New(wireKey, clerkflow.WithHTTPClient(theirs))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.SignUps.Get(t.Context(), "sua_1"); err != nil {
		t.Fatal(err)
	}
	if theirs.Timeout != 0 || theirs.CheckRedirect != nil || theirs.Jar != nil {
		t.Errorf("the HTTP client was changed: %+v", theirs)
	}
}
