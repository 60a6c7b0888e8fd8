package mockfapi_test

import (
	"strings"
	"testing"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

// me reads the user of an answer.
func (a answer) me() user {
	a.tb.Helper()
	return decode[envelope[user]](a).Response
}

// asJane returns an instance and a device on which she is signed in.
func asJane(tb testing.TB, opts ...mockfapi.Option) (*mockfapi.Instance, *device) {
	tb.Helper()
	m, app := withJane(tb, opts...)
	signInAside(app)
	return m, app
}

// set changes the settings of a running instance.
func set(tb testing.TB, m *mockfapi.Instance, change func(*environment.UserSettings)) {
	tb.Helper()
	if err := m.UpdateSettings(func(d *environment.Document) { change(&d.UserSettings) }); err != nil {
		tb.Fatal(err)
	}
}

func TestMe_is_the_user_of_the_session(t *testing.T) {
	t.Parallel()
	m, app := asJane(t)
	first := app.create().client().LastActive
	second := app.create("username", "june_doe").want("200").signUp().SessionID
	for session, name := range map[string]string{"": "june_doe", "?_clerk_session_id=" + second: "june_doe", "?_clerk_session_id=" + first: janesName} {
		equal(t, "user of "+session, app.send("GET", "/v1/me"+session).want("200").me().Username, name)
	}
	app.onSession("POST", second, "end").want("200")
	other := newNative(t, m)
	session := other.signIn("identifier", janesName, "password", password).want("200").signIn().SessionID
	for _, nobodys := range []string{second, session, "sess_unknown"} {
		app.send("GET", "/v1/me?_clerk_session_id="+nobodys).want("401 authentication_invalid")
	}
	newNative(t, m).send("GET", "/v1/me").want("401 authentication_invalid")
	empty := newNative(t, m)
	empty.create()
	for path, methods := range map[string]string{
		"/v1/me": "GET PATCH DELETE", "/v1/me/metadata": "PATCH", "/v1/me/change_password": "POST", "/v1/me/sessions/active": "GET",
		emailAddresses: "GET POST", phoneNumbers: "GET POST", emailAddresses + "/idn_1": "GET DELETE", phoneNumbers + "/idn_1": "GET PATCH DELETE",
		emailAddresses + "/idn_1/prepare_verification": "POST", phoneNumbers + "/idn_1/attempt_verification": "POST",
	} {
		for method := range strings.FieldsSeq(methods) {
			var form []string
			switch {
			case path == "/v1/me/metadata":
				form = []string{"unsafe_metadata", "{}"}
			case method == "POST" && path == emailAddresses:
				form = []string{"email_address", testEmail}
			case method == "POST" && path == phoneNumbers:
				form = []string{"phone_number", testPhone}
			case strings.HasSuffix(path, "prepare_verification"):
				form = []string{"strategy", "email_code"}
			}
			empty.send(method, path, form...).want("401 authentication_invalid")
			if method != "GET" && method != "DELETE" {
				empty.send(method, path, "nonsense", "1")
				empty.sendBody(method, path, "application/json", strings.NewReader("{}")).want("415 unsupported_content_type")
			}
		}
	}
}

func TestMe_update(t *testing.T) {
	t.Parallel()
	_, app := asJane(t, with(func(s *environment.UserSettings) {
		s.Attributes.FirstName, s.Attributes.LastName = environment.Plain(environment.Optional), environment.Plain(environment.Optional)
	}))
	a := app.send("PATCH", "/v1/me", "first_name", " Jane ", "last_name", "Doe", "username", "Jane_D", "unsafe_metadata", `{"a":{"b":1,"c":2}}`).want("200")
	her := a.me()
	equal(t, "names", her.FirstName+" "+her.LastName+" "+her.Username, "Jane Doe jane_d")
	equal(t, "metadata", her.UnsafeMetadata, map[string]any{"a": map[string]any{"b": 1.0, "c": 2.0}})
	equal(t, "user in the client", a.client().Sessions[0].User.FirstName, "Jane")
	her = app.send("PATCH", "/v1/me", "last_name", "", "username", "jane_d", "primary_email_address_id", "").want("200").me()
	equal(t, "names", her.FirstName+" "+her.LastName+" "+her.Username, "Jane  jane_d")

	her = app.send("PATCH", "/v1/me/metadata", "unsafe_metadata", `{"a":{"b":null,"d":[3]},"e":"f"}`).want("200").me()
	equal(t, "merged metadata", her.UnsafeMetadata, map[string]any{"a": map[string]any{"c": 2.0, "d": []any{3.0}}, "e": "f"})
	equal(t, "username taken away", app.send("PATCH", "/v1/me", "username", "").want("200").me().Username, "")
	app.signIn("identifier", "jane_d").want("422 form_identifier_not_found(identifier)")
}

func TestMe_update_refusals(t *testing.T) {
	t.Parallel()
	m, app := asJane(t)
	newNative(t, m).create("username", "june_doe").want("200")
	set(t, m, func(s *environment.UserSettings) {
		s.Attributes.FirstName = environment.Plain(environment.Required)
		s.Attributes.LastName = environment.Attribute{Enabled: true, Immutable: true}
	})
	for want, form := range map[string][]string{
		"422 form_param_nil(first_name)":                                  {"first_name", " "},
		"403 immutable_attribute_modification_not_allowed":                {"last_name", "Doe", "first_name", "Jane"},
		"422 form_identifier_exists(username)":                            {"username", "june_doe"},
		"422 form_username_invalid_length(username)":                      {"username", "j"},
		"422 form_param_max_length_exceeded(first_name)":                  {"first_name", strings.Repeat("x", 257)},
		"422 form_param_value_invalid(unsafe_metadata)":                   {"unsafe_metadata", "[]"},
		"422 form_resource_not_found(primary_email_address_id)":           {"primary_email_address_id", "idn_unknown"},
		"422 form_resource_not_found(primary_web3_wallet_id)":             {"primary_web3_wallet_id", "idn_unknown"},
		"422 form_param_unknown(password)":                                {"password", password},
		"422 form_param_nil(first_name) form_identifier_exists(username)": {"first_name", "", "username", "june_doe"},
	} {
		app.send("PATCH", "/v1/me", form...).want(want)
	}
	her := app.send("GET", "/v1/me").me()
	app.send("PATCH", "/v1/me", "primary_phone_number_id", her.Phones[0].ID).want("422 form_verification_needed(primary_phone_number_id)")
	equal(t, "after refusals", her.Username+her.FirstName, janesName)
	set(t, m, func(s *environment.UserSettings) { s.Attributes.Username.Required = true })
	app.send("PATCH", "/v1/me", "username", "").want("422 form_param_nil(username)")
	set(t, m, func(s *environment.UserSettings) { s.Attributes.Username.Enabled = false })
	app.send("PATCH", "/v1/me", "username", "jane_new").want("422 form_param_unknown(username)")
}

func TestMe_keeps_a_name_that_is_all_it_has(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, with(everyFactor))
	app := newNative(t, m)
	app.create("username", janesName).want("200").signUp().want(t, "complete")
	app.send("PATCH", "/v1/me", "username", "").want("400 identification_deletion_failed")
}

func TestMe_metadata(t *testing.T) {
	t.Parallel()
	_, app := asJane(t)
	for want, form := range map[string][]string{
		"422 form_param_missing(unsafe_metadata)":              {"unsafe_metadata ", "{}"},
		"422 form_param_nil(unsafe_metadata)":                  {"unsafe_metadata", " "},
		"422 form_param_value_invalid(unsafe_metadata)":        {"unsafe_metadata", "no JSON"},
		"422 form_param_exceeds_allowed_size(unsafe_metadata)": {"unsafe_metadata", `{"a":"` + strings.Repeat("x", 9<<10) + `"}`},
	} {
		if got := app.send("PATCH", "/v1/me/metadata", form...).outcome(); !strings.HasPrefix(got, want) {
			t.Errorf("outcome %q, want %q", got, want)
		}
	}
	half := strings.Repeat("x", 5<<10)
	app.send("PATCH", "/v1/me/metadata", "unsafe_metadata", `{"a":"`+half+`"}`).want("200")
	app.send("PATCH", "/v1/me/metadata", "unsafe_metadata", `{"b":"`+half+`"}`).want("422 form_param_exceeds_allowed_size(unsafe_metadata)")

	// Since 2026-05-12 there is one way to change it.
	for version, want := range map[string]string{"2025-11-10": "200", "2026-05-12": "422 form_param_deprecated(unsafe_metadata)", "2026-08-20": "422 form_param_deprecated(unsafe_metadata)"} {
		app.header.Set("Clerk-Api-Version", version)
		app.send("PATCH", "/v1/me", "unsafe_metadata", "{}").want(want)
	}
}

func TestMe_change_password(t *testing.T) {
	t.Parallel()
	m, app := asJane(t)
	other := newNative(t, m)
	session := other.signIn("identifier", janesName, "password", password).want("200").signIn().SessionID
	change := func(form ...string) answer { return app.send("POST", "/v1/me/change_password", form...) }
	change("new_password", newPassword).want("422 form_param_missing(current_password)")
	change("current_password", "wrong horse battery", "new_password", newPassword).want("422 form_password_validation_failed(current_password)")
	change("current_password", password).want("422 form_param_missing(new_password)")
	change("current_password", password, "new_password", password).want("422 form_new_password_matches_current(new_password)")
	change("current_password", password, "new_password", "short").want("422 form_password_length_too_short(new_password)")
	change("nonsense", "1").want("422 form_param_unknown(nonsense)")
	change("current_password", password, "new_password", newPassword).want("200")
	equal(t, "session elsewhere", other.onSession("GET", session, "").inSession().Status, "active")
	a := change("current_password", newPassword, "new_password", password, "sign_out_of_other_sessions", "true").want("200")
	equal(t, "own sessions", len(a.client().Sessions), 1)
	equal(t, "session elsewhere", other.onSession("GET", session, "").inSession().Status, "ended")
	newNative(t, m).signIn("identifier", janesName, "password", password).want("200").signIn().want(t, "complete")

	// Who has none yet may choose one.
	app.create("username", "june_doe").want("200").signUp().want(t, "complete")
	equal(t, "password", change("new_password", newPassword).want("200").me().PasswordEnabled, true)
	set(t, m, func(s *environment.UserSettings) { s.Attributes.Password.Enabled = false })
	change("current_password", newPassword, "new_password", password).want("422 form_param_unknown(password)")
}

func TestMe_active_sessions(t *testing.T) {
	t.Parallel()
	m, app := asJane(t)
	other := newNative(t, m)
	there := other.signIn("identifier", janesName, "password", password).want("200").signIn().SessionID
	over := newNative(t, m)
	over.onSession("POST", over.signIn("identifier", janesName, "password", password).signIn().SessionID, "end").want("200")
	newNative(t, m).create("username", "june_doe").want("200")
	var ids []string
	for _, s := range decode[[]session](app.send("GET", "/v1/me/sessions/active").want("200")) {
		ids = append(ids, s.ID)
		if s.Token != nil || s.Status != "active" {
			t.Errorf("session %s is %+v", s.ID, s)
		}
	}
	here := app.create().client().LastActive
	equal(t, "sessions but the one of her sign-up", ids[1:], []string{here, there})
}

func TestMe_delete(t *testing.T) {
	t.Parallel()
	m, app := asJane(t)
	other := newNative(t, m)
	there := other.signIn("identifier", janesName, "password", password).want("200").signIn().SessionID
	june := other.create("username", "june_doe").want("200").signUp()
	set(t, m, func(s *environment.UserSettings) { s.Actions.DeleteSelf = false })
	app.send("DELETE", "/v1/me").want("403 user_delete_self_not_enabled")
	set(t, m, func(s *environment.UserSettings) { s.Actions.DeleteSelf = true })

	id := app.send("GET", "/v1/me").me().ID
	a := app.send("DELETE", "/v1/me").want("200")
	gone := decode[envelope[struct {
		ID, Object string
		Deleted    bool
	}]](a).Response
	equal(t, "answer", []any{gone.ID, gone.Object, gone.Deleted}, []any{id, "user", true})
	equal(t, "sessions", len(a.client().Sessions), 0)
	equal(t, "active session", a.client().LastActive, "")
	left := other.create().client()
	equal(t, "sessions elsewhere", len(left.Sessions), 1)
	equal(t, "active session elsewhere", left.LastActive, june.SessionID)
	other.onSession("GET", there, "").want("404 resource_not_found")
	equal(t, "users", len(m.Users()), 1)
	app.send("GET", "/v1/me").want("401 authentication_invalid")
	jane(newNative(t, m)) // her name and addresses are free again
	if _, err := m.Snapshot(); err != nil {
		t.Error(err)
	}
}
