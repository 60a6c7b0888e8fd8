package mockfapi_test

import (
	"bytes"
	"net/url"
	"testing"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
)

const newPassword = "staple correct horse"

// edit changes what the instance remembers, past the wire.
func edit(tb testing.TB, m *mockfapi.Instance, old, after string) {
	tb.Helper()
	data, err := m.Snapshot()
	if err != nil {
		tb.Fatal(err)
	}
	if !bytes.Contains(data, []byte(old)) {
		tb.Fatalf("the snapshot has no %s", old)
	}
	if err := m.Restore(bytes.ReplaceAll(data, []byte(old), []byte(after))); err != nil {
		tb.Fatal(err)
	}
}

// leave deletes jane's account on a device of hers.
func leave(tb testing.TB, m *mockfapi.Instance) {
	tb.Helper()
	d := newNative(tb, m)
	signInAside(d)
	d.send("DELETE", "/v1/me").want("200")
}

// resetting proves on the device who jane is, to choose a new password.
func resetting(d *device, m *mockfapi.Instance, form ...string) answer {
	d.tb.Helper()
	id := d.signIn("identifier", janesEmail, "strategy", "reset_password_email_code").want("200").signIn().ID
	return d.onSignIn(id, "attempt_first_factor", append(form, "strategy", "reset_password_email_code", "code", m.Code(janesEmail))...)
}

func TestSignIn_reset_password(t *testing.T) {
	t.Parallel()
	m, app := withJane(t)
	other := newNative(t, m)
	session := other.signIn("identifier", janesName, "password", password).want("200").signIn().SessionID

	id := resetting(app, m).want("200").signIn().want(t, "needs_new_password").ID
	app.onSignIn(id, "reset_password").want("422 form_param_missing(password)")
	app.onSignIn(id, "reset_password", "password", "short").want("422 form_password_length_too_short(password)")
	app.onSignIn(id, "reset_password", "password", janesEmail).want("422 form_password_matches_identifier(password)")
	a := app.onSignIn(id, "reset_password", "password", newPassword, "sign_out_of_other_sessions", "true").want("200")
	si := a.signIn().want(t, "complete")
	equal(t, "sessions", len(a.client().Sessions), 1)
	equal(t, "active session", a.client().LastActive, si.SessionID)
	equal(t, "strategy to come back with", app.getSignIn(id).client().LastUsed, "password")
	equal(t, "session elsewhere", other.onSession("GET", session, "").want("200").inSession().Status, "ended")
	equal(t, "sessions elsewhere", len(other.create().client().Sessions), 0)

	third := newNative(t, m)
	third.signIn("identifier", janesName, "password", password).want("422 form_password_incorrect(password)")
	third.signIn("identifier", janesName, "password", newPassword).want("200").signIn().want(t, "complete")
}

func TestSignIn_reset_password_in_one_request(t *testing.T) {
	t.Parallel()
	m, app := withJane(t)
	other := newNative(t, m)
	session := other.signIn("identifier", janesName, "password", password).want("200").signIn().SessionID
	resetting(app, m, "password", "short").want("422 form_password_length_too_short(password)")
	equal(t, "after a weak one", app.create().client().SignIn.FirstFactor.brief(), "unverified reset_password_email_code")
	resetting(app, m, "password", newPassword).want("200").signIn().want(t, "complete")
	equal(t, "session elsewhere", other.onSession("GET", session, "").want("200").inSession().Status, "active")
	newNative(t, m).signIn("identifier", janesName, "password", newPassword).want("200").signIn().want(t, "complete")
}

// locked is an option for settings that lock after two failed attempts.
func locked(minutes int) mockfapi.Option {
	return with(func(s *environment.UserSettings) {
		s.AttackProtection.UserLockout = environment.UserLockout{Enabled: true, MaxAttempts: 2, DurationInMinutes: minutes}
	})
}

func TestSignIn_locks_after_failed_attempts(t *testing.T) {
	t.Parallel()
	m, app := withJane(t, stopped(), locked(30))
	owner := newNative(t, m)
	signInAside(owner)
	her := func() user { t.Helper(); return owner.create().client().Sessions[0].User }
	fail := func() {
		t.Helper()
		app.signIn("identifier", janesName, "password", "wrong horse battery").want("422 form_password_incorrect(password)")
	}
	waiting := app.signIn("identifier", janesEmail, "strategy", "email_code").want("200").signIn().ID
	equal(t, "attempts left", her().AttemptsLeft, 2)
	fail()
	equal(t, "attempts left", her().AttemptsLeft, 1)
	app.onSignIn(waiting, "attempt_first_factor", "strategy", "email_code", "code", wrong(m.Code(janesEmail))).want("422 form_code_incorrect(code)")
	equal(t, "locked", her().Locked, true)
	equal(t, "seconds of the lock", *her().LockoutExpires, 1800)

	m.Advance(time.Minute)
	a := app.signIn("identifier", janesName, "password", password).want("403 user_locked")
	equal(t, "seconds left", at(t, decode[any](a), "errors 0 meta lockout_expires_in_seconds"), any(float64(1740)))
	app.onSignIn(waiting, "attempt_first_factor", "strategy", "email_code", "code", m.Code(janesEmail)).want("403 user_locked")
	app.onSignIn(waiting, "prepare_first_factor", "strategy", "email_code").want("403 user_locked")

	m.Advance(29 * time.Minute)
	equal(t, "attempts left after the lock", her().AttemptsLeft, 2)
	fail()
	equal(t, "attempts left", her().AttemptsLeft, 1)
	app.signIn("identifier", janesName, "password", password).want("200").signIn().want(t, "complete")
	equal(t, "attempts left after a sign-in", her().AttemptsLeft, 2)
}

func TestSignIn_lock_without_an_end(t *testing.T) {
	t.Parallel()
	m, app := withJane(t, stopped(), locked(0))
	owner := newNative(t, m)
	signInAside(owner)
	for range 2 {
		app.signIn("identifier", janesName, "password", "wrong horse battery").want("422 form_password_incorrect(password)")
	}
	m.Advance(6 * 24 * time.Hour)
	a := app.signIn("identifier", janesName).want("403 user_locked")
	equal(t, "meta", at(t, decode[any](a), "errors 0 meta"), nil)
	me := decode[envelope[user]](owner.send("GET", "/v1/me").want("200")).Response
	equal(t, "locked", me.Locked, true)
	if me.LockoutExpires != nil {
		t.Errorf("the lock ends in %d seconds", *me.LockoutExpires)
	}
}

func TestSignIn_of_a_banned_user(t *testing.T) {
	t.Parallel()
	m, app := withJane(t)
	id := app.signIn("identifier", janesName).want("200").signIn().ID
	edit(t, m, `"Banned":false`, `"Banned":true`)
	app.onSignIn(id, "attempt_first_factor", "strategy", "password", "password", password).want("403 user_banned")
	app.signIn("identifier", janesName, "password", password).want("403 user_banned")
}

func TestSignIn_of_a_user_who_was_deleted(t *testing.T) {
	t.Parallel()
	m, app := withJane(t)
	id := app.signIn("identifier", janesName).want("200").signIn().ID
	leave(t, m)
	app.onSignIn(id, "attempt_first_factor", "strategy", "password", "password", password).want("400 sign_in_identification_or_user_deleted")
	app.getSignIn(id).want("200")
	app.signIn("identifier", janesName).want("422 form_identifier_not_found(identifier)")
}

// withSecondFactor makes jane's number her second factor.
func withSecondFactor(tb testing.TB, opts ...mockfapi.Option) (*mockfapi.Instance, *device) {
	tb.Helper()
	m, app := withJane(tb, opts...)
	d := newNative(tb, m)
	id := d.signIn("identifier", janesPhone, "password", password).want("200").client().Sessions[0].User.Phones[0].ID
	d.send("POST", phoneNumbers+"/"+id+"/prepare_verification", "strategy", "phone_code").want("200")
	d.send("POST", phoneNumbers+"/"+id+"/attempt_verification", "code", m.Code(janesPhone)).want("200")
	d.send("PATCH", phoneNumbers+"/"+id, "reserved_for_second_factor", "true").want("200")
	return m, app
}

func TestSignIn_second_factor(t *testing.T) {
	t.Parallel()
	m, app := withSecondFactor(t, stopped())
	si := app.signIn("identifier", janesName, "password", password).want("200").signIn().want(t, "needs_second_factor")
	equal(t, "second factors", briefs(si.Second), []string{"phone_code +*********71 default"})
	equal(t, "first factors", briefs(si.First), []string{"password", "email_code j***@example.com", "email_link j***@example.com", "reset_password_email_code j***@example.com"})
	prepare := func(form ...string) answer { return app.onSignIn(si.ID, "prepare_second_factor", form...) }
	attempt := func(form ...string) answer { return app.onSignIn(si.ID, "attempt_second_factor", form...) }

	attempt("strategy", "phone_code", "code", "123456").want("400 verification_missing")
	prepare("strategy", "email_code").want("422 form_param_value_invalid(strategy)")
	prepare("strategy", "phone_code", "phone_number_id", "idn_unknown").want("422 form_resource_not_found(phone_number_id)")
	prepare("strategy", "phone_code", "channel", "pigeon").want("422 form_param_value_invalid(channel)")
	m.ClearMessages()
	equal(t, "prepared", prepare("strategy", "phone_code").want("200").signIn().SecondFactor.brief(), "unverified phone_code")
	for _, strategy := range []string{"totp", "backup_code"} {
		attempt("strategy", strategy, "code", "123456").want("400 no_second_factors")
	}
	attempt("strategy", "nonsense", "code", "123456").want("422 form_param_value_invalid(strategy)")
	attempt("strategy", "phone_code").want("422 form_param_missing(code)")
	attempt("strategy", "phone_code", "code", wrong(m.Code(janesPhone))).want("422 form_code_incorrect(code)")
	equal(t, "after a wrong code", app.getSignIn(si.ID).signIn().SecondFactor.brief(), "unverified phone_code attempts 1")
	prepare("strategy", "phone_code", "phone_number_id", si.id("phone_code")).want("200")
	a := attempt("strategy", "phone_code", "code", m.Code(janesPhone)).want("200")
	a.signIn().want(t, "complete")
	equal(t, "age of the proofs in minutes", a.client().Sessions[0].Age, []int{0, 0})
	m.Advance(2 * time.Minute)
	equal(t, "age of the proofs in minutes", app.create().client().Sessions[0].Age, []int{2, 2})
}

func TestSignIn_second_factor_of_two_numbers(t *testing.T) {
	t.Parallel()
	m, app := asJane(t, stopped(), mockfapi.WithRateLimits())
	app.proved(m, "+14155552672", "reserved_for_second_factor", "true") // preferred, and listed last
	app.proved(m, "+14155552673", "reserved_for_second_factor", "true")
	m.ClearMessages()
	d := newNative(t, m)
	si := d.signIn("identifier", janesName, "password", password).want("200").signIn().want(t, "needs_second_factor")
	equal(t, "second factors", briefs(si.Second), []string{"phone_code +*********73", "phone_code +*********72 default"})
	prepare := func(form ...string) answer {
		return d.onSignIn(si.ID, "prepare_second_factor", append(form, "strategy", "phone_code")...)
	}
	prepare().want("200")
	prepare("phone_number_id", si.Second[1].PhoneID).want("429 verification_code_too_many_requests")
	if m.Code("+14155552672") == "" || m.Code("+14155552673") != "" {
		t.Error("the code did not go to the preferred number")
	}
	prepare("phone_number_id", si.Second[0].PhoneID).want("200") // nothing was sent there
	d.onSignIn(si.ID, "attempt_second_factor", "strategy", "phone_code", "code", m.Code("+14155552673")).want("200").signIn().want(t, "complete")
}

func TestSignIn_second_factor_after_a_new_password(t *testing.T) {
	t.Parallel()
	m, app := withSecondFactor(t)
	id := resetting(app, m).want("200").signIn().want(t, "needs_new_password").ID
	app.onSignIn(id, "reset_password", "password", newPassword).want("200").signIn().want(t, "needs_second_factor")
	app.onSignIn(id, "attempt_first_factor", "strategy", "password", "password", newPassword).want("400 verification_already_verified")
	app.onSignIn(id, "prepare_second_factor", "strategy", "phone_code").want("200")
	app.onSignIn(id, "attempt_second_factor", "strategy", "phone_code", "code", m.Code(janesPhone)).want("200").signIn().want(t, "complete")
}

func TestSignIn_second_factor_that_the_settings_do_not_have(t *testing.T) {
	t.Parallel()
	m, app := withSecondFactor(t)
	if err := m.UpdateSettings(func(d *environment.Document) { d.UserSettings.Attributes.PhoneNumber.SecondFactors = nil }); err != nil {
		t.Fatal(err)
	}
	app.signIn("identifier", janesName, "password", password).want("200").signIn().want(t, "complete")
}

func TestSignIn_second_factor_locks_too(t *testing.T) {
	t.Parallel()
	m, app := withSecondFactor(t, locked(30))
	si := app.signIn("identifier", janesName, "password", password).want("200").signIn()
	app.onSignIn(si.ID, "prepare_second_factor", "strategy", "phone_code").want("200")
	for range 2 {
		app.onSignIn(si.ID, "attempt_second_factor", "strategy", "phone_code", "code", wrong(m.Code(janesPhone))).want("422 form_code_incorrect(code)")
	}
	app.onSignIn(si.ID, "attempt_second_factor", "strategy", "phone_code", "code", m.Code(janesPhone)).want("403 user_locked")
}

// landedAt parses where a browser ended up.
func landedAt(tb testing.TB, landed string) url.Values {
	tb.Helper()
	u, err := url.Parse(landed)
	if err != nil {
		tb.Fatal(err)
	}
	return u.Query()
}
