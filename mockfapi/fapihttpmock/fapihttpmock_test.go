package fapihttpmock_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jarcoal/httpmock"
	"go.uber.org/goleak"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/fapihttpmock"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestRegister_counts_by_route(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("email-code"))
	transport := httpmock.NewMockTransport()
	fapihttpmock.Register(transport, m)
	client, err := clerkflow.New(m.PublishableKey(), clerkflow.WithHTTPClient(&http.Client{Transport: transport}))
	if err != nil {
		t.Fatal(err)
	}
	su, err := client.SignUps.Create(t.Context(), &clerkflow.SignUpParams{
		Values:   clerkflow.Values{EmailAddress: "jane@example.com"},
		Strategy: clerkflow.StrategyEmailCode,
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range []string{"000000", m.Code("jane@example.com")} {
		su, err = client.SignUps.Attempt(t.Context(), su.ID, &clerkflow.AttemptParams{Strategy: clerkflow.StrategyEmailCode, Code: clerkflow.NewSecret(code)})
		if su == nil {
			su = &clerkflow.SignUp{ID: m.SignUps()[0].ID}
		}
	}
	if err != nil || su.Status != clerkflow.StatusComplete {
		t.Fatalf("sign-up %+v, error %v", su, err)
	}
	info := transport.GetCallCountInfo()
	got := map[string]int{}
	for _, route := range []string{
		"POST /v1/client/sign_ups", "POST /v1/client/sign_ups/{id}/attempt_verification", "PATCH /v1/client/sign_ups/{id}", "GET /v1/client",
	} {
		count, known := info[fapihttpmock.Key(m, route)]
		if !known {
			t.Errorf("%s has no responder", route)
		}
		got[route] = count
	}
	want := map[string]int{
		"POST /v1/client/sign_ups": 1, "POST /v1/client/sign_ups/{id}/attempt_verification": 2, "PATCH /v1/client/sign_ups/{id}": 0, "GET /v1/client": 0,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
}

// Two instances and the test's own responders share one transport.
func TestRegister_beside_others(t *testing.T) {
	t.Parallel()
	one, two := mockfapitest.NewT(t), mockfapitest.NewT(t, mockfapi.WithKeyHost("clerk.app.test"))
	transport := httpmock.NewMockTransport()
	transport.RegisterResponder("GET", "https://prices.test/", httpmock.NewStringResponder(200, "{}"))
	fapihttpmock.Register(transport, one)
	fapihttpmock.Register(transport, two)
	transport.RegisterResponder("GET", two.URL()+"/v1/health", httpmock.NewStringResponder(503, ""))
	c := &http.Client{Transport: transport}
	for _, tt := range []struct {
		method, url string
		want        int
	}{
		{"GET", "https://prices.test/", 200},
		{"GET", one.URL() + "/v1/health", 200},
		{"GET", one.URL() + "/v1/health?_is_native=1", 200},
		{"GET", two.URL() + "/v1/health", 503},
		{"GET", two.URL() + "/v1/environment", 200},
		{"POST", one.URL() + "/v1/client/sign_ups/sua_1?_method=PATCH", 400}, // there is no client
		{"GET", one.URL() + "/v1/client/sign_ups/sua_1/more", 0},
		{"GET", "https://other.test/v1/health", 0},
	} {
		r, err := http.NewRequestWithContext(t.Context(), tt.method, tt.url, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		response, err := c.Do(r)
		if tt.want == 0 {
			if err == nil {
				t.Errorf("%s %s: %s", tt.method, tt.url, response.Status)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s %s: %v", tt.method, tt.url, err)
			continue
		}
		response.Body.Close()
		if response.StatusCode != tt.want {
			t.Errorf("%s %s: %s, want %d", tt.method, tt.url, response.Status, tt.want)
		}
	}
	if calls := len(two.Requests("")); calls != 1 {
		t.Errorf("the second instance was called %d times", calls)
	}
}
