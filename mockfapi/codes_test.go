package mockfapi_test

import (
	"testing"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

// wrong is a code that was not sent.
func wrong(sent string) string {
	if sent == "000000" {
		return "000001"
	}
	return "000000"
}

// codeCase is an attribute that a code verifies, at an address that is no test
// address, so that the code has to be read.
type codeCase struct{ preset, strategy, param, value, other, test string }

func codeCases() map[string]codeCase {
	return map[string]codeCase{
		"e-mail": {"email-code", "email_code", "email_address", "jane@example.com", "june@example.com", testEmail},
		"phone":  {"phone-code", "phone_code", "phone_number", "+14155552671", "+14155552672", testPhone},
	}
}

func (c codeCase) verification(su signUp) *verification {
	if c.strategy == "phone_code" {
		return su.Verifications.Phone
	}
	return su.Verifications.Email
}

func TestCode_lifecycle(t *testing.T) {
	t.Parallel()
	for name, c := range codeCases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := mockfapitest.NewT(t, mockfapi.WithPreset(c.preset))
			app := newNative(t, m)
			now := func(id string) *verification { t.Helper(); return c.verification(app.get(id).signUp()) }
			id := app.create(c.param, c.value).want("200").signUp().want(t, "missing_requirements unverified "+c.param).ID
			equal(t, "verification that nobody prepared", now(id), nil)
			equal(t, "code that nobody asked for", m.Code(c.value), "")

			app.attempt(id, c.strategy, "code", "123456").want("400 verification_missing")
			v := c.verification(app.prepare(id, c.strategy).want("200").signUp())
			equal(t, "verification", v.brief(), "unverified "+c.strategy)
			equal(t, "next action", v.NextAction, "needs_attempt")
			equal(t, "supported strategies", v.Supported, []string{c.strategy})
			first := m.Code(c.value)
			if len(first) != 6 || first == testCode {
				t.Errorf("the code is %q", first)
			}
			for i, outcome := range []string{"unverified " + c.strategy + " attempts 1", "unverified " + c.strategy + " attempts 2", "failed " + c.strategy + " attempts 3"} {
				app.attempt(id, c.strategy, "code", wrong(first)).want("422 form_code_incorrect(code)")
				equal(t, "verification", now(id).brief(), outcome)
				if i < 2 {
					equal(t, "next action", now(id).NextAction, "needs_attempt")
				}
			}
			equal(t, "next action", now(id).NextAction, "needs_prepare")
			app.attempt(id, c.strategy, "code", first).want("400 verification_failed")

			app.prepare(id, c.strategy).want("200")
			second := m.Code(c.value)
			equal(t, "verification", now(id).brief(), "unverified "+c.strategy)
			app.attempt(id, c.strategy, "code", wrong(second)).want("422 form_code_incorrect(code)")
			su := app.attempt(id, c.strategy, "code", " "+second+" ").want("200").signUp().want(t, "complete")
			equal(t, "verification", c.verification(su).brief(), "verified "+c.strategy+" attempts 2")
			equal(t, "next action", c.verification(su).NextAction, "")
		})
	}
}

func TestCode_expires_after_ten_minutes(t *testing.T) {
	t.Parallel()
	for name, c := range codeCases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := mockfapitest.NewT(t, mockfapi.WithPreset(c.preset))
			app := newNative(t, m)
			su := app.create(c.param, c.value, "strategy", c.strategy).want("200").signUp()
			code := m.Code(c.value)
			app.attempt(su.ID, c.strategy, "code", wrong(code)).want("422 form_code_incorrect(code)")
			if left := time.UnixMilli(c.verification(su).ExpireAt).Sub(m.Now()); left > 10*time.Minute || left < 9*time.Minute {
				t.Errorf("the code lives for %s", left)
			}
			m.Advance(10 * time.Minute)
			app.attempt(su.ID, c.strategy, "code", code).want("400 verification_expired")
			after := c.verification(app.get(su.ID).signUp().want(t, "missing_requirements unverified "+c.param))
			equal(t, "verification", after.brief(), "expired "+c.strategy) // its attempts are gone, too
			equal(t, "next action", after.NextAction, "needs_prepare")
			app.prepare(su.ID, c.strategy).want("200")
			app.attempt(su.ID, c.strategy, "code", m.Code(c.value)).want("200").signUp().want(t, "complete")
		})
	}
}

func TestCode_sent_again_kills_the_one_before(t *testing.T) {
	t.Parallel()
	for name, c := range codeCases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := mockfapitest.NewT(t, mockfapi.WithPreset(c.preset), mockfapi.WithSeed(7))
			app := newNative(t, m)
			id := app.create(c.param, c.value, "strategy", c.strategy).want("200").signUp().ID
			app.prepare(id, c.strategy).want("200")
			sent := m.Messages(c.value)
			equal(t, "messages", len(sent), 2)
			app.attempt(id, c.strategy, "code", sent[0].Code).want("422 form_code_incorrect(code)")
			app.attempt(id, c.strategy, "code", sent[1].Code).want("200").signUp().want(t, "complete")
		})
	}
}

func TestCode_request_without_one(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("email-or-phone"))
	app := newNative(t, m)
	id := app.create("email_address", testEmail, "strategy", "email_code").want("200").signUp().ID
	attempt := signUps + "/" + id + "/attempt_verification"
	for form, want := range map[[4]string]string{
		{"strategy", "email_code", "code", ""}:              "422 form_param_nil(code)",
		{"strategy", "email_code", "code", " "}:             "422 form_param_nil(code)",
		{"strategy", "email_code", "locale", "en"}:          "422 form_param_unknown(locale)",
		{"strategy", "email_code", "captcha_token", "x"}:    "422 form_param_missing(code)",
		{"strategy", "email_code", "signature", "x"}:        "422 form_param_missing(code)",
		{"strategy", "", "code", "424242"}:                  "422 form_param_nil(strategy)",
		{"captcha_error", "x", "code", "424242"}:            "422 form_param_missing(strategy)",
		{"strategy", "phone_code", "code", "424242"}:        "400 verification_missing",
		{"strategy", "email_link", "code", "424242"}:        "422 form_param_value_invalid(strategy)",
		{"strategy", "carrier_pigeon", "code", "424242"}:    "422 form_param_value_invalid(strategy)",
		{"strategy", metamask, "signature", "0x"}:           "400 verification_missing",
		{"strategy", "oauth_google", "code", "424242"}:      "422 form_param_value_invalid(strategy)",
		{"strategy", "email_code", "email_address", "a@b."}: "422 form_param_unknown(email_address)",
	} {
		app.send("POST", attempt, form[:]...).want(want)
	}
	equal(t, "none of these counts", app.get(id).signUp().Verifications.Email.brief(), "unverified email_code")
}

func TestCode_of_another_strategy_or_of_something_verified(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("all-required"))
	app := newNative(t, m)
	id := app.create("email_address", testEmail, "strategy", "email_link", "redirect_url", appPage).want("200").signUp().ID
	app.attempt(id, "email_code", "code", testCode).want("400 verification_strategy_invalid")
	app.prepare(id, "email_code").want("200")
	app.attempt(id, "email_code", "code", testCode).want("200")
	app.attempt(id, "email_code", "code", testCode).want("400 verification_already_verified")
	app.prepare(id, "email_code").want("400 verification_already_verified")
	app.prepare(id, "email_link", "redirect_url", appPage).want("400 verification_already_verified")
	// The form sends the same value and strategy once more: nothing happens.
	again := app.update(id, "email_address", testEmail, "strategy", "email_code").want("200").signUp()
	equal(t, "verification", again.Verifications.Email.brief(), "verified email_code attempts 1")
}

func TestCode_of_a_changed_address(t *testing.T) {
	t.Parallel()
	for name, c := range codeCases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			// A required name keeps the sign-up open after its verification.
			m := mockfapitest.NewT(t, mockfapi.WithPreset(c.preset), with(func(s *environment.UserSettings) {
				s.Attributes.FirstName = environment.Plain(environment.Required)
			}))
			app := newNative(t, m)
			id := app.create(c.param, c.value, "strategy", c.strategy).want("200").signUp().ID
			old := m.Code(c.value)

			su := app.update(id, c.param, " "+c.value).want("200").signUp()
			equal(t, "same value", c.verification(su).brief(), "unverified "+c.strategy)
			su = app.update(id, c.param, c.other).want("200").signUp()
			equal(t, "new value", c.verification(su).brief(), "none")
			app.attempt(id, c.strategy, "code", old).want("400 verification_missing")

			su = app.update(id, c.param, c.value, "strategy", c.strategy).want("200").signUp()
			equal(t, "new value with strategy", c.verification(su).brief(), "unverified "+c.strategy)
			app.attempt(id, c.strategy, "code", m.Code(c.value)).want("200").signUp().want(t, "missing_requirements missing first_name")
			su = app.update(id, c.param, c.other).want("200").signUp().want(t, "missing_requirements missing first_name unverified "+c.param)
			equal(t, "verified value changed", c.verification(su).brief(), "none")
		})
	}
}

func TestCode_of_a_test_address(t *testing.T) {
	t.Parallel()
	for name, c := range codeCases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := mockfapitest.NewT(t, mockfapi.WithPreset(c.preset))
			app := newNative(t, m)
			id := app.create(c.param, c.test).want("200").signUp().ID
			app.attempt(id, c.strategy, "code", testCode).want("400 verification_missing") // it has to be asked for
			app.prepare(id, c.strategy).want("200")
			equal(t, "messages", len(m.Messages("")), 0)
			app.attempt(id, c.strategy, "code", "000000").want("422 form_code_incorrect(code)")
			app.attempt(id, c.strategy, "code", testCode).want("200").signUp().want(t, "complete")

			// With the test mode off it is an address like any other.
			off := mockfapitest.NewT(t, mockfapi.WithPreset(c.preset), mockfapi.WithSettings(func(d *environment.Document) { d.AuthConfig.TestMode = false }))
			app = newNative(t, off)
			id = app.create(c.param, c.test, "strategy", c.strategy).want("200").signUp().ID
			app.attempt(id, c.strategy, "code", testCode).want("422 form_code_incorrect(code)")
			app.attempt(id, c.strategy, "code", off.Code(c.test)).want("200").signUp().want(t, "complete")
		})
	}
}
