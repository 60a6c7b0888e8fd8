package clerkflow_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/clerkflow/web3"
	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
)

// story is one sign-up with everything that goes wrong in it: drawn first, and then
// told in a bubble, where time costs nothing.
type story struct {
	Instance combination
	Links    bool
	Policy   clerkflow.Policy
	Member   bool // somebody has the account at the provider already
	Whims    []string
	Faults   []mockfapi.Fault
}

func stories(instances []combination) *rapid.Generator[story] {
	faults := rapid.Custom(func(t *rapid.T) mockfapi.Fault {
		f := rapid.SampledFrom([]mockfapi.Fault{
			{Status: 503},
			{Status: 503, Effect: true},
			{Status: 500, Code: "internal_clerk_error"},
			{Status: 429, RetryAfterSeconds: 5},
			{Drop: true},
			{Drop: true, Effect: true},
			{Truncate: true},
			{DelayMS: 90_000},
		}).Draw(t, "fault")
		f.Route = rapid.SampledFrom([]string{
			"GET /v1/environment", "POST /v1/client/sign_ups", "GET /v1/client/sign_ups/{id}", "PATCH /v1/client/sign_ups/{id}",
			"POST /v1/client/sign_ups/{id}/prepare_verification", "POST /v1/client/sign_ups/{id}/attempt_verification", "POST /v1/client/sign_ins",
		}).Draw(t, "route")
		f.Times, f.After = rapid.IntRange(1, 3).Draw(t, "times"), rapid.IntRange(0, 2).Draw(t, "after")
		return f
	})
	return rapid.Custom(func(t *rapid.T) story {
		s := story{
			Instance: rapid.SampledFrom(instances).Draw(t, "instance"),
			Links:    rapid.Bool().Draw(t, "links"),
			Member:   rapid.Bool().Draw(t, "member"),
			Whims:    rapid.SliceOfN(rapid.SampledFrom(whims), 0, 8).Draw(t, "whims"),
			Faults:   rapid.SliceOfN(faults, 0, 3).Draw(t, "faults"),
		}
		if rapid.Bool().Draw(t, "offers what is optional") {
			s.Policy.Optional = fields{clerkflow.FieldEmailAddress, clerkflow.FieldUsername, clerkflow.FieldPassword, clerkflow.FieldLastName}
		}
		return s
	})
}

// Whatever people, networks and services do: the driver ends, done or in an outcome
// that has a type, repeats no write that took effect, loses nothing that was typed,
// and leaves no goroutine behind, which the bubble would not.
func TestRun_whateverHappens(t *testing.T) {
	t.Parallel()
	instances := slices.DeleteFunc(combinations(), func(c combination) bool { return c.needs().refused != "" })
	wallets := []*web3.PrivateKey{newWallet(t), newWallet(t)}
	for i := 0; i < 7; i += stride {
		rapid.Check(t, func(rt *rapid.T) {
			s := stories(instances).Draw(rt, "story")
			for _, s.Policy.Order = range []clerkflow.Order{clerkflow.CollectFirst, clerkflow.VerifyFirst} {
				var broken string
				synctest.Test(t, func(t *testing.T) { broken = s.tell(t, wallets) })
				if broken != "" {
					rt.Fatalf("order %d: %s", s.Policy.Order, broken)
				}
			}
		})
	}
}

// tell returns what should not have happened, empty for nothing.
func (s story) tell(t *testing.T, wallets []*web3.PrivateKey) string {
	m := mockfapi.NewT(t, only(func(u *environment.UserSettings) { //nolint:forbidigo // no file allows what faults answer
		s.Instance.settings(u)
		if s.Links && u.Attributes.EmailAddress.Enabled && u.Attributes.EmailAddress.VerifyAtSignUp {
			u.Attributes.EmailAddress.Verifications = []string{"email_link"}
		}
	}))
	s.occupy(t, m, wallets[1])
	users := len(m.Users())
	for _, f := range s.Faults {
		if err := m.Fail(f); err != nil {
			return err.Error()
		}
	}
	l := &ledger{instance: m, took: map[string]bool{}}
	p := &person{visitor: newVisitor(t, m), whims: slices.Clone(s.Whims), given: map[clerkflow.Field]string{}}
	p.wallet, p.account = wallets[0], s.account()
	opts := []clerkflow.FlowOption{clerkflow.WithPolicy(s.Policy), clerkflow.WithRedirectURL(landing)}
	p.client = p.process(l)
	p.flow = clerkflow.NewSignUp(p.client, opts...)

	ctx, cancel := context.WithTimeout(t.Context(), 48*time.Hour)
	defer cancel()
	done, err := s.run(ctx, p, func(state clerkflow.State) { p.flow = clerkflow.Resume(p.process(l), state, opts...) })
	switch {
	case p.broken != "":
		return p.broken
	case l.repeated != "":
		return "a write that took effect was repeated: " + l.repeated
	case l.writes > 60:
		return fmt.Sprintf("%d writes", l.writes)
	case err == nil && len(m.Users()) > users:
		return p.missingFrom(m.Users()[users])
	case err == nil && done.SessionID == "":
		return "done without a session"
	case err == nil || expected(err) || p.overslept && clerkflow.IsCode(err, "account_transfer_invalid"):
		return ""
	case errors.Is(err, clerkflow.ErrAbandoned) && (p.overslept || len(s.Faults) > 0): // the device's new token may be lost
		return ""
	}
	return fmt.Sprintf("ended in %v", err)
}

// process is a client as another process makes one.
func (p *person) process(l *ledger) *clerkflow.Client {
	c, err := clerkflow.New(p.instance.PublishableKey(), clerkflow.WithHTTPClient(&http.Client{Transport: l}))
	if err != nil {
		p.fault("%v", err)
	}
	return c
}

// account is the one that the person has at the provider.
func (s story) account() string {
	if s.Instance.start == "form" || s.Instance.start == "signature" {
		return "full"
	}
	return s.Instance.start
}

// occupy makes a user with what the person should not have, and perhaps the very
// account at the provider.
func (s story) occupy(t *testing.T, m *mockfapi.Instance, wallet *web3.PrivateKey) {
	v := newVisitor(t, m)
	for field, value := range occupied {
		v.types[field] = value
	}
	v.wallet = wallet
	c := s.Instance
	if s.account() != c.start || !s.Member {
		c.start = "form"
	}
	if c.needs().refused != "" {
		return
	}
	if _, err := c.run(t.Context(), v, v.flow(clerkflow.Policy{})); err != nil {
		t.Errorf("%+v: %v", c, err)
	}
	m.ClearMessages()
}

var errEndless = errors.New("the flow had to be run too often")

// run runs the flow until it ends, again after what the program is to get over.
func (s story) run(ctx context.Context, p *person, resume func(clerkflow.State)) (done *clerkflow.DoneStep, err error) {
	for range 30 {
		err = nil
		if p.flow.State().SignUpID == "" {
			err = s.begin(ctx, p)
		}
		if err == nil {
			done, err = p.flow.Run(ctx, p.callbacks())
		}
		answer, failed := errors.AsType[*clerkflow.Error](err)
		switch {
		case errors.Is(err, errClosed):
			state, err := clerkflow.ImportState(p.flow.State().Export())
			if err != nil {
				return nil, err
			}
			p.given = map[clerkflow.Field]string{} // what was not sent is gone with the tab
			resume(state)
		case errors.Is(err, errHungUp):
		case failed && (answer.Status == 0 || answer.Status == http.StatusTooManyRequests || answer.Status >= 500):
		default:
			return done, err
		}
	}
	return nil, fmt.Errorf("%w: %w", errEndless, err)
}

// begin is how the sign-up starts where that is not a form.
func (s story) begin(ctx context.Context, p *person) error {
	switch s.Instance.start {
	case "form":
		return nil
	case "signature":
		return p.flow.StartWeb3(ctx, p.wallet.Address(), clerkflow.StrategyMetamask)
	}
	return p.flow.StartOAuth(ctx, clerkflow.StrategyOAuthGoogle)
}

// expected says whether a flow may end so.
func expected(err error) bool {
	_, refused := errors.AsType[*clerkflow.ProviderError](err)
	return refused || errors.Is(err, clerkflow.ErrTooManyAttempts) || errors.Is(err, clerkflow.ErrDeclined) || errors.Is(err, clerkflow.ErrSignedIn) || errors.Is(err, clerkflow.ErrNoProgress)
}

// missingFrom says what the person typed that the user does not have.
func (p *person) missingFrom(u mockfapi.User) string {
	for field, value := range p.given {
		var has bool
		switch field {
		case clerkflow.FieldEmailAddress:
			has = slices.Contains(u.EmailAddresses, value)
		case clerkflow.FieldPhoneNumber:
			has = slices.Contains(u.PhoneNumbers, value)
		case clerkflow.FieldWeb3Wallet:
			has = slices.Contains(u.Web3Wallets, value)
		case clerkflow.FieldUsername:
			has = u.Username == value
		case clerkflow.FieldFirstName:
			has = u.FirstName == value
		case clerkflow.FieldLastName:
			has = u.LastName == value
		case clerkflow.FieldPassword:
			has = u.PasswordEnabled
		}
		if !has {
			return fmt.Sprintf("%s was answered with %q, the user is %+v", field, value, u)
		}
	}
	return ""
}
