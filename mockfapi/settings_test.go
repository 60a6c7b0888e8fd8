package mockfapi_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

func TestSettings_of_every_preset_are_served(t *testing.T) {
	t.Parallel()
	for _, preset := range environment.Presets() {
		t.Run(preset, func(t *testing.T) {
			t.Parallel()
			m := mockfapitest.NewT(t, mockfapi.WithPreset(preset))
			app := newNative(t, m)
			body := app.send("GET", "/v1/environment").want("200").Body
			document, err := environment.Parse(body)
			if err != nil {
				t.Fatal(err)
			}
			equal(t, "progressive", document.UserSettings.SignUp.Progressive, !strings.HasPrefix(preset, "legacy-"))
			equal(t, "settings", document.UserSettings, m.Settings().UserSettings)
			keys(t, "document", decode[any](answer{tb: t, Body: body}), `auth_config display_config user_settings organization_settings
				fraud_settings commerce_settings api_keys_settings protect_config client_debug_mode partitioned_cookies maintenance_mode`)
			again := mockfapitest.NewT(t, mockfapi.WithEnvironment(body)) // the served document makes the same instance
			if refused, ok := map[string]string{
				"restricted": "403 sign_up_mode_restricted", "waitlist": "403 sign_up_restricted_waitlist",
			}[document.UserSettings.SignUp.Mode]; ok {
				app.create().want(refused)
				newNative(t, again).create().want(refused)
				return
			}
			// Whatever it asks for, nobody is in with nothing.
			if su := app.create().want("200").signUp(); su.Status != "missing_requirements" || len(su.Missing) == 0 {
				t.Errorf("an empty sign-up is %q", su.state())
			}
			equal(t, "mirrored", newNative(t, again).create().want("200").signUp().state(), app.create().signUp().state())
		})
	}
}

const saved = `{
  "auth_config": {"object": "auth_config", "id": "aac_1", "test_mode": true, "claimed_at": 1700000000123, "from_the_future": [1, null]},
  "display_config": {"application_name": "Shop & <Co>", "unknown": {"deep": "kept"}},
  "user_settings": {
    "attributes": {"email_address": {"enabled": true, "required": true, "verifications": ["email_code"], "verify_at_sign_up": true, "extra": 1}},
    "social": {"oauth_google": {"enabled": true, "authenticatable": true, "strategy": "oauth_google", "extra": 2}},
    "sign_up": {"progressive": true, "mode": "public"}
  },
  "maintenance_mode": false
}`

func TestSettings_that_were_saved_are_served_as_they_were(t *testing.T) {
	t.Parallel()
	for name, document := range map[string]string{"bare": saved, "in an envelope": `{"response":` + saved + `,"client":null}`} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := mockfapi.NewT(t, mockfapi.WithEnvironment([]byte(document))) //nolint:forbidigo // no file allows this document
			served := func() any { t.Helper(); return decode[any](newNative(t, m).send("GET", "/v1/environment").want("200")) }
			var want map[string]any
			if err := json.Unmarshal([]byte(saved), &want); err != nil {
				t.Fatal(err)
			}
			equal(t, "served", served(), any(want))

			// A change shows, and nothing else does.
			err := m.UpdateSettings(func(d *environment.Document) {
				d.UserSettings.SignUp.Progressive = false
				d.UserSettings.Attributes.EmailAddress.Verifications = []string{"email_link"}
				d.UserSettings.Social = map[string]environment.Social{"oauth_x": environment.Provider("oauth_x")}
			})
			if err != nil {
				t.Fatal(err)
			}
			settings, _ := want["user_settings"].(map[string]any)
			signUp, _ := settings["sign_up"].(map[string]any)
			signUp["progressive"] = false
			attributes, _ := settings["attributes"].(map[string]any)
			email, _ := attributes["email_address"].(map[string]any)
			email["verifications"] = []any{"email_link"}
			settings["social"] = map[string]any{"oauth_x": map[string]any{
				"enabled": true, "required": false, "authenticatable": true, "block_email_subaddresses": false,
				"strategy": "oauth_x", "not_selectable": false, "deprecated": false, "name": "X",
			}}
			equal(t, "served after the change", served(), any(want))
		})
	}
}

func TestSettings_change_under_open_sign_ups(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("oauth"))
	d, other := newBrowser(t, m), newBrowser(t, m)
	su, page := d.google()
	authorize(t, m, page, "full")
	d.get(su.ID).signUp().want(t, "missing_requirements missing phone_number")
	untouched := other.create().signUp().want(t, "missing_requirements missing email_address,phone_number,first_name,last_name")

	err := m.UpdateSettings(func(d *environment.Document) {
		d.UserSettings.Attributes.PhoneNumber = environment.Phone(environment.Optional)
		d.UserSettings.Attributes.Username = environment.Username(environment.Required)
	})
	if err != nil {
		t.Fatal(err)
	}
	d.get(su.ID).signUp().want(t, "missing_requirements missing username")
	other.get(untouched.ID).signUp().want(t, "missing_requirements missing email_address,username,first_name,last_name")
	if err := m.UpdateSettings(func(d *environment.Document) {
		d.UserSettings.Attributes.Username = environment.Username(environment.Off)
	}); err != nil {
		t.Fatal(err)
	}
	a := d.get(su.ID).want("200") // nothing was left to ask
	a.signUp().want(t, "complete")
	equal(t, "session", a.client().LastActive, a.signUp().SessionID)
}

// Two open sign-ups hold one username, and a change completes both: one of them
// has to stay behind.
func TestSettings_change_that_completes_only_one_of_two(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("username-password"))
	first, second := newNative(t, m), newNative(t, m)
	one, two := first.create("username", "jane_doe").signUp().ID, second.create("username", "jane_doe").signUp().ID
	if err := m.UpdateSettings(func(d *environment.Document) {
		d.UserSettings.Attributes.Password = environment.Password(environment.Off)
	}); err != nil {
		t.Fatal(err)
	}
	first.get(one).signUp().want(t, "complete")
	equal(t, "status of the second", second.get(two).signUp().Status, "missing_requirements")
	second.update(two, "username", "june_doe").want("200").signUp().want(t, "complete")
}

func TestUpdateSettings_refuses_what_no_instance_can_have(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	app := newNative(t, m)
	before := app.send("GET", "/v1/environment").Body
	for name, tt := range map[string]struct {
		change func(d *environment.Document)
		want   string
	}{
		"mode":             {func(d *environment.Document) { d.UserSettings.SignUp.Mode = "closed" }, `user_settings.sign_up.mode is "closed"`},
		"password length":  {func(d *environment.Document) { d.UserSettings.PasswordSettings.MinLength = 73 }, "user_settings.password_settings.min_length is 73"},
		"no password fits": {func(d *environment.Document) { d.UserSettings.PasswordSettings.MaxLength = 6 }, "user_settings.password_settings allows no length"},
		"no username fits": {func(d *environment.Document) { *d.UserSettings.UsernameSettings.MinLength = 99 }, "user_settings.username_settings allows no length"},
		"misnamed provider": {
			func(d *environment.Document) { d.UserSettings.Social["oauth_x"] = environment.Provider("oauth_google") },
			`user_settings.social.oauth_x.strategy is "oauth_google"`,
		},
	} {
		if err := m.UpdateSettings(tt.change); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want %s", name, err, tt.want)
		}
	}
	equal(t, "settings afterwards", string(app.send("GET", "/v1/environment").Body), string(before))
}

func TestSettings_returns_a_copy(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("all-required"))
	before := newNative(t, m).send("GET", "/v1/environment").Body
	scribble(m.Settings())
	equal(t, "settings", string(newNative(t, m).send("GET", "/v1/environment").Body), string(before))
}

// scribble changes a document wherever it can be reached.
func scribble(d *environment.Document) {
	s := &d.UserSettings
	s.SignUp.Mode = "waitlist"
	delete(s.Social, "oauth_google")
	*s.UsernameSettings.MinLength, *s.UsernameSettings.MaxLength = 1, 2
	s.Attributes.EmailAddress.Verifications[0] = "scribble"
	s.Attributes.EmailAddress.FirstFactors[0] = "scribble"
	d.AuthConfig.NativeSettings.APIEnabled = false
}
