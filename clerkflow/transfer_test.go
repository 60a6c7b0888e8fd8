package clerkflow_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
)

// member signs up with a Google account, and returns how that ended.
func member(t *testing.T, m *mockfapi.Instance) (*clerkflow.User, *clerkflow.DoneStep) {
	t.Helper()
	v, f := atGoogle(t, m)
	done, err := f.Run(t.Context(), v.callbacks())
	if err != nil {
		t.Fatal(err)
	}
	return v.user(t, f, done), done
}

// atGoogle begins a sign-up with the same account.
func atGoogle(t *testing.T, m *mockfapi.Instance, opts ...clerkflow.FlowOption) (*visitor, *clerkflow.Flow) {
	t.Helper()
	v := newVisitor(t, m)
	f := v.flow(clerkflow.Policy{}, opts...)
	if err := f.StartOAuth(t.Context(), clerkflow.StrategyOAuthGoogle); err != nil {
		t.Fatal(err)
	}
	return v, f
}

// agreeing signs in whoever has an account, and counts the questions.
func agreeing(v *visitor) clerkflow.Callbacks {
	cb := v.callbacks()
	cb.BeforeTransfer = func(_ context.Context, s *clerkflow.AccountExistsStep) error {
		v.asked = append(v.asked, "before transfer "+string(s.Strategy))
		return nil
	}
	return cb
}

// resumed is the flow as another process has it.
func resumed(t *testing.T, m *mockfapi.Instance, f *clerkflow.Flow) *clerkflow.Flow {
	t.Helper()
	state, err := clerkflow.ImportState(f.State().Export())
	if err != nil {
		t.Fatal(err)
	}
	return clerkflow.Resume(clientOf(t, m), state, clerkflow.WithRedirectURL(landing))
}

func TestRun_transfersToASignIn(t *testing.T) {
	t.Parallel()
	m := blank(t, socialAndEmail)
	user, first := member(t, m)
	v, f := atGoogle(t, m)
	done, err := f.Run(t.Context(), agreeing(v))
	if err != nil {
		t.Fatal(err)
	}
	if done.UserID != user.ID || done.SessionID == first.SessionID || len(m.Users()) != 1 {
		t.Errorf("ended as %+v, the account is %s", done, user.ID)
	}
	if diff := cmp.Diff([]string{"redirect oauth_google", "before transfer oauth_google"}, v.asked); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
	if token, err := done.Client().Sessions.Token(t.Context(), done.SessionID); err != nil || token.IsZero() {
		t.Errorf("no session token: %v", err)
	}
	again, err := resumed(t, m, f).Run(t.Context(), clerkflow.Callbacks{})
	if err != nil || again.UserID != done.UserID || again.SessionID != done.SessionID {
		t.Errorf("resumed it ends as %+v, %v", again, err)
	}
}

func TestRun_transfersNobodyWhoRefuses(t *testing.T) {
	t.Parallel()
	m := blank(t, socialAndEmail)
	user, _ := member(t, m)
	v, f := atGoogle(t, m)
	cb := v.callbacks()
	cb.BeforeTransfer = func(context.Context, *clerkflow.AccountExistsStep) error { return errGivenUp }
	_, err := f.Run(t.Context(), cb)
	if at, ok := errors.AsType[*clerkflow.StepError](err); !errors.Is(err, errGivenUp) || !ok || at.Kind != clerkflow.KindAccountExists {
		t.Fatalf("Run ended in %v", err)
	}
	if n := len(m.Requests("POST /v1/client/sign_ins")); n != 0 {
		t.Errorf("%d sign-ins were begun", n)
	}
	done, err := f.Run(t.Context(), agreeing(v))
	if err != nil || done.UserID != user.ID {
		t.Errorf("having thought better of it: %+v, %v", done, err)
	}
}

// The sign-in was made, and the answer got lost.
func TestRun_transferWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	m := blank(t, socialAndEmail)
	member(t, m)
	v, f := atGoogle(t, m)
	if err := m.Fail(mockfapi.Fault{Route: "POST /v1/client/sign_ins", Drop: true, Effect: true}); err != nil {
		t.Fatal(err)
	}
	_, err := f.Run(t.Context(), agreeing(v))
	if lost, ok := errors.AsType[*clerkflow.Error](err); !ok || !lost.Ambiguous() {
		t.Fatalf("Run ended in %v", err)
	}
	_, err = f.Run(t.Context(), agreeing(v))
	signedIn, ok := errors.AsType[*clerkflow.SignedInError](err)
	if !ok {
		t.Fatalf("the next Run ended in %v", err)
	}
	if token, err := f.Client().Sessions.Token(t.Context(), signedIn.SessionID); err != nil || token.IsZero() {
		t.Errorf("the session gives no token: %v", err)
	}
}

// A web server has a request between the step and its answer.
func TestAccountExistsStep_Transfer_afterResume(t *testing.T) {
	t.Parallel()
	m := blank(t, socialAndEmail)
	user, _ := member(t, m)
	v, f := atGoogle(t, m)
	if _, err := f.Run(t.Context(), v.callbacks()); !errors.Is(err, clerkflow.ErrAccountExists) {
		t.Fatalf("Run ended in %v", err)
	}
	f = resumed(t, m, f)
	step, err := f.Next(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	exists, ok := step.(*clerkflow.AccountExistsStep)
	if !ok {
		t.Fatalf("the step is %s", step.Kind())
	}
	if err := exists.Transfer(t.Context()); err != nil {
		t.Fatal(err)
	}
	for name, f := range map[string]*clerkflow.Flow{"the same": f, "the next request's": resumed(t, m, f)} {
		step, err := f.Next(t.Context())
		if done, ok := step.(*clerkflow.DoneStep); !ok || done.UserID != user.ID {
			t.Errorf("%s flow: %+v, %v", name, step, err)
		}
	}
	if err := exists.Transfer(t.Context()); !clerkflow.IsCode(err, "account_transfer_invalid") {
		t.Errorf("a second transfer: %v", err)
	}
}

// reserve makes the user's phone number a second factor, as their account page does.
func reserve(t *testing.T, m *mockfapi.Instance, c *clerkflow.Client, phoneID string) {
	t.Helper()
	form := url.Values{"reserved_for_second_factor": {"true"}}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPatch, m.URL()+"/v1/me/phone_numbers/"+phoneID+"?_is_native=1", strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Authorization", c.Token().Reveal())
	answer, err := m.HTTPClient().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("PATCH %s: %s", r.URL.Path, answer.Status)
	}
}

func TestRun_transferAsksForASecondFactor(t *testing.T) {
	t.Parallel()
	m := blank(t, func(s *environment.UserSettings) {
		s.Attributes.PhoneNumber = environment.Phone(environment.Required)
		s.Attributes.PhoneNumber.UsedForSecondFactor, s.Attributes.PhoneNumber.SecondFactors = true, []string{"phone_code"}
		s.Social["oauth_google"] = environment.Provider("oauth_google")
	})
	user, first := member(t, m)
	reserve(t, m, first.Client(), user.PhoneNumbers[0].ID)

	v, f := atGoogle(t, m)
	_, err := f.Run(t.Context(), agreeing(v))
	more, ok := errors.AsType[*clerkflow.SignInError](err)
	if !ok || more.SignIn.Status != clerkflow.SignInNeedsSecondFactor {
		t.Fatalf("Run ended in %v", err)
	}
	if _, err := resumed(t, m, f).Next(t.Context()); !strings.Contains(errorText(err), "needs_second_factor") {
		t.Errorf("resumed meanwhile: %v", err)
	}
	signIns := f.Client().SignIns
	factor, ok := more.SignIn.SecondFactor(clerkflow.StrategyPhoneCode)
	if !ok {
		t.Fatalf("the second factors are %+v", more.SignIn.SupportedSecondFactors)
	}
	if _, err := signIns.PrepareSecondFactor(t.Context(), more.SignIn.ID, factor.Preparation()); err != nil {
		t.Fatal(err)
	}
	params := &clerkflow.AttemptFactorParams{Strategy: factor.Strategy, Code: clerkflow.NewSecret(m.Code(v.types[clerkflow.FieldPhoneNumber]))}
	if _, err := signIns.AttemptSecondFactor(t.Context(), more.SignIn.ID, params); err != nil {
		t.Fatal(err)
	}
	for name, f := range map[string]*clerkflow.Flow{"the same": f, "another process's": resumed(t, m, f)} {
		if done, err := f.Run(t.Context(), clerkflow.Callbacks{}); err != nil || done.UserID != user.ID {
			t.Errorf("%s flow: %+v, %v", name, done, err)
		}
	}
}

func TestRun_transferIsAbandoned(t *testing.T) {
	t.Parallel()
	m := blank(t, socialAndEmail)
	member(t, m)
	v, f := atGoogle(t, m)
	cb := v.callbacks()
	cb.BeforeTransfer = func(context.Context, *clerkflow.AccountExistsStep) error {
		m.Advance(25 * time.Hour)
		return nil
	}
	if _, err := f.Run(t.Context(), cb); !clerkflow.IsCode(err, "account_transfer_invalid") {
		t.Errorf("Run ended in %v", err)
	}
	if _, err := resumed(t, m, f).Run(t.Context(), cb); !errors.Is(err, clerkflow.ErrAbandoned) {
		t.Errorf("resumed it ended in %v", err)
	}
}

// The owner of the account has a session on this very client.
func TestFlow_signedInAlready(t *testing.T) {
	t.Parallel()
	named := func(t *testing.T, err error, session, code string) {
		t.Helper()
		signedIn, ok := errors.AsType[*clerkflow.SignedInError](err)
		if !ok || !errors.Is(err, clerkflow.ErrSignedIn) || signedIn.SessionID != session {
			t.Errorf("ended in %v, want session %s", err, session)
		}
		if got := outcome(err); got != code {
			t.Errorf("because of %s, want %s", got, code)
		}
	}
	t.Run("the owner of the provider's account", func(t *testing.T) {
		t.Parallel()
		m := blank(t, socialAndEmail)
		_, done := member(t, m)
		v := newVisitor(t, m)
		f := clerkflow.NewSignUp(done.Client(), clerkflow.WithRedirectURL(landing))
		if err := f.StartOAuth(t.Context(), clerkflow.StrategyOAuthGoogle); err != nil {
			t.Fatal(err)
		}
		_, err := f.Run(t.Context(), agreeing(v))
		named(t, err, done.SessionID, "identifier_already_signed_in")
	})
	t.Run("the owner of an ID token's account", func(t *testing.T) {
		t.Parallel()
		m := blank(t, socialAndEmail)
		_, done := member(t, m)
		token, err := m.IDToken("oauth_google", "full")
		if err != nil {
			t.Fatal(err)
		}
		err = clerkflow.NewSignUp(done.Client()).StartIDToken(t.Context(), clerkflow.StrategyGoogleOneTap, clerkflow.NewSecret(token), clerkflow.Values{})
		named(t, err, done.SessionID, "identifier_already_signed_in")
	})
	t.Run("in another tab before the transfer", func(t *testing.T) {
		t.Parallel()
		m := blank(t, socialAndEmail)
		member(t, m)
		v, f := atGoogle(t, m)
		if _, err := f.Run(t.Context(), v.callbacks()); !errors.Is(err, clerkflow.ErrAccountExists) {
			t.Fatal(err)
		}
		other := resumed(t, m, f)
		done, err := other.Run(t.Context(), agreeing(v))
		if err != nil {
			t.Fatal(err)
		}
		_, err = f.Run(t.Context(), agreeing(v))
		named(t, err, done.SessionID, "account_transfer_invalid")
		if again, err := other.Run(t.Context(), agreeing(v)); err != nil || again.SessionID != done.SessionID {
			t.Errorf("the other tab: %+v, %v", again, err)
		}
	})
	t.Run("anybody, on an instance of single sessions", func(t *testing.T) {
		t.Parallel()
		m := blank(t, socialAndEmail, mockfapi.WithSettings(func(d *environment.Document) { d.AuthConfig.SingleSessionMode = true }))
		_, done := member(t, m)
		v := newVisitor(t, m)
		_, err := clerkflow.NewSignUp(done.Client()).Run(t.Context(), v.callbacks())
		named(t, err, done.SessionID, "session_exists")
		if at, ok := errors.AsType[*clerkflow.StepError](err); !ok || at.Kind != clerkflow.KindCollect {
			t.Errorf("the error does not say where: %v", err)
		}
	})
}
