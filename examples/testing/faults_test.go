package signup_test

import (
	"errors"
	"testing"

	signup "github.com/clerkflow/clerkflow-go/examples/testing"
	"github.com/clerkflow/clerkflow-go/mockfapi"
)

func TestRegister_serviceFails(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]mockfapi.Fault{
		"an error answer":     {Route: "POST /v1/client/sign_ups", Status: 503},
		"a broken connection": {Route: "POST /v1/client/sign_ups", Drop: true},
		"half an answer":      {Route: "POST /v1/client/sign_ups", Truncate: true},
		"the code cannot be given": {
			Route: "POST /v1/client/sign_ups/{sign_up_id}/attempt_verification", Status: 500, Code: "internal_clerk_error",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := mockfapi.NewT(t)
			if err := m.Fail(fault); err != nil {
				t.Fatal(err)
			}
			if _, err := signup.Register(t.Context(), newClient(t, m), jane(), reads(m)); !errors.Is(err, signup.ErrUnavailable) {
				t.Errorf("error %v, want ErrUnavailable", err)
			}
			if len(m.PendingFaults()) != 0 {
				t.Error("the fault never came: does the test go where it thinks?")
			}
			if _, err := signup.Register(t.Context(), newClient(t, m), jane(), reads(m)); err != nil {
				t.Errorf("once the service is well again: %v", err)
			}
		})
	}
}
