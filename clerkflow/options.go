package clerkflow

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/clerkflow/clerkflow-go/clerkflow/internal/transport"
)

// Option configures a client.
type Option func(*config) error

type config struct {
	baseURL *url.URL
	http    *http.Client
	token   Secret
	hook    func(Exchange)
	mode    mode
	origin  string
	proxy   *Proxy
	// testingToken is asked before every request, nil for none.
	testingToken func(context.Context) (Secret, error)

	userAgent string
}

// WithBaseURL reaches the Frontend API somewhere else than at the host that the
// publishable key names: at a proxy, or at a mock.
func WithBaseURL(base string) Option {
	return func(c *config) error {
		u, err := transport.ParseBase(base)
		if err != nil {
			return fmt.Errorf("clerkflow: WithBaseURL: %w", err)
		}
		c.baseURL = u
		return nil
	}
}

// WithHTTPClient sends requests with another client than one with a time-out of 30
// seconds for each.
func WithHTTPClient(client *http.Client) Option {
	return func(c *config) error {
		if client == nil {
			return errors.New("clerkflow: WithHTTPClient: the client is nil")
		}
		c.http = client
		return nil
	}
}

// WithClientToken goes on as the device that had this token before, see
// [Client.Token].
func WithClientToken(token Secret) Option {
	return func(c *config) error {
		c.token = token
		return nil
	}
}

// Exchange is one request and how it ended, without anything secret in it.
type Exchange struct {
	Method, Route string
	// Status of the answer, 0 when there was none.
	Status int
	// Err is what the caller gets, nil for success.
	Err error
	// Took is the time until the answer was read, retries included.
	Took time.Duration
}

// WithExchangeHook calls hook after every request: for logs and metrics. It has to
// be safe for concurrent use if the client is used so.
func WithExchangeHook(hook func(Exchange)) Option {
	return func(c *config) error {
		c.hook = hook
		return nil
	}
}

// WithTestingToken sends the instance's testing token with every request, which
// turns the protection against bots off: for tests of a real instance. source is
// asked before every request; it is the TestingTokens.Source of package bapi, or
// returns one that was fetched before.
func WithTestingToken(source func(context.Context) (Secret, error)) Option {
	return func(c *config) error {
		if source == nil {
			return errors.New("clerkflow: WithTestingToken: the source is nil")
		}
		c.testingToken = source
		return nil
	}
}

// testing puts the testing token into a query.
func (c *Client) testing(ctx context.Context, query url.Values) error {
	if c.cfg.testingToken == nil {
		return nil
	}
	token, err := c.cfg.testingToken(ctx)
	if err != nil {
		return fmt.Errorf("there is no testing token: %w", err)
	}
	query.Set("__clerk_testing_token", token.Reveal())
	return nil
}

func configure(key string, opts []Option) (config, error) {
	c := config{http: &http.Client{Timeout: 30 * time.Second}, userAgent: userAgent(), mode: native{}}
	for _, opt := range opts {
		if err := opt(&c); err != nil {
			return config{}, err
		}
	}
	parsed, err := ParsePublishableKey(key)
	if err != nil {
		return config{}, err
	}
	host := parsed.Host
	if c.proxy != nil {
		host, c.http = behindProxies, withoutRedirects(c.http)
	}
	if c.baseURL == nil {
		c.baseURL = &url.URL{Scheme: "https", Host: host}
	}
	if c.origin != "" {
		c.mode = browser{origin: c.origin, tokenInURL: tokenInURL(parsed.Host)}
		c.http = withoutCookies(c.http)
	}
	return c, nil
}
