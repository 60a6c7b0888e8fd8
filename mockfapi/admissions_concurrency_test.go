package mockfapi_test

import (
	"sync/atomic"
	"testing"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

func TestConcurrency_one_invitation_has_one_winner(t *testing.T) {
	t.Parallel()
	const runners = 16
	m := mockfapitest.NewT(t, mockfapi.WithPreset("restricted"))
	backend := newBackend(t, m)
	ticket := backend.invite("jane@example.com").ticket(t)
	var won atomic.Int64
	atOnce(runners, func(int) {
		switch a := newNative(t, m).create("strategy", "ticket", "ticket", ticket); a.outcome() {
		case "200":
			a.signUp().want(t, "complete")
			won.Add(1)
		case "400 invitation_already_accepted":
		default:
			t.Errorf("outcome %s", a.outcome())
		}
	})
	equal(t, "winners", won.Load(), 1)
	equal(t, "users", len(m.Users()), 1)
}

func TestConcurrency_one_ID_token_is_good_once(t *testing.T) {
	t.Parallel()
	const runners = 16
	m := mockfapitest.NewT(t, mockfapi.WithPreset("legal-consent"))
	token := idToken(t, m, "oauth_google", "full")
	var won atomic.Int64
	atOnce(runners, func(int) {
		switch a := newNative(t, m).create("strategy", oneTap, "token", token); a.outcome() {
		case "200":
			won.Add(1)
		case "400 google_one_tap_token_invalid":
		default:
			t.Errorf("outcome %s", a.outcome())
		}
	})
	equal(t, "winners", won.Load(), 1)
}

// Lists, modes and connections change under sign-ups that go on.
func TestConcurrency_of_sign_ups_and_restrictions(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("email-code"))
	backend := newBackend(t, m)
	atOnce(12, func(i int) {
		switch i % 4 {
		case 0:
			backend.json("PATCH", restrictions, `{"blocklist": true}`).want("200")
			backend.list(blocklist, []string{"a@x.test", "b@x.test", "c@x.test"}[i/4])
		case 1:
			if err := m.SetEnterpriseConnections(corp()); err != nil {
				t.Error(err)
			}
			m.SetProtectCheck(false)
		case 2:
			if err := m.UpdateSettings(func(d *environment.Document) { d.UserSettings.SignUp.Mode = "public" }); err != nil {
				t.Error(err)
			}
		default:
			app := newNative(t, m)
			id := app.create("email_address", "jane@example.com", "strategy", "email_code").want("200").signUp().ID
			app.get(id).want("200").signUp().want(t, "missing_requirements unverified email_address")
		}
	})
}
