package mockfapi_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

// connect returns a client that reaches the instance, and where.
type connect func(m *mockfapi.Instance) (*http.Client, string)

// overBoth runs a test in process and over a socket: no test may tell them apart.
func overBoth(t *testing.T, test func(t *testing.T, to connect)) {
	t.Helper()
	t.Run("in process", func(t *testing.T) {
		t.Parallel()
		test(t, func(m *mockfapi.Instance) (*http.Client, string) { return m.HTTPClient(), "http://in-process.test" })
	})
	t.Run("over a socket", func(t *testing.T) {
		t.Parallel()
		test(t, func(m *mockfapi.Instance) (*http.Client, string) {
			url, transport := m.ServeT(t).URL, &http.Transport{}
			t.Cleanup(transport.CloseIdleConnections) // first: the server waits for them
			return &http.Client{Transport: transport}, url
		})
	})
}

func TestTransports_answer_the_same(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ method, path, body, want string }{
		"get":                 {"GET", "/v1/health", "", `200 application/json 20 {"status":"healthy"}`},
		"head":                {"HEAD", "/v1/health", "", `200 application/json 20 `},
		"post without body":   {"POST", "/v1/dev_browser", "", "200 application/json"},
		"post with body":      {"POST", signUps + "?_is_native=1", "first_name=A", "200 application/json"},
		"wrong verb":          {"PUT", signUps, "", "405  0 "},
		"unknown route":       {"GET", "/v1/nothing", "", "404 application/json"},
		"picture":             {"GET", "/avatar.svg", "", "200 image/svg+xml 149 <svg"},
		"fragment in the URL": {"GET", "/v1/health#top", "", `200 application/json 20 {"status":"healthy"}`},
		"escaped path":        {"GET", signUps + "/sua%2F1?_is_native=1", "", "400 application/json"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			overBoth(t, func(t *testing.T, to connect) {
				c, base := to(mockfapitest.NewT(t))
				var body io.Reader
				if tt.body != "" {
					body = strings.NewReader(tt.body)
				}
				r, err := http.NewRequestWithContext(t.Context(), tt.method, base+tt.path, body)
				if err != nil {
					t.Fatal(err)
				}
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				response, err := c.Do(r)
				if err != nil {
					t.Fatal(err)
				}
				data := drain(t, response)
				got := fmt.Sprintf("%d %s %d %s", response.StatusCode, response.Header.Get("Content-Type"), response.ContentLength, data)
				if !strings.HasPrefix(got, tt.want) {
					t.Errorf("got %q, want it to begin with %q", got, tt.want)
				}
				if length := int64(len(data)); tt.method != http.MethodHead && response.ContentLength != length {
					t.Errorf("ContentLength is %d of %d bytes", response.ContentLength, length)
				}
				equal(t, "request of the response", response.Request.URL.String(), base+tt.path)
				if response.Header.Get("Date") == "" {
					t.Error("there is no Date")
				}
			})
		})
	}
}

func TestTransports_give_up_with_the_context(t *testing.T) {
	t.Parallel()
	overBoth(t, func(t *testing.T, to connect) {
		m := mockfapitest.NewT(t)
		c, base := to(m)
		entered, release, changed := make(chan struct{}), make(chan struct{}), make(chan error)
		go func() {
			// A change of the settings that does not end holds up every request.
			changed <- m.UpdateSettings(func(*environment.Document) { close(entered); <-release })
		}()
		<-entered
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		err := call(ctx, c, base+"/v1/client")
		close(release)
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v, want the deadline's", err)
		}
		if err := <-changed; err != nil {
			t.Error(err)
		}
		if err := call(t.Context(), c, base+"/v1/client"); err != nil {
			t.Errorf("the next request: %v", err)
		}
	})
}

func TestTransports_send_nothing_with_an_expired_context(t *testing.T) {
	t.Parallel()
	overBoth(t, func(t *testing.T, to connect) {
		var looks atomic.Int64
		c, base := to(mockfapitest.NewT(t, mockfapi.WithClock(func() time.Time { looks.Add(1); return time.Now() })))
		before := looks.Load()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := call(ctx, c, base+"/v1/client"); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v, want the context's", err)
		}
		equal(t, "looks at the clock", looks.Load(), before)
	})
}

func TestTransports_break_the_connection_when_the_handler_panics(t *testing.T) {
	t.Parallel()
	overBoth(t, func(t *testing.T, to connect) {
		var broken atomic.Bool
		c, base := to(mockfapitest.NewT(t, mockfapi.WithClock(func() time.Time {
			if broken.Load() {
				panic(http.ErrAbortHandler)
			}
			return time.Now()
		})))
		broken.Store(true)
		if err := call(t.Context(), c, base+"/v1/health"); !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("error %v, want a broken connection", err)
		}
	})
}

// A request whose body cannot be read is not sent.
func TestTransport_hands_on_the_error_of_the_body(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	unreadable := errors.New("unreadable")
	r, err := http.NewRequestWithContext(t.Context(), "POST", m.URL()+signUps, io.MultiReader(strings.NewReader("a=b"), failing{unreadable}))
	if err != nil {
		t.Fatal(err)
	}
	if response, err := m.Transport().RoundTrip(r); !errors.Is(err, unreadable) {
		t.Errorf("response %v, error %v, want %v", response, err, unreadable)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// call makes a GET and is interested in its error only.
func call(ctx context.Context, c *http.Client, target string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, target, nil)
	if err != nil {
		return err
	}
	response, err := c.Do(r)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, response.Body)
	return errors.Join(err, response.Body.Close())
}

func TestHTTPClient_follows_redirects_within_the_instance_only(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("oauth"))
	d := newBrowser(t, m)
	page := d.create("strategy", "oauth_google", "redirect_url", appPage+"/sso").want("200").signUp().Verifications.External.URL
	// The provider's answer leads through the callback, then out of the instance.
	a := d.send("POST", page, "account", "full").want("303")
	equal(t, "location", a.Header.Get("Location"), appPage+"/sso")
}
