package clerkflow_test

import (
	"bytes"
	"encoding/base64"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/clerkflow/clerkflow-go/clerkflow"
)

// wireHost is the Frontend API that wireKey names.
const wireHost = "clerk.example.com"

var wireKey = publishable("pk_test_", wireHost)

func publishable(prefix, host string) string {
	return prefix + base64.StdEncoding.EncodeToString([]byte(host+"$"))
}

// wire is a service that gives its answers in order, the last one for ever, and
// keeps what it was sent. It needs no socket.
type wire struct {
	mu      sync.Mutex
	answers []reply
	sent    []request
}

// reply is an answer, or the reason why there is none.
type reply struct {
	status int
	header http.Header
	body   string
	err    error
}

// request is what arrived.
type request struct {
	method  string
	url     *url.URL
	header  http.Header
	body    string
	length  int64
	arrived time.Time
}

// form reads the body.
func (r request) form(tb testing.TB) url.Values {
	tb.Helper()
	values, err := url.ParseQuery(r.body)
	if err != nil {
		tb.Fatalf("the body is no form: %v", err)
	}
	return values
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	var body []byte
	if r.Body != nil {
		defer r.Body.Close()
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sent = append(w.sent, request{r.Method, r.URL, r.Header.Clone(), string(body), r.ContentLength, time.Now()})
	answer := w.answers[min(len(w.sent), len(w.answers))-1]
	if answer.err != nil {
		return nil, answer.err
	}
	return answer.response(r), nil
}

func (a reply) response(r *http.Request) *http.Response {
	header := a.header.Clone()
	if header == nil {
		header = http.Header{}
	}
	return &http.Response{
		Status: http.StatusText(a.status), StatusCode: a.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: header,
		Body: io.NopCloser(bytes.NewReader([]byte(a.body))), ContentLength: int64(len(a.body)), Request: r,
	}
}

// requests returns what was sent so far.
func (w *wire) requests() []request {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]request(nil), w.sent...)
}

// only returns the one request that was sent.
func (w *wire) only(tb testing.TB) request {
	tb.Helper()
	all := w.requests()
	if len(all) != 1 {
		tb.Fatalf("%d requests were sent, want 1", len(all))
	}
	return all[0]
}

// wired returns a client of a service that gives these answers.
func wired(tb testing.TB, answers []reply, opts ...clerkflow.Option) (*clerkflow.Client, *wire) {
	tb.Helper()
	w := &wire{answers: answers}
	return dial(tb, w, opts...), w
}

// dial returns a client that sends its requests through a round tripper.
func dial(tb testing.TB, via http.RoundTripper, opts ...clerkflow.Option) *clerkflow.Client {
	tb.Helper()
	c, err := clerkflow.New(wireKey, append([]clerkflow.Option{clerkflow.WithHTTPClient(&http.Client{Transport: via})}, opts...)...)
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

// roundTrip is a round tripper that is a function.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// ok is an answer of success, with the names and values of its header in turn.
func ok(body string, header ...string) []reply { return []reply{{200, headers(header...), body, nil}} }

// refusal is an answer of the service that is no success.
func refusal(status int, body string, header ...string) []reply {
	return []reply{{status, headers(header...), body, nil}}
}

func headers(namesAndValues ...string) http.Header {
	h := http.Header{}
	for i := 0; i < len(namesAndValues); i += 2 {
		h.Add(namesAndValues[i], namesAndValues[i+1])
	}
	return h
}

// problems is the body of an error answer with these codes.
func problems(codes ...string) string {
	entries := make([]string, len(codes))
	for i, code := range codes {
		entries[i] = `{"code":"` + code + `","message":"m","long_message":"l"}`
	}
	return `{"errors":[` + strings.Join(entries, ",") + `],"clerk_trace_id":"0123456789abcdef0123456789abcdef"}`
}

const aSignUp = `{"response":{"object":"sign_up_attempt","id":"sua_1","status":"missing_requirements"},"client":null}`
