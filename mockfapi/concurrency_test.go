package mockfapi_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

// atOnce runs n goroutines that start together.
func atOnce(n int, run func(i int)) {
	var wg sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		wg.Go(func() { <-start; run(i) })
	}
	close(start)
	wg.Wait()
}

func TestConcurrency_one_address_has_one_winner(t *testing.T) {
	t.Parallel()
	const runners = 16
	m := mockfapitest.NewT(t)
	apps, ids := make([]*device, runners), make([]string, runners)
	for i := range apps {
		apps[i] = newNative(t, m)
		ids[i] = apps[i].create("email_address", testEmail, "password", password, "strategy", "email_code").want("200").signUp().ID
	}
	var won, lost atomic.Int64
	atOnce(runners, func(i int) {
		switch a := apps[i].attempt(ids[i], "email_code", "code", testCode); a.outcome() {
		case "200":
			a.signUp().want(t, "complete")
			won.Add(1)
		case "400 identification_claimed":
			lost.Add(1)
		default:
			t.Errorf("outcome %s", a.outcome())
		}
	})
	equal(t, "winners and losers", []int64{won.Load(), lost.Load()}, []int64{1, runners - 1})
}

func TestConcurrency_one_username_has_one_winner(t *testing.T) {
	t.Parallel()
	const runners = 16
	m := mockfapitest.NewT(t, mockfapi.WithPreset("username-password"))
	var won atomic.Int64
	atOnce(runners, func(int) {
		switch a := newNative(t, m).create("username", "jane_doe", "password", password); a.outcome() {
		case "200":
			won.Add(1)
		case "422 form_identifier_exists(username)":
		default:
			t.Errorf("outcome %s", a.outcome())
		}
	})
	equal(t, "winners", won.Load(), 1)
}

// A code is good once, however often it comes in at the same time.
func TestConcurrency_one_code_completes_once(t *testing.T) {
	t.Parallel()
	const runners = 16
	m := mockfapitest.NewT(t, mockfapi.WithPreset("email-code"))
	app := newNative(t, m)
	id := app.create("email_address", testEmail, "strategy", "email_code").signUp().ID
	token := app.header.Get("Authorization")
	var won atomic.Int64
	atOnce(runners, func(int) {
		// The token rotates with the first; the one before is good for a while.
		switch a := presenting(t, m, token).attempt(id, "email_code", "code", testCode); a.outcome() {
		case "200":
			won.Add(1)
		case "403 sign_up_cannot_be_updated":
		default:
			t.Errorf("outcome %s", a.outcome())
		}
	})
	equal(t, "winners", won.Load(), 1)
	equal(t, "sessions", len(app.get(id).client().Sessions), 1)
}

// So is the code of a sign-in, and the session that it opens.
func TestConcurrency_one_sign_in_code_completes_once(t *testing.T) {
	t.Parallel()
	const runners = 16
	m, app := withJane(t)
	id := app.signIn("identifier", janesEmail, "strategy", "email_code").want("200").signIn().ID
	token := app.header.Get("Authorization")
	var won atomic.Int64
	atOnce(runners, func(int) {
		switch a := presenting(t, m, token).onSignIn(id, "attempt_first_factor", "strategy", "email_code", "code", m.Code(janesEmail)); a.outcome() {
		case "200":
			won.Add(1)
		case "403 resource_forbidden":
		default:
			t.Errorf("outcome %s", a.outcome())
		}
	})
	equal(t, "winners", won.Load(), 1)
	equal(t, "sessions", len(app.getSignIn(id).client().Sessions), 1)
}

func TestConcurrency_one_state_is_taken_once(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("oauth"))
	d := newBrowser(t, m)
	_, page := d.google()
	back := choose(d, page, "full")
	var won atomic.Int64
	atOnce(16, func(int) {
		switch a := newBrowser(t, m).send("GET", back); a.outcome() {
		case "303":
			won.Add(1)
		case "400 oauth_callback_invalid":
		default:
			t.Errorf("outcome %s", a.outcome())
		}
	})
	equal(t, "winners", won.Load(), 1)
}

func TestConcurrency_many_people_and_a_change_of_mind(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	atOnce(32, func(i int) {
		if i%8 == 0 {
			for _, progressive := range []bool{false, true} {
				if err := m.UpdateSettings(func(d *environment.Document) { d.UserSettings.SignUp.Progressive = progressive }); err != nil {
					t.Error(err)
				}
				m.Messages("")
				m.Settings().UserSettings.SignUp.Mode = "waitlist"
			}
			return
		}
		app := newNative(t, m)
		done := app.signedUp(fmt.Sprintf("jane%d+clerk_test@example.com", i))
		equal(t, "client", app.get(done.ID).client().LastActive, done.SessionID)
	})
}

// Instances share nothing: in each of them the same name is free, once.
func TestConcurrency_1000_instances(t *testing.T) {
	t.Parallel()
	instances := make([]*mockfapi.Instance, 1000)
	for i := range instances {
		instances[i] = mockfapitest.NewT(t, mockfapi.WithPreset("username-password"))
	}
	var won atomic.Int64
	atOnce(2*len(instances), func(i int) {
		switch a := newNative(t, instances[i/2]).create("username", "jane_doe", "password", password); a.outcome() {
		case "200":
			won.Add(1)
		case "422 form_identifier_exists(username)":
		default:
			t.Errorf("instance %d: outcome %s", i/2, a.outcome())
		}
	})
	equal(t, "winners", won.Load(), 1000)
	for i, m := range instances {
		if users := m.Users(); len(users) != 1 || users[0].Username != "jane_doe" {
			t.Errorf("instance %d has the users %+v", i, users)
		}
	}
}
