package clerkflow_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
)

// What happens past the flow: in another tab, on another device, to an answer on its
// way.

func nameAndEmail(s *environment.UserSettings) {
	emailOnly(s)
	s.Attributes.Username = environment.Username(environment.Required)
}

// The code is given in another tab while this one asks for it.
func TestRun_provedElsewhere(t *testing.T) {
	t.Parallel()
	for name, order := range map[string]clerkflow.Order{"which completes it": clerkflow.CollectFirst, "and more is missing": clerkflow.VerifyFirst} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := blank(t, nameAndEmail)
			v := newVisitor(t, m)
			f := v.flow(clerkflow.Policy{Order: order})
			cb := v.callbacks()
			answer := cb.Code
			cb.Code = func(ctx context.Context, s *clerkflow.VerifyCodeStep) (string, error) {
				code, err := answer(ctx, s)
				other := clerkflow.Resume(clientOf(t, m), f.State(), clerkflow.WithPolicy(clerkflow.Policy{Order: order}))
				step, nextErr := other.Next(ctx)
				if nextErr != nil {
					return "", nextErr
				}
				if err := step.(*clerkflow.VerifyCodeStep).Attempt(ctx, code); err != nil {
					return "", err
				}
				return code, err
			}
			done, err := f.Run(t.Context(), cb)
			if err != nil {
				t.Fatal(err)
			}
			if got := essence(v.user(t, f, done)); got != "email vera@example.com verified, name  , username vera_v" {
				t.Errorf("the user is %s", got)
			}
			asked := map[string]int{}
			for _, question := range v.asked {
				asked[question]++
			}
			if diff := cmp.Diff(map[string]int{"email_address": 1, "username": 1, "code email_address": 1}, asked); diff != "" {
				t.Errorf("asked (-want +got):\n%s", diff)
			}
		})
	}
}

// A form that another tab has filled meanwhile is no form any more.
func TestCollectStep_Submit_staleForm(t *testing.T) {
	t.Parallel()
	m := blank(t, nameAndEmail)
	v := newVisitor(t, m)
	f := v.flow(clerkflow.Policy{Order: clerkflow.VerifyFirst})
	step, err := f.Next(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := step.(*clerkflow.CollectStep).Submit(t.Context(), clerkflow.Values{EmailAddress: "tabs@example.com"}); err != nil {
		t.Fatal(err)
	}
	collecting := clerkflow.Resume(v.client, f.State()) // this tab collects first
	if step, err = collecting.Next(t.Context()); err != nil {
		t.Fatal(err)
	}
	stale := step.(*clerkflow.CollectStep)
	done, err := resumed(t, m, f).Run(t.Context(), v.callbacks())
	if err != nil {
		t.Fatal(err)
	}
	if err := stale.Submit(t.Context(), clerkflow.Values{Username: "somebody_else"}); !clerkflow.IsCode(err, "sign_up_cannot_be_updated") {
		t.Errorf("the stale form: %v", err)
	}
	again, err := collecting.Run(t.Context(), v.callbacks())
	if err != nil || again.UserID != done.UserID {
		t.Errorf("the tab of the stale form ended as %+v, %v", again, err)
	}
}

// A request takes effect and its answer is lost: the next run, of the same flow or of
// a resumed one, reads what there is and repeats nothing.
func TestRun_answerThatIsLost(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		route string
		order clerkflow.Order
	}{
		{"PATCH /v1/client/sign_ups/{id}", clerkflow.VerifyFirst},
		{"POST /v1/client/sign_ups/{id}/attempt_verification", clerkflow.CollectFirst},
		{"POST /v1/client/sign_ups/{id}/attempt_verification", clerkflow.VerifyFirst},
	} {
		for _, fault := range []mockfapi.Fault{{Drop: true, Effect: true}, {Truncate: true}, {Status: 502, Effect: true}} {
			for _, restart := range []bool{false, true} {
				m := blank(t, nameAndEmail)
				v := newVisitor(t, m)
				f := v.flow(clerkflow.Policy{Order: tt.order})
				fault.Route = tt.route
				if err := m.Fail(fault); err != nil {
					t.Fatal(err)
				}
				_, err := f.Run(t.Context(), v.callbacks())
				if lost, ok := errors.AsType[*clerkflow.Error](err); !ok || !lost.Ambiguous() {
					t.Fatalf("%+v: Run ended in %v", fault, err)
				}
				if restart {
					f = resumed(t, m, f)
				}
				done, err := f.Run(t.Context(), v.callbacks())
				if err != nil {
					t.Errorf("%+v, restart %t: then it ended in %v", fault, restart, err)
					continue
				}
				if got := essence(v.user(t, f, done)); got != "email vera@example.com verified, name  , username vera_v" {
					t.Errorf("%+v, restart %t: the user is %s", fault, restart, got)
				}
				if n := len(m.Requests(tt.route)); n != 1 {
					t.Errorf("%+v, restart %t: sent %d times", fault, restart, n)
				}
			}
		}
	}
}
