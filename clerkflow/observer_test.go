package clerkflow_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clerkflow/clerkflow-go/clerkflow"
)

func TestWithObserver(t *testing.T) {
	t.Parallel()
	m := blank(t, emailAndPassword)
	v := newVisitor(t, m)
	cb := v.callbacks()
	codes := 0
	cb.Code = func(_ context.Context, s *clerkflow.VerifyCodeStep) (string, error) {
		if codes++; codes == 1 {
			return "wrong", nil
		}
		return m.Code(s.Destination), nil
	}
	type seen struct {
		Action   string
		From, To clerkflow.Standing
		Code     string
	}
	var got []seen
	var id string
	f := v.flow(clerkflow.Policy{}, clerkflow.WithObserver(func(x clerkflow.Transition) {
		id = x.SignUpID
		got = append(got, seen{x.Action, x.From, x.To, outcome(x.Err)})
	}))
	if _, err := f.Run(t.Context(), cb); err != nil {
		t.Fatal(err)
	}
	waiting := clerkflow.Standing{Status: missingRequirements, Unverified: fields{"email_address"}, Step: clerkflow.KindVerifyCode}
	want := []seen{
		{"create", clerkflow.Standing{Step: clerkflow.KindCollect}, waiting, "done"},
		{"attempt", waiting, waiting, "form_code_incorrect"},
		{"attempt", waiting, clerkflow.Standing{Status: complete, Step: clerkflow.KindDone}, "done"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("seen (-want +got):\n%s", diff)
	}
	if id != f.SignUp().ID {
		t.Errorf("of the sign-up %q, want %q", id, f.SignUp().ID)
	}
}

// A transfer goes on with the sign-in, and the observer with it.
func TestWithObserver_transfer(t *testing.T) {
	t.Parallel()
	m := blank(t, socialAndEmail)
	member(t, m)
	var last clerkflow.Transition
	v, f := atGoogle(t, m, clerkflow.WithObserver(func(x clerkflow.Transition) { last = x }))
	if _, err := f.Run(t.Context(), agreeing(v)); err != nil {
		t.Fatal(err)
	}
	if last.Action != "transfer" || last.From.Step != clerkflow.KindAccountExists || last.To.Step != clerkflow.KindDone || last.To.Status != complete {
		t.Errorf("the last transition is %+v", last)
	}
}
