package mockfapi_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/clerkflow/clerkflow-go/mockfapi"
)

// walker does on one device whatever comes to mind.
type walker struct {
	m      *mockfapi.Instance
	d      *device
	signIn signIn
}

// thing is a value that a request may carry.
func (w *walker) thing(rt *rapid.T, label string, values ...string) string {
	return rapid.SampledFrom(values).Draw(rt, label)
}

func (w *walker) identifier(rt *rapid.T) string {
	return w.thing(rt, "identifier", janesEmail, janesPhone, janesName, junesEmail, testEmail, newWallet(w.d.tb, 1).address)
}

// code is one that was sent somewhere, the test code or a wrong one.
func (w *walker) code(rt *rapid.T) string {
	return w.thing(rt, "code", testCode, w.m.Code(janesEmail), w.m.Code(janesPhone), w.m.Code(junesEmail), "000000")
}

func (w *walker) steps() map[string]func(rt *rapid.T) answer {
	own := func(rt *rapid.T, path string) string {
		me := w.d.send("GET", "/v1/me").me()
		ids := []string{"idn_unknown"}
		for _, i := range slices.Concat(me.Emails, me.Phones) {
			ids = append(ids, i.ID)
		}
		return path + "/" + rapid.SampledFrom(ids).Draw(rt, "id")
	}
	strategies := []string{"password", "email_code", "phone_code", "email_link", "reset_password_email_code", metamask}
	return map[string]func(rt *rapid.T) answer{
		"sign-in": func(rt *rapid.T) answer {
			form := []string{"identifier", w.identifier(rt), "redirect_url", appPage, "sign_up_if_missing", w.thing(rt, "or sign up", "true", "false")}
			switch strategy := w.thing(rt, "strategy", append(strategies, "")...); strategy {
			case "":
			case "password":
				form = append(form, "password", w.thing(rt, "password", password, newPassword))
			default:
				form = append(form, "strategy", strategy)
			}
			return w.d.signIn(form...)
		},
		"at Google": func(rt *rapid.T) answer {
			a := w.d.signIn("strategy", "oauth_google", "redirect_url", ssoPage)
			if v := a.signIn().FirstFactor; v != nil {
				authorize(w.d.tb, w.m, v.URL, w.thing(rt, "account", "jane", "june", "claims", ""))
			}
			return a
		},
		"sign-up at Google": func(rt *rapid.T) answer {
			a := w.d.create("strategy", "oauth_google", "redirect_url", ssoPage)
			if v := a.signUp().Verifications.External; v != nil {
				authorize(w.d.tb, w.m, v.URL, w.thing(rt, "account", "jane", "june", "claims", ""))
			}
			return a
		},
		"sign-up": func(rt *rapid.T) answer {
			return w.d.create("username", w.thing(rt, "name", janesName, "june_doe"), "email_address", w.thing(rt, "address", janesEmail, junesEmail))
		},
		"transfer":   func(*rapid.T) answer { return w.d.signIn("transfer", "true") },
		"to sign-up": func(*rapid.T) answer { return w.d.create("transfer", "true") },
		"prepare": func(rt *rapid.T) answer {
			strategy := rapid.SampledFrom(strategies).Draw(rt, "strategy")
			id := w.signIn.id(strategy)
			return w.d.onSignIn(w.signIn.ID, "prepare_first_factor", "strategy", strategy, "redirect_url", appPage,
				"email_address_id", id, "phone_number_id", id, "web3_wallet_id", id)
		},
		"attempt": func(rt *rapid.T) answer {
			return w.d.onSignIn(w.signIn.ID, "attempt_first_factor", "strategy", rapid.SampledFrom(strategies).Draw(rt, "strategy"),
				"code", w.code(rt), "password", w.thing(rt, "password", password, newPassword))
		},
		"prepare second": func(*rapid.T) answer {
			return w.d.onSignIn(w.signIn.ID, "prepare_second_factor", "strategy", "phone_code")
		},
		"attempt second": func(rt *rapid.T) answer {
			return w.d.onSignIn(w.signIn.ID, "attempt_second_factor", "strategy", "phone_code", "code", w.code(rt))
		},
		"reset": func(*rapid.T) answer {
			return w.d.onSignIn(w.signIn.ID, "reset_password", "password", newPassword, "sign_out_of_other_sessions", "true")
		},
		"add address": func(rt *rapid.T) answer { return w.d.send("POST", emailAddresses, "email_address", w.identifier(rt)) },
		"add number":  func(rt *rapid.T) answer { return w.d.send("POST", phoneNumbers, "phone_number", w.identifier(rt)) },
		"send code": func(rt *rapid.T) answer {
			return w.d.send("POST", own(rt, w.thing(rt, "kind", emailAddresses, phoneNumbers))+"/prepare_verification", "strategy", w.thing(rt, "strategy", "email_code", "phone_code"))
		},
		"verify": func(rt *rapid.T) answer {
			return w.d.send("POST", own(rt, w.thing(rt, "kind", emailAddresses, phoneNumbers))+"/attempt_verification", "code", w.code(rt))
		},
		"delete": func(rt *rapid.T) answer {
			return w.d.send("DELETE", own(rt, w.thing(rt, "kind", emailAddresses, phoneNumbers)))
		},
		"second factor": func(rt *rapid.T) answer {
			return w.d.send("PATCH", own(rt, phoneNumbers), "reserved_for_second_factor", w.thing(rt, "reserved", "true", "false"))
		},
		"change": func(rt *rapid.T) answer {
			return w.d.send("PATCH", "/v1/me", "username", w.thing(rt, "name", "", janesName, "june_doe"))
		},
		"leave":    func(*rapid.T) answer { return w.d.send("DELETE", "/v1/me") },
		"sign out": func(*rapid.T) answer { return w.d.send("DELETE", "/v1/client/sessions") },
	}
}

// Whatever somebody does, in whichever order: the mock does not fail, and what it
// shows of the client agrees with itself.
func TestWalk_leaves_everything_whole(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		m, d := withJane(t, googles())
		w := &walker{m: m, d: d}
		d.create()
		steps := w.steps()
		names := make([]string, 0, len(steps))
		for name := range steps {
			names = append(names, name)
		}
		slices.Sort(names)
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			name := rapid.SampledFrom(names).Draw(rt, "step")
			if a := steps[name](rt); a.Status >= 500 || a.Status == 0 {
				rt.Fatalf("%s: %d %.300s", name, a.Status, a.Body)
			}
			c := decode[envelope[client]](d.send("GET", "/v1/client")).Response
			var ids []string
			for _, s := range c.Sessions {
				ids = append(ids, s.ID)
				if s.User.ID == "" || s.Status != "active" {
					rt.Fatalf("%s: session %+v", name, s)
				}
			}
			if c.LastActive != "" != (len(ids) > 0) || c.LastActive != "" && !slices.Contains(ids, c.LastActive) {
				rt.Fatalf("%s: %q is active of %v", name, c.LastActive, ids)
			}
			if c.SignIn != nil {
				w.signIn = *c.SignIn
				if c.SignIn.Status == "complete" || c.SignIn.SessionID != "" {
					rt.Fatalf("%s: the client shows the finished sign-in %+v", name, c.SignIn)
				}
			}
			if c.SignUp != nil && c.SignUp.Status == "complete" {
				rt.Fatalf("%s: the client shows the finished sign-up %+v", name, c.SignUp)
			}
		}
		whole(rt, m)
	})
}

// whole checks that everybody owns what only one person can, and that the instance
// can be saved.
func whole(rt *rapid.T, m *mockfapi.Instance) {
	seen := map[string]bool{}
	for _, u := range m.Users() {
		if u.Username != "" && seen[u.Username] {
			rt.Fatalf("two users are called %s", u.Username)
		}
		seen[u.Username] = true
	}
	data, err := m.Snapshot()
	if err != nil {
		rt.Fatal(err)
	}
	if err := m.Restore(data); err != nil {
		rt.Fatal(err)
	}
}
