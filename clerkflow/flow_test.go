package clerkflow_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
)

func everything(s *environment.UserSettings) {
	emailAndPassword(s)
	s.Attributes.PhoneNumber = environment.Phone(environment.Required)
	s.Attributes.LastName = environment.Plain(environment.Required)
	s.Social["oauth_google"] = environment.Provider("oauth_google")
}

// page is one request of a web server that keeps nothing but the exported state: a
// process that knows nothing of the one before.
func page(t *testing.T, m *mockfapi.Instance, state []byte, act func(f *clerkflow.Flow, step clerkflow.Step) error) []byte {
	t.Helper()
	c, err := clerkflow.New(m.PublishableKey(), clerkflow.WithHTTPClient(m.HTTPClient()))
	if err != nil {
		t.Fatal(err)
	}
	opt := clerkflow.WithRedirectURL(landing)
	f := clerkflow.NewSignUp(c, opt)
	if state != nil {
		s, err := clerkflow.ImportState(state)
		if err != nil {
			t.Fatal(err)
		}
		f = clerkflow.Resume(c, s, opt)
	}
	step, err := f.Next(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := act(f, step); err != nil {
		t.Fatal(err)
	}
	return f.State().Export()
}

func TestFlow_acrossProcesses(t *testing.T) {
	t.Parallel()
	m := blank(t, everything)
	var state []byte
	var story []string
	for len(story) < 12 {
		over := false
		state = page(t, m, state, func(f *clerkflow.Flow, step clerkflow.Step) error {
			story = append(story, describe(step))
			switch s := step.(type) {
			case *clerkflow.CollectStep:
				v := clerkflow.Values{LastName: "Page", PhoneNumber: "+14155552671"}
				if f.SignUp() == nil { // the first page offers Google beside the form
					return f.StartOAuth(t.Context(), clerkflow.StrategyOAuthGoogle)
				}
				return s.Submit(t.Context(), v)
			case *clerkflow.RedirectStep:
				back, err := m.Authorize(t.Context(), s.URL.String(), "bare")
				if err != nil {
					return err
				}
				return s.Returned(t.Context(), back)
			case *clerkflow.VerifyCodeStep:
				if !s.Sent {
					return s.Send(t.Context())
				}
				return s.Attempt(t.Context(), m.Code(s.Destination))
			case *clerkflow.DoneStep:
				over = true
				return nil
			}
			return fmt.Errorf("unexpected step %s", step.Kind())
		})
		if over {
			break
		}
		if len(story) == 3 { // the person adds the address that Google did not give
			state = page(t, m, state, func(_ *clerkflow.Flow, step clerkflow.Step) error {
				return step.(*clerkflow.CollectStep).Submit(t.Context(), clerkflow.Values{EmailAddress: "page@example.com"})
			})
		}
	}
	for i, line := range story { // the page at the provider has a random state
		story[i], _, _ = strings.Cut(line, " https://")
	}
	user := m.Users()
	if len(user) != 1 {
		t.Fatalf("%d users after %s", len(user), strings.Join(story, "; "))
	}
	want := []string{
		"collect [email_address phone_number password last_name]", "redirect oauth_google",
		"collect [email_address phone_number last_name]",
		"verify_code email_address email_code sent true",
		"verify_code phone_number phone_code sent false", "verify_code phone_number phone_code sent true",
	}
	if diff := cmp.Diff(want, story[:len(want)]); diff != "" {
		t.Errorf("pages (-want +got):\n%s", diff)
	}
}

func TestFlow_returnedAfterResume(t *testing.T) {
	t.Parallel()
	m := blank(t, everything)
	v := newVisitor(t, m)
	begun := v.flow(clerkflow.Policy{})
	for account, refusal := range map[string]string{"": "oauth_access_denied", "bare": ""} {
		if err := begun.StartOAuth(t.Context(), clerkflow.StrategyOAuthGoogle); err != nil {
			t.Fatal(err)
		}
		step, err := begun.Next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		back, err := m.Authorize(t.Context(), step.(*clerkflow.RedirectStep).URL.String(), account)
		if err != nil {
			t.Fatal(err)
		}
		resumed := clerkflow.Resume(v.client, begun.State(), clerkflow.WithRedirectURL(landing))
		err = resumed.Returned(t.Context(), back)
		got := ""
		if refused, ok := errors.AsType[*clerkflow.ProviderError](err); ok {
			got = refused.Problem.Code
		} else if err != nil {
			t.Fatal(err)
		}
		if got != refusal {
			t.Errorf("account %q: refused with %q, want %q", account, got, refusal)
		}
		reads := m.Requests("GET /v1/client/sign_ups/{sign_up_id}")
		if got, want := len(reads[len(reads)-1].Query["rotating_token_nonce"]), len(back.Query()["rotating_token_nonce"]); got != want {
			t.Errorf("account %q: %d nonces sent, %d came back", account, got, want)
		}
		if step, err = resumed.Next(t.Context()); err != nil || step.Kind() != clerkflow.KindCollect {
			t.Errorf("account %q: then %v, %v", account, step, err)
		}
	}
}

// A browser may load the page that it came back to again: the nonce in its URL was
// used then.
func TestFlow_returnedTwice(t *testing.T) {
	t.Parallel()
	m := blank(t, everything)
	v := newVisitor(t, m)
	f := v.flow(clerkflow.Policy{})
	if err := f.StartOAuth(t.Context(), clerkflow.StrategyOAuthGoogle); err != nil {
		t.Fatal(err)
	}
	step, err := f.Next(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	back, err := m.Authorize(t.Context(), step.(*clerkflow.RedirectStep).URL.String(), "bare")
	if err != nil {
		t.Fatal(err)
	}
	if back.Query().Get("rotating_token_nonce") == "" {
		t.Fatalf("came back without a nonce to %s", back)
	}
	for range 2 {
		if err := f.Returned(t.Context(), back); err != nil {
			t.Error(err)
		}
	}
	if step, err := f.Next(t.Context()); err != nil || step.Kind() != clerkflow.KindCollect {
		t.Errorf("then %v, %v", step, err)
	}
}

func TestFlow_twoTabs(t *testing.T) {
	t.Parallel()
	m := blank(t, emailOnly)
	v := newVisitor(t, m)
	one := v.flow(clerkflow.Policy{})
	step, err := one.Next(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := step.(*clerkflow.CollectStep).Submit(t.Context(), clerkflow.Values{EmailAddress: "tabs@example.com"}); err != nil {
		t.Fatal(err)
	}
	other := clerkflow.Resume(v.client, one.State())

	if step, err = one.Next(t.Context()); err != nil {
		t.Fatal(err)
	}
	stale := step.(*clerkflow.VerifyCodeStep)
	done, err := other.Run(t.Context(), v.callbacks())
	if err != nil {
		t.Fatal(err)
	}
	if err := stale.Attempt(t.Context(), m.Code("tabs@example.com")); !clerkflow.IsCode(err, "sign_up_cannot_be_updated") {
		t.Errorf("the first tab's answer: %v", err)
	}
	again, err := one.Run(t.Context(), v.callbacks())
	if err != nil {
		t.Fatal(err)
	}
	if again.UserID != done.UserID || again.SessionID != done.SessionID {
		t.Errorf("one tab ended as %+v, the other as %+v", again, done)
	}
}

func TestFlow_lostState(t *testing.T) {
	t.Parallel()
	m := blank(t, emailOnly)
	v := newVisitor(t, m)
	f := v.flow(clerkflow.Policy{})
	if err := f.StartWeb3(t.Context(), "0x0000000000000000000000000000000000000001", clerkflow.StrategyMetamask); !clerkflow.IsCode(err, "form_param_unknown") {
		t.Fatalf("a wallet where there is none: %v", err)
	}
	su, err := v.client.SignUps.Create(t.Context(), &clerkflow.SignUpParams{})
	if err != nil {
		t.Fatal(err)
	}
	withoutToken := clerkflow.Resume(newVisitor(t, m).client, clerkflow.State{SignUpID: su.ID})
	if _, err := withoutToken.Next(t.Context()); !errors.Is(err, clerkflow.ErrAbandoned) {
		t.Errorf("a state without its token: %v", err)
	}
	somebodyElse := newVisitor(t, m)
	if _, err := somebodyElse.client.SignUps.Create(t.Context(), &clerkflow.SignUpParams{}); err != nil {
		t.Fatal(err)
	}
	stolen := clerkflow.Resume(v.client, clerkflow.State{SignUpID: su.ID, ClientToken: somebodyElse.client.Token()})
	if _, err := stolen.Next(t.Context()); !clerkflow.IsCode(err, "resource_forbidden") {
		t.Errorf("another client's sign-up: %v", err)
	}
}

func TestFlow_leavesTheClientAlone(t *testing.T) {
	t.Parallel()
	m := blank(t, emailOnly)
	v := newVisitor(t, m)
	f := v.flow(clerkflow.Policy{})
	done, err := f.Run(t.Context(), v.callbacks())
	if err != nil {
		t.Fatal(err)
	}
	if !v.client.Token().IsZero() || v.client.Last() != nil {
		t.Error("the flow changed the client that it was made from: two visitors of a server would share a device")
	}
	if done.Client() != f.Client() || f.Client().Token().IsZero() {
		t.Error("the flow's own device is not signed in")
	}
	if token, err := done.Client().Sessions.Token(t.Context(), done.SessionID); err != nil || token.IsZero() {
		t.Errorf("no session token: %v", err)
	}
}
