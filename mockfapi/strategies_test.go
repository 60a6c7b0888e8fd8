package mockfapi_test

import (
	"testing"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

// The two endpoints word the same mistake differently, as the service does.
func TestStrategy_that_does_not_fit(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("email-or-phone"), with(func(s *environment.UserSettings) {
		connect := environment.Provider("oauth_github")
		connect.Authenticatable = false
		s.Social["oauth_github"] = connect
		off := environment.Provider("oauth_apple")
		off.Enabled = false
		s.Social["oauth_apple"] = off
	}))
	for strategy, want := range map[string]struct{ create, prepare string }{
		"email_link":             {"400 form_param_value_disabled(strategy)", "422 form_param_value_invalid(strategy)"},
		metamask:                 {"400 form_param_value_disabled(strategy)", "422 form_param_value_invalid(strategy)"},
		"web3_unheard_signature": {"400 form_param_value_disabled(strategy)", "422 form_param_value_invalid(strategy)"},
		"carrier_pigeon":         {"422 form_param_value_invalid(strategy)", "422 form_param_value_invalid(strategy)"},
		"password":               {"422 form_conditional_param_missing(password)", "422 form_param_value_invalid(strategy)"},
		"email_code":             {"422 form_conditional_param_missing(email_address)", "422 form_conditional_param_missing(email_address)"},
		"phone_code":             {"422 form_conditional_param_missing(phone_number)", "422 form_conditional_param_missing(phone_number)"},
		"oauth_apple":            {"400 oauth_provider_not_enabled", "400 oauth_provider_not_enabled"},
		"oauth_unheard_of":       {"400 oauth_provider_not_enabled", "400 oauth_provider_not_enabled"},
		"oauth_github":           {"400 oauth_non_authenticatable_provider", "400 oauth_non_authenticatable_provider"},
	} {
		t.Run(strategy, func(t *testing.T) {
			t.Parallel()
			app := newNative(t, m)
			app.create("strategy", strategy, "redirect_url", appPage).want(want.create)
			id := app.create().want("200").signUp().ID
			app.update(id, "strategy", strategy, "redirect_url", appPage).want(want.create)
			app.prepare(id, strategy, "redirect_url", appPage).want(want.prepare)
		})
	}
	app := newNative(t, m)
	id := app.create().signUp().ID
	app.send("POST", signUps+"/"+id+"/prepare_verification").want("422 form_param_missing(strategy)")
	app.prepare(id, " ").want("422 form_param_nil(strategy)")
	app.prepare(id, "email_code", "email_address", testEmail).want("422 form_param_unknown(email_address)")
}

func TestStrategy_in_the_request_that_gives_the_value(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("all-required"))
	app := newNative(t, m)
	su := app.create("strategy", "password", "password", password).want("200").signUp()
	equal(t, "password", su.PasswordEnabled, true)
	equal(t, "verifications", su.Verifications, signUp{}.Verifications)

	su = app.update(su.ID, "strategy", "phone_code", "phone_number", "+1 415 555 2671", "channel", "sms").want("200").signUp()
	equal(t, "phone", su.Verifications.Phone.brief(), "unverified phone_code")
	equal(t, "channel", su.Verifications.Phone.Channel, "sms")
	equal(t, "other slot", su.Verifications.Email.brief(), "none")
	if m.Code("+14155552671") == "" {
		t.Error("no code was sent")
	}
	// A refused value prepares nothing: the request is done or not done.
	app.update(su.ID, "strategy", "email_code", "email_address", testEmail, "username", "x").want("422 form_username_invalid_length(username)")
	equal(t, "e-mail address", app.get(su.ID).signUp().EmailAddress, "")
	app.update(su.ID, "first_name", "Jane", "strategy", "carrier_pigeon").want("422 form_param_value_invalid(strategy)")
	equal(t, "first name", app.get(su.ID).signUp().FirstName, "")
}

func TestStrategy_channel_of_a_phone_code(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, with(func(s *environment.UserSettings) {
		s.Attributes = environment.Attributes{PhoneNumber: environment.Phone(environment.Required, "sms", "whatsapp")}
	}))
	app := newNative(t, m)
	id := app.create("phone_number", "+14155552671").signUp().ID
	app.prepare(id, "phone_code", "channel", "telegram").want("422 form_param_value_invalid(channel)")
	for channel, want := range map[string]string{"": "sms", "sms": "sms", "whatsapp": "whatsapp"} {
		v := app.prepare(id, "phone_code", "channel", channel).want("200").signUp().Verifications.Phone
		equal(t, "channel of "+channel, v.Channel, want)
		sent := m.Messages("+14155552671")
		equal(t, "channel of the message", sent[len(sent)-1].Channel, want)
	}
	none := newNative(t, mockfapitest.NewT(t, mockfapi.WithPreset("phone-code")))
	none.create("phone_number", testPhone, "strategy", "phone_code", "channel", "whatsapp").want("422 form_param_value_invalid(channel)")
}

func TestStrategy_redirect_urls(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("all-required"))
	for redirect, want := range map[string]struct{ browser, native string }{
		"https://app.test/sso":       {"200", "200"},
		"http://localhost:3000/#/x":  {"200", "200"},
		"myapp://callback":           {"422 invalid_url_scheme(redirect_url)", "200"},
		"":                           {"422 invalid_redirect_url(redirect_url)", "422 invalid_redirect_url(redirect_url)"},
		"/relative":                  {"422 invalid_redirect_url(redirect_url)", "422 invalid_redirect_url(redirect_url)"},
		"https://":                   {"422 invalid_redirect_url(redirect_url)", "422 invalid_redirect_url(redirect_url)"},
		"https://app.test/%zz":       {"422 invalid_redirect_url(redirect_url)", "422 invalid_redirect_url(redirect_url)"},
		"javascript:alert(1)":        {"422 prohibited_redirect_url(redirect_url)", "422 prohibited_redirect_url(redirect_url)"},
		"JavaScript:alert(1)":        {"422 prohibited_redirect_url(redirect_url)", "422 prohibited_redirect_url(redirect_url)"},
		"data:text/html,x":           {"422 prohibited_redirect_url(redirect_url)", "422 prohibited_redirect_url(redirect_url)"},
		"vbscript:x":                 {"422 prohibited_redirect_url(redirect_url)", "422 prohibited_redirect_url(redirect_url)"},
		"https://user@app.test/?a=b": {"200", "200"},
	} {
		t.Run(redirect, func(t *testing.T) {
			t.Parallel()
			for _, strategy := range []string{"oauth_google", "email_link"} {
				newBrowser(t, m).create("email_address", testEmail, "strategy", strategy, "redirect_url", redirect).want(want.browser)
				newNative(t, m).create("email_address", testEmail, "strategy", strategy, "redirect_url", redirect).want(want.native)
			}
		})
	}
	app := newBrowser(t, m)
	app.create("strategy", "oauth_google").want("422 form_conditional_param_missing(redirect_url)")
	app.create("strategy", "email_link", "email_address", testEmail).want("422 form_conditional_param_missing(redirect_url)")
	app.create("strategy", "oauth_google", "redirect_url", appPage, "action_complete_redirect_url", "relative").
		want("422 invalid_redirect_url(action_complete_redirect_url)")
}

func TestRateLimits_pause_between_two_codes(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("all-required"), mockfapi.WithRateLimits(), stopped())
	app := newNative(t, m)
	id := app.create("email_address", testEmail, "strategy", "email_code").want("200").signUp().ID
	m.Advance(500 * time.Millisecond)
	a := app.prepare(id, "email_code").want("429 verification_code_too_many_requests")
	equal(t, "Retry-After in whole seconds", a.Header.Get("Retry-After"), "30")
	app.prepare(id, "email_link", "redirect_url", appPage).want("429 verification_code_too_many_requests")

	app.update(id, "phone_number", testPhone, "strategy", "phone_code").want("200") // another address
	app.update(id, "email_address", "june+clerk_test@example.com", "strategy", "email_code").want("200")
	m.Advance(20 * time.Second)
	a = app.prepare(id, "email_code").want("429 verification_code_too_many_requests")
	equal(t, "Retry-After 20 seconds later", a.Header.Get("Retry-After"), "10")
	m.Advance(10 * time.Second)
	app.prepare(id, "email_code").want("200")
	app.attempt(id, "email_code", "code", testCode).want("200")

	free := newNative(t, mockfapitest.NewT(t, mockfapi.WithPreset("email-code")))
	id = free.create("email_address", testEmail, "strategy", "email_code").want("200").signUp().ID
	free.prepare(id, "email_code").want("200")
}

// A wallet is sent nothing: asking for another message is no second code.
func TestRateLimits_leave_wallets_alone(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("web3"), mockfapi.WithRateLimits())
	app := newNative(t, m)
	id := app.create("web3_wallet", newWallet(t, 1).address, "strategy", metamask).want("200").signUp().ID
	app.prepare(id, metamask).want("200")
}
