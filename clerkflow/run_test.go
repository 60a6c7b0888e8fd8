package clerkflow_test

import (
	"context"
	"errors"
	"net/url"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
)

// emailAndPassword is the usual instance.
func emailAndPassword(s *environment.UserSettings) {
	s.Attributes.EmailAddress, s.Attributes.Password = environment.Email(environment.Required), environment.Password(environment.Required)
}

func emailOnly(s *environment.UserSettings) {
	s.Attributes.EmailAddress = environment.Email(environment.Required)
}

// occupy makes a user with what a visitor is about to type.
func occupy(t *testing.T, m *mockfapi.Instance, change func(v *visitor)) {
	t.Helper()
	v := newVisitor(t, m)
	change(v)
	if _, err := v.flow(clerkflow.Policy{}).Run(t.Context(), v.callbacks()); err != nil {
		t.Fatal(err)
	}
}

func TestRun_asksAgainForWhatWasNotTaken(t *testing.T) {
	t.Parallel()
	m := blank(t, func(s *environment.UserSettings) {
		emailAndPassword(s)
		s.Attributes.Username = environment.Username(environment.Required)
	})
	occupy(t, m, func(v *visitor) { v.types[clerkflow.FieldEmailAddress] = "first@example.com" })

	v := newVisitor(t, m)
	cb := v.callbacks()
	var prompts []clerkflow.Prompt
	names := []string{"vera_v", "!", "vera_w"}
	cb.Text = func(_ context.Context, p clerkflow.Prompt) (string, error) {
		prompts = append(prompts, p)
		if p.Field == clerkflow.FieldUsername {
			return names[p.Attempt-1], nil
		}
		return v.types[p.Field], nil
	}
	passwords := []string{"short", "correct horse battery"}
	cb.Password = func(_ context.Context, p clerkflow.Prompt) (clerkflow.Secret, error) {
		prompts = append(prompts, p)
		return clerkflow.NewSecret(passwords[p.Attempt-1]), nil
	}
	f := v.flow(clerkflow.Policy{})
	done, err := f.Run(t.Context(), cb)
	if err != nil {
		t.Fatal(err)
	}
	type asked struct {
		Field   clerkflow.Field
		Attempt int
		Value   string
		Code    string
	}
	var got []asked
	for _, p := range prompts {
		a := asked{p.Field, p.Attempt, p.Value, ""}
		if p.Problem != nil {
			a.Code = p.Problem.Code
		}
		got = append(got, a)
	}
	want := []asked{
		{"email_address", 1, "", ""},
		{"username", 1, "", ""},
		{"password", 1, "", ""},
		{"username", 2, "vera_v", "form_identifier_exists"},
		{"password", 2, "", "form_password_length_too_short"},
		{"username", 3, "!", "form_username_invalid_length"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("what was asked, and why (-want +got):\n%s", diff)
	}
	if u := v.user(t, f, done); u.Username != "vera_w" || u.EmailAddresses[0].EmailAddress != "vera@example.com" {
		t.Errorf("the user is %s", essence(u))
	}
}

func TestRun_givesUpAfterThreeAnswers(t *testing.T) {
	t.Parallel()
	v := newVisitor(t, blank(t, emailAndPassword))
	v.types[clerkflow.FieldEmailAddress] = "not an address"
	_, err := v.flow(clerkflow.Policy{}).Run(t.Context(), v.callbacks())
	at, ok := errors.AsType[*clerkflow.StepError](err)
	if !errors.Is(err, clerkflow.ErrTooManyAttempts) || !ok || at.Field != clerkflow.FieldEmailAddress {
		t.Errorf("Run ended in %v", err)
	}
	if problem, ok := errors.AsType[*clerkflow.Problem](err); !ok || problem.Code != "form_param_format_invalid" {
		t.Errorf("the problem is %v", problem)
	}
	want := []string{"email_address", "password", "email_address", "email_address"}
	if diff := cmp.Diff(want, v.asked); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
}

func TestRun_codes(t *testing.T) {
	t.Parallel()
	wrong := func(context.Context, *visitor, *clerkflow.VerifyCodeStep) (string, error) { return "000000x", nil }
	right := func(_ context.Context, v *visitor, s *clerkflow.VerifyCodeStep) (string, error) {
		return v.instance.Code(s.Destination), nil
	}
	resend := func(context.Context, *visitor, *clerkflow.VerifyCodeStep) (string, error) {
		return "", clerkflow.ErrResend
	}
	late := func(_ context.Context, v *visitor, s *clerkflow.VerifyCodeStep) (string, error) {
		code := v.instance.Code(s.Destination)
		v.instance.Advance(11 * time.Minute)
		return code, nil
	}
	empty := func(context.Context, *visitor, *clerkflow.VerifyCodeStep) (string, error) { return " ", nil }
	type answer = func(context.Context, *visitor, *clerkflow.VerifyCodeStep) (string, error)
	for _, tc := range []struct {
		name     string
		answers  []answer
		problems []string // shown with each question
		requests int
		end      error
	}{
		{"right", []answer{right}, []string{""}, 2, nil},
		{"wrong, then right", []answer{wrong, right}, []string{"", "form_code_incorrect"}, 3, nil},
		{"blank, then right", []answer{empty, right}, []string{"", "form_param_nil"}, 3, nil},
		{"sent again", []answer{resend, right}, []string{"", ""}, 3, nil},
		{"sent again twice", []answer{resend, resend, right}, []string{"", "", ""}, 4, nil},
		{"too late: a new one is sent by itself", []answer{late, right}, []string{"", "verification_expired"}, 4, nil},
		{"three wrong: a new one is sent by itself", []answer{wrong, wrong, wrong, right}, []string{"", "form_code_incorrect", "form_code_incorrect", "form_code_incorrect"}, 6, nil},
		{"too late twice: asked for", []answer{late, late, resend, right}, []string{"", "verification_expired", "verification_expired", ""}, 6, nil},
		{"six wrong", []answer{wrong, wrong, wrong, wrong, wrong, wrong}, []string{"", "form_code_incorrect", "form_code_incorrect", "form_code_incorrect", "form_code_incorrect", "form_code_incorrect"}, 8, clerkflow.ErrTooManyAttempts},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			v := newVisitor(t, blank(t, emailOnly))
			cb := v.callbacks()
			var problems []string
			cb.Code = func(ctx context.Context, s *clerkflow.VerifyCodeStep) (string, error) {
				code := ""
				if s.Problem != nil {
					code = s.Problem.Code
				}
				problems = append(problems, code)
				if len(problems) > len(tc.answers) {
					return "", errors.New("asked too often")
				}
				return tc.answers[len(problems)-1](ctx, v, s)
			}
			_, err := v.flow(clerkflow.Policy{}).Run(t.Context(), cb)
			if !errors.Is(err, tc.end) {
				t.Errorf("Run ended in %v, want %v", err, tc.end)
			}
			if diff := cmp.Diff(tc.problems, problems); diff != "" {
				t.Errorf("problems shown (-want +got):\n%s", diff)
			}
			if got := int(v.requests.Load()); got != tc.requests {
				t.Errorf("%d requests, want %d", got, tc.requests)
			}
		})
	}
}

// A wallet's message that is too old is asked for again, as often as wrong
// signatures may be given.
func TestRun_wallets(t *testing.T) {
	t.Parallel()
	for late, end := range map[int]error{3: nil, 9: clerkflow.ErrTooManyAttempts} {
		v := newVisitor(t, blank(t, func(s *environment.UserSettings) {
			s.Attributes.Web3Wallet = environment.Wallet(environment.Required)
		}))
		v.wallet = newWallet(t)
		cb := v.callbacks()
		messages := map[string]bool{}
		cb.Sign = func(ctx context.Context, s *clerkflow.SignMessageStep) (string, error) {
			messages[s.Message] = true
			if len(messages) <= late {
				v.instance.Advance(11 * time.Minute)
			}
			return v.wallet.Sign(ctx, s)
		}
		_, err := v.flow(clerkflow.Policy{}).Run(t.Context(), cb)
		if !errors.Is(err, end) {
			t.Errorf("%d times too late: %v", late, err)
		}
		if want := min(late+1, 6); len(messages) != want || messages[""] {
			t.Errorf("%d times too late: %d messages, want %d", late, len(messages), want)
		}
	}
}

func TestRun_correctsAMistypedAddress(t *testing.T) {
	t.Parallel()
	v := newVisitor(t, blank(t, emailOnly))
	cb := v.callbacks()
	addresses := []string{"vara@example.com", "vera@example.com"}
	cb.Text = func(_ context.Context, p clerkflow.Prompt) (string, error) {
		if p.Attempt == 2 && p.Value != addresses[0] {
			t.Errorf("the question shows %q, want the mistyped address", p.Value)
		}
		return addresses[p.Attempt-1], nil
	}
	cb.Code = func(_ context.Context, s *clerkflow.VerifyCodeStep) (string, error) {
		if s.Destination == addresses[0] {
			return "", clerkflow.ErrEdit
		}
		return v.instance.Code(s.Destination), nil
	}
	f := v.flow(clerkflow.Policy{})
	done, err := f.Run(t.Context(), cb)
	if err != nil {
		t.Fatal(err)
	}
	if got := essence(v.user(t, f, done)); got != "email vera@example.com verified, name  , username " {
		t.Errorf("the user is %s", got)
	}
	if got := v.requests.Load(); got != 3 {
		t.Errorf("%d requests, want 3: create, correct and prepare in one, attempt", got)
	}
}

// A correction may be as wrong as what it corrects.
func TestRun_correctionThatIsRefused(t *testing.T) {
	t.Parallel()
	v := newVisitor(t, blank(t, emailOnly))
	cb := v.callbacks()
	addresses := []string{"vara@example.com", "!", "vera@example.com"}
	var prompts []string
	cb.Text = func(_ context.Context, p clerkflow.Prompt) (string, error) {
		code := ""
		if p.Problem != nil {
			code = p.Problem.Code
		}
		prompts = append(prompts, p.Value+" "+code)
		return addresses[len(prompts)-1], nil
	}
	cb.Code = func(_ context.Context, s *clerkflow.VerifyCodeStep) (string, error) {
		if s.Destination == addresses[0] {
			return "", clerkflow.ErrEdit
		}
		return v.instance.Code(s.Destination), nil
	}
	f := v.flow(clerkflow.Policy{})
	done, err := f.Run(t.Context(), cb)
	if err != nil {
		t.Fatal(err)
	}
	if got := essence(v.user(t, f, done)); got != "email vera@example.com verified, name  , username " {
		t.Errorf("the user is %s", got)
	}
	if diff := cmp.Diff([]string{" ", "vara@example.com ", "! form_param_format_invalid"}, prompts); diff != "" {
		t.Errorf("values and problems shown (-want +got):\n%s", diff)
	}
}

// Whoever hangs up in the middle of a form is not asked again for what they said.
func TestRun_holdsTheAnswersOfAnUnfinishedForm(t *testing.T) {
	t.Parallel()
	v := newVisitor(t, blank(t, emailAndPassword))
	cb := v.callbacks()
	cb.Password = func(context.Context, clerkflow.Prompt) (clerkflow.Secret, error) {
		return clerkflow.Secret{}, errGivenUp
	}
	f := v.flow(clerkflow.Policy{})
	if _, err := f.Run(t.Context(), cb); !errors.Is(err, errGivenUp) {
		t.Fatalf("Run ended in %v", err)
	}
	v.asked = nil
	if _, err := f.Run(t.Context(), v.callbacks()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"password", "code email_address"}, v.asked); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
}

func TestRun_anotherWasFaster(t *testing.T) {
	t.Parallel()
	m := blank(t, emailOnly)
	v := newVisitor(t, m)
	cb := v.callbacks()
	addresses := []string{"vera@example.com", "other@example.com"}
	var problem string
	cb.Text = func(_ context.Context, p clerkflow.Prompt) (string, error) {
		if p.Problem != nil {
			problem = p.Problem.Code
		}
		return addresses[p.Attempt-1], nil
	}
	answer := cb.Code
	cb.Code = func(ctx context.Context, s *clerkflow.VerifyCodeStep) (string, error) {
		code, err := answer(ctx, s)
		if s.Destination == addresses[0] {
			occupy(t, m, func(*visitor) {}) // somebody else verifies the address first
		}
		return code, err
	}
	f := v.flow(clerkflow.Policy{})
	done, err := f.Run(t.Context(), cb)
	if err != nil {
		t.Fatal(err)
	}
	if problem != "identification_claimed" {
		t.Errorf("the address was asked for again because of %q", problem)
	}
	if got := essence(v.user(t, f, done)); got != "email other@example.com verified, name  , username " {
		t.Errorf("the user is %s", got)
	}
}

func TestRun_links(t *testing.T) {
	t.Parallel()
	byLink := func(s *environment.UserSettings) {
		s.Attributes.EmailAddress = environment.Email(environment.Required, "email_link")
	}
	t.Run("followed while waiting", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			v := newVisitor(t, blank(t, byLink))
			cb := v.callbacks()
			cb.Link = func(ctx context.Context, s *clerkflow.VerifyLinkStep) error {
				go func() {
					<-time.After(3 * time.Minute) // the bubble's time
					if _, err := v.instance.OpenLink(ctx, v.instance.Link(s.Destination)); err != nil {
						t.Error(err)
					}
				}()
				return nil
			}
			started := time.Now()
			if _, err := v.flow(clerkflow.Policy{}).Run(t.Context(), cb); err != nil {
				t.Fatal(err)
			}
			if took := time.Since(started); took < 3*time.Minute || took > 3*time.Minute+2*time.Second {
				t.Errorf("waited %s for a link followed after three minutes", took)
			}
			synctest.Wait()
		})
	})
	t.Run("not followed: sent again once, then the flow ends", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			v := newVisitor(t, blank(t, byLink))
			cb := v.callbacks()
			shown := 0
			cb.Link = func(context.Context, *clerkflow.VerifyLinkStep) error { shown++; return nil }
			_, err := v.flow(clerkflow.Policy{}).Run(t.Context(), cb)
			if !errors.Is(err, clerkflow.ErrTooManyAttempts) || !errors.Is(err, clerkflow.ErrLinkExpired) {
				t.Errorf("Run ended in %v", err)
			}
			if sent := len(v.instance.Messages("vera@example.com")); sent != 2 {
				t.Errorf("%d links sent, want 2", sent)
			}
		})
	})
	t.Run("without a redirect URL", func(t *testing.T) {
		t.Parallel()
		v := newVisitor(t, blank(t, byLink))
		f := clerkflow.NewSignUp(v.client)
		if _, err := f.Run(t.Context(), v.callbacks()); !errors.Is(err, clerkflow.ErrRedirectURL) {
			t.Errorf("Run ended in %v", err)
		}
	})
}

func TestRun_waitsWhenAskedTo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v := newVisitor(t, blank(t, emailOnly, mockfapi.WithRateLimits()))
		cb := v.callbacks()
		asked := 0
		cb.Code = func(_ context.Context, s *clerkflow.VerifyCodeStep) (string, error) {
			if asked++; asked == 1 {
				return "", clerkflow.ErrResend // at once, which is too soon
			}
			return v.instance.Code(s.Destination), nil
		}
		started := time.Now()
		if _, err := v.flow(clerkflow.Policy{}).Run(t.Context(), cb); err != nil {
			t.Fatal(err)
		}
		if waited := time.Since(started); waited != 30*time.Second {
			t.Errorf("waited %s, want the 30 s that the service asked for", waited)
		}
	})
}

func TestRun_providers(t *testing.T) {
	t.Parallel()
	google := func(s *environment.UserSettings) {
		emailOnly(s)
		s.Social["oauth_google"] = environment.Provider("oauth_google")
	}
	start := func(t *testing.T, m *mockfapi.Instance, account string) (*visitor, *clerkflow.Flow, error) {
		t.Helper()
		v := newVisitor(t, m)
		v.account = account
		f := v.flow(clerkflow.Policy{})
		if err := f.StartOAuth(t.Context(), clerkflow.StrategyOAuthGoogle); err != nil {
			t.Fatal(err)
		}
		_, err := f.Run(t.Context(), v.callbacks())
		return v, f, err
	}
	t.Run("refused, then another way", func(t *testing.T) {
		t.Parallel()
		v, f, err := start(t, blank(t, google), "")
		refused, ok := errors.AsType[*clerkflow.ProviderError](err)
		if !ok || refused.Problem.Code != "oauth_access_denied" || refused.Strategy != clerkflow.StrategyOAuthGoogle {
			t.Fatalf("Run ended in %v", err)
		}
		if _, err := f.Run(t.Context(), v.callbacks()); err != nil {
			t.Errorf("the flow did not go on with the form: %v", err)
		}
	})
	t.Run("the account is a user's", func(t *testing.T) {
		t.Parallel()
		m := blank(t, google)
		if _, _, err := start(t, m, "full"); err != nil {
			t.Fatal(err)
		}
		if _, _, err := start(t, m, "full"); !errors.Is(err, clerkflow.ErrAccountExists) {
			t.Errorf("Run ended in %v", err)
		}
	})
	t.Run("the person never comes back", func(t *testing.T) {
		t.Parallel()
		v := newVisitor(t, blank(t, google))
		f := v.flow(clerkflow.Policy{})
		if err := f.StartOAuth(t.Context(), clerkflow.StrategyOAuthGoogle); err != nil {
			t.Fatal(err)
		}
		cb := v.callbacks()
		cb.Redirect = func(context.Context, *clerkflow.RedirectStep) (*url.URL, error) { return nil, nil }
		if _, err := f.Run(t.Context(), cb); !errors.Is(err, clerkflow.ErrNoProgress) {
			t.Errorf("Run ended in %v", err)
		}
	})
	t.Run("without a redirect URL", func(t *testing.T) {
		t.Parallel()
		v := newVisitor(t, blank(t, google))
		if err := clerkflow.NewSignUp(v.client).StartOAuth(t.Context(), clerkflow.StrategyOAuthGoogle); !errors.Is(err, clerkflow.ErrRedirectURL) {
			t.Errorf("StartOAuth: %v", err)
		}
	})
}
