package signup_test

import (
	"net/http"
	"testing"

	"github.com/jarcoal/httpmock"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	signup "github.com/clerkflow/clerkflow-go/examples/testing"
	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/fapihttpmock"
)

// An application talks to other services, too. Where tests mock those with httpmock
// already, the instance goes beside them, and calls are counted in one place.
func TestRegister_andWelcome(t *testing.T) {
	t.Parallel()
	m := mockfapi.NewT(t)
	transport := httpmock.NewMockTransport()
	transport.RegisterResponder(http.MethodPost, "https://mail.example.com/welcome", httpmock.NewStringResponder(http.StatusAccepted, ""))
	fapihttpmock.Register(transport, m)
	network := &http.Client{Transport: transport}

	client, err := clerkflow.New(m.PublishableKey(), clerkflow.WithHTTPClient(network))
	if err != nil {
		t.Fatal(err)
	}
	id, err := signup.Register(t.Context(), client, jane(), reads(m))
	if err != nil {
		t.Fatal(err)
	}
	if err := signup.Welcome(t.Context(), network, id); err != nil {
		t.Fatal(err)
	}
	calls := transport.GetCallCountInfo()
	for key, want := range map[string]int{
		fapihttpmock.Key(m, "POST /v1/client/sign_ups"): 1,
		"POST https://mail.example.com/welcome":         1,
	} {
		if calls[key] != want {
			t.Errorf("%s was called %d times, want %d", key, calls[key], want)
		}
	}
}
