package clerkflow_test

import (
	"context"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/clerkflow/web3"
	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

// combination is one instance and one way to start there.
type combination struct {
	email, phone                      contact
	username, names, password, wallet environment.Use
	oauth, consent, legacy            bool
	start                             string // form, signature, or the key of a provider's account
}

// contact is the settings of an e-mail address or a phone number.
type contact struct {
	use    environment.Use
	verify bool
}

var contacts = []contact{
	{environment.Off, false},
	{environment.Optional, true},
	{environment.Optional, false},
	{environment.Required, true},
	{environment.Required, false},
}

var uses = []environment.Use{environment.Off, environment.Optional, environment.Required}

// combinations returns every instance that the settings can describe, with every
// way to start a sign-up there (a required wallet only on those without names).
func combinations() []combination {
	var all []combination
	flags := []bool{false, true}
	for _, email := range contacts {
		for _, phone := range contacts {
			for _, username := range uses {
				for _, names := range uses {
					for _, password := range uses {
						for _, wallet := range uses {
							if wallet == environment.Required && names != environment.Off {
								continue // a required wallet and names are asked by the same form, and that's that
							}
							for _, oauth := range flags {
								for _, consent := range flags {
									for _, legacy := range flags {
										c := combination{email, phone, username, names, password, wallet, oauth, consent, legacy, "form"}
										all = append(all, c)
										if wallet != environment.Off {
											c.start = "signature"
											all = append(all, c)
										}
										if oauth {
											for _, c.start = range []string{"full", "unverified", "bare"} {
												all = append(all, c)
											}
										}
									}
								}
							}
						}
					}
				}
			}
		}
	}
	return all
}

func (c combination) settings(s *environment.UserSettings) {
	a := &s.Attributes
	a.EmailAddress, a.PhoneNumber = environment.Email(c.email.use), environment.Phone(c.phone.use)
	a.EmailAddress.VerifyAtSignUp, a.PhoneNumber.VerifyAtSignUp = c.email.verify, c.phone.verify
	a.Username, a.Password = environment.Username(c.username), environment.Password(c.password)
	a.FirstName, a.LastName = environment.Plain(c.names), environment.Plain(c.names)
	a.Web3Wallet = environment.Wallet(c.wallet)
	if c.oauth {
		s.Social["oauth_google"] = environment.Provider("oauth_google")
	}
	s.SignUp.LegalConsentEnabled, s.SignUp.Progressive = c.consent, !c.legacy
}

// needs is what a person has to give on that instance, starting that way: worked
// out from the rules in words, apart from both the client and the mock.
type needs struct {
	refused string // the error that the settings justify, empty for none
	start   int    // requests until a form can be shown
	form    bool   // a form has to be filled
	chosen  bool   // it asks to choose among ways in
	rest    bool   // it asks for more than the chosen way and what a code proves
	proofs  int    // codes and signatures for what the form asked
	before  int    // and for what the start brought unproved
}

func (c combination) needs() needs {
	required := c.required()
	either := c.legacy && c.email.use != environment.Off && c.phone.use != environment.Off
	identified := required["email"] || required["phone"] || required["username"] || required["wallet"]
	way, chosen := c.start, ""
	if way == "form" && (either || !identified) {
		way, chosen = c.firstWay()
		required[chosen] = chosen != ""
	}

	n := needs{chosen: chosen != ""}
	switch way {
	case "form":
	case "nothing":
		if c.names == environment.Off && c.password == environment.Off {
			n.refused = "user_settings_invalid"
		}
	case "signature":
		n.start = 2 // the address, which brings the message, and the signature
		delete(required, "wallet")
		delete(required, "password")
		if c.legacy {
			return n
		}
	default:
		n.start = 2 // the start, and the return
		delete(required, "password")
		if c.legacy && c.email.use != environment.Off && way != "full" {
			n.refused = "external_account_email_address_verification_required"
		}
		if c.legacy {
			return n
		}
		if way != "bare" {
			delete(required, "names")
			if c.email.use != environment.Off {
				delete(required, "email")
				if way == "unverified" && c.email.verify {
					n.before = 1
				}
			}
		}
	}
	if required["wallet"] {
		delete(required, "password") // the wallet makes it needless
	}
	n.form = way == "form" || way == "nothing"
	for name, needed := range required {
		if !needed {
			continue
		}
		n.form = true
		coded := name == "email" && c.email.verify || name == "phone" && c.phone.verify
		if coded || name == "wallet" {
			n.proofs++
		}
		n.rest = n.rest || !coded && name != chosen
	}
	return n
}

// required returns what the settings demand of everybody.
func (c combination) required() map[string]bool {
	all := map[string]bool{
		"email": c.email.use == environment.Required, "phone": c.phone.use == environment.Required,
		"username": c.username == environment.Required, "names": c.names == environment.Required,
		"password": c.password == environment.Required, "wallet": c.wallet == environment.Required, "consent": c.consent,
	}
	if c.legacy { // e-mail and phone could only be the one way in, a wallet never be required
		email, phone := c.email.use != environment.Off, c.phone.use != environment.Off
		all["email"], all["phone"], all["wallet"] = email && !phone, phone && !email, false
	}
	return all
}

// firstWay returns how a person begins who takes the first way in that the instance
// offers, and the field of the form that it is.
func (c combination) firstWay() (way, chosen string) {
	switch {
	case c.email.use != environment.Off:
		return "form", "email"
	case c.phone.use != environment.Off:
		return "form", "phone"
	case c.username != environment.Off:
		return "form", "username"
	case c.wallet != environment.Off && c.legacy:
		return "signature", "" // alone, whatever else is required
	case c.wallet != environment.Off:
		return "form", "wallet"
	case c.oauth:
		return "full", ""
	}
	return "nothing", ""
}

// requests is the formula of docs/flow-driver.md.
func (n needs) requests(order clerkflow.Order) int {
	forms := 0
	if n.form {
		forms = 1
	}
	if order == clerkflow.CollectFirst {
		proofs := n.before + n.proofs
		return n.start + forms + proofs + max(0, proofs-forms)
	}
	// Verify-first has a form of its own for what is no address or number.
	if n.form && n.rest && (n.proofs > 0 || n.chosen) {
		forms++
	}
	return n.start + forms + 2*n.before + n.proofs + max(0, n.proofs-1)
}

// TestRun_everyCombination lets a willing person sign up on every instance that
// the settings can describe, in both orders: they end as the same user, with no
// more requests than the formula says, or with the error that the settings justify.
func TestRun_everyCombination(t *testing.T) {
	t.Parallel()
	wallet, err := web3.GeneratePrivateKey()
	if err != nil {
		t.Fatal(err)
	}
	all := combinations()
	type job struct {
		combination
		refereed bool
	}
	work := make(chan job)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for j := range work {
				j.check(t, wallet, j.refereed)
			}
		})
	}
	checked, step := 0, stride
	if testing.Short() {
		step = 101
	}
	for i := 0; i < len(all); i += step {
		work <- job{all[i], checked%sample == 0}
		checked++
	}
	close(work)
	workers.Wait()
	t.Logf("%d of %d combinations of settings and start, each in both orders", checked, len(all))
}

// sample is how many combinations there are for each that the published files
// referee: each has a document of its own, and reading it takes longer than serving
// it.
const sample = 25

func (c combination) check(t *testing.T, wallet *web3.PrivateKey, refereed bool) {
	t.Helper()
	want, newT := c.needs(), mockfapi.NewT //nolint:forbidigo // see sample
	if refereed {
		newT = mockfapitest.NewT
	}
	var users []string
	for _, order := range []clerkflow.Order{clerkflow.CollectFirst, clerkflow.VerifyFirst} {
		v := newVisitor(t, newT(t, only(c.settings)))
		v.wallet, v.account = wallet, "full"
		f := v.flow(clerkflow.Policy{Order: order})
		done, err := c.run(t.Context(), v, f)
		switch {
		case want.refused != "":
			if got := outcome(err); got != want.refused {
				t.Errorf("%+v, order %d: ended in %s, want %s", c, order, got, want.refused)
			}
			continue
		case err != nil:
			t.Errorf("%+v, order %d: %v (asked %s)", c, order, err, strings.Join(v.asked, ", "))
			continue
		}
		users = append(users, essence(v.user(t, f, done)))
		got, most := int(v.requests.Load()), want.requests(order)
		if got > most || order == clerkflow.CollectFirst && got != most {
			t.Errorf("%+v, order %d: %d requests, want %d (asked %s)", c, order, got, most, strings.Join(v.asked, ", "))
		}
	}
	if len(users) == 2 && users[0] != users[1] {
		t.Errorf("%+v: collecting first made\n  %s\nand verifying first\n  %s", c, users[0], users[1])
	}
}

func (c combination) run(ctx context.Context, v *visitor, f *clerkflow.Flow) (*clerkflow.DoneStep, error) {
	switch c.start {
	case "form":
	case "signature":
		if err := f.StartWeb3(ctx, v.wallet.Address(), clerkflow.StrategyMetamask); err != nil {
			return nil, err
		}
	default:
		v.account = c.start
		if err := f.StartOAuth(ctx, clerkflow.StrategyOAuthGoogle); err != nil {
			return nil, err
		}
	}
	return f.Run(ctx, v.callbacks())
}
