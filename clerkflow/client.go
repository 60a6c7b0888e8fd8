package clerkflow

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/google/go-querystring/query"

	"github.com/clerkflow/clerkflow-go/clerkflow/internal/share"
	"github.com/clerkflow/clerkflow-go/clerkflow/internal/transport"
)

// APIVersion is the version of the Frontend API that this package speaks, sent
// with every request.
const APIVersion = "2026-05-12"

// Client speaks the Frontend API as one native device: one person's browser,
// phone or terminal. What the service calls the client, the device's sign-up and
// its sessions, hangs on a token that the service hands out and changes from time
// to time; the Client keeps track of it. It is safe for concurrent use.
//
// A program that acts for one person uses one Client. A server that acts for many
// makes one with [New] and lets every [Flow] work on a copy of its own, which is
// what flows do by themselves.
type Client struct {
	SignUps     *SignUpService
	SignIns     *SignInService
	Clients     *ClientService
	Sessions    *SessionService
	Environment *EnvironmentService

	cfg    config
	sender *transport.Sender
	common service

	prepares       share.Group[preparing, *SignUp]
	prepareFactors share.Group[preparingFactor, *SignIn]

	// devBrowser is the credential before the service knows the client, in the one
	// mode that has such a thing.
	devBrowser share.Value[Secret]

	mu    sync.Mutex
	token Secret
	last  *ClientResource
}

type service struct{ c *Client }

// New returns a client for the instance with that publishable key.
func New(publishableKey string, opts ...Option) (*Client, error) {
	cfg, err := configure(publishableKey, opts)
	if err != nil {
		return nil, err
	}
	return newClient(cfg, transport.New(cfg.http), cfg.token, new(share.Value[*Environment])), nil
}

func newClient(cfg config, sender *transport.Sender, token Secret, cache *share.Value[*Environment]) *Client {
	c := &Client{cfg: cfg, sender: sender, token: token}
	c.common.c = c
	c.SignUps = (*SignUpService)(&c.common)
	c.SignIns = (*SignInService)(&c.common)
	c.Clients = (*ClientService)(&c.common)
	c.Sessions = (*SessionService)(&c.common)
	c.Environment = &EnvironmentService{c: c, cache: cache}
	return c
}

// device returns a client of the same instance for another device: the one with
// that token, or a new one when it is empty.
func (c *Client) device(token Secret) *Client {
	return newClient(c.cfg, c.sender, token, c.Environment.cache)
}

// Token returns the token that makes this device the service's client, empty
// before the first sign-up. Whoever has it is the person: keep it where secrets
// are kept.
func (c *Client) Token() Secret {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.token
}

// Last returns the client as the service last described it, nil before it did.
// Do not change it.
func (c *Client) Last() *ClientResource {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.last
}

// learn takes over what an answer says of the device. A token that changed while
// the request was under way is newer than the answer's.
func (c *Client) learn(known, token Secret, told bool, described *ClientResource) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if described != nil {
		c.last = described
	}
	if told && c.token.Equal(known) {
		c.token = token
	}
}

// call is one request.
type call struct {
	method string
	// route has a placeholder in braces for each of ids.
	route string
	ids   []string
	query url.Values
	// form is a struct with url tags, nil for none.
	form any
	// repeatable requests change nothing, or nothing twice.
	repeatable bool
}

// do sends a request and reads its answer into out.
func (c *Client) do(ctx context.Context, r call, out any) error {
	started := time.Now()
	status, err := c.send(ctx, r, out)
	if c.cfg.hook != nil {
		c.cfg.hook(Exchange{Method: r.method, Route: r.route, Status: status, Err: err, Took: time.Since(started)})
	}
	return err
}

func (c *Client) send(ctx context.Context, r call, out any) (status int, err error) {
	known := c.Token()
	shown, err := c.credential(ctx, known)
	if err != nil {
		return 0, err
	}
	return c.exchange(ctx, r, known, shown, out)
}

// exchange sends a request that shows one token, while the client knows the same or
// none, and takes over what the answer says.
func (c *Client) exchange(ctx context.Context, r call, known, shown Secret, out any) (status int, err error) {
	request, err := c.request(ctx, r, shown)
	if err != nil {
		return 0, err
	}
	answer, err := c.sender.Do(request, r.repeatable || r.method == http.MethodGet)
	if err != nil {
		return 0, &Error{Method: r.method, Route: r.route, Err: err}
	}
	var failure *Error
	var described *ClientResource
	if answer.OK() {
		if described, err = read(answer.Body, out); err != nil {
			failure = &Error{Method: r.method, Route: r.route, Status: answer.Status, Err: err}
		}
	} else {
		described = errorClient(answer.Body)
		failure = ParseError(r.method, r.route, answer.Status, answer.Header, answer.Body)
		failure.client = described
	}
	token, told := c.cfg.mode.told(answer.Header, shown, described)
	if failure != nil && failure.has("dev_browser_unauthenticated") {
		c.devBrowser.Forget()
		token, told = Secret{}, true
	}
	c.learn(known, token, told, described)
	if failure != nil {
		return answer.Status, failure
	}
	return answer.Status, nil
}

// read reads the body of a successful answer into out. It returns what the answer
// tells of the device, nil for nothing.
func read(body []byte, out any) (described *ClientResource, err error) {
	if err := json.Unmarshal(body, out); err != nil {
		return nil, fmt.Errorf("the answer is not what the API documents: %w", err)
	}
	if e, ok := out.(interface{ client() *ClientResource }); ok {
		described = e.client()
	}
	if r, ok := out.(interface{ empty() bool }); ok && r.empty() {
		return described, errNoResource
	}
	return described, nil
}

func (c *Client) request(ctx context.Context, r call, token Secret) (*http.Request, error) {
	path, err := transport.Path(r.route, r.ids...)
	if err != nil {
		return nil, fmt.Errorf("clerkflow: %s %s: %w", r.method, r.route, err)
	}
	form := url.Values{}
	if r.form != nil {
		if form, err = query.Values(r.form); err != nil {
			return nil, fmt.Errorf("clerkflow: %s %s: %w", r.method, r.route, err)
		}
	}
	values := url.Values{}
	maps.Copy(values, r.query)
	if err := c.testing(ctx, values); err != nil {
		return nil, fmt.Errorf("clerkflow: %s %s: %w", r.method, r.route, err)
	}
	request, err := http.NewRequestWithContext(ctx, r.method, c.cfg.baseURL.String()+path, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, fmt.Errorf("clerkflow: %s %s: the request cannot be built", r.method, r.route)
	}
	h := request.Header
	h.Set("Accept", "application/json")
	h.Set("User-Agent", c.cfg.userAgent)
	if r.method != http.MethodGet {
		h.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	c.cfg.proxy.forward(ctx, h)
	c.cfg.mode.show(request, values, token)
	request.URL.RawQuery = values.Encode()
	return request, nil
}

// userAgent names this module and its version.
func userAgent() string {
	version := "devel"
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			if m.Path == "github.com/clerkflow/clerkflow-go" {
				version = m.Version
			}
		}
	}
	return "clerkflow-go/" + version
}
