package bapi_test

import (
	"bytes"
	"io"
	"net/http"
	"sync"
	"testing"

	"github.com/clerkflow/clerkflow-go/clerkflow/bapi"
)

const aKey = "sk_test_hunter2"

// backend is a Backend API that gives one answer and keeps what it was sent.
type backend struct {
	status int
	header http.Header
	body   string
	err    error

	mu   sync.Mutex
	sent []request
}

type request struct {
	method, url, body string
	header            http.Header
}

func (b *backend) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sent = append(b.sent, request{r.Method, r.URL.String(), string(body), r.Header.Clone()})
	if b.err != nil {
		return nil, b.err
	}
	header := b.header.Clone()
	if header == nil {
		header = http.Header{}
	}
	return &http.Response{StatusCode: b.status, Header: header, Body: io.NopCloser(bytes.NewReader([]byte(b.body))), Request: r}, nil
}

func (b *backend) only(tb testing.TB) request {
	tb.Helper()
	if len(b.sent) != 1 {
		tb.Fatalf("%d requests were sent, want 1", len(b.sent))
	}
	return b.sent[0]
}

func dial(tb testing.TB, via http.RoundTripper, opts ...bapi.Option) *bapi.Client {
	tb.Helper()
	c, err := bapi.New(aKey, append([]bapi.Option{bapi.WithHTTPClient(&http.Client{Transport: via})}, opts...)...)
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
