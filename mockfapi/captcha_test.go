package mockfapi_test

import (
	"testing"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

func TestCaptcha(t *testing.T) {
	t.Parallel()
	const dummy = "XXXX.DUMMY.TOKEN.XXXX"
	instance := func(enabled bool) *mockfapi.Instance {
		return mockfapitest.NewT(t, mockfapi.WithPreset("legal-consent"), mockfapi.WithSettings(func(d *environment.Document) {
			d.UserSettings.SignUp.CaptchaEnabled = enabled
			d.UserSettings.Social["oauth_github"] = environment.Provider("oauth_github")
			d.DisplayConfig.CaptchaOAuthBypass = []string{"oauth_google"}
		}))
	}
	on, off := instance(true), instance(false)
	for name, tt := range map[string]struct {
		form            []string
		enabled, wanted string
	}{
		"nothing":                {nil, "400 captcha_missing_token", "200"},
		"blank":                  {[]string{"captcha_token", "", "captcha_error", ""}, "400 captcha_missing_token", "200"},
		"widget type only":       {[]string{"captcha_widget_type", "smart"}, "400 captcha_missing_token", "200"},
		"test token":             {[]string{"captcha_token", dummy, "captcha_widget_type", "invisible"}, "200", "400 captcha_not_enabled"},
		"the mock's own token":   {[]string{"captcha_token", "mock-captcha-ok"}, "200", "400 captcha_not_enabled"},
		"wrong token":            {[]string{"captcha_token", "nonsense"}, "400 captcha_invalid", "400 captcha_not_enabled"},
		"widget not loaded":      {[]string{"captcha_error", "captcha_script_failed_to_load"}, "400 captcha_invalid", "200"},
		"provider that asks":     {[]string{"strategy", "oauth_google", "redirect_url", ssoPage}, "200", "200"},
		"provider that does not": {[]string{"strategy", "oauth_github", "redirect_url", ssoPage}, "400 captcha_missing_token", "200"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			newBrowser(t, on).create(tt.form...).want(tt.enabled)
			newBrowser(t, off).create(tt.form...).want(tt.wanted)
			newNative(t, on).create(tt.form...).want("200")
		})
	}
	d := newBrowser(t, on)
	id := d.create("captcha_token", dummy).signUp().ID
	d.update(id, "email_address", testEmail, "captcha_token", "nonsense").want("200") // it is for new ones
}

func TestCaptcha_and_testing_tokens(t *testing.T) {
	t.Parallel()
	captcha := with(func(s *environment.UserSettings) { s.SignUp.CaptchaEnabled = true })
	m := mockfapitest.NewT(t, captcha)
	token := func(m *mockfapi.Instance) string {
		t.Helper()
		return decode[struct{ Token string }](newBackend(t, m).json("POST", "/v1/testing_tokens", "").want("200")).Token
	}
	good, foreign := token(m), token(mockfapitest.NewT(t, captcha))
	create := func(token string) answer {
		t.Helper()
		d := newBrowser(t, m)
		d.query.Set("__clerk_testing_token", token)
		return d.create("email_address", testEmail, "captcha_error", "x")
	}
	create(good).want("200")
	create(foreign).want("400 captcha_invalid")
	create("nonsense").want("400 captcha_invalid")
	m.Advance(time.Hour + time.Second)
	create(good).want("400 captcha_invalid")
}

func TestEnumerationProtection(t *testing.T) {
	t.Parallel()
	for name, c := range codeCases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := mockfapitest.NewT(t, mockfapi.WithPreset(c.preset), mockfapi.WithRateLimits(), stopped(), with(func(s *environment.UserSettings) {
				s.AttackProtection.EnumerationProtection.Enabled = true
			}))
			owner, nosy := newNative(t, m), newNative(t, m)
			for _, taken := range []string{c.value, c.test} {
				code := func() string {
					if taken == c.test {
						return testCode
					}
					return m.Code(taken)
				}
				id := owner.create(c.param, taken, "strategy", c.strategy).want("200").signUp().ID
				owner.attempt(id, c.strategy, "code", code()).want("200").signUp().want(t, "complete")
				m.Advance(time.Minute)
				before := len(m.Messages(taken))

				// Nothing tells it from a free one.
				free, held := nosy.create(c.param, c.other, "strategy", c.strategy).want("200").signUp(), nosy.create(c.param, taken, "strategy", c.strategy).want("200").signUp()
				equal(t, "state", held.state(), free.state())
				equal(t, "verification", c.verification(held).brief(), c.verification(free).brief())
				nosy.prepare(held.ID, c.strategy).want("429 verification_code_too_many_requests")
				nosy.attempt(held.ID, c.strategy, "code", code()).want("422 form_code_incorrect(code)")
				nosy.attempt(held.ID, c.strategy, "code", "").want("422 form_param_nil(code)")

				sent := m.Messages(taken)[before:]
				if taken == c.test {
					equal(t, "messages to a test address", len(sent), 0)
				} else if len(sent) != 1 || sent[0].Kind != "account_exists" || sent[0].Code != "" {
					t.Errorf("its owner is told %+v", sent)
				}
				m.Advance(time.Minute)
			}
			equal(t, "users", len(m.Users()), 2)
		})
	}
}

func TestEnumerationProtection_of_links_and_other_identifiers(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("all-required"), with(func(s *environment.UserSettings) {
		s.AttackProtection.EnumerationProtection.Enabled = true
	}))
	newNative(t, m).signedUpWithEverything(testEmail, testPhone, "jane_doe")
	nosy := newNative(t, m)
	nosy.create("username", "jane_doe").want("422 form_identifier_exists(username)") // everybody sees usernames
	nosy.create("email_address", testEmail, "strategy", "email_link", "redirect_url", appPage).want("200")
	equal(t, "link", m.Link(testEmail), "")
	equal(t, "kind", m.Messages(testEmail)[0].Kind, "account_exists")

	// Without a verification to fail there is nothing to hide behind.
	if err := m.UpdateSettings(func(d *environment.Document) { d.UserSettings.Attributes.EmailAddress.VerifyAtSignUp = false }); err != nil {
		t.Fatal(err)
	}
	nosy.create("email_address", testEmail).want("422 form_identifier_exists(email_address)")
}

// Whoever is transferred from a sign-in proved something already.
func TestCaptcha_of_a_transfer(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		bypass []string
		want   string
	}{
		"provider that asks":     {[]string{"oauth_google"}, "200"},
		"provider that does not": {[]string{}, "400 captcha_missing_token"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := mockfapitest.NewT(t, mockfapi.WithPreset("oauth-only"), mockfapi.WithSettings(func(d *environment.Document) {
				d.UserSettings.SignUp.CaptchaEnabled, d.DisplayConfig.CaptchaOAuthBypass = true, tt.bypass
			}))
			app := newBrowser(t, m)
			page := at(t, decode[any](app.signIn("strategy", "oauth_google", "redirect_url", ssoPage).want("200")), "response first_factor_verification external_verification_redirect_url").(string)
			authorize(t, m, page, "full")
			app.create("transfer", "true").want(tt.want)
		})
	}
}

func TestRateLimits_of_sign_ups(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("email-code"), mockfapi.WithRateLimits(), stopped())
	app, other := newNative(t, m), newNative(t, m)
	id := app.create("email_address", testEmail, "strategy", "email_code").want("200").signUp().ID
	for range 4 {
		other.create().want("200")
	}
	a := other.create().want("429 too_many_requests")
	equal(t, "Retry-After", a.Header.Get("Retry-After"), "2")
	equal(t, "meta", at(t, decode[any](a), "errors 0 meta"), any(map[string]any{"resets_in": 2.0}))
	m.Advance(2 * time.Second)
	other.create().want("200")
	other.create().want("429 too_many_requests") // what was refused does not count

	for range 2 {
		app.attempt(id, "email_code", "code", wrong(testCode)).want("422 form_code_incorrect(code)")
	}
	app.get(id).want("200")
	app.attempt(id, "email_code", "code", testCode).want("200")
	a = app.attempt(id, "email_code", "code", testCode).want("429 too_many_requests")
	equal(t, "Retry-After", a.Header.Get("Retry-After"), "4")
}

func TestRateLimits_are_new_after_a_reset(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("email-code"), mockfapi.WithRateLimits(), stopped())
	exhaust := func() (n int) {
		for app := newNative(t, m); app.create().outcome() == "200"; {
			n++
		}
		return n
	}
	first := exhaust()
	m.Reset()
	equal(t, "sign-ups after a reset", exhaust(), first)
}

func TestRateLimits_of_messages_in_a_month(t *testing.T) {
	t.Parallel()
	preset := mockfapi.WithPreset("email-or-phone")
	const email, sms = "400 dev_monthly_email_limit_exceeded", "400 dev_monthly_sms_limit_exceeded"
	m := mockfapitest.NewT(t, preset, mockfapi.WithRateLimits(), stopped())
	app := newNative(t, m)
	send := func(name, value, strategy string) answer {
		t.Helper()
		m.Advance(2 * time.Second)
		return app.create(name, value, "strategy", strategy)
	}
	for range 100 {
		send("email_address", "jane@example.com", "email_code").want("200")
	}
	a := send("email_address", "jane@example.com", "email_code").want(email)
	equal(t, "meta", at(t, decode[any](a), "errors 0 meta"), any(map[string]any{"limit": 100.0}))
	for range 20 {
		send("phone_number", "+14155552671", "phone_code").want("200")
	}
	send("phone_number", "+14155552671", "phone_code").want(sms)
	send("email_address", testEmail, "email_code").want("200") // nothing is sent
	m.Advance(31 * 24 * time.Hour)
	send("email_address", "jane@example.com", "email_code").want("200")

	live := newNative(t, mockfapitest.NewT(t, preset, mockfapi.WithSettings(func(d *environment.Document) {
		d.DisplayConfig.InstanceEnvironmentType = "production"
	})))
	for range 21 {
		live.create("phone_number", "+14155552671", "strategy", "phone_code").want("200")
	}
}

func TestRateLimits_of_the_Backend_API(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithRateLimits(), stopped())
	backend := newBackend(t, m)
	for range 25 {
		backend.json("POST", invitations+"/bulk", "[]").want("400 malformed_request_parameters")
	}
	backend.json("POST", invitations+"/bulk", "[]").want("429 too_many_requests")
	for range 74 {
		backend.send("GET", invitations).want("200")
	}
	a := backend.send("GET", invitations).want("429 too_many_requests")
	equal(t, "Retry-After", a.Header.Get("Retry-After"), "1")
	backend.send("GET", "/v1/jwks").want("200")
	m.Advance(time.Minute)
	backend.send("GET", invitations).want("200")
	backend.json("POST", invitations+"/bulk", "[]").want("429 too_many_requests")

	live := mockfapitest.NewT(t, mockfapi.WithRateLimits(), stopped(), mockfapi.WithSettings(func(d *environment.Document) {
		d.DisplayConfig.InstanceEnvironmentType = "production"
	}))
	backend = newBackend(t, live)
	for range 101 {
		backend.send("GET", allowlist).want("200")
	}
	for range 100 {
		backend.json("POST", invitations, "{}").want("422 form_param_missing(email_address)")
	}
	backend.json("POST", invitations, "{}").want("429 too_many_requests")
}
