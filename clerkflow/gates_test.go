package clerkflow_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clerkflow/clerkflow-go/clerkflow"
)

func TestSignUps_SubmitProtectCheck(t *testing.T) {
	t.Parallel()
	su := signUpOf(t, `{"id":"sua_1","protect_check":{"status":"pending","token":"tok","sdk_url":"https://p.test/sdk.js"}}`)
	if p := su.ProtectCheck; p == nil || p.Status != "pending" || p.Token.Reveal() != "tok" || p.SDKURL != "https://p.test/sdk.js" {
		t.Fatalf("the check is %+v", p)
	}
	c, w := wired(t, ok(aSignUp))
	got, err := c.SignUps.SubmitProtectCheck(t.Context(), su.ID, clerkflow.NewSecret("proof"))
	if err != nil || got.ID != "sua_1" {
		t.Fatalf("got %+v, %v", got, err)
	}
	if r := w.only(t); r.method != "PATCH" || r.url.Path != "/v1/client/sign_ups/sua_1/protect_check" || r.body != "proof_token=proof" {
		t.Errorf("sent %s %s %s", r.method, r.url.Path, r.body)
	}
}

func TestSignUps_EnterpriseConnections(t *testing.T) {
	t.Parallel()
	c, w := wired(t, ok(`{"response":[{"id":"ent_1","name":"Corp"},{"id":"ent_2","name":"Corp (old)"}],"client":null}`))
	got, err := c.SignUps.EnterpriseConnections(t.Context(), "sua_1")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]clerkflow.EnterpriseConnection{{ID: "ent_1", Name: "Corp"}, {ID: "ent_2", Name: "Corp (old)"}}, got); diff != "" {
		t.Error(diff)
	}
	if r := w.only(t); r.method != "GET" || r.url.Path != "/v1/client/sign_ups/sua_1/enterprise_connections" {
		t.Errorf("sent %s %s", r.method, r.url.Path)
	}
	c, _ = wired(t, refusal(403, problems("resource_forbidden")))
	if _, err := c.SignUps.EnterpriseConnections(t.Context(), "sua_1"); !clerkflow.IsCode(err, "resource_forbidden") {
		t.Errorf("got %v", err)
	}
}
