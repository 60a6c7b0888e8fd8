package mockfapi_test

import (
	"strings"
	"testing"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

func TestProtectCheck(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("email-code"), mockfapi.WithProtectCheck())
	app := newNative(t, m)
	a := app.create("email_address", testEmail, "strategy", "email_code").want("200")
	id := a.signUp().want(t, "missing_requirements missing protect_check unverified email_address").ID
	check := at(t, decode[any](a), "response protect_check")
	keys(t, "check", check, "status token sdk_url")
	equal(t, "status", at(t, check, "status"), any("pending"))
	app.attempt(id, "email_code", "code", testCode).want("200").signUp().want(t, "missing_requirements missing protect_check")

	// The script of the check knows the proof.
	script, ok := at(t, check, "sdk_url").(string)
	if !ok {
		t.Fatalf("sdk_url is %v", at(t, check, "sdk_url"))
	}
	sdk := app.send("GET", script).want("200")
	if !strings.Contains(string(sdk.Body), "export default") || !strings.Contains(string(sdk.Body), "mock-proof-ok") {
		t.Errorf("script is %s", sdk.Body)
	}
	resolve := func(form ...string) answer {
		t.Helper()
		return app.send("PATCH", signUps+"/"+id+"/protect_check", form...)
	}
	resolve().want("422 form_param_missing(proof_token)")
	resolve("proof_token", "nonsense").want("422 form_param_value_invalid(proof_token)")
	a = resolve("proof_token", "mock-proof-ok").want("200")
	a.signUp().want(t, "complete")
	keys(t, "sign-up", at(t, decode[any](a), "response"), signUpKeys)
	resolve("proof_token", "mock-proof-ok").want("403 sign_up_cannot_be_updated")

	id = app.create("email_address", "june@example.com").signUp().ID
	resolve("proof_token", "mock-proof-ok").want("200").signUp().want(t, "missing_requirements unverified email_address")
	resolve("proof_token", "mock-proof-ok").want("400 protect_check_already_resolved")
	resolve("proof_token", "mock-proof-ok", "x", "y").want("422 form_param_unknown(x)")
	id = "sua_unknown"
	resolve("proof_token", "mock-proof-ok").want("404 resource_not_found")
}

func TestProtectCheck_switched(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("email-code"))
	app := newNative(t, m)
	const switched = "/_mock/protect_check"
	control := newBrowser(t, m)
	control.json("PUT", switched, `{"required": true}`).want("200")
	app.create().signUp().want(t, "missing_requirements missing email_address,protect_check")
	control.json("PUT", switched, `{"required": false}`).want("200")
	app.create().signUp().want(t, "missing_requirements missing email_address")
	control.json("PUT", switched, `{}`).want("422")
	control.json("PUT", switched, `[]`).want("422")
}
