package mockfapi_test

import (
	"strings"
	"testing"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

// The page is a plain form: it works in a browser without scripts.
func TestProviderPage(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("oauth-only"), mockfapi.WithAccounts(mockfapi.Accounts{"oauth_google": {
		{Key: "jane", ProviderUserID: "1", FirstName: "<b>Jane</b>", EmailAddress: "jane@idp.test", EmailVerified: true, Username: "jane_d"},
		{Key: "june", ProviderUserID: "2", EmailAddress: "june@idp.test", PhoneNumber: "+14155552671"},
		{Key: "bare", ProviderUserID: "3"},
	}}))
	_, page := newBrowser(t, m).google()
	a := newBrowser(t, m).send("GET", page).want("200")
	equal(t, "content type", a.Header.Get("Content-Type"), "text/html; charset=utf-8")
	for _, want := range []string{
		"<h1>Google</h1>", "continue to Mock application", `<form method="post">`,
		`<button name="account" value="jane">`, `<button name="account" value="june">`, `<button name="account" value="bare">`, `name="deny"`,
		"&lt;b&gt;Jane&lt;/b&gt;", "jane@idp.test (verified)", "jane_d", "june@idp.test (not verified)", "&#43;14155552671", "no e-mail address",
	} {
		if !strings.Contains(string(a.Body), want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if strings.Contains(string(a.Body), "<script") {
		t.Error("the page needs a script")
	}
}

// Saved settings may not name a provider, and nobody may have an account there.
func TestProviderPage_of_a_provider_without_name_and_accounts(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("oauth-only"), mockfapi.WithAccounts(nil), with(func(s *environment.UserSettings) {
		nameless := s.Social["oauth_google"]
		nameless.Name = ""
		s.Social["oauth_google"] = nameless
	}))
	d := newBrowser(t, m)
	su, page := d.google()
	body := string(d.send("GET", page).want("200").Body)
	for _, want := range []string{"<h1>oauth_google</h1>", "No account is known here."} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	authorize(t, m, page, "") // one can still refuse
	equal(t, "external account", d.get(su.ID).signUp().Verifications.External.Status, "failed")
}
