package bapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/clerkflow/internal/transport"
)

// APIVersion is the version of the Backend API that this package speaks, sent with
// every request.
const APIVersion = "2026-05-12"

// Client speaks the Backend API of one instance. It is safe for concurrent use.
type Client struct {
	AllowlistIdentifiers *AllowlistIdentifierService
	BetaFeatures         *BetaFeaturesService
	BlocklistIdentifiers *BlocklistIdentifierService
	EmailAddresses       *EmailAddressService
	Instance             *InstanceService
	Invitations          *InvitationService
	PhoneNumbers         *PhoneNumberService
	Sessions             *SessionService
	SignInTokens         *SignInTokenService
	SignUps              *SignUpService
	TestingTokens        *TestingTokenService
	Users                *UserService

	key    clerkflow.Secret
	base   *url.URL
	sender *transport.Sender
	common service
}

type service struct{ c *Client }

// Option configures a client.
type Option func(*config) error

type config struct {
	base *url.URL
	http *http.Client
}

// WithBaseURL reaches the Backend API somewhere else, at a mock for example.
func WithBaseURL(base string) Option {
	return func(c *config) error {
		u, err := transport.ParseBase(base)
		if err != nil {
			return fmt.Errorf("bapi: WithBaseURL: %w", err)
		}
		c.base = u
		return nil
	}
}

// WithHTTPClient sends requests with another client than one with a time-out of 30
// seconds for each.
func WithHTTPClient(client *http.Client) Option {
	return func(c *config) error {
		if client == nil {
			return errors.New("bapi: WithHTTPClient: the client is nil")
		}
		c.http = client
		return nil
	}
}

// New returns a client with the instance's secret key.
func New(secretKey string, opts ...Option) (*Client, error) {
	if !strings.HasPrefix(secretKey, "sk_test_") && !strings.HasPrefix(secretKey, "sk_live_") {
		return nil, errors.New("bapi: a secret key begins with sk_test_ or sk_live_: copy it from the dashboard")
	}
	cfg := config{base: &url.URL{Scheme: "https", Host: "api.clerk.com"}, http: &http.Client{Timeout: 30 * time.Second}}
	for _, opt := range opts {
		if err := opt(&cfg); err != nil {
			return nil, err
		}
	}
	c := &Client{key: clerkflow.NewSecret(secretKey), base: cfg.base, sender: transport.New(cfg.http)}
	c.common.c = c
	c.AllowlistIdentifiers = (*AllowlistIdentifierService)(&c.common)
	c.BetaFeatures = (*BetaFeaturesService)(&c.common)
	c.BlocklistIdentifiers = (*BlocklistIdentifierService)(&c.common)
	c.EmailAddresses = (*EmailAddressService)(&c.common)
	c.Instance = (*InstanceService)(&c.common)
	c.Invitations = (*InvitationService)(&c.common)
	c.PhoneNumbers = (*PhoneNumberService)(&c.common)
	c.Sessions = (*SessionService)(&c.common)
	c.SignInTokens = (*SignInTokenService)(&c.common)
	c.SignUps = (*SignUpService)(&c.common)
	c.TestingTokens = &TestingTokenService{c: c}
	c.Users = (*UserService)(&c.common)
	return c, nil
}

// Do sends a request to any operation of the Backend API, for those that this
// package does not name: the path begins with /v1, body is written as JSON unless
// it is nil, and the answer is read into out unless that is nil. An error answer
// is a [*clerkflow.Error]. Only a GET is ever sent twice.
func (c *Client) Do(ctx context.Context, method, path string, body, out any) error {
	route, _, _ := strings.Cut(path, "?")
	if !strings.HasPrefix(path, "/v1/") { // anything else could lead the key to another host
		return fmt.Errorf("bapi: %s: the path has to begin with /v1/", method)
	}
	return c.send(ctx, method, route, path, body, out)
}

// send sends a request; the route names it in errors.
func (c *Client) send(ctx context.Context, method, route, path string, body, out any) error {
	payload := []byte(nil)
	if body != nil {
		var err error
		if payload, err = json.Marshal(body); err != nil {
			return fmt.Errorf("bapi: %s %s: the body cannot be written as JSON: %w", method, route, err)
		}
		if string(payload) == "null" { // params that are a nil pointer
			payload = []byte("{}")
		}
	}
	request, err := http.NewRequestWithContext(ctx, method, c.base.String()+path, bytes.NewReader(payload))
	if err != nil {
		return fmt.Errorf("bapi: %s %s: the request cannot be built", method, route)
	}
	request.Header.Set("Authorization", "Bearer "+c.key.Reveal())
	request.Header.Set("Clerk-Api-Version", APIVersion)
	request.Header.Set("Accept", "application/json")
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	answer, err := c.sender.Do(request, method == http.MethodGet)
	switch {
	case err != nil:
		return &clerkflow.Error{Method: method, Route: route, Err: err}
	case !answer.OK():
		return clerkflow.ParseError(method, route, answer.Status, answer.Header, answer.Body)
	case out == nil || len(answer.Body) == 0:
		return nil
	}
	if err := json.Unmarshal(answer.Body, out); err != nil {
		return &clerkflow.Error{Method: method, Route: route, Status: answer.Status, Err: fmt.Errorf("the answer is not what the API documents: %w", err)}
	}
	return nil
}
