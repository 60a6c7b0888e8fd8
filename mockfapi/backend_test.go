package mockfapi_test

import (
	"strings"
	"testing"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

const betaFeatures = "/v1/beta_features/instance_settings"

// newBackend returns an application's server, which knows the secret key.
func newBackend(tb testing.TB, m *mockfapi.Instance) *device {
	tb.Helper()
	d := newBrowser(tb, m)
	d.header.Set("Authorization", "Bearer "+m.SecretKey())
	return d
}

func (d *device) patchBeta(body string) answer {
	d.tb.Helper()
	return d.sendBody("PATCH", betaFeatures, "application/json", strings.NewReader(body))
}

func TestBackend_key(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	for authorization, want := range map[string]string{
		"":                              "401 authorization_header_format_invalid",
		m.SecretKey():                   "401 authorization_header_format_invalid",
		"Basic " + m.SecretKey():        "401 authorization_header_format_invalid",
		"Bearer " + m.PublishableKey():  "401 clerk_key_invalid",
		"Bearer " + m.SecretKey() + "x": "401 clerk_key_invalid",
		"bearer " + m.SecretKey():       "200",
	} {
		d := newBrowser(t, m)
		if authorization != "" {
			d.header.Set("Authorization", authorization)
		}
		a := d.patchBeta("{}").want(want)
		if body := decode[map[string]any](a); body["meta"] != nil {
			t.Errorf("an answer of the Backend API shows a client: %s", a.Body)
		}
	}
	m2 := mockfapitest.NewT(t)
	stranger := newBackend(t, m2)
	stranger.http = m.HTTPClient()
	stranger.patchBeta("{}").want("401 clerk_key_invalid")
}

func TestBackend_instance_settings(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	d := newBackend(t, m)
	for _, tt := range []struct {
		body      string
		allowlist bool
		from      string
		psu       bool
	}{
		{`{}`, false, "noreply", true},
		{`{"progressive_sign_up": false}`, false, "noreply", false},
		{`{"restricted_to_allowlist": true, "from_email_address": "hello"}`, true, "hello", false},
		{`{"progressive_sign_up": null, "test_mode": false}`, true, "hello", false},
		{`{"progressive_sign_up": true, "restricted_to_allowlist": false}`, false, "hello", true},
	} {
		a := d.patchBeta(tt.body).want("200")
		keys(t, "settings", decode[any](a), "object id restricted_to_allowlist from_email_address progressive_sign_up enhanced_email_deliverability")
		got := decode[map[string]any](a)
		equal(t, tt.body, []any{got["object"], got["restricted_to_allowlist"], got["from_email_address"], got["progressive_sign_up"]},
			[]any{"instance_settings", tt.allowlist, tt.from, tt.psu})
	}
	equal(t, "test mode", m.Settings().AuthConfig.TestMode, false)

	for body, want := range map[string]string{
		``:                               "400 request_body_invalid",
		`{`:                              "400 request_body_invalid",
		`[]`:                             "400 request_body_invalid",
		`"text"`:                         "400 request_body_invalid",
		`{} {}`:                          "400 request_body_invalid",
		`{"unknown": 1}`:                 "422 form_param_unknown(unknown)",
		`{"progressive_sign_up": "yes"}`: "422 form_param_type_invalid(progressive_sign_up)",
		`{"from_email_address": "a@b.c", "progressive_sign_up": false}`: "422 form_param_format_invalid(from_email_address)",
	} {
		d.patchBeta(body).want(want)
	}
	equal(t, "progressive", m.Settings().UserSettings.SignUp.Progressive, true)
	d.send("GET", betaFeatures).want("405")
}

// The switch of 2022: an attempt that was open before it is held against the
// other algorithm at once.
func TestBackend_switches_the_algorithm_under_open_sign_ups(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("oauth"))
	backend, d, waiting := newBackend(t, m), newBrowser(t, m), newNative(t, m)
	su, page := d.google()
	authorize(t, m, page, "no-last-name")
	d.get(su.ID).signUp().want(t, "missing_requirements missing phone_number,last_name")
	id := waiting.create("email_address", testEmail, "strategy", "email_code").signUp().ID
	before := waiting.header.Get("Authorization")

	backend.patchBeta(`{"progressive_sign_up": false}`).want("200")
	a := d.get(su.ID).want("200")
	a.signUp().want(t, "complete")
	equal(t, "session", a.client().LastActive, a.signUp().SessionID)
	waiting.get(id).signUp().want(t, "missing_requirements missing first_name,last_name unverified email_address")

	backend.patchBeta(`{"progressive_sign_up": true}`).want("200")
	waiting.get(id).signUp().want(t, "missing_requirements missing phone_number,first_name,last_name unverified email_address")
	equal(t, "token of a device that did nothing", waiting.header.Get("Authorization"), before)
}
