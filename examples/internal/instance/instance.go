// Package instance is where the examples sign people up: the instance whose keys
// are in the environment, or a mock in the example's own process.
package instance

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/clerkflow/bapi"
	"github.com/clerkflow/clerkflow-go/clerkflow/sessiontoken"
	"github.com/clerkflow/clerkflow-go/mockfapi"
)

// Instance is the instance of one run of an example.
type Instance struct {
	PublishableKey string
	// SecretKey may be empty for an instance of the environment.
	SecretKey string
	// Mock is nil when the instance is a real one.
	Mock *mockfapi.Instance

	// frontend and backend are empty where the keys themselves lead.
	frontend, backend string
	server            *mockfapi.Server
}

// Open reads the variables that official SDKs read, too: CLERK_PUBLISHABLE_KEY and
// CLERK_SECRET_KEY, and CLERK_PROXY_URL and CLERK_API_URL for an instance that is
// reached somewhere else. Without keys it starts a mock with the options, on a free
// port of this machine. Close the instance when done.
func Open(getenv func(string) string, opts ...mockfapi.Option) (*Instance, error) {
	i := &Instance{
		PublishableKey: getenv("CLERK_PUBLISHABLE_KEY"), SecretKey: getenv("CLERK_SECRET_KEY"),
		frontend: getenv("CLERK_PROXY_URL"), backend: getenv("CLERK_API_URL"),
	}
	switch {
	case i.PublishableKey != "":
		return i, nil
	case i.SecretKey != "":
		return nil, errors.New("CLERK_SECRET_KEY is set and CLERK_PUBLISHABLE_KEY is not: set both, or none for the mock")
	}
	var err error
	if i.Mock, err = mockfapi.New(opts...); err != nil {
		return nil, err
	}
	if i.server, err = i.Mock.Serve("127.0.0.1:0"); err != nil {
		return nil, err
	}
	i.PublishableKey, i.SecretKey = i.Mock.PublishableKey(), i.Mock.SecretKey()
	i.frontend, i.backend = i.server.URL, i.server.URL
	return i, nil
}

// Close ends the mock, if there is one.
func (i *Instance) Close() error {
	if i.server == nil {
		return nil
	}
	return i.server.Close()
}

// Client returns a client of the Frontend API.
func (i *Instance) Client() (*clerkflow.Client, error) {
	var opts []clerkflow.Option
	if i.frontend != "" {
		opts = append(opts, clerkflow.WithBaseURL(i.frontend))
	}
	return clerkflow.New(i.PublishableKey, opts...)
}

// Backend returns a client of the Backend API.
func (i *Instance) Backend() (*bapi.Client, error) {
	if i.SecretKey == "" {
		return nil, errors.New("CLERK_SECRET_KEY is not set: this example needs it beside CLERK_PUBLISHABLE_KEY")
	}
	var opts []bapi.Option
	if i.backend != "" {
		opts = append(opts, bapi.WithBaseURL(i.backend))
	}
	return bapi.New(i.SecretKey, opts...)
}

// Verifier returns a verifier of session tokens. The context has to live as long.
func (i *Instance) Verifier(ctx context.Context) (*sessiontoken.Verifier, error) {
	var opts []sessiontoken.Option
	if i.frontend != "" {
		opts = append(opts, sessiontoken.WithBaseURL(i.frontend))
	}
	return sessiontoken.New(ctx, i.PublishableKey, opts...)
}

// Document returns the instance's answer to GET /v1/environment. It is the first
// request of an example: its error says what to check.
func (i *Instance) Document(ctx context.Context) ([]byte, error) {
	key, err := clerkflow.ParsePublishableKey(i.PublishableKey)
	if err != nil {
		return nil, fmt.Errorf("CLERK_PUBLISHABLE_KEY: %w", err)
	}
	const route = "/v1/environment"
	base := cmp.Or(i.frontend, "https://"+key.Host)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, base+route+"?_is_native=1", nil)
	if err != nil {
		return nil, errors.New("CLERK_PROXY_URL is no URL")
	}
	answer, err := (&http.Client{Timeout: 30 * time.Second}).Do(request)
	switch {
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case err != nil:
		return nil, fmt.Errorf("%s does not answer: check the network and CLERK_PUBLISHABLE_KEY: %w", i, errors.Unwrap(err)) // without the URL
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", i, err)
	}
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s refuses CLERK_PUBLISHABLE_KEY: copy it again from the dashboard: %w", i,
			clerkflow.ParseError(http.MethodGet, route, answer.StatusCode, answer.Header, body))
	}
	return body, nil
}

// Inbox returns the page that shows what the mock would have sent, empty for a real
// instance.
func (i *Instance) Inbox() string {
	if i.server == nil {
		return ""
	}
	return i.server.URL + "/_mock/"
}

// String names the instance.
func (i *Instance) String() string {
	if i.Mock != nil {
		return "the mock"
	}
	if i.frontend != "" {
		return "the instance at " + i.frontend
	}
	key, err := clerkflow.ParsePublishableKey(i.PublishableKey)
	if err != nil {
		return "the instance"
	}
	return "the instance at " + key.Host
}
