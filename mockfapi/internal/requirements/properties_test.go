package requirements_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/field"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/requirements"
)

var uses = []environment.Use{environment.Off, environment.Optional, environment.Required}

func anySettings(t *rapid.T) *environment.UserSettings {
	s := &environment.Blank().UserSettings
	a := &s.Attributes
	use := func(label string) environment.Use { return rapid.SampledFrom(uses).Draw(t, label) }
	flag := func(label string) bool { return rapid.Bool().Draw(t, label) }
	a.EmailAddress, a.PhoneNumber = environment.Email(use("email")), environment.Phone(use("phone"))
	a.Username, a.Web3Wallet = environment.Username(use("username")), environment.Wallet(use("wallet"))
	a.Password, a.FirstName, a.LastName = environment.Password(use("password")), environment.Plain(use("first")), environment.Plain(use("last"))
	for _, name := range []string{field.EmailAddress, field.PhoneNumber} {
		a.Get(name).VerifyAtSignUp = flag("verify " + name)
		a.Get(name).UsedForFirstFactor = flag("first factor " + name)
	}
	a.Username.UsedForFirstFactor = flag("first factor username")
	for _, strategy := range []string{"oauth_google", "oauth_github", "oauth_custom_acme"} {
		if flag(strategy) {
			social := environment.Provider(strategy)
			social.Authenticatable = flag(strategy + " authenticatable")
			s.Social[strategy] = social
		}
	}
	s.SignUp.Progressive = flag("progressive")
	s.SignUp.LegalConsentEnabled = flag("consent")
	s.SignUp.CustomActionRequired = flag("custom action")
	return s
}

// answer is one thing that can happen to an attempt.
type answer func(*requirements.Attempt)

// answers returns everything that can happen on such an instance, in any order
// that makes sense: a value is supplied before it is verified.
func answers(t *rapid.T, s *environment.UserSettings) []answer {
	var all []answer
	supply := func(name string) {
		all = append(all, func(a *requirements.Attempt) { a.Supplied = append(a.Supplied, name) })
	}
	for _, name := range field.Attributes() {
		if !s.Attributes.Get(name).Enabled {
			continue
		}
		switch name {
		case field.EmailAddress, field.PhoneNumber, field.Web3Wallet:
			all = append(all, func(a *requirements.Attempt) {
				if slices.Contains(a.Supplied, name) {
					a.Verified = append(a.Verified, name)
				} else {
					a.Supplied = append(a.Supplied, name)
				}
			}, func(a *requirements.Attempt) {
				if slices.Contains(a.Supplied, name) {
					a.Verified = append(a.Verified, name)
				} else {
					a.Supplied = append(a.Supplied, name)
				}
			})
		default:
			supply(name)
		}
	}
	supply(field.LegalAccepted)
	supply(field.CustomAction)
	if socials := s.Socials(); len(socials) > 0 && rapid.Bool().Draw(t, "external") {
		strategy := rapid.SampledFrom(socials).Draw(t, "strategy")
		all = append(all, func(a *requirements.Attempt) { a.External = strategy })
	}
	return all
}

func overlap(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(name string) bool { return !slices.Contains(b, name) })
}

// hold checks what must be true of every answer of the algorithms.
func hold(t *rapid.T, s *environment.UserSettings, a requirements.Attempt, l requirements.Lists) {
	for name, list := range map[string][]string{"required": l.Required, "optional": l.Optional, "missing": l.Missing, "unverified": l.Unverified} {
		if list == nil {
			t.Fatalf("%s is nil", name)
		}
		if diff := cmp.Diff(field.Sort(list), list); diff != "" {
			t.Fatalf("%s is not a sorted set:\n%s", name, diff)
		}
		for _, entry := range list {
			if attribute := s.Attributes.Get(entry); attribute != nil && !attribute.Enabled {
				t.Fatalf("%s names %s, which is disabled", name, entry)
			}
			if social, ok := s.Social[entry]; ok && (!social.Enabled || !social.Authenticatable) {
				t.Fatalf("%s names %s, which cannot start a sign-up", name, entry)
			}
		}
	}
	if both := overlap(l.Required, l.Optional); len(both) > 0 {
		t.Fatalf("required and optional share %v", both)
	}
	if both := overlap(l.Missing, l.Unverified); len(both) > 0 {
		t.Fatalf("missing and unverified share %v", both)
	}
	if both := overlap(l.Missing, a.Supplied); len(both) > 0 {
		t.Fatalf("missing names the supplied %v", both)
	}
	if both := overlap(l.Unverified, a.Verified); len(both) > 0 {
		t.Fatalf("unverified names the verified %v", both)
	}
	nothing := len(l.Missing) == 0 && len(l.Unverified) == 0
	if nothing != (l.Status == requirements.Complete) {
		t.Fatalf("status %s with missing %v and unverified %v", l.Status, l.Missing, l.Unverified)
	}
}

// TestWalks plays random answers in a random order on random settings.
func TestWalks(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := anySettings(t)
		all := answers(t, s)
		walk := func(order []answer) requirements.Lists {
			var a requirements.Attempt
			before := requirements.Of(s, a)
			hold(t, s, a, before)
			for _, step := range order {
				step(&a)
				after := requirements.Of(s, a)
				hold(t, s, a, after)
				if lost := overlap(after.Missing, a.Verified); len(lost) > 0 {
					t.Fatalf("verified %v became missing", lost)
				}
				for _, name := range after.Missing {
					if !slices.Contains(before.Missing, name) {
						t.Fatalf("an answer made %s missing: %v, then %v", name, before.Missing, after.Missing)
					}
				}
				before = after
			}
			return before
		}
		one := walk(rapid.Permutation(all).Draw(t, "one order"))
		other := walk(rapid.Permutation(all).Draw(t, "other order"))
		if diff := cmp.Diff(one, other); diff != "" {
			t.Fatalf("the order of answers changed the end (-one +other):\n%s", diff)
		}
		if one.Status != requirements.Complete && len(one.Missing) > 0 {
			// Everything was supplied and proved: only another way in can be left.
			for _, name := range one.Missing {
				if _, social := s.Social[name]; !social {
					t.Fatalf("everything was answered, yet %s is missing", name)
				}
			}
		}
	})
}

// TestAbandoned checks that time wins over everything but a finished sign-up's
// own record, which no longer asks the algorithm.
func TestAbandoned(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := anySettings(t)
		if got := requirements.Of(s, requirements.Attempt{Abandoned: true}).Status; got != requirements.Abandoned {
			t.Fatalf("status is %s", got)
		}
	})
}
