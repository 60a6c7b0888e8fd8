package clerkflow

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// WithBrowserOrigin speaks to the service as a page of that origin, such as
// https://app.example.com, does in a browser: for servers that act for visitors of
// an instance whose Native API is switched off. The instance has to know the
// origin. Where a browser would keep cookies, the Client keeps its token; cookies
// of the HTTP client are not used, as they could lead one visitor to another's
// sign-up.
func WithBrowserOrigin(origin string) Option {
	return func(c *config) error {
		u, err := url.Parse(origin)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || origin != u.Scheme+"://"+u.Host {
			return errors.New("clerkflow: WithBrowserOrigin: want http:// or https:// and a host, and nothing behind it")
		}
		c.origin = origin
		return nil
	}
}

// tokenInURL says that the instance is one of those for development at which
// browsers carry a token in the URL; at all others they have a cookie.
func tokenInURL(host string) bool {
	for _, suffix := range []string{".accounts.dev", ".accountsstage.dev", ".lcl.dev"} {
		if strings.HasSuffix(host, suffix) {
			return true
		}
	}
	return false
}

func withoutCookies(client *http.Client) *http.Client {
	without := *client
	without.Jar = nil
	return &without
}

// browser is a page in a browser.
type browser struct {
	origin     string
	tokenInURL bool
}

const clientCookie = "__client"

func (b browser) show(r *http.Request, query url.Values, token Secret) {
	query.Set("__clerk_api_version", APIVersion)
	r.Header.Set("Origin", b.origin)
	if r.Method != http.MethodGet && r.Method != http.MethodPost { // such requests would need leave first
		query.Set("_method", r.Method)
		r.Method = http.MethodPost
	}
	switch {
	case token.IsZero():
	case b.tokenInURL:
		query.Set("__clerk_db_jwt", token.Reveal())
	default:
		r.Header.Set("Cookie", clientCookie+"="+token.Reveal())
	}
}

func (b browser) told(h http.Header, shown Secret, described *ClientResource) (token Secret, ok bool) {
	if b.tokenInURL {
		if replaced := h.Get("Clerk-Db-Jwt"); replaced != "" {
			shown = NewSecret(replaced)
		}
		return shown, described != nil // from now on it is the client's
	}
	for _, c := range (&http.Response{Header: h}).Cookies() {
		switch {
		case c.Name != clientCookie:
		case c.MaxAge < 0:
			return Secret{}, true
		default:
			return NewSecret(c.Value), true
		}
	}
	return Secret{}, false
}

func (b browser) devBrowser() bool { return b.tokenInURL }

// credential returns what the next request shows: the client's token, or that of a
// browser that has no client yet. The latter is nobody's: copies of this client for
// flows each get their own.
func (c *Client) credential(ctx context.Context, known Secret) (Secret, error) {
	if !known.IsZero() || !c.cfg.mode.devBrowser() {
		return known, nil
	}
	return c.devBrowser.Get(ctx, func(Secret) (Secret, time.Time, error) {
		var answer devBrowser
		_, err := c.exchange(ctx, call{method: http.MethodPost, route: "/v1/dev_browser"}, Secret{}, Secret{}, &answer)
		return answer.ID, time.Now().AddDate(1, 0, 0), err
	})
}

// devBrowser is the answer of createDevBrowser, POST /v1/dev_browser.
type devBrowser struct {
	ID Secret `json:"id"`
}

func (b *devBrowser) empty() bool { return b.ID.IsZero() }
