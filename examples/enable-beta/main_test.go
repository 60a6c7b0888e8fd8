package main

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
)

const route = "PATCH /v1/beta_features/instance_settings"

// at is the environment of somebody who has the keys of that instance.
func at(t *testing.T, m *mockfapi.Instance, change map[string]string) func(string) string {
	t.Helper()
	server := m.ServeT(t)
	env := map[string]string{
		"CLERK_PUBLISHABLE_KEY": m.PublishableKey(), "CLERK_SECRET_KEY": m.SecretKey(),
		"CLERK_PROXY_URL": server.URL, "CLERK_API_URL": server.URL,
	}
	for name, value := range change {
		env[name] = value
	}
	return func(name string) string { return env[name] }
}

func TestRun_onAndOff(t *testing.T) {
	t.Parallel()
	m := mockfapi.NewT(t, mockfapi.WithPreset("legacy-oauth"))
	env := at(t, m, nil)
	for _, step := range []struct {
		args []string
		on   bool
		says string
	}{
		{[]string{"-dry-run"}, false, "This was a dry run: Progressive Sign Up is still off."},
		{nil, true, "Progressive Sign Up is on now."},
		{nil, true, "Progressive Sign Up is on already: nothing to do."},
		{[]string{"-off", "-dry-run"}, true, "This was a dry run: Progressive Sign Up is still on."},
		{[]string{"-off"}, false, "Progressive Sign Up is off now."},
	} {
		var out bytes.Buffer
		if err := run(t.Context(), step.args, env, &out, &bytes.Buffer{}); err != nil {
			t.Fatalf("%v: %v", step.args, err)
		}
		if on := m.Settings().UserSettings.SignUp.Progressive; on != step.on || !strings.Contains(out.String(), step.says) {
			t.Errorf("%v: the beta is on: %t, and it said:\n%s", step.args, on, &out)
		}
	}
	if n := len(m.Requests(route)); n != 2 {
		t.Errorf("%d requests changed something, want 2", n)
	}
	if n := len(m.SignUps()); n != 0 {
		t.Errorf("%d sign-ups at the instance itself", n)
	}
}

func TestRun_withoutKeys(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := run(t.Context(), nil, func(string) string { return "" }, &out, &bytes.Buffer{}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "(the mock, development)") || !strings.HasSuffix(out.String(), "is on now.\n") {
		t.Errorf("it said:\n%s", &out)
	}
}

func TestRun_refuses(t *testing.T) {
	t.Parallel()
	m := mockfapi.NewT(t, mockfapi.WithPreset("legacy-oauth"))
	other := mockfapi.NewT(t, mockfapi.WithPreset("legacy-oauth"))
	otherServer := other.ServeT(t)
	for name, tc := range map[string]struct {
		args []string
		env  map[string]string
		want string
	}{
		"an unknown flag":         {[]string{"-on"}, nil, "-on"},
		"an argument":             {[]string{"on"}, nil, `unexpected argument "on"`},
		"no version":              {[]string{"-clerk-js", "new"}, nil, "-clerk-js"},
		"an old Clerk.js":         {[]string{"-clerk-js", "4.0.0", "-clerk-js", "3.12.9"}, nil, "Clerk.js 3.12.9 is too old"},
		"a wrong secret key":      {nil, map[string]string{"CLERK_SECRET_KEY": "sk_test_wrong"}, "check the key"},
		"a publishable key twice": {nil, map[string]string{"CLERK_SECRET_KEY": m.PublishableKey()}, "CLERK_SECRET_KEY: bapi: a secret key begins with sk_test_"},
		"no secret key":           {nil, map[string]string{"CLERK_SECRET_KEY": ""}, "CLERK_SECRET_KEY is not set"},
		"a damaged key":           {nil, map[string]string{"CLERK_PUBLISHABLE_KEY": "pk_test_!"}, "CLERK_PUBLISHABLE_KEY: clerkflow: the publishable key is damaged"},
		"no network":              {nil, map[string]string{"CLERK_PROXY_URL": "http://127.0.0.1:1"}, "does not answer: check the network"},
		"not the service":         {nil, map[string]string{"CLERK_PROXY_URL": otherServer.URL + "/nowhere"}, "refuses CLERK_PUBLISHABLE_KEY"},
		"keys of two instances": {nil, map[string]string{
			"CLERK_SECRET_KEY": other.SecretKey(), "CLERK_API_URL": otherServer.URL,
		}, "do both keys belong to one instance?"},
	} {
		err := run(t.Context(), tc.args, at(t, m, tc.env), &bytes.Buffer{}, &bytes.Buffer{})
		if err == nil || !strings.Contains(err.Error(), tc.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, want one line with %q", name, err, tc.want)
		}
	}
	if m.Settings().UserSettings.SignUp.Progressive {
		t.Error("one of them switched the beta on")
	}
}

func TestRun_endsWithItsContext(t *testing.T) {
	t.Parallel()
	m := mockfapi.NewT(t, mockfapi.WithPreset("legacy-oauth"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := run(ctx, nil, at(t, m, nil), &bytes.Buffer{}, &bytes.Buffer{}); err == nil || len(m.Requests(route)) != 0 {
		t.Errorf("after Ctrl-C: %v, %d requests", err, len(m.Requests(route)))
	}
}

func TestForecast(t *testing.T) {
	t.Parallel()
	for preset, tc := range map[string]struct {
		change func(s *environment.UserSettings)
		want   string
	}{
		"legacy-oauth": {func(s *environment.UserSettings) {
			s.Attributes.Web3Wallet = environment.Wallet(environment.Optional)
			s.Social = map[string]environment.Social{"oauth_google": environment.Provider("oauth_google")}
		}, `
What changes when it is switched on:
  By form
    now    asks for e-mail address or phone number or wallet, first name, last name; verifies e-mail address; the user has no phone number
    then   asks for e-mail address, phone number, first name, last name; verifies e-mail address, phone number
  Google: an account that gives everything
    now    asks for nothing; the user has no phone number
    then   asks for phone number; verifies phone number
  Google: an account that gives no last name
    now    asks for nothing; the user has no phone number, no last name
    then   asks for phone number, last name; verifies phone number
  Google: an account that gives an e-mail address that nobody verified
    now    asks for nothing; ends in the error external_account_email_address_verification_required
    then   asks for phone number; verifies e-mail address, phone number
  Google: an account that gives nothing
    now    asks for nothing; ends in the error external_account_email_address_verification_required
    then   asks for e-mail address, phone number, first name, last name; verifies e-mail address, phone number
  With a wallet
    now    asks for nothing; verifies wallet; the user has no e-mail address, no phone number, no first name, no last name
    then   asks for e-mail address, phone number, first name, last name; verifies wallet, e-mail address, phone number
`},
		"legacy-email-password": {func(s *environment.UserSettings) {
			s.SignUp.Mode, s.SignUp.CaptchaEnabled = "restricted", true
			s.PasswordSettings.MinLength = 40
		}, `
What changes when it is switched on:
  nothing

What stays:
  By form
    still  asks for e-mail address, password; verifies e-mail address
`},
	} {
		m := mockfapi.NewT(t, mockfapi.WithPreset(preset), mockfapi.WithSettings(func(d *environment.Document) { tc.change(&d.UserSettings) }))
		raw, err := m.Settings().MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		document, err := environment.Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		var report strings.Builder
		if err := forecast(t.Context(), &report, &settings{Document: document, raw: raw}, true); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tc.want, report.String()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", preset, diff)
		}
	}
}

func TestForecast_everyPreset(t *testing.T) {
	t.Parallel()
	for _, preset := range environment.Presets() {
		document, err := environment.Preset(preset)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := document.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		var report strings.Builder
		if err := forecast(t.Context(), &report, &settings{Document: document, raw: raw}, true); err != nil {
			t.Errorf("%s: %v", preset, err)
		}
		if !strings.Contains(report.String(), "By form") {
			t.Errorf("%s: %s", preset, &report)
		}
	}
}

func TestNewEnough(t *testing.T) {
	t.Parallel()
	for version, ok := range map[string]bool{
		"3.13.0": true, "v3.13.0": true, "3.13.1": true, "5": true, "3": true, "4.0": true, "6.40.0-canary.1": true,
		"3.12.9": false, "3.13.0-beta.1": false, "2": false, "2.99.99": false, "3.9.0": false,
	} {
		if err := valid(version); err != nil {
			t.Errorf("%s: %v", version, err)
		}
		if err := newEnough(&strings.Builder{}, version); (err == nil) != ok {
			t.Errorf("%s: %v", version, err)
		}
	}
}
