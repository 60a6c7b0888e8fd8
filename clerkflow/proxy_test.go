package clerkflow_test

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"github.com/clerkflow/clerkflow-go/clerkflow"
)

const proxyURL = "https://app.test/__clerk"

func proxied() clerkflow.Option {
	return clerkflow.WithProxy(clerkflow.Proxy{URL: proxyURL, SecretKey: clerkflow.NewSecret("sk_test_" + hidden)})
}

func TestWithProxy(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		visitor netip.Addr
		opts    []clerkflow.Option
		host    string
		want    string
	}{
		{"for a visitor", netip.MustParseAddr("203.0.113.7"), nil, "frontend-api.clerk.dev", "203.0.113.7"},
		{"for a visitor with IPv6", netip.MustParseAddr("2001:db8::7"), nil, "frontend-api.clerk.dev", "2001:db8::7"},
		{"as a socket tells it", netip.MustParseAddr("::ffff:203.0.113.7"), nil, "frontend-api.clerk.dev", "203.0.113.7"},
		{"with a zone", netip.MustParseAddr("fe80::7%eth0"), nil, "frontend-api.clerk.dev", "fe80::7"},
		{"for nobody", netip.Addr{}, nil, "frontend-api.clerk.dev", ""},
		{"somewhere else", netip.MustParseAddr("203.0.113.7"), []clerkflow.Option{clerkflow.WithBaseURL("https://fapi.test")}, "fapi.test", "203.0.113.7"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, w := wired(t, ok(aSignUp), append(tt.opts, proxied())...)
			f := clerkflow.NewSignUp(c)
			if err := f.StartWeb3(clerkflow.WithVisitor(t.Context(), tt.visitor), "0xAb", clerkflow.StrategyMetamask); err != nil {
				t.Fatal(err)
			}
			r := w.only(t)
			if r.url.Host != tt.host || r.header.Get("Clerk-Proxy-Url") != proxyURL || r.header.Get("Clerk-Secret-Key") != "sk_test_"+hidden || r.header.Get("X-Forwarded-For") != tt.want {
				t.Errorf("sent to %s with %v", r.url.Host, r.header)
			}
		})
	}
}

func TestWithVisitor_withoutAProxy(t *testing.T) {
	t.Parallel()
	c, w := wired(t, ok(aSignUp))
	if _, err := c.SignUps.Create(clerkflow.WithVisitor(t.Context(), netip.MustParseAddr("203.0.113.7")), nil); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"X-Forwarded-For", "Clerk-Proxy-Url", "Clerk-Secret-Key"} {
		if got := w.only(t).header.Get(name); got != "" {
			t.Errorf("%s is %q", name, got)
		}
	}
}

// The secret key goes nowhere else.
func TestWithProxy_followsNoRedirect(t *testing.T) {
	t.Parallel()
	c, w := wired(t, refusal(307, "", "Location", "https://elsewhere.test/"), proxied())
	_, err := c.SignUps.Create(t.Context(), nil)
	if e := asError(t, err); e.Status != 307 || len(w.requests()) != 1 {
		t.Errorf("got %v after %d requests", err, len(w.requests()))
	}
	silent(t, err, "307")
}

func TestWithProxy_refuses(t *testing.T) {
	t.Parallel()
	key := clerkflow.NewSecret("sk_test_" + hidden)
	for want, p := range map[string]clerkflow.Proxy{
		"clerkflow: WithProxy: URL: want http:// or https:// and a host, without a user, query or fragment": {URL: "/__clerk", SecretKey: key},
		"clerkflow: WithProxy: the secret key is empty":                                                     {URL: proxyURL},
	} {
		if c, err := clerkflow.New(wireKey, clerkflow.WithProxy(p)); c != nil || errorText(err) != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestWithTestingToken(t *testing.T) {
	t.Parallel()
	var asked int
	c, w := wired(t, ok(aSignUp), clerkflow.WithTestingToken(func(context.Context) (clerkflow.Secret, error) {
		asked++
		return clerkflow.NewSecret(hidden), nil
	}))
	for range 2 {
		if _, err := c.SignUps.Get(t.Context(), "sua_1"); err != nil {
			t.Fatal(err)
		}
	}
	for _, r := range w.requests() {
		if got := r.url.Query().Get("__clerk_testing_token"); got != hidden {
			t.Errorf("the testing token is %q", got)
		}
	}
	if asked != 2 {
		t.Errorf("the source was asked %d times", asked)
	}

	c, w = wired(t, ok(aSignUp), clerkflow.WithTestingToken(func(context.Context) (clerkflow.Secret, error) { return clerkflow.Secret{}, errTired }))
	if _, err := c.SignUps.Get(t.Context(), "sua_1"); !errors.Is(err, errTired) || len(w.requests()) != 0 {
		t.Errorf("got %v after %d requests", err, len(w.requests()))
	}
	if c, err := clerkflow.New(wireKey, clerkflow.WithTestingToken(nil)); c != nil || err == nil {
		t.Error("no source is taken")
	}
	broken := dial(t, roundTrip(func(*http.Request) (*http.Response, error) { return nil, errTired }), clerkflow.WithTestingToken(func(context.Context) (clerkflow.Secret, error) {
		return clerkflow.NewSecret(hidden), nil
	}))
	if _, err := broken.SignUps.Create(t.Context(), nil); err == nil || strings.Contains(err.Error(), hidden) {
		t.Errorf("got %v", err)
	}
}
