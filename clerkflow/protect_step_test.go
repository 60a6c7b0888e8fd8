package clerkflow_test

import (
	"context"
	"errors"
	"testing"

	"github.com/clerkflow/clerkflow-go/clerkflow"
)

const (
	checked = `{"response":{"id":"sua_1","status":"missing_requirements","missing_fields":["protect_check"],"unverified_fields":["email_address"],` +
		`"email_address":"vera@example.com","protect_check":{"status":"pending","token":"tok","sdk_url":"https://p.test/sdk.js"}},"client":null}`
	passed = `{"response":{"id":"sua_1","status":"complete","created_user_id":"user_1","created_session_id":"sess_1","protect_check":null},"client":null}`
)

func TestRun_protectCheck(t *testing.T) {
	t.Parallel()
	c, w := wired(t, []reply{ok(anEnvironment)[0], ok(checked)[0], ok(passed)[0]})
	var step clerkflow.ProtectStep
	f := clerkflow.Resume(c, clerkflow.State{SignUpID: "sua_1"})
	if _, err := f.Environment(t.Context()); err != nil {
		t.Fatal(err)
	}
	done, err := f.Run(t.Context(), clerkflow.Callbacks{Protect: func(_ context.Context, s *clerkflow.ProtectStep) (clerkflow.Secret, error) {
		step = *s
		return clerkflow.NewSecret("proof of " + s.Check.Token.Reveal()), nil
	}})
	if err != nil || done.UserID != "user_1" {
		t.Fatalf("got %+v, %v", done, err)
	}
	if step.Kind() != clerkflow.KindProtect || step.Check.SDKURL != "https://p.test/sdk.js" {
		t.Errorf("the step is %+v", step.Check)
	}
	all := w.requests()
	if r := all[len(all)-1]; r.method != "PATCH" || r.url.Path != "/v1/client/sign_ups/sua_1/protect_check" || r.form(t).Get("proof_token") != "proof of tok" {
		t.Errorf("sent %s %s", r.method, r.url.Path)
	}
}

func TestRun_protectCheck_ends(t *testing.T) {
	t.Parallel()
	answers := []reply{ok(anEnvironment)[0], ok(checked)[0], refusal(422, problems("form_param_value_invalid"))[0]}
	for name, tt := range map[string]struct {
		protect func(context.Context, *clerkflow.ProtectStep) (clerkflow.Secret, error)
		want    func(error) bool
	}{
		"nobody can": {nil, func(err error) bool { return errors.Is(err, clerkflow.ErrNoCallback) }},
		"given up": {
			func(context.Context, *clerkflow.ProtectStep) (clerkflow.Secret, error) {
				return clerkflow.Secret{}, errGivenUp
			},
			func(err error) bool { return errors.Is(err, errGivenUp) },
		},
		"refused": {
			func(context.Context, *clerkflow.ProtectStep) (clerkflow.Secret, error) {
				return clerkflow.NewSecret("no"), nil
			},
			func(err error) bool { return clerkflow.IsCode(err, "form_param_value_invalid") },
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _ := wired(t, answers)
			f := clerkflow.Resume(c, clerkflow.State{SignUpID: "sua_1"})
			if _, err := f.Environment(t.Context()); err != nil {
				t.Fatal(err)
			}
			_, err := f.Run(t.Context(), clerkflow.Callbacks{Protect: tt.protect})
			at, ok := errors.AsType[*clerkflow.StepError](err)
			if !tt.want(err) || !ok || at.Kind != clerkflow.KindProtect {
				t.Errorf("Run ended in %v", err)
			}
		})
	}
}

// A check comes before everything but an account that exists.
func TestPlan_protectCheck(t *testing.T) {
	t.Parallel()
	for document, want := range map[string]clerkflow.StepKind{
		`{"status":"missing_requirements","missing_fields":["oauth_google"],"required_fields":["oauth_google"],"protect_check":{"status":"pending"}}`: clerkflow.KindProtect,
		`{"status":"missing_requirements","protect_check":{"status":"pending"},"verifications":{"external_account":{"status":"transferable"}}}`:       clerkflow.KindAccountExists,
		`{"status":"missing_requirements","unverified_fields":["email_address"],"protect_check":{"status":"passed"}}`:                                 clerkflow.KindVerifyCode,
		`{"status":"missing_requirements","missing_fields":["protect_check"]}`:                                                                        clerkflow.KindUnsupported,
		`{"status":"complete","protect_check":{"status":"pending"}}`:                                                                                  clerkflow.KindDone,
	} {
		if got := clerkflow.Plan(signUpOf(t, document), nil, clerkflow.Policy{}).Kind(); got != want {
			t.Errorf("%s: %s, want %s", document, got, want)
		}
	}
}
