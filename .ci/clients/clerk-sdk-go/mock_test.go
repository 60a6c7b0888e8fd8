// Package clients_test holds the mock against the vendor's own Go SDK: what it
// cannot decode or does not accept is a defect of the mock.
package clients_test

import (
	"context"
	"errors"
	"testing"

	"github.com/clerk/clerk-sdk-go/v2"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/mockfapi"
)

const password = "correct horse battery"

// served is an instance on a loopback port, and the SDK's configuration for it.
func served(t *testing.T, opts ...mockfapi.Option) (*mockfapi.Instance, *clerk.ClientConfig) {
	t.Helper()
	m := mockfapi.NewT(t, opts...)
	config := &clerk.ClientConfig{}
	config.URL, config.Key = clerk.String(m.ServeT(t).URL+"/v1"), clerk.String(m.SecretKey())
	return m, config
}

// signUp signs somebody up through the driver and returns the device.
func signUp(t *testing.T, m *mockfapi.Instance, email string) *clerkflow.DoneStep {
	t.Helper()
	client, err := clerkflow.New(m.PublishableKey(), clerkflow.WithHTTPClient(m.HTTPClient()))
	if err != nil {
		t.Fatal(err)
	}
	flow := clerkflow.NewSignUp(client, clerkflow.WithValues(clerkflow.Values{EmailAddress: email, Password: clerkflow.NewSecret(password)}))
	done, err := flow.Run(t.Context(), clerkflow.Callbacks{
		Code: func(_ context.Context, s *clerkflow.VerifyCodeStep) (string, error) {
			return m.Code(s.Destination), nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return done
}

// refused says that the service answered with that status and code.
func refused(t *testing.T, err error, status int, code string) {
	t.Helper()
	answer, ok := errors.AsType[*clerk.APIErrorResponse](err)
	if !ok || answer.HTTPStatusCode != status || len(answer.Errors) != 1 || answer.Errors[0].Code != code || answer.TraceID == "" {
		t.Errorf("got %v, want %d %s", err, status, code)
	}
}
