package mockfapi_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

// presenting returns a native application that shows the token in whichever form
// and never takes a new one.
func presenting(tb testing.TB, m *mockfapi.Instance, authorization string) *device {
	tb.Helper()
	d := newBrowser(tb, m)
	d.query.Set("_is_native", "true")
	d.header.Set("Authorization", authorization)
	return d
}

func TestNative_takes_the_token_raw_or_as_bearer(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	app := newNative(t, m)
	app.header.Set("Authorization", "") // Expo's first call
	id := app.create().want("200").signUp().ID
	token := app.header.Get("Authorization")
	for _, authorization := range []string{token, "Bearer " + token, "bearer " + token, " " + token + " "} {
		a := presenting(t, m, authorization).get(id).want("200")
		if told := a.Header.Values("Authorization"); len(told) > 0 {
			t.Errorf("%.9q…: a device that knows the token is told %q again", authorization, told)
		}
	}
}

func TestNative_refuses_a_token_that_is_not_a_clients(t *testing.T) {
	t.Parallel()
	m, other := mockfapitest.NewT(t, mockfapi.WithPreset("email-link")), mockfapitest.NewT(t)
	stranger := newNative(t, other)
	stranger.create()
	app := newNative(t, m)
	app.create("email_address", "jane@example.com", "strategy", "email_link", "redirect_url", appPage).want("200")
	link, err := url.Parse(m.Link("jane@example.com"))
	if err != nil {
		t.Fatal(err)
	}
	for name, token := range map[string]string{
		"no token at all":     "nonsense",
		"another instance's":  stranger.header.Get("Authorization"),
		"another purpose":     link.Query().Get("token"),
		"another algorithm":   "eyJhbGciOiJub25lIn0.eyJhdWQiOiJjbGllbnQifQ.",
		"tampered with":       app.header.Get("Authorization") + "x",
		"a basic credential":  "Basic dXNlcjpwYXNz",
		"a secret key":        m.SecretKey(),
		"a bearer of garbage": "Bearer a.b.c",
	} {
		presenting(t, m, token).send("GET", "/v1/client").want("400 cookie_invalid")
		if t.Failed() {
			t.Fatal(name)
		}
	}
}

func TestNative_token_rotates_with_completion(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	app := newNative(t, m)
	id := app.create("email_address", testEmail, "password", password, "strategy", "email_code").signUp().ID
	before := app.header.Get("Authorization")
	app.attempt(id, "email_code", "code", testCode).want("200")
	after := app.header.Get("Authorization")
	if before == after || after == "" {
		t.Fatalf("the token stayed %q", after)
	}

	// The answer may have been lost: for a while the old token is good, and buys
	// the new one.
	m.Advance(29 * time.Second)
	a := presenting(t, m, before).get(id).want("200")
	equal(t, "token told", a.Header.Get("Authorization"), after)
	m.Advance(2 * time.Second)
	presenting(t, m, before).get(id).want("400 cookie_invalid")
	presenting(t, m, after).get(id).want("200")
}

func TestNative_api_can_be_off(t *testing.T) {
	t.Parallel()
	off := func(d *environment.Document) { d.AuthConfig.NativeSettings.APIEnabled = false }
	m := mockfapitest.NewT(t, mockfapi.WithSettings(off))
	newNative(t, m).create().want("400 native_api_disabled")
	newBrowser(t, m).create().want("200")

	// Documents saved before the setting existed say nothing.
	silent := mockfapitest.NewT(t, mockfapi.WithSettings(func(d *environment.Document) { d.AuthConfig.NativeSettings = nil }))
	newNative(t, silent).create().want("200")
}

func TestNative_client_comes_and_goes(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	app := newNative(t, m)
	if a := app.send("GET", "/v1/client").want("200"); string(a.Body) != `{"client":null,"response":null}` || a.Header.Get("Authorization") != "" {
		t.Errorf("without a client: %s, Authorization %q", a.Body, a.Header.Get("Authorization"))
	}
	app.send("DELETE", "/v1/client").want("400 client_not_found")
	app.send("DELETE", sessions).want("400 client_not_found")

	first := decode[envelope[client]](app.send("POST", "/v1/client").want("200")).Response
	app.signedUp(testEmail)
	// Another client in its place: the old one keeps what it had.
	old := app.header.Get("Authorization")
	second := decode[envelope[client]](app.send("PUT", "/v1/client").want("200")).Response
	if first.ID == second.ID || len(second.Sessions) > 0 {
		t.Errorf("the new client is %+v", second)
	}
	left := decode[envelope[client]](presenting(t, m, old).send("GET", "/v1/client").want("200")).Response
	equal(t, "sessions of the old client", len(left.Sessions), 1)

	gone := presenting(t, m, old).send("DELETE", "/v1/client").want("200")
	equal(t, "an empty header takes the token away", gone.Header.Values("Authorization"), []string{""})
	presenting(t, m, old).send("GET", "/v1/client").want("400 cookie_invalid")
}

func TestNative_signs_out_everybody_and_keeps_the_client(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	app := newNative(t, m)
	app.signedUp(testEmail)
	open := app.create().signUp().ID
	after := decode[envelope[client]](app.send(http.MethodDelete, sessions).want("200")).Response
	equal(t, "sessions", len(after.Sessions), 0)
	equal(t, "active session", after.LastActive, "")
	if after.SignUp == nil || after.SignUp.ID != open {
		t.Errorf("the open sign-up is %+v, want %s", after.SignUp, open)
	}
}

// The client is gone, its open sign-up is still in somebody's hands: a link in the
// mail, a change of the settings. Neither may bring anything back.
func TestClient_that_was_deleted_takes_its_sign_ups_along(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("email-link"), with(func(s *environment.UserSettings) {
		s.Social["oauth_google"] = environment.Provider("oauth_google")
	}))
	app := newNative(t, m)
	id := app.create("email_address", "jane@example.com", "strategy", "email_link", "redirect_url", appPage).signUp().ID
	page := app.update(id, "strategy", "oauth_google", "redirect_url", appPage).want("200").signUp().Verifications.External.URL
	app.send("DELETE", "/v1/client").want("200")

	landed, err := m.OpenLink(t.Context(), m.Link("jane@example.com"))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "status told to the page", landed.Query().Get("__clerk_status"), "expired")
	if landed, err := m.Authorize(t.Context(), page, "full"); err == nil {
		t.Errorf("the provider leads to %s", landed)
	}
	if err := m.UpdateSettings(func(d *environment.Document) { d.UserSettings.SignUp.Progressive = false }); err != nil {
		t.Fatal(err)
	}
	nobody := newNative(t, m).send("GET", "/v1/client").want("200")
	equal(t, "client of somebody new", string(nobody.Body), `{"client":null,"response":null}`)
}
