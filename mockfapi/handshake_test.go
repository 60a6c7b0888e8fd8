package mockfapi_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

const backToApp = "redirect_url=https%3A%2F%2Fapp.test%2Fhome%3Fa%3Db"

// payload returns what a JWT says, without a look at its signature.
func payload[T any](tb testing.TB, jwt string) T {
	tb.Helper()
	var said T
	parts := strings.Split(jwt, ".")
	if len(parts) != 3 {
		tb.Errorf("%.40q is no JWT", jwt)
		return said
	}
	data, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err == nil {
		err = json.Unmarshal(data, &said)
	}
	if err != nil {
		tb.Errorf("%.40q: %v", jwt, err)
	}
	return said
}

// handshake sends a browser to the handshake and returns what it brings back under
// the name.
func (d *device) handshake(query, name string) string {
	d.tb.Helper()
	stay := *d
	stay.http = noRedirects(d)
	location := stay.send("GET", "/v1/client/handshake?"+query).want("307").Header.Get("Location")
	if !strings.HasPrefix(location, "https://app.test/home?") || parameter(d.tb, location, "a") != "b" {
		d.tb.Errorf("the browser is sent to %q", location)
	}
	return parameter(d.tb, location, name)
}

// cookiesOf reads Set-Cookie lines.
func cookiesOf(directives []string) map[string]*http.Cookie {
	cookies := map[string]*http.Cookie{}
	for _, c := range (&http.Response{Header: http.Header{"Set-Cookie": directives}}).Cookies() {
		cookies[c.Name] = c
	}
	return cookies
}

func TestHandshake_of_a_browser_that_is_new(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	for name, query := range map[string]string{"no dev browser": "", "an unknown one": "&__clerk_db_jwt=dvb_unknown"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			token := newBrowser(t, m).handshake(backToApp+query, "__clerk_handshake")
			cookies := cookiesOf(payload[struct{ Handshake []string }](t, token).Handshake)
			equal(t, "number of cookies", len(cookies), 3)
			equal(t, "signed in since", cookies["__client_uat"].Value, "0")
			if session := cookies["__session"]; session.Value != "" || session.MaxAge >= 0 {
				t.Errorf("session cookie %v is not taken away", session)
			}
			d := newBrowser(t, m)
			d.query.Set("__clerk_db_jwt", cookies["__clerk_db_jwt"].Value)
			d.create().want("200")
		})
	}
}

func TestHandshake_of_a_browser_that_is_signed_in(t *testing.T) {
	t.Parallel()
	for name, devBrowser := range map[string]bool{"cookie": false, "dev browser": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := mockfapitest.NewT(t, stopped())
			d := newBrowser(t, m)
			if devBrowser {
				d.query.Set("__clerk_db_jwt", decode[struct{ ID string }](d.send("POST", "/v1/dev_browser")).ID)
			}
			su := d.signedUp(testEmail)
			m.Advance(time.Second)
			d.send("POST", sessions+"/"+su.SessionID+"/touch").want("200")

			token := d.handshake(backToApp+"&suffixed_cookies=true", "__clerk_handshake")
			cookies := cookiesOf(payload[struct{ Handshake []string }](t, token).Handshake)
			equal(t, "number of cookies", len(cookies), 6)
			session := payload[struct {
				Sub, Sid, Azp string
				Iat           int64
			}](t, cookies["__session"].Value)
			equal(t, "session", session.Sub+" "+session.Sid+" "+session.Azp, su.UserID+" "+su.SessionID+" https://app.test")
			equal(t, "signed in since", time.Unix(session.Iat, 0).UTC(), m.Now())
			equal(t, "under the name with the key's suffix", cookies["__session_"+suffix].Value, cookies["__session"].Value)

			// The dev browser that it gets is the same client's.
			other := newBrowser(t, m)
			other.query.Set("__clerk_db_jwt", cookies["__clerk_db_jwt"].Value)
			other.get(su.ID).want("200")
		})
	}
}

// suffix belongs to the publishable key of an instance with the default host.
const suffix = "qrhk1Hk6"

func TestHandshake_nonce(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	const payload = "/v1/clients/handshake_payload?nonce="
	nonce := url.QueryEscape(newBrowser(t, m).handshake(backToApp+"&format=nonce", "__clerk_handshake_nonce"))
	server := newBackend(t, m)
	cookies := cookiesOf(decode[struct{ Directives []string }](server.send("GET", payload+nonce).want("200")).Directives)
	equal(t, "signed in since", cookies["__client_uat"].Value, "0")
	newBrowser(t, m).send("GET", payload+nonce).want("401 authorization_header_format_invalid")
	server.send("GET", payload+"x").want("400 invalid_handshake")
	m.Advance(2 * time.Minute)
	server.send("GET", payload+nonce).want("400 invalid_handshake")
}

func TestHandshake_refused(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	for query, want := range map[string]string{
		"":                                   "422 invalid_redirect_url(redirect_url)",
		"redirect_url=/home":                 "422 invalid_redirect_url(redirect_url)",
		"redirect_url=javascript:alert(1)":   "422 invalid_redirect_url(redirect_url)",
		"redirect_url=https%3A%2F%2F%25zz":   "422 invalid_redirect_url(redirect_url)",
		backToApp + "&format=other":          "400 invalid_query_parameter_value(format)",
		backToApp + "&__clerk_api_version=x": "400 malformed_request_parameters",
	} {
		newBrowser(t, m).send("GET", "/v1/client/handshake?"+query).want(want)
	}
}

func TestClient_touch_sets_the_cookie_again(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	app := newBrowser(t, m)
	app.signedUp(testEmail)
	stay := *app
	stay.http = noRedirects(app)
	a := stay.send("GET", "/v1/client/touch?redirect_url="+url.QueryEscape(appPage+"/next")).want("307")
	equal(t, "back", a.Header.Get("Location"), appPage+"/next")
	if !strings.HasPrefix(a.Header.Get("Set-Cookie"), "__client=") {
		t.Errorf("the answer sets %q", a.Header["Set-Cookie"])
	}
	stay.send("GET", "/v1/client/touch?redirect_url=/next").want("422 invalid_redirect_url(redirect_url)")
	newBrowser(t, m).send("GET", "/v1/client/touch").want("422 invalid_redirect_url(redirect_url)")
}
