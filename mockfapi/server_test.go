package mockfapi_test

import (
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

func TestServe_addresses(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	taken := m.ServeT(t)
	for address, want := range map[string]string{
		"":                                       "want HOST:PORT",
		"127.0.0.1":                              "want HOST:PORT",
		":8080":                                  "only loopback addresses are served",
		"0.0.0.0:0":                              "only loopback addresses are served",
		"[::]:0":                                 "only loopback addresses are served",
		"192.0.2.1:0":                            "only loopback addresses are served",
		"example.com:0":                          "only loopback addresses are served",
		strings.TrimPrefix(taken.URL, "http://"): "address already in use",
	} {
		if s, err := m.Serve(address); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: server %v, error %v, want %s", address, s, err, want)
		}
	}
	for _, address := range []string{"127.0.0.1:0", "localhost:0"} {
		s, err := m.Serve(address)
		if err != nil {
			t.Fatal(err)
		}
		if err := call(t.Context(), &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}, s.URL+"/v1/health"); err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestServeT_ends_with_the_test(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	var f failed
	s := m.ServeT(&f)
	c := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	if err := call(t.Context(), c, s.URL+"/v1/health"); err != nil {
		t.Error(err)
	}
	for _, last := range f.cleanup {
		last()
	}
	equal(t, "failures", f.texts, nil)
	if err := call(t.Context(), c, s.URL+"/v1/health"); err == nil {
		t.Error("the server answers after its end")
	}
}

// One instance behind several sockets is one instance, and its URLs follow the
// socket.
func TestServe_a_whole_sign_up_over_sockets(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("oauth"))
	one, two := m.ServeT(t), m.ServeT(t)
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	app := newNative(t, m)
	app.http, app.base = &http.Client{Transport: transport}, one.URL
	su := app.create("strategy", "oauth_google", "redirect_url", ssoPage).want("200").signUp()
	page := su.Verifications.External.URL
	if !strings.HasPrefix(page, one.URL+"/provider/oauth_google/authorize?") {
		t.Errorf("the provider's page is %s", page)
	}
	// The round trip leaves the instance for a page that is not there.
	app.http = noRedirects(app)
	back := app.send("POST", page, "account", "full").want("303").Header.Get("Location")
	app.send("GET", back).want("303")
	app.base = two.URL
	app.update(su.ID, "phone_number", testPhone, "strategy", "phone_code").want("200")
	app.attempt(su.ID, "phone_code", "code", testCode).want("200").signUp().want(t, "complete")
}

// Browsers connect in advance, and clients give up between dialling and asking.
func TestServer_ends_without_those_who_say_nothing(t *testing.T) {
	t.Parallel()
	server, err := mockfapitest.NewT(t).Serve("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	silent, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(server.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	// Once it answers somebody later, it has taken the silent one.
	if err := call(t.Context(), &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}, server.URL+"/v1/health"); err != nil {
		t.Error(err)
	}
	if err := server.Close(); err != nil {
		t.Error(err)
	}
	if err := silent.Close(); err != nil {
		t.Error(err)
	}
}
