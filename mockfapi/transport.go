package mockfapi

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"testing/iotest"
)

// HTTPClient returns a client whose requests reach the instance without a socket,
// whatever host they name. Each client is a browser of its own, with its own
// cookies. It follows redirects within the instance's URL only: a redirect to the
// application, which is not there, is handed back as it is.
func (m *Instance) HTTPClient() *http.Client {
	jar, _ := cookiejar.New(nil) // never fails without options
	return &http.Client{Transport: roundTripper{m}, Jar: jar, CheckRedirect: func(r *http.Request, via []*http.Request) error {
		if r.URL.Host != via[0].URL.Host {
			return http.ErrUseLastResponse
		}
		return nil
	}}
}

// Transport returns the round tripper of [Instance.HTTPClient], for clients that
// bring their own cookies and redirects.
func (m *Instance) Transport() http.RoundTripper { return roundTripper{m} }

// roundTripper calls the handler as a server would: a nil body is an empty one, a
// context that ends gives up at once, a panic breaks the connection, a HEAD is
// answered without a body.
type roundTripper struct{ handler http.Handler }

func (t roundTripper) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		defer r.Body.Close()
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
	}
	if r.Context().Err() != nil {
		return nil, context.Cause(r.Context()) // a socket would not have sent it
	}
	served, err := arrived(r, body)
	if err != nil {
		return nil, err
	}

	type answer struct {
		response *http.Response
		err      error
	}
	done := make(chan answer, 1)
	go func() {
		recorder := httptest.NewRecorder()
		defer func() {
			var broken error
			if v := recover(); v != nil {
				broken = fmt.Errorf("mockfapi: connection broken: %v: %w", v, io.ErrUnexpectedEOF)
				if recorder.Body.Len() == 0 {
					done <- answer{err: broken}
					return
				}
			}
			done <- answer{received(recorder.Result(), r, broken), nil} //nolint:bodyclose // the caller of RoundTrip closes it
		}()
		t.handler.ServeHTTP(recorder, served)
	}()
	select {
	case a := <-done:
		return a.response, a.err
	case <-r.Context().Done():
		return nil, context.Cause(r.Context())
	}
}

// arrived returns the request as a server sees it. The handler may outlive a caller
// who gave up, so it shares nothing with theirs.
func arrived(r *http.Request, body []byte) (*http.Request, error) {
	target, err := url.ParseRequestURI(r.URL.RequestURI())
	if err != nil {
		return nil, err
	}
	served := r.Clone(r.Context())
	served.Method, served.URL, served.RequestURI = cmp.Or(r.Method, http.MethodGet), target, r.URL.RequestURI()
	served.Host, served.RemoteAddr = cmp.Or(r.Host, r.URL.Host), "192.0.2.1:1234" // from nowhere, as in httptest
	served.Body, served.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	if r.URL.Scheme == "https" {
		served.TLS = &tls.ConnectionState{HandshakeComplete: true, ServerName: r.URL.Hostname()}
	}
	return served, nil
}

// received fills in what a recorder leaves out. It buffers nothing: a recorder's
// body is in memory already. A broken connection shows where the body breaks off.
func received(response *http.Response, r *http.Request, broken error) *http.Response {
	data, _ := io.ReadAll(response.Body)
	response.Request, response.ContentLength = r, int64(len(data))
	if r.Method == http.MethodHead {
		data = nil // the length stays that of the GET
	}
	body := io.Reader(bytes.NewReader(data))
	if broken != nil {
		response.ContentLength = -1
		body = io.MultiReader(body, iotest.ErrReader(broken))
	}
	response.Body = io.NopCloser(body)
	return response
}

// Authorize does what a person does at an OAuth provider's page: it chooses the
// account with that key, or refuses for "", and follows the browser back through
// the instance. It returns where the browser ends up in the application.
func (m *Instance) Authorize(ctx context.Context, page, accountKey string) (*url.URL, error) {
	choice := url.Values{"account": {accountKey}}
	if accountKey == "" {
		choice = url.Values{"deny": {"1"}}
	}
	return m.follow(ctx, http.MethodPost, page, choice)
}

// OpenLink does what a person does with an e-mail link, on another device than the
// one that asked for it, and returns where the browser ends up in the application.
func (m *Instance) OpenLink(ctx context.Context, link string) (*url.URL, error) {
	return m.follow(ctx, http.MethodGet, link, nil)
}

func (m *Instance) follow(ctx context.Context, method, page string, form url.Values) (*url.URL, error) {
	r, err := http.NewRequestWithContext(ctx, method, page, bytes.NewReader([]byte(form.Encode())))
	if err != nil {
		return nil, fmt.Errorf("mockfapi: %s is no page of this instance", pageName(page))
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := m.HTTPClient().Do(r)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	location, err := response.Location()
	if err != nil {
		return nil, fmt.Errorf("mockfapi: %s answered %s and led nowhere: start again", pageName(page), response.Status)
	}
	return location, nil
}

// pageName leaves out the query, which may hold secrets.
func pageName(page string) string {
	if u, err := url.Parse(page); err == nil {
		return u.Path
	}
	return "the page"
}
