package mockfapi_test

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/textproto"
	"strings"
	"testing"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

func TestServe_with_TLS(t *testing.T) {
	t.Parallel()
	for host, keyHost := range map[string]string{"clerk.app.test": "clerk.app.test", "localhost": "clerk.app.test:8443", "127.0.0.1": "clerk.app.test"} {
		m := mockfapitest.NewT(t, mockfapi.WithPreset("oauth"), mockfapi.WithKeyHost(keyHost))
		s, err := m.Serve("127.0.0.1:0", mockfapi.WithTLS())
		if err != nil {
			t.Fatal(err)
		}
		roots := x509.NewCertPool()
		if !roots.AppendCertsFromPEM(s.CA) {
			t.Fatalf("the certificate is %q", s.CA)
		}
		address, secure := strings.CutPrefix(s.URL, "https://")
		if !secure {
			t.Errorf("the URL is %s", s.URL)
		}
		to := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, ServerName: host}}
		app := newNative(t, m)
		app.http, app.base = &http.Client{Transport: to}, s.URL
		_, page := app.google()
		if !strings.HasPrefix(page, "https://"+address+"/provider/") {
			t.Errorf("the provider's page is %s", page)
		}
		stranger := &http.Transport{}
		if err := call(t.Context(), &http.Client{Transport: stranger}, s.URL+"/v1/health"); err == nil || !strings.Contains(err.Error(), "certificate") {
			t.Errorf("without the certificate: error %v", err)
		}
		to.CloseIdleConnections()
		stranger.CloseIdleConnections()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestServe_for_other_machines(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	s, err := m.Serve("0.0.0.0:0", mockfapi.AllowRemote())
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "certificate", s.CA, nil)
	c := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	if err := call(t.Context(), c, s.URL+"/v1/health"); err != nil {
		t.Error(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// A request that is under way is answered before the server is gone, and at once if
// it only waits.
func TestClose_lets_requests_finish(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	s := m.ServeT(t)
	fail(t, m, mockfapi.Fault{Route: createRoute, DelayMS: 600_000})
	body, write := io.Pipe()
	reading := make(chan struct{})
	// The server asks for the body when the handler reads it.
	ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{
		Got100Continue: func() { close(reading) },
		Got1xxResponse: func(int, textproto.MIMEHeader) error { return nil },
	})
	r, err := http.NewRequestWithContext(ctx, "POST", s.URL+signUps, body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Expect", "100-continue")
	status := make(chan int, 1)
	go func() {
		response, err := (&http.Client{Transport: &http.Transport{ExpectContinueTimeout: 1 << 40, DisableKeepAlives: true}}).Do(r)
		if err != nil {
			t.Error(err)
			status <- 0
			return
		}
		response.Body.Close()
		status <- response.StatusCode
	}()
	<-reading
	closed := make(chan error, 1)
	go func() { closed <- s.Close() }()
	if _, err := io.WriteString(write, "first_name=Jane"); err != nil {
		t.Error(err)
	}
	write.Close()
	equal(t, "status", <-status, 200)
	if err := <-closed; err != nil {
		t.Error(err)
	}
	if err := s.Close(); err != nil {
		t.Errorf("closed again: %v", err)
	}
}
