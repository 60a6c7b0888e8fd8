package mockfapi_test

import (
	"testing"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

// writes are the requests that change a sign-up.
func writes(d *device, id string) map[string]answer {
	return map[string]answer{
		"update":  d.update(id, "first_name", "June"),
		"prepare": d.prepare(id, "email_code"),
		"attempt": d.attempt(id, "email_code", "code", testCode),
	}
}

func TestSignUp_of_somebody_else(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	owner, other, nobody := newNative(t, m), newNative(t, m), newNative(t, m)
	id := owner.create("email_address", testEmail).signUp().ID
	other.create()

	other.get(id).want("403 resource_forbidden")
	other.get("sua_unknown").want("404 resource_not_found")
	nobody.get(id).want("400 client_not_found")
	for _, a := range writes(other, id) {
		a.want("403 resource_forbidden")
	}
	for _, a := range writes(other, "sua_unknown") {
		a.want("404 resource_not_found")
	}
	for _, a := range writes(nobody, id) {
		a.want("400 client_not_found")
	}
	equal(t, "name", owner.get(id).signUp().FirstName, "")
}

func TestSignUp_after_completion(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	app := newNative(t, m)
	done := app.signedUp(testEmail)
	for _, a := range writes(app, done.ID) {
		a.want("403 sign_up_cannot_be_updated")
	}
	// The first tab of an e-mail link polls it still.
	later := app.get(done.ID).want("200")
	equal(t, "user", later.signUp().UserID, done.UserID)
	equal(t, "session", later.signUp().SessionID, done.SessionID)
	equal(t, "state", later.signUp().state(), "complete")
	held := later.client()
	if held.SignUp != nil || held.LastActive != done.SessionID || len(held.Sessions) != 1 || held.Sessions[0].User.ID != done.UserID {
		t.Errorf("client is %+v", held)
	}
	m.Advance(48 * time.Hour)
	app.get(done.ID).want("200").signUp().want(t, "complete") // what is complete is never abandoned
}

func TestSignUp_answer_that_completes_does_not_tell_the_strategy_yet(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	app := newNative(t, m)
	id := app.create("email_address", testEmail, "password", password, "strategy", "email_code").signUp().ID
	equal(t, "at once", app.attempt(id, "email_code", "code", testCode).client().LastUsed, "")
	equal(t, "afterwards", app.get(id).client().LastUsed, "email_code")
}

func TestSignUp_is_abandoned_after_a_day(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, stopped())
	app := newNative(t, m)
	su := app.create("email_address", testEmail).signUp()
	equal(t, "abandon_at", su.AbandonAt, m.Now().Add(24*time.Hour).UnixMilli())
	m.Advance(23 * time.Hour)
	su = app.update(su.ID, "first_name", "Jane").want("200").signUp()
	m.Advance(time.Hour - time.Millisecond)
	app.get(su.ID).signUp().want(t, "missing_requirements missing password unverified email_address")
	m.Advance(time.Millisecond) // being used did not extend it

	a := app.get(su.ID).want("200")
	equal(t, "status", a.signUp().Status, "abandoned")
	if a.client().SignUp != nil {
		t.Errorf("the client still shows %+v", a.client().SignUp)
	}
	for _, a := range writes(app, su.ID) {
		a.want("404 resource_not_found")
	}
	app.create("email_address", testEmail).want("200")
}

func TestSignUp_that_another_one_replaces(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	app := newNative(t, m)
	first := app.create("email_address", testEmail, "password", password, "strategy", "email_code").signUp()
	second := app.create().want("200")
	equal(t, "sign-up of the client", second.client().SignUp.ID, second.signUp().ID)
	if second.signUp().EmailAddress != "" {
		t.Error("the new sign-up took values of the old one")
	}
	// Completing the old one leaves the new one where it is.
	a := app.attempt(first.ID, "email_code", "code", testCode).want("200")
	a.signUp().want(t, "complete")
	if held := a.client().SignUp; held == nil || held.ID != second.signUp().ID {
		t.Errorf("the client has the sign-up %+v", held)
	}
	// A refused create replaces nothing.
	app.create("email_address", "nonsense").want("422 form_param_format_invalid(email_address)")
	if held := app.get(first.ID).client().SignUp; held == nil || held.ID != second.signUp().ID {
		t.Errorf("the client has the sign-up %+v", held)
	}
}

func TestSignUp_address_goes_to_who_verifies_first(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	slow, fast := newNative(t, m), newNative(t, m)
	id := slow.create("email_address", testEmail, "password", password, "strategy", "email_code").want("200").signUp().ID
	fast.signedUp(testEmail)

	a := slow.attempt(id, "email_code", "code", testCode).want("400 identification_claimed")
	if a.client().SignUp == nil {
		t.Error("the sign-up is gone")
	}
	slow.get(id).signUp().want(t, "missing_requirements unverified email_address")
	slow.update(id, "email_address", testEmail).want("422 form_identifier_exists(email_address)")
	slow.update(id, "email_address", "june+clerk_test@example.com", "strategy", "email_code").want("200")
	slow.attempt(id, "email_code", "code", testCode).want("200").signUp().want(t, "complete")
}

func TestSignUp_username_goes_to_who_completes_first(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("username-password"))
	slow, fast := newNative(t, m), newNative(t, m)
	id := slow.create("username", "jane_doe").want("200").signUp().want(t, "missing_requirements missing password").ID
	fast.create("username", "Jane_Doe", "password", password).want("200").signUp().want(t, "complete")
	slow.update(id, "password", password).want("400 identification_claimed")
	equal(t, "password of the refused request", slow.get(id).signUp().PasswordEnabled, false)
	slow.update(id, "password", password, "username", "june_doe").want("200").signUp().want(t, "complete")
}

func TestSignUp_where_nobody_can_sign_up(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithSettings(func(d *environment.Document) { *d = *environment.Blank() }))
	newNative(t, m).create().want("409 user_settings_invalid")
}

func TestSignUp_makes_a_user(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("all-required"))
	app := newNative(t, m)
	done := app.signedUpWithEverything(testEmail, testPhone, "Jane_Doe")
	u := app.get(done.ID).client().Sessions[0].User
	if len(u.Emails) != 1 || len(u.Phones) != 1 || len(u.Wallets)+len(u.External) != 0 {
		t.Fatalf("user is %+v", u)
	}
	equal(t, "id", u.ID, done.UserID)
	equal(t, "name", u.Username+" "+u.FirstName+" "+u.LastName, "jane_doe Jane Doe")
	equal(t, "password", u.PasswordEnabled, true)
	equal(t, "address", u.Emails[0].EmailAddress+" "+u.Phones[0].PhoneNumber, testEmail+" "+testPhone)
	equal(t, "primary ones", u.PrimaryEmail+u.PrimaryPhone+u.PrimaryWallet, u.Emails[0].ID+u.Phones[0].ID)
	equal(t, "e-mail", u.Emails[0].Verification.brief(), "verified email_code attempts 1")
	equal(t, "phone", u.Phones[0].Verification.brief(), "verified phone_code attempts 1")
	equal(t, "reserved", u.Emails[0].Reserved || u.Phones[0].Reserved, false)
}

func TestSignUp_address_that_is_not_verified_is_reserved(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, with(func(s *environment.UserSettings) { s.Attributes.EmailAddress.VerifyAtSignUp = false }))
	app := newNative(t, m)
	a := app.create("email_address", testEmail, "password", password).want("200")
	a.signUp().want(t, "complete")
	held := a.client().Sessions[0].User.Emails[0]
	equal(t, "reserved", held.Reserved, true)
	equal(t, "verification", held.Verification.brief(), "none")
	newNative(t, m).create("email_address", testEmail).want("422 form_identifier_exists(email_address)")
	equal(t, "strategy to come back with", app.get(a.signUp().ID).client().LastUsed, "password")
}
