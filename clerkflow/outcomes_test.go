package clerkflow_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/clerkflow/web3"
	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
)

// rewriting is a service whose answers somebody changed on the way: the service as
// it may become.
type rewriting struct {
	next    http.RoundTripper
	rewrite func(r *http.Request, signUp map[string]any)
}

func (t rewriting) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := t.next.RoundTrip(r)
	if err != nil || !strings.Contains(r.URL.Path, "/sign_ups") || answer.StatusCode != http.StatusOK {
		return answer, err
	}
	var body map[string]any
	if err := json.NewDecoder(answer.Body).Decode(&body); err != nil {
		return nil, err
	}
	if su, ok := body["response"].(map[string]any); ok {
		t.rewrite(r, su)
	}
	data, err := json.Marshal(body)
	answer.Body = io.NopCloser(bytes.NewReader(data))
	return answer, err
}

// rewritten is a visitor of such a service.
func rewritten(t *testing.T, m *mockfapi.Instance, rewrite func(r *http.Request, signUp map[string]any)) *visitor {
	t.Helper()
	v := newVisitor(t, m)
	c, err := clerkflow.New(m.PublishableKey(), clerkflow.WithHTTPClient(&http.Client{Transport: rewriting{m.Transport(), rewrite}}), clerkflow.WithExchangeHook(v.count))
	if err != nil {
		t.Fatal(err)
	}
	v.client = c
	return v
}

func TestRun_whatItDoesNotKnowEndsIt(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name    string
		rewrite func(*http.Request, map[string]any)
		want    clerkflow.UnsupportedError
	}{
		{"a missing field", func(_ *http.Request, su map[string]any) {
			su["missing_fields"] = append(su["missing_fields"].([]any), "shoe_size")
			su["status"] = "missing_requirements"
		}, clerkflow.UnsupportedError{Status: "missing_requirements", Missing: []clerkflow.Field{"shoe_size"}, Unverified: []clerkflow.Field{}}},
		{
			"a status", func(_ *http.Request, su map[string]any) { su["status"] = "in_review" },
			clerkflow.UnsupportedError{Status: "in_review", Missing: []clerkflow.Field{}, Unverified: []clerkflow.Field{"email_address"}},
		},
		{"an unverified field", func(_ *http.Request, su map[string]any) {
			su["unverified_fields"], su["status"] = []any{"fax_number"}, "missing_requirements"
		}, clerkflow.UnsupportedError{Status: "missing_requirements", Missing: []clerkflow.Field{}, Unverified: []clerkflow.Field{"fax_number"}}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			v := rewritten(t, blank(t, emailOnly), tc.rewrite)
			_, err := v.flow(clerkflow.Policy{}).Run(t.Context(), v.callbacks())
			got, ok := errors.AsType[*clerkflow.UnsupportedError](err)
			if !ok || !errors.Is(err, clerkflow.ErrUnsupported) {
				t.Fatalf("Run ended in %v", err)
			}
			if diff := cmp.Diff(tc.want, *got); diff != "" {
				t.Errorf("the error names (-want +got):\n%s", diff)
			}
			for _, name := range append(got.Missing, got.Unverified...) {
				if !strings.Contains(err.Error(), string(name)) {
					t.Errorf("%q does not name %s", err, name)
				}
			}
		})
	}
}

func TestRun_noProgress(t *testing.T) {
	t.Parallel()
	v := rewritten(t, blank(t, func(s *environment.UserSettings) {
		s.Attributes.Username = environment.Username(environment.Required)
		s.Attributes.Password = environment.Password(environment.Required)
	}), func(_ *http.Request, su map[string]any) {
		su["status"], su["missing_fields"] = "missing_requirements", []any{"password"}
	})
	if _, err := v.flow(clerkflow.Policy{}).Run(t.Context(), v.callbacks()); !errors.Is(err, clerkflow.ErrNoProgress) {
		t.Errorf("Run ended in %v", err)
	}
	if n := v.requests.Load(); n > 5 {
		t.Errorf("it took %d requests to notice", n)
	}
}

func TestRun_missingCallbacks(t *testing.T) {
	t.Parallel()
	all := func(s *environment.UserSettings) {
		emailAndPassword(s)
		s.SignUp.LegalConsentEnabled = true
	}
	google := environment.Provider("oauth_google")
	for _, tc := range []struct {
		name     string
		settings func(*environment.UserSettings)
		drop     func(*clerkflow.Callbacks)
		kind     clerkflow.StepKind
		field    clerkflow.Field
	}{
		{"Text", all, func(cb *clerkflow.Callbacks) { cb.Text = nil }, clerkflow.KindCollect, "email_address"},
		{"Password", all, func(cb *clerkflow.Callbacks) { cb.Password = nil }, clerkflow.KindCollect, "password"},
		{"Consent", all, func(cb *clerkflow.Callbacks) { cb.Consent = nil }, clerkflow.KindCollect, "legal_accepted"},
		{"Code", all, func(cb *clerkflow.Callbacks) { cb.Code = nil }, clerkflow.KindVerifyCode, "email_address"},
		{"Link", func(s *environment.UserSettings) {
			s.Attributes.EmailAddress = environment.Email(environment.Required, "email_link")
		}, func(cb *clerkflow.Callbacks) { cb.Link = nil }, clerkflow.KindVerifyLink, "email_address"},
		{"Choose", func(s *environment.UserSettings) {
			s.Attributes.EmailAddress, s.Social["oauth_google"] = environment.Email(environment.Optional), google
		}, func(cb *clerkflow.Callbacks) { cb.Choose = nil }, clerkflow.KindChoose, ""},
		{"Redirect", func(s *environment.UserSettings) { s.Social["oauth_google"] = google }, func(cb *clerkflow.Callbacks) { cb.Redirect = nil }, clerkflow.KindRedirect, ""},
		{"Sign", func(s *environment.UserSettings) { s.Attributes.Web3Wallet = environment.Wallet(environment.Required) }, func(cb *clerkflow.Callbacks) { cb.Sign = nil }, clerkflow.KindSignMessage, "web3_wallet"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			v := newVisitor(t, blank(t, tc.settings))
			v.wallet = newWallet(t)
			cb := v.callbacks()
			tc.drop(&cb)
			f := v.flow(clerkflow.Policy{})
			_, err := f.Run(t.Context(), cb)
			at, ok := errors.AsType[*clerkflow.StepError](err)
			if !errors.Is(err, clerkflow.ErrNoCallback) || !ok || at.Kind != tc.kind || at.Field != tc.field {
				t.Fatalf("Run ended in %v, want no callback at %s %s", err, tc.kind, tc.field)
			}
			if _, err := f.Run(t.Context(), v.callbacks()); err != nil {
				t.Errorf("with the callback the flow does not go on: %v", err)
			}
		})
	}
}

func newWallet(t *testing.T) *web3.PrivateKey {
	t.Helper()
	key, err := web3.GeneratePrivateKey()
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestRun_callbackErrorsComeOutUnchanged(t *testing.T) {
	t.Parallel()
	hungUp := errors.New("the person hung up")
	v := newVisitor(t, blank(t, emailAndPassword))
	cb := v.callbacks()
	cb.Code = func(context.Context, *clerkflow.VerifyCodeStep) (string, error) { return "", hungUp }
	_, err := v.flow(clerkflow.Policy{}).Run(t.Context(), cb)
	at, ok := errors.AsType[*clerkflow.StepError](err)
	if !errors.Is(err, hungUp) || !ok || at.Kind != clerkflow.KindVerifyCode || at.Field != clerkflow.FieldEmailAddress {
		t.Errorf("Run ended in %v", err)
	}
	if want := "clerkflow: verify_code email_address: the person hung up"; err.Error() != want {
		t.Errorf("the text is %q, want %q", err, want)
	}
}

func TestRun_contexts(t *testing.T) {
	t.Parallel()
	tooLong := errors.New("took too long")
	block := func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }
	t.Run("a callback that blocks until its context ends", func(t *testing.T) {
		t.Parallel()
		v := newVisitor(t, blank(t, emailAndPassword))
		ctx, cancel := context.WithCancelCause(t.Context())
		cb := v.callbacks()
		cb.Code = func(ctx context.Context, _ *clerkflow.VerifyCodeStep) (string, error) {
			cancel(tooLong)
			return "", block(ctx)
		}
		if _, err := v.flow(clerkflow.Policy{}).Run(ctx, cb); !errors.Is(err, tooLong) {
			t.Errorf("Run ended in %v, want the cause", err)
		}
	})
	t.Run("a callback that answers after the end", func(t *testing.T) {
		t.Parallel()
		v := newVisitor(t, blank(t, emailAndPassword))
		ctx, cancel := context.WithCancelCause(t.Context())
		cb := v.callbacks()
		text := cb.Text
		cb.Text = func(ctx context.Context, p clerkflow.Prompt) (string, error) {
			cancel(tooLong)
			return text(ctx, p)
		}
		cb.Password = nil
		if _, err := v.flow(clerkflow.Policy{}).Run(ctx, cb); !errors.Is(err, tooLong) || errors.Is(err, clerkflow.ErrNoCallback) {
			t.Errorf("Run ended in %v, want the cause", err)
		}
	})
	t.Run("over before it begins", func(t *testing.T) {
		t.Parallel()
		v := newVisitor(t, blank(t, emailAndPassword))
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(tooLong)
		if _, err := v.flow(clerkflow.Policy{}).Run(ctx, v.callbacks()); !errors.Is(err, tooLong) {
			t.Errorf("Run ended in %v, want the cause", err)
		}
		if n := v.requests.Load(); n != 0 || len(v.asked) != 0 {
			t.Errorf("%d requests, asked %v", n, v.asked)
		}
	})
	t.Run("the person's own abort is not the context's", func(t *testing.T) {
		t.Parallel()
		v := newVisitor(t, blank(t, emailAndPassword))
		ctx, cancel := context.WithCancelCause(t.Context())
		abort := errors.New("pressed escape")
		cb := v.callbacks()
		cb.Code = func(context.Context, *clerkflow.VerifyCodeStep) (string, error) {
			cancel(tooLong)
			return "", abort
		}
		if _, err := v.flow(clerkflow.Policy{}).Run(ctx, cb); !errors.Is(err, abort) || errors.Is(err, tooLong) {
			t.Errorf("Run ended in %v, want the person's error", err)
		}
	})
}

func TestRun_skipping(t *testing.T) {
	t.Parallel()
	withNames := func(s *environment.UserSettings) {
		emailAndPassword(s)
		s.Attributes.FirstName = environment.Plain(environment.Optional)
		s.SignUp.LegalConsentEnabled = true
	}
	t.Run("an optional field", func(t *testing.T) {
		t.Parallel()
		v := newVisitor(t, blank(t, withNames))
		cb := v.callbacks()
		text := cb.Text
		cb.Text = func(ctx context.Context, p clerkflow.Prompt) (string, error) {
			answer, err := text(ctx, p)
			if p.Field == clerkflow.FieldFirstName {
				return "", clerkflow.ErrSkip
			}
			return answer, err
		}
		f := v.flow(clerkflow.Policy{Optional: fields{clerkflow.FieldFirstName}})
		if _, err := f.Run(t.Context(), cb); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"email_address", "password", "legal_accepted", "first_name", "code email_address"}, v.asked); diff != "" {
			t.Errorf("asked (-want +got):\n%s", diff)
		}
	})
	t.Run("a required field", func(t *testing.T) {
		t.Parallel()
		v := newVisitor(t, blank(t, withNames))
		v.types[clerkflow.FieldPassword] = "" // an empty answer is none
		_, err := v.flow(clerkflow.Policy{}).Run(t.Context(), v.callbacks())
		if at, ok := errors.AsType[*clerkflow.StepError](err); !errors.Is(err, clerkflow.ErrDeclined) || !ok || at.Field != clerkflow.FieldPassword {
			t.Errorf("Run ended in %v", err)
		}
	})
	t.Run("the consent", func(t *testing.T) {
		t.Parallel()
		v := newVisitor(t, blank(t, withNames))
		cb := v.callbacks()
		cb.Consent = func(context.Context, clerkflow.Prompt) (bool, error) { return false, nil }
		_, err := v.flow(clerkflow.Policy{}).Run(t.Context(), cb)
		if at, ok := errors.AsType[*clerkflow.StepError](err); !errors.Is(err, clerkflow.ErrDeclined) || !ok || at.Field != clerkflow.FieldLegalAccepted {
			t.Errorf("Run ended in %v", err)
		}
		if n := v.requests.Load(); n != 0 {
			t.Errorf("%d requests were sent for somebody who does not consent", n)
		}
	})
}

func TestRun_abandoned(t *testing.T) {
	t.Parallel()
	v := newVisitor(t, blank(t, emailOnly))
	cb := v.callbacks()
	cb.Code = func(_ context.Context, s *clerkflow.VerifyCodeStep) (string, error) {
		code := v.instance.Code(s.Destination)
		v.instance.Advance(25 * time.Hour)
		return code, nil
	}
	f := v.flow(clerkflow.Policy{})
	if _, err := f.Run(t.Context(), cb); !errors.Is(err, clerkflow.ErrAbandoned) {
		t.Errorf("Run ended in %v", err)
	}
	resumed := clerkflow.Resume(v.client, f.State())
	if _, err := resumed.Next(t.Context()); !errors.Is(err, clerkflow.ErrAbandoned) {
		t.Errorf("the resumed flow says %v", err)
	}
}

func TestRun_choosing(t *testing.T) {
	t.Parallel()
	ways := func(s *environment.UserSettings) {
		s.Attributes.EmailAddress, s.Attributes.PhoneNumber = environment.Email(environment.Optional), environment.Phone(environment.Optional)
		s.Attributes.Web3Wallet = environment.Wallet(environment.Optional)
		s.Attributes.Password = environment.Password(environment.Required)
		s.Social["oauth_google"] = environment.Provider("oauth_google")
	}
	choosing := func(v *visitor, wishes ...clerkflow.Field) clerkflow.Callbacks {
		cb := v.callbacks()
		cb.Choose = func(_ context.Context, s *clerkflow.ChooseStep) (clerkflow.Field, error) {
			v.asked = append(v.asked, "choose")
			wish := wishes[0]
			wishes = wishes[1:]
			return wish, nil
		}
		return cb
	}
	for _, tc := range []struct {
		wish  clerkflow.Field
		asked []string
	}{
		{"phone_number", []string{"choose", "phone_number", "password", "code phone_number"}},
		{"web3_wallet", []string{"choose", "web3_wallet", "sign"}},
		{"oauth_google", []string{"choose", "redirect oauth_google"}},
	} {
		t.Run(string(tc.wish), func(t *testing.T) {
			t.Parallel()
			v := newVisitor(t, blank(t, ways))
			v.wallet = newWallet(t)
			if _, err := v.flow(clerkflow.Policy{}).Run(t.Context(), choosing(v, tc.wish)); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.asked, v.asked); diff != "" {
				t.Errorf("asked (-want +got):\n%s", diff)
			}
		})
	}
	t.Run("another way after one that is taken", func(t *testing.T) {
		t.Parallel()
		m := blank(t, ways)
		occupy(t, m, func(*visitor) {})
		v := newVisitor(t, m)
		f := v.flow(clerkflow.Policy{})
		done, err := f.Run(t.Context(), choosing(v, "email_address", "phone_number"))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"choose", "email_address", "password", "choose", "phone_number", "code phone_number"}, v.asked); diff != "" {
			t.Errorf("asked (-want +got):\n%s", diff)
		}
		if got := essence(v.user(t, f, done)); got != "name  , password, phone +14155552671 verified, username " {
			t.Errorf("the user is %s", got)
		}
	})
	t.Run("none of the options", func(t *testing.T) {
		t.Parallel()
		v := newVisitor(t, blank(t, ways))
		_, err := v.flow(clerkflow.Policy{}).Run(t.Context(), choosing(v, "fax_number"))
		if err == nil || !strings.Contains(err.Error(), `"fax_number", which is none of the options`) {
			t.Errorf("Run ended in %v", err)
		}
	})
}

func TestRun_formAndValuesInAdvance(t *testing.T) {
	t.Parallel()
	t.Run("values in advance are not asked for", func(t *testing.T) {
		t.Parallel()
		v := newVisitor(t, blank(t, emailAndPassword))
		f := v.flow(clerkflow.Policy{}, clerkflow.WithValues(clerkflow.Values{
			EmailAddress: "known@example.com", Password: clerkflow.NewSecret("correct horse battery"), Username: "not_asked_for",
			UnsafeMetadata: clerkflow.Metadata{"plan": "gold"}, Locale: "el-GR",
		}))
		done, err := f.Run(t.Context(), v.callbacks())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"code email_address"}, v.asked); diff != "" {
			t.Errorf("asked (-want +got):\n%s", diff)
		}
		if u := v.user(t, f, done); u.UnsafeMetadata["plan"] != "gold" || f.SignUp().Locale != "el-GR" {
			t.Errorf("metadata %v, locale %q", u.UnsafeMetadata, f.SignUp().Locale)
		}
	})
	t.Run("a form shows what was refused", func(t *testing.T) {
		t.Parallel()
		v := newVisitor(t, blank(t, emailAndPassword))
		cb := v.callbacks()
		shown := 0
		cb.Form = func(_ context.Context, s *clerkflow.CollectStep) (clerkflow.Values, error) {
			if shown++; shown == 1 {
				return clerkflow.Values{EmailAddress: "vera@example.com", Password: clerkflow.NewSecret("short")}, nil
			}
			email, password := s.Fields[0], s.Fields[1]
			if email.Value != "vera@example.com" || !email.Held || email.Problem != nil {
				t.Errorf("the address is shown as %+v", email)
			}
			if password.Value != "" || !password.Held || password.Problem == nil || password.Problem.Code != "form_password_length_too_short" {
				t.Errorf("the password is shown as %+v", password)
			}
			return clerkflow.Values{Password: clerkflow.NewSecret("correct horse battery")}, nil
		}
		if _, err := v.flow(clerkflow.Policy{}).Run(t.Context(), cb); err != nil {
			t.Fatal(err)
		}
		if shown != 2 {
			t.Errorf("the form was shown %d times, want 2", shown)
		}
	})
	t.Run("a form that does not learn", func(t *testing.T) {
		t.Parallel()
		v := newVisitor(t, blank(t, emailAndPassword))
		cb := v.callbacks()
		cb.Form = func(context.Context, *clerkflow.CollectStep) (clerkflow.Values, error) {
			return clerkflow.Values{EmailAddress: "vera@example.com", Password: clerkflow.NewSecret("short")}, nil
		}
		if _, err := v.flow(clerkflow.Policy{}).Run(t.Context(), cb); !errors.Is(err, clerkflow.ErrTooManyAttempts) {
			t.Errorf("Run ended in %v", err)
		}
	})
}

func TestStep_thatOnlyDescribes(t *testing.T) {
	t.Parallel()
	step, ok := clerkflow.Plan(signUpOf(t, `{"missing_fields":["password"],"required_fields":["password"]}`), nil, clerkflow.Policy{}).(*clerkflow.CollectStep)
	if !ok {
		t.Fatal("no form to collect")
	}
	if err := step.Submit(t.Context(), clerkflow.Values{}); err == nil || !strings.Contains(err.Error(), "only describes") {
		t.Errorf("Submit: %v", err)
	}
	if c := (&clerkflow.DoneStep{}).Client(); c != nil {
		t.Error("a step of no flow has a client")
	}
}
