package mockfapi_test

import (
	"strings"
	"testing"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

// snapshotOf returns what the instance remembers.
func snapshotOf(tb testing.TB, m *mockfapi.Instance) []byte {
	tb.Helper()
	data, err := m.Snapshot()
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

// onTo is the same device, in front of another instance.
func (d *device) onTo(m *mockfapi.Instance) *device {
	moved := *d
	moved.http, moved.header = m.HTTPClient(), d.header.Clone()
	return &moved
}

func TestWithState_goes_on_where_another_instance_was(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("all-required"), stopped())
	newNative(t, m).signedUpWithEverything(testEmail, testPhone, "jane_doe")
	app := newNative(t, m)
	id := app.create("email_address", "june@example.com", "password", password, "first_name", "June", "strategy", "email_code").want("200").signUp().ID
	visitor, page := newNative(t, m).google()
	m.Advance(5 * time.Minute)

	next := mockfapitest.NewT(t, stopped(), mockfapi.WithState(snapshotOf(t, m)))
	equal(t, "snapshot", string(snapshotOf(t, next)), string(snapshotOf(t, m)))
	equal(t, "users", next.Users(), m.Users())
	equal(t, "secret key", next.SecretKey(), m.SecretKey())
	equal(t, "publishable key", next.PublishableKey(), m.PublishableKey())
	equal(t, "clock", next.Now().Equal(m.Now()), true)
	equal(t, "messages", next.Messages(""), m.Messages(""))

	// The device, the code and the provider's page of before are good.
	app = app.onTo(next)
	app.attempt(id, "email_code", "code", m.Code("june@example.com")).want("200").signUp().
		want(t, "missing_requirements missing phone_number,username,last_name,legal_accepted")
	app.update(id, "username", "jane_doe").want("422 form_identifier_exists(username)")
	authorize(t, next, page, "full")
	for _, su := range next.SignUps() {
		if su.ID == visitor.ID && su.EmailAddress != "full@google.test" {
			t.Errorf("the round trip ended in %+v", su)
		}
	}
	newBackend(t, next).patchBeta(`{}`).want("200")
}

func TestWithState_with_other_settings(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	app := newNative(t, m)
	id := app.create("email_address", testEmail).want("200").signUp().ID
	next := mockfapitest.NewT(t, mockfapi.WithPreset("username-password"), mockfapi.WithState(snapshotOf(t, m)))
	app.onTo(next).get(id).want("200").signUp().want(t, "missing_requirements missing username,password unverified email_address")
}

func TestWithState_with_changed_settings(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("oauth-only"))
	next := mockfapitest.NewT(t, mockfapi.WithState(snapshotOf(t, m)), with(func(s *environment.UserSettings) { s.SignUp.LegalConsentEnabled = true }))
	newNative(t, next).create().want("200").signUp().want(t, "missing_requirements missing legal_accepted,oauth_github,oauth_google")
}

func TestWithState_with_other_accounts(t *testing.T) {
	t.Parallel()
	state := mockfapi.WithState(snapshotOf(t, mockfapitest.NewT(t, mockfapi.WithAccounts(nil))))
	equal(t, "accounts of the state", len(mockfapitest.NewT(t, state).Accounts()), 0)
	other := mockfapi.Accounts{"oauth_google": {{Key: "jane", ProviderUserID: "1"}}}
	equal(t, "accounts", mockfapitest.NewT(t, state, mockfapi.WithAccounts(other)).Accounts(), other)
}

func TestRestore_goes_back(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, stopped())
	app := newNative(t, m)
	id := app.create("email_address", testEmail, "password", password, "strategy", "email_code").want("200").signUp().ID
	before, token, now := snapshotOf(t, m), app.header.Get("Authorization"), m.Now()

	app.attempt(id, "email_code", "code", testCode).want("200").signUp().want(t, "complete")
	m.Advance(time.Hour)
	if err := m.Restore(before); err != nil {
		t.Fatal(err)
	}
	equal(t, "users", len(m.Users()), 0)
	equal(t, "clock", m.Now().Equal(now), true)
	equal(t, "snapshot", string(snapshotOf(t, m)), string(before))
	app = presenting(t, m, token)
	done := app.attempt(id, "email_code", "code", testCode).want("200").signUp().want(t, "complete")
	verified(t, m, app.token(done.SessionID))
}

// Programs that were given an instance's keys keep them.
func TestRestore_of_another_instance_keeps_the_keys(t *testing.T) {
	t.Parallel()
	m, other := mockfapitest.NewT(t), mockfapitest.NewT(t, mockfapi.WithPreset("email-code"))
	app := newNative(t, other)
	id := app.create("email_address", testEmail, "strategy", "email_code").signUp().ID
	secret := m.SecretKey()
	if err := m.Restore(snapshotOf(t, other)); err != nil {
		t.Fatal(err)
	}
	equal(t, "secret key", m.SecretKey(), secret)
	app.onTo(m).attempt(id, "email_code", "code", testCode).want("200").signUp().want(t, "complete")
}

func TestRestore_of_something_else_changes_nothing(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, stopped())
	done := newNative(t, m).signedUp(testEmail)
	before := string(snapshotOf(t, m))
	const head = `{"version":1,"instance_id":"ins_1","secret_key":"sk_test_1"`
	environment := `"environment":{"user_settings":{}}`
	for state, want := range map[string]string{
		"":                                    "this is no snapshot of an instance: unexpected end of JSON input",
		"[]":                                  "this is no snapshot of an instance",
		"{}":                                  "the snapshot has version 0",
		`{"version":2,"instance_id":"ins_1"}`: "the snapshot has version 2",
		head + `}`:                            "this is no snapshot of an instance",
		head + `,"state":{}}`:                 "store is missing",
		head + `,"state":{"store":{}}}`:       "environment: ",
		head + `,"state":{` + environment + `,"store":null}}`:                        "store",
		head + `,"state":{` + environment + `,"store":{"clients":{}}}}`:              "this is no snapshot of an instance",
		strings.Replace(before, `"users":[`, `"gone":[`, 1):                          "has no user",
		strings.Replace(before, `{"ID":"`+done.ID, `{"ID":"sua_1`, 1):                "is stored under another id",
		strings.Replace(before, `"sessions":[`, `"gone":[`, 1):                       "has no session",
		strings.Replace(before, `"mode":"public"`, `"mode":"closed"`, 1):             `mode is "closed"`,
		strings.Replace(before, `"key":"full"`, `"key":""`, 1):                       "key is missing",
		head + `,"state":{` + environment + `,"store":{},"accounts":{"google":[]}}}`: "is no OAuth strategy",
		head + `,"state":{` + environment + `,"store":{}}} "more"`:                   "this is no snapshot of an instance",
	} {
		if err := m.Restore([]byte(state)); err == nil || !strings.HasPrefix(err.Error(), "mockfapi: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60s: error %v, want one with %q", state, err, want)
		}
		if again, err := mockfapi.New(mockfapi.WithState([]byte(state))); err == nil {
			t.Errorf("%.60s: there is an instance %v", state, again)
		}
		equal(t, "state", string(snapshotOf(t, m)), before)
	}
	bare := head + `,"state":{` + environment + `,"store":{"clients":null,"users":null}}}`
	newNative(t, mockfapitest.NewT(t, mockfapi.WithPreset("email-code"), mockfapi.WithState([]byte(bare)))).create().want("200")
}

func TestReset(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("email-code"), stopped())
	now, secret := m.Now(), m.SecretKey()
	app := newNative(t, m)
	app.create("email_address", "jane@example.com", "strategy", "email_code").want("200")
	m.Advance(time.Hour)
	fail(t, m, mockfapi.Fault{Route: createRoute, Status: 500})
	m.Reset()
	equal(t, "sign-ups", len(m.SignUps()), 0)
	equal(t, "messages", len(m.Messages("")), 0)
	equal(t, "requests", len(m.Requests("")), 0)
	equal(t, "faults", len(m.PendingFaults()), 0)
	equal(t, "clock", m.Now().Equal(now), true)
	equal(t, "secret key", m.SecretKey(), secret)
	app.send("GET", "/v1/client").want("400 cookie_invalid")
	newNative(t, m).create().want("200").signUp().want(t, "missing_requirements missing email_address")
}

func TestWithAccountsJSON(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("oauth"), mockfapi.WithAccountsJSON([]byte(`{"oauth_google":[
		{"key":"jane","provider_user_id":"g-1","email_address":"jane@idp.test","email_verified":true,"first_name":"Jane",
		"last_name":"Doe","username":"jane","phone_number":"+14155552671","image_url":"https://idp.test/jane.png"}]}`)))
	equal(t, "accounts", m.Accounts(), mockfapi.Accounts{"oauth_google": {{
		Key: "jane", ProviderUserID: "g-1", EmailAddress: "jane@idp.test", EmailVerified: true, FirstName: "Jane",
		LastName: "Doe", Username: "jane", PhoneNumber: "+14155552671", ImageURL: "https://idp.test/jane.png",
	}}})
	d := newBrowser(t, m)
	su, page := d.google()
	authorize(t, m, page, "jane")
	equal(t, "first name", d.get(su.ID).signUp().FirstName, "Jane")
	for data, want := range map[string]string{
		"":                                "accounts: ",
		`{"oauth_google":{}}`:             "accounts: ",
		`{"oauth_google":[{"id":"g-1"}]}`: `unknown field "id"`,
		`{"oauth_google":[{"key":"a"}]}`:  "accounts: oauth_google[0].provider_user_id is missing",
	} {
		if m, err := mockfapi.New(mockfapi.WithAccountsJSON([]byte(data))); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: instance %v, error %v, want one with %q", data, m, err, want)
		}
	}
}
