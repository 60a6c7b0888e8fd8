package mockfapi_test

import (
	"strings"
	"testing"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

// onSession makes a request about a session.
func (d *device) onSession(method, id, action string, form ...string) answer {
	d.tb.Helper()
	return d.send(method, strings.TrimSuffix(sessions+"/"+id+"/"+action, "/"), form...)
}

// inSession reads the session of an answer.
func (a answer) inSession() session {
	a.tb.Helper()
	return decode[envelope[session]](a).Response
}

func TestSession_of_nobody_or_somebody_else(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	owner, other := newNative(t, m), newNative(t, m)
	id := owner.signedUp(testEmail).SessionID
	other.create()
	for _, action := range []string{"touch", "end", "remove", "tokens"} {
		other.onSession("POST", id, action).want("404 resource_not_found")
		owner.onSession("POST", "sess_unknown", action).want("404 resource_not_found")
		newNative(t, m).onSession("POST", id, action).want("400 client_not_found")
	}
	other.onSession("GET", id, "").want("404 resource_not_found")
	owner.onSession("POST", id, "tokens/unknown").want("404 resource_not_found")
	other.onSession("POST", id, "tokens/unknown").want("404 resource_not_found")
	equal(t, "status", owner.onSession("GET", id, "").want("200").inSession().Status, "active")
}

// The instance has no JWT templates, whoever asks.
func TestSession_token_of_a_template(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	app := newNative(t, m)
	id := app.signedUp(testEmail).SessionID
	a := app.onSession("POST", id, "tokens/supabase").want("404 resource_not_found")
	equal(t, "message", at(t, decode[any](a), "errors 0 message"), any("JWT template not found"))
	app.onSession("POST", id, "end").want("200")
	app.onSession("POST", id, "tokens/supabase").want("401 signed_out")
}

func TestSession_touch(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, stopped())
	app := newNative(t, m)
	first, second := app.signedUp(testEmail).SessionID, app.signedUp("june+clerk_test@example.com").SessionID
	equal(t, "active session", app.create().client().LastActive, second)
	m.Advance(90 * time.Minute)
	a := app.onSession("POST", first, "touch", "active_organization_id", "", "intent", "select_session").want("200")
	equal(t, "active session", a.client().LastActive, first)
	equal(t, "age of the proofs in minutes", a.inSession().Age, []int{90, -1})
	equal(t, "sessions", len(a.client().Sessions), 2)
	touched := decode[envelope[struct {
		LastActiveAt int64 `json:"last_active_at"`
	}]](a)
	equal(t, "last active", touched.Response.LastActiveAt, m.Now().UnixMilli())

	app.onSession("POST", first, "touch").want("200")
	app.onSession("POST", first, "touch", "nonsense", "1").want("422 form_param_unknown(nonsense)")
	app.sendBody("POST", sessions+"/"+first+"/touch", "application/json", strings.NewReader("{}")).want("415 unsupported_content_type")
}

func TestSession_end_and_remove(t *testing.T) {
	t.Parallel()
	for action, status := range map[string]string{"end": "ended", "remove": "removed"} {
		t.Run(action, func(t *testing.T) {
			t.Parallel()
			m := mockfapitest.NewT(t)
			app := newNative(t, m)
			first, second := app.signedUp(testEmail).SessionID, app.signedUp("june+clerk_test@example.com").SessionID
			a := app.onSession("POST", second, action).want("200")
			equal(t, "status", a.inSession().Status, status)
			if a.inSession().Token != nil {
				t.Error("a session that is over has a token")
			}
			equal(t, "sessions left", len(a.client().Sessions), 1)
			equal(t, "active session", a.client().LastActive, first)

			app.onSession("POST", second, "end").want("400 invalid_action_for_session")
			app.onSession("POST", second, "remove").want("400 invalid_action_for_session")
			app.onSession("POST", second, "touch").want("401 signed_out")
			app.onSession("POST", second, "tokens").want("401 signed_out")
			equal(t, "status", app.onSession("GET", second, "").want("200").inSession().Status, status)

			a = app.onSession("POST", first, action).want("200")
			equal(t, "active session", a.client().LastActive, "")
			equal(t, "sessions left", len(a.client().Sessions), 0)
		})
	}
}

func TestSession_that_is_not_the_active_one_ends_alone(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	app := newNative(t, m)
	first, second := app.signedUp(testEmail).SessionID, app.signedUp("june+clerk_test@example.com").SessionID
	third := app.signedUp("juli+clerk_test@example.com").SessionID
	app.onSession("POST", second, "touch").want("200")
	equal(t, "active session", app.onSession("POST", first, "end").want("200").client().LastActive, second)
	equal(t, "active session", app.onSession("POST", second, "end").want("200").client().LastActive, third)
}

func TestSession_expires_after_seven_days(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, stopped(), mockfapi.WithSettings(func(d *environment.Document) { d.AuthConfig.SingleSessionMode = true }))
	app := newNative(t, m)
	id := app.signedUp(testEmail).SessionID
	made := app.onSession("GET", id, "").inSession()
	equal(t, "expires", made.ExpireAt, m.Now().Add(7*24*time.Hour).UnixMilli())
	equal(t, "abandoned", made.AbandonAt, m.Now().Add(30*24*time.Hour).UnixMilli())
	m.Advance(7*24*time.Hour - time.Millisecond)
	app.create().want("400 session_exists")
	app.onSession("POST", id, "tokens").want("200")
	m.Advance(time.Millisecond)
	over := app.onSession("GET", id, "").want("200").inSession()
	equal(t, "status", over.Status, "expired")
	if over.Token != nil {
		t.Error("an expired session has a token")
	}
	app.onSession("POST", id, "tokens").want("401 signed_out")
	app.onSession("POST", id, "touch").want("401 signed_out")
	app.onSession("POST", id, "end").want("400 invalid_action_for_session")
	app.create().want("200") // nobody is signed in any more
}

func TestSession_single_session_mode(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithSettings(func(d *environment.Document) { d.AuthConfig.SingleSessionMode = true }))
	app := newNative(t, m)
	early := app.create("email_address", "june+clerk_test@example.com", "password", password, "strategy", "email_code").signUp().ID
	first := app.signedUp(testEmail).SessionID
	a := app.create().want("400 session_exists")
	equal(t, "session in the error", a.client().LastActive, first)
	newNative(t, m).create().want("200") // another device may

	// A sign-up from before completes, and its session takes the place.
	second := app.attempt(early, "email_code", "code", testCode).want("200").signUp().SessionID
	held := app.get(early).client()
	equal(t, "sessions", len(held.Sessions), 1)
	equal(t, "active session", held.LastActive, second)
	equal(t, "status of the first", app.onSession("GET", first, "").want("200").inSession().Status, "replaced")

	app.onSession("POST", second, "remove").want("200")
	app.create().want("200")
}

// Where the settings ask everybody for a second factor, a session is pending until
// its user has one.
func TestSession_tasks(t *testing.T) {
	t.Parallel()
	m, app := asJane(t)
	type session struct {
		Status string
		Tasks  []struct{ Key string }
		Token  *struct{ JWT string } `json:"last_active_token"`
	}
	now := func() session {
		return decode[envelope[struct{ Sessions []session }]](app.send("GET", "/v1/client").want("200")).Response.Sessions[0]
	}
	equal(t, "status", now().Status, "active")
	equal(t, "tasks", len(now().Tasks), 0)

	set(t, m, func(s *environment.UserSettings) { s.SignUp.MFA.Required = true })
	waiting := now()
	if waiting.Status != "pending" || len(waiting.Tasks) != 1 || waiting.Tasks[0].Key != "setup-mfa" || waiting.Token == nil {
		t.Errorf("the session is %+v", waiting)
	}
	app.proved(m, "+14155552673", "reserved_for_second_factor", "true")
	equal(t, "status", now().Status, "active")
	equal(t, "tasks", len(now().Tasks), 0)
}
