package mockfapi_test

import (
	"strings"
	"testing"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

const oneTap = "google_one_tap"

// idToken is what the provider gives the application for one of its accounts.
func idToken(tb testing.TB, m *mockfapi.Instance, provider, account string) string {
	tb.Helper()
	token, err := m.IDToken(provider, account)
	if err != nil {
		tb.Error(err)
	}
	return token
}

func TestIDToken_signs_up_without_a_round_trip(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ preset, strategy, account, email, state string }{
		{"legal-consent", "oauth_token_google", "full", "verified from_oauth_google", "complete"},
		{"legal-consent", oneTap, "full", "verified from_oauth_google", "complete"},
		{"legal-consent", oneTap, "unverified", "unverified from_oauth_google", "missing_requirements unverified email_address"},
		{"oauth", "oauth_token_apple", "no-last-name", "verified from_oauth_apple", "missing_requirements missing phone_number,last_name"},
		{"oauth", "oauth_token_apple", "bare", "none", "missing_requirements missing email_address,phone_number,first_name,last_name"},
		{"legacy-oauth", oneTap, "full", "verified from_oauth_google", "complete"},
	} {
		t.Run(tt.preset+" "+tt.strategy+" "+tt.account, func(t *testing.T) {
			t.Parallel()
			m := mockfapitest.NewT(t, mockfapi.WithPreset(tt.preset))
			app := newNative(t, m)
			provider := "oauth_" + strings.TrimPrefix(strings.Replace(tt.strategy, oneTap, "oauth_token_google", 1), "oauth_token_")
			a := app.create("strategy", tt.strategy, "token", idToken(t, m, provider, tt.account), "legal_accepted", "true").want("200")
			su := a.signUp().want(t, tt.state)
			equal(t, "external account", su.Verifications.External.brief(), "verified "+tt.strategy)
			equal(t, "e-mail address", su.Verifications.Email.brief(), tt.email)
			shown := at(t, decode[any](a), "response verifications external_account")
			if tt.strategy == oneTap {
				keys(t, "verification", shown, common)
				equal(t, "object", at(t, shown, "object"), any("verification_google_one_tap"))
			} else {
				keys(t, "verification", shown, common+" external_verification_redirect_url error")
			}
			if tt.state == "complete" {
				person := a.client().Sessions[0].User
				equal(t, "account", person.External[0].Provider, provider)
				equal(t, "strategy to come back with", app.get(su.ID).client().LastUsed, provider)
			}
		})
	}
}

func TestIDToken_of_an_account_that_has_a_user(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("oauth-only"))
	first, second := newNative(t, m), newNative(t, m)
	session := first.create("strategy", oneTap, "token", idToken(t, m, "oauth_google", "full")).want("200").signUp().want(t, "complete").SessionID
	// Whichever way the account came: it is the same one.
	su := second.create("strategy", "oauth_token_google", "token", idToken(t, m, "oauth_google", "full")).want("200").signUp()
	equal(t, "external account", su.Verifications.External.brief(), "transferable oauth_token_google external_account_exists")
	su = second.create("strategy", oneTap, "token", idToken(t, m, "oauth_google", "full")).want("200").signUp()
	equal(t, "external account", su.Verifications.External.brief(), "transferable google_one_tap external_account_exists")

	su = first.create("strategy", oneTap, "token", idToken(t, m, "oauth_google", "full")).want("200").signUp()
	equal(t, "signed in", su.Verifications.External.brief(), "unverified google_one_tap identifier_already_signed_in")
	equal(t, "session", su.Verifications.External.Error.Meta, map[string]any{"session_id": session})
}

func TestIDToken_refused(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("legal-consent"), stopped(), with(func(s *environment.UserSettings) {
		s.Restrictions.Blocklist.Enabled = true
		connect := environment.Provider("oauth_github")
		connect.Authenticatable = false
		s.Social["oauth_github"] = connect
	}))
	app := newNative(t, m)
	const exchange, tap = "oauth_token_google", oneTap
	for _, tt := range []struct {
		strategy, token, want string
	}{
		{exchange, "", "422 form_conditional_param_missing(token)"},
		{exchange, "nonsense", "400 oauth_token_exchange_error"},
		{tap, "nonsense", "400 google_one_tap_token_invalid"},
		{tap, idToken(t, m, "oauth_apple", "full"), "400 google_one_tap_token_invalid"},
		{exchange, idToken(t, mockfapitest.NewT(t), "oauth_google", "full"), "400 oauth_token_exchange_error"},
		{"oauth_token_apple", idToken(t, m, "oauth_apple", "full"), "400 oauth_provider_not_enabled"},
		{"oauth_token_github", idToken(t, m, "oauth_github", "full"), "400 oauth_non_authenticatable_provider"},
	} {
		app.create("strategy", tt.strategy, "token", tt.token).want(tt.want)
	}
	app.create("strategy", tap).want("422 form_conditional_param_missing(token)")
	id := app.create().signUp().ID
	app.prepare(id, exchange).want("422 form_param_value_invalid(strategy)")

	// It is good once, unless it was refused with something else.
	once := idToken(t, m, "oauth_google", "full")
	app.create("strategy", exchange, "token", once, "first_name", strings.Repeat("x", 300)).want("422 form_param_unknown(first_name)")
	app.create("strategy", exchange, "code", once).want("200")
	app.create("strategy", exchange, "token", once).want("400 oauth_token_exchange_error")
	old := idToken(t, m, "oauth_google", "no-email")
	m.Advance(time.Hour + time.Second)
	app.create("strategy", tap, "token", old).want("400 google_one_tap_token_invalid")

	blocked, gone := idToken(t, m, "oauth_google", "full"), idToken(t, m, "oauth_google", "bare")
	newBackend(t, m).list(blocklist, "*@google.test")
	app.create("strategy", tap, "token", blocked).want("403 not_allowed_access")
	if err := m.SetAccounts(mockfapi.Accounts{}); err != nil {
		t.Fatal(err)
	}
	app.create("strategy", tap, "token", gone).want("400 oauth_fetch_user_error")
	if _, err := m.IDToken("oauth_google", "bare"); err == nil || !strings.Contains(err.Error(), `oauth_google has no key "bare"`) {
		t.Errorf("error %v", err)
	}
}

func TestIDToken_joins_an_open_sign_up(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("legal-consent"))
	app := newNative(t, m)
	id := app.create("legal_accepted", "true").signUp().ID
	app.attempt(id, oneTap).want("422 form_conditional_param_missing(token)")
	app.attempt(id, oneTap, "token", idToken(t, m, "oauth_google", "full")).want("200").signUp().want(t, "complete")

	other := newNative(t, m)
	id = other.create("email_address", "jane@example.com").signUp().ID
	su := other.update(id, "strategy", "oauth_token_google", "token", idToken(t, m, "oauth_google", "no-email")).want("200").signUp()
	su.want(t, "missing_requirements missing legal_accepted unverified email_address")
}

func TestIDToken_over_the_control_interface(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("oauth-only"))
	d := newBrowser(t, m)
	a := d.json("POST", "/_mock/id_tokens", `{"strategy": "oauth_google", "account": "bare"}`).want("200")
	d.create("strategy", oneTap, "token", decode[struct{ Token string }](a).Token).want("200").signUp().want(t, "complete")
	d.json("POST", "/_mock/id_tokens", `{"strategy": "oauth_google", "account": "nobody"}`).want("422")
	d.json("POST", "/_mock/id_tokens", `{"x": 1}`).want("422")
}
