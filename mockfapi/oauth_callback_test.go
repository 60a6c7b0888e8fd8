package mockfapi_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

const callback = "/v1/oauth_callback?"

// parameter returns one of a URL's query.
func parameter(tb testing.TB, address, name string) string {
	tb.Helper()
	u, err := url.Parse(address)
	if err != nil {
		tb.Fatal(err)
	}
	return u.Query().Get(name)
}

// choose answers the provider's page without following the browser back.
func choose(d *device, page, account string) (back string) {
	d.tb.Helper()
	stay := *d
	stay.http = noRedirects(d)
	return stay.send("POST", page, "account", account).want("303").Header.Get("Location")
}

func TestOAuth_refusal(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("oauth"))
	d := newBrowser(t, m)
	su, page := d.google("first_name", "Jane")
	equal(t, "landed", authorize(t, m, page, ""), ssoPage)
	after := d.get(su.ID).signUp()
	equal(t, "external account", after.Verifications.External.brief(), "failed oauth_google oauth_access_denied")
	equal(t, "first name", after.FirstName, "Jane")

	// Trying again clears it, and so does an empty sign-up.
	page = d.update(su.ID, "strategy", "oauth_google", "redirect_url", ssoPage).want("200").signUp().Verifications.External.URL
	authorize(t, m, page, "full")
	d.get(su.ID).signUp().want(t, "missing_requirements missing phone_number")
	equal(t, "external account", d.create().want("200").signUp().Verifications.External.brief(), "none")
}

// A second account in the place of a verified one: until it is, the first counts.
func TestOAuth_second_provider(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("oauth"))
	d := newBrowser(t, m)
	su, page := d.google()
	authorize(t, m, page, "full")
	page = d.prepare(su.ID, "oauth_github", "redirect_url", ssoPage).want("200").signUp().Verifications.External.URL
	authorize(t, m, page, "")
	d.get(su.ID).signUp().want(t, "missing_requirements missing phone_number")
	page = d.prepare(su.ID, "oauth_github", "redirect_url", ssoPage).want("200").signUp().Verifications.External.URL
	authorize(t, m, page, "no-email")
	after := d.get(su.ID).signUp().want(t, "missing_requirements missing phone_number")
	equal(t, "external account", after.Verifications.External.brief(), "verified oauth_github")
	equal(t, "e-mail address of the first", after.EmailAddress, "full@google.test")
}

func TestOAuth_state_is_good_once(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("oauth"))
	d := newBrowser(t, m)
	su, page := d.google()
	back := choose(d, page, "full")
	d.send("GET", callback+"state=unheard&code=x").want("400 oauth_callback_invalid")
	d.send("GET", "/v1/oauth_callback").want("400 oauth_callback_invalid")
	equal(t, "landed", d.send("GET", back).want("303").Header.Get("Location"), ssoPage)
	d.send("GET", back).want("400 oauth_callback_invalid")
	d.send("GET", page).want("400 oauth_callback_invalid")
	equal(t, "external account", d.get(su.ID).signUp().Verifications.External.brief(), "verified oauth_google")

	// Starting over makes the state before worthless.
	_, old := d.google()
	id := d.create().signUp().ID
	first := d.prepare(id, "oauth_google", "redirect_url", ssoPage).signUp().Verifications.External.URL
	d.prepare(id, "oauth_github", "redirect_url", ssoPage).want("200")
	d.send("GET", first).want("400 oauth_callback_invalid")
	d.send("GET", old).want("200") // a replaced sign-up can still be finished
}

func TestOAuth_state_is_good_for_ten_minutes(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("oauth"), stopped())
	d := newBrowser(t, m)
	su, page := d.google()
	equal(t, "expires", su.Verifications.External.ExpireAt, m.Now().Add(10*time.Minute).UnixMilli())
	m.Advance(10*time.Minute - time.Second)
	back := choose(d, page, "full")
	m.Advance(time.Second)
	d.send("GET", back).want("400 oauth_callback_invalid")
	d.send("GET", page).want("400 oauth_callback_invalid")
	equal(t, "external account", d.get(su.ID).signUp().Verifications.External.brief(), "expired oauth_google")
}

func TestOAuth_sign_up_is_over_before_the_callback(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("legal-consent"))
	d := newBrowser(t, m)
	su, page := d.google("legal_accepted", "true")
	back := choose(d, page, "full")
	d.update(su.ID, "email_address", testEmail, "strategy", "email_code").want("200")
	d.attempt(su.ID, "email_code", "code", testCode).want("200").signUp().want(t, "complete")
	d.send("GET", back).want("400 oauth_callback_invalid")
}

func TestOAuth_code_that_the_provider_did_not_give(t *testing.T) {
	t.Parallel()
	for name, forge := range map[string]func(m *mockfapi.Instance, d *device, page string) (code string){
		"garbage": func(*mockfapi.Instance, *device, string) string { return "code" },
		"none":    func(*mockfapi.Instance, *device, string) string { return "" },
		"of another round": func(m *mockfapi.Instance, d *device, _ string) string {
			stranger := newBrowser(d.tb, m)
			_, other := stranger.google()
			return parameter(d.tb, choose(stranger, other, "full"), "code")
		},
		"a client's token": func(m *mockfapi.Instance, d *device, _ string) string {
			app := newNative(d.tb, m)
			app.create().want("200")
			return app.header.Get("Authorization")
		},
		"too old": func(m *mockfapi.Instance, d *device, page string) string {
			code := parameter(d.tb, choose(d, page, "full"), "code")
			m.Advance(2 * time.Minute)
			return code
		},
		"of a vanished person": func(m *mockfapi.Instance, d *device, page string) string {
			code := parameter(d.tb, choose(d, page, "full"), "code")
			if err := m.SetAccounts(mockfapi.Accounts{}); err != nil {
				d.tb.Error(err)
			}
			return code
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := mockfapitest.NewT(t, mockfapi.WithPreset("oauth"))
			d := newBrowser(t, m)
			su, page := d.google()
			query := url.Values{"state": {parameter(t, page, "state")}, "code": {forge(m, d, page)}}
			d.send("GET", callback+query.Encode()).want("303")
			equal(t, "external account", d.get(su.ID).signUp().Verifications.External.brief(), "failed oauth_google oauth_token_exchange_error")
		})
	}
}

// Apple posts its answer; the browser's next request has to carry the cookie.
func TestOAuth_callback_by_post(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("oauth"))
	d := newBrowser(t, m)
	su := d.create("strategy", "oauth_apple", "redirect_url", ssoPage).want("200").signUp()
	page := su.Verifications.External.URL
	back := choose(d, page, "full")
	a := d.send("POST", "/v1/oauth_callback", "state", parameter(t, back, "state"), "code", parameter(t, back, "code")).want("303")
	equal(t, "landed", a.Header.Get("Location"), ssoPage)
	equal(t, "external account", d.get(su.ID).signUp().Verifications.External.brief(), "verified oauth_apple")

	d.sendBody("POST", "/v1/oauth_callback", "application/x-www-form-urlencoded", strings.NewReader("state=%zz")).want("400 malformed_request_parameters")
	d.sendBody("POST", "/v1/oauth_callback", "application/json", strings.NewReader("{}")).want("415 unsupported_content_type")
}

func TestOAuth_page_of_the_provider(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("oauth"), mockfapi.WithAccounts(mockfapi.Accounts{"oauth_google": {
		{Key: "jane", ProviderUserID: "1", EmailAddress: "jane@google.test", EmailVerified: true, FirstName: "<Jane>"},
		{Key: "june", ProviderUserID: "2"},
	}}))
	d := newBrowser(t, m)
	_, page := d.google()
	a := d.send("GET", page).want("200")
	equal(t, "content type", a.Header.Get("Content-Type"), "text/html; charset=utf-8")
	for _, part := range []string{"Google", `value="jane"`, "jane@google.test (verified)", "&lt;Jane&gt;", `value="june"`, "no e-mail address", `name="deny"`} {
		if !strings.Contains(string(a.Body), part) {
			t.Errorf("the page has no %s", part)
		}
	}
	d.send("POST", page, "account", "nobody").want("422 form_param_value_invalid(account)")
	d.send("POST", page).want("422 form_param_value_invalid(account)")
	d.send("GET", strings.Replace(page, "oauth_google", "oauth_github", 1)).want("400 oauth_callback_invalid")
	d.send("POST", "/provider/oauth_google/authorize?state=unheard", "account", "jane").want("400 oauth_callback_invalid")
	d.sendBody("POST", page, "application/json", strings.NewReader("{}")).want("415 unsupported_content_type")

	if _, err := m.Authorize(t.Context(), page, "nobody"); err == nil || !strings.Contains(err.Error(), "led nowhere") {
		t.Errorf("error %v for an account that is not there", err)
	}
	if _, err := m.Authorize(t.Context(), "https://\x7f", "jane"); err == nil || !strings.Contains(err.Error(), "no page of this instance") {
		t.Errorf("error %v for a page that is none", err)
	}
	if err := m.SetAccounts(mockfapi.Accounts{"google": nil}); err == nil {
		t.Error("accounts of something that is no strategy are taken")
	}
	equal(t, "landed", authorize(t, m, page, "jane"), ssoPage)
}
