package clerkflow

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"

	"github.com/clerkflow/clerkflow-go/clerkflow/internal/transport"
)

// Proxy is a server of the application's own that stands between visitors and the
// service, as set up for the instance in the dashboard.
type Proxy struct {
	// URL under which browsers reach the proxy, such as
	// https://app.example.com/__clerk.
	URL string
	// SecretKey of the instance.
	SecretKey Secret
}

// behindProxies is where proxies find the service.
const behindProxies = "frontend-api.clerk.dev"

// WithProxy sends requests as the instance's proxy, to where proxies find the
// service unless [WithBaseURL] says otherwise. With [WithVisitor] the service sees
// each visitor's own address: its limits are for each address, and a server's many
// visitors would share them otherwise. The client holds the secret key then: it is
// for servers only.
func WithProxy(p Proxy) Option {
	return func(c *config) error {
		if _, err := transport.ParseBase(p.URL); err != nil {
			return fmt.Errorf("clerkflow: WithProxy: URL: %w", err)
		}
		if p.SecretKey.IsZero() {
			return errors.New("clerkflow: WithProxy: the secret key is empty")
		}
		c.proxy = &p
		return nil
	}
}

// withoutRedirects keeps the secret key from following a redirect: net/http takes
// only headers along that it does not know to be secret.
func withoutRedirects(client *http.Client) *http.Client {
	without := *client
	without.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &without
}

type visitorKey struct{}

// WithVisitor returns a context whose requests come from the visitor with that
// address, as far as the service is concerned. It needs [WithProxy].
func WithVisitor(ctx context.Context, address netip.Addr) context.Context {
	return context.WithValue(ctx, visitorKey{}, address)
}

// forward says for whom a request is sent; a nil proxy says nothing.
func (p *Proxy) forward(ctx context.Context, h http.Header) {
	if p == nil {
		return
	}
	h.Set("Clerk-Proxy-Url", p.URL)
	h.Set("Clerk-Secret-Key", p.SecretKey.Reveal())
	if visitor, ok := ctx.Value(visitorKey{}).(netip.Addr); ok && visitor.IsValid() {
		h.Set("X-Forwarded-For", visitor.Unmap().WithZone("").String())
	}
}
