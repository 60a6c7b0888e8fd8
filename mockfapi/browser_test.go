package mockfapi_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

// cookieOf is the client's cookie that an answer sets, nil when it sets none.
func cookieOf(a answer) *http.Cookie {
	for _, c := range (&http.Response{Header: a.Header}).Cookies() {
		if c.Name == "__client" {
			return c
		}
	}
	return nil
}

func TestBrowser_cookie(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	for name, tt := range map[string]struct {
		base     string
		sameSite http.SameSite
	}{
		"http":  {"http://clerk.app.test", http.SameSiteLaxMode},
		"https": {"https://clerk.app.test", http.SameSiteNoneMode},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newBrowser(t, m)
			d.base = tt.base
			if c := cookieOf(d.send("GET", "/v1/client").want("200")); c != nil {
				t.Errorf("a browser without client gets the cookie %s", c)
			}
			a := d.create("first_name", "Jane").want("200")
			c := cookieOf(a)
			if c == nil {
				t.Fatal("there is no cookie")
			}
			equal(t, "same site", c.SameSite, tt.sameSite)
			equal(t, "secure", c.Secure, name == "https")
			equal(t, "http only", c.HttpOnly, true)
			equal(t, "path", c.Path, "/")
			if told := a.Header.Get("Authorization"); told != "" {
				t.Errorf("a browser is told the token %q", told)
			}
			again := d.get(a.signUp().ID).want("200")
			if c := cookieOf(again); c != nil {
				t.Errorf("a browser that has the cookie gets %s", c)
			}

			gone := cookieOf(d.send("POST", "/v1/client?_method=DELETE").want("200"))
			if gone == nil || gone.MaxAge >= 0 || gone.SameSite != tt.sameSite || gone.Secure != (name == "https") {
				t.Errorf("cookie after the client is deleted: %v", gone)
			}
			equal(t, "client afterwards", string(d.send("GET", "/v1/client").want("200").Body), `{"client":null,"response":null}`)
		})
	}
}

func TestBrowser_cookie_rotates_with_completion(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	d := newBrowser(t, m)
	a := d.create("email_address", testEmail, "password", password, "strategy", "email_code")
	before := cookieOf(a)
	after := cookieOf(d.attempt(a.signUp().ID, "email_code", "code", testCode).want("200"))
	if before == nil || after == nil || before.Value == after.Value {
		t.Fatalf("cookies %v and %v", before, after)
	}
	m.Advance(time.Minute)
	d.get(a.signUp().ID).want("200")
	stale := newBrowser(t, m)
	stale.header.Set("Cookie", "__client="+before.Value)
	stale.get(a.signUp().ID).want("400 cookie_invalid")
	stale.send("GET", "/v1/environment").want("200") // needs no client
}

// The cookie's life has to be told as a span: the browser's clock is not the
// instance's.
func TestBrowser_keeps_the_cookie_of_an_instance_in_the_past(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithClock(func() time.Time { return time.Date(2022, 6, 7, 0, 0, 0, 0, time.UTC) }))
	d := newBrowser(t, m)
	d.get(d.create().want("200").signUp().ID).want("200")
}

func TestBrowser_method_override(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	d := newBrowser(t, m)
	id := d.create().signUp().ID
	for query, want := range map[string]string{
		"_method=PATCH": "200", "_method=patch": "200", "_method=Patch": "200",
		"_method=DELETE": "405", "_method=GET": "405", "_method=TRACE": "405", "": "405",
	} {
		d.send("POST", signUps+"/"+id+"?"+query, "first_name", "Jane").want(want)
	}
	// A navigation cannot write, whatever its query says.
	a := d.send("GET", signUps+"/"+id+"?_method=PATCH").want("200")
	equal(t, "first name", a.signUp().FirstName, "Jane")
}

func TestBrowser_that_carries_its_token_in_the_URL(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	for _, name := range []string{"__clerk_db_jwt", "__dev_session"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newBrowser(t, m)
			d.http.Jar = nil
			body := decode[struct{ ID, Token string }](d.send("POST", "/v1/dev_browser").want("200"))
			equal(t, "token under its other name", body.Token, body.ID)
			d.query.Set(name, body.ID)
			d.send("GET", "/v1/client").want("200")
			a := d.create().want("200")
			if c := cookieOf(a); c != nil || a.Header.Get("Authorization") != "" {
				t.Errorf("cookie %v, Authorization %q", c, a.Header.Get("Authorization"))
			}
			d.get(a.signUp().ID).want("200")
			d.send("DELETE", "/v1/client").want("200")
			d.get(a.signUp().ID).want("400 client_not_found")
			d.create().want("200")

			d.query.Set(name, "dvb_unknown")
			d.send("GET", "/v1/client").want("401 dev_browser_unauthenticated")
			d.create().want("401 dev_browser_unauthenticated")
		})
	}
}

// Pages start with several requests at once.
func TestBrowser_first_requests_in_parallel_share_one_client(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	d := newBrowser(t, m)
	d.query.Set("__clerk_db_jwt", decode[struct{ ID string }](d.send("POST", "/v1/dev_browser")).ID)
	var wg sync.WaitGroup
	created := make([]string, 8)
	for i := range created {
		wg.Go(func() { created[i] = d.create("first_name", "Jane").want("200").client().ID })
	}
	wg.Wait()
	for _, id := range created[1:] {
		equal(t, "client", id, created[0])
	}
}

func TestBrowser_behind_a_proxy_on_the_same_machine(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("oauth"))
	server := m.ServeT(t)
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	for name, tt := range map[string]struct {
		base   string
		client *http.Client
		want   string
	}{
		"the proxy's word counts on a loopback connection":    {server.URL, &http.Client{Transport: transport}, "https://clerk.app.test/provider/"},
		"a caller from elsewhere cannot choose the addresses": {m.URL(), m.HTTPClient(), m.URL() + "/provider/"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newBrowser(t, m)
			d.base, d.http = tt.base, tt.client
			d.header.Set("X-Forwarded-Proto", "https")
			d.header.Set("X-Forwarded-Host", "clerk.app.test")
			a := d.create("strategy", "oauth_google", "redirect_url", appPage).want("200")
			if page := a.signUp().Verifications.External.URL; !strings.HasPrefix(page, tt.want) {
				t.Errorf("the provider's page is %s, want it below %s", page, tt.want)
			}
			if c := cookieOf(a); c == nil || !c.Secure {
				t.Errorf("cookie %v of an https page", c)
			}
		})
	}
}
