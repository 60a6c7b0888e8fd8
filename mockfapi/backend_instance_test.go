package mockfapi_test

import (
	"testing"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

func TestBackendInstance(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	backend := newBackend(t, m)
	before := decode[any](backend.json("GET", "/v1/instance", "").want("200"))
	keys(t, "instance", before, "object id environment_type allowed_origins workspace_id")
	backend.json("PATCH", "/v1/instance", `{"test_mode": false, "hibp": false, "support_email": "help@app.test", "allowed_origins": ["capacitor://localhost"]}`).want("204")
	after := decode[any](backend.json("GET", "/v1/instance", "").want("200"))
	equal(t, "origins", at(t, after, "allowed_origins 0"), any("capacitor://localhost"))
	environment := decode[any](newNative(t, m).send("GET", "/v1/environment").want("200"))
	equal(t, "test mode", at(t, environment, "auth_config test_mode"), any(false))
	equal(t, "support", at(t, environment, "display_config support_email"), any("help@app.test"))
	backend.json("PATCH", "/v1/instance", `{"preferred_sign_in_strategy_when_password_required": "guess"}`).
		want("422 form_param_value_invalid(preferred_sign_in_strategy_when_password_required)")
}

// The application's own step is the last one of a sign-up.
func TestBackendSignUps_custom_action(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("custom-action"))
	backend, app := newBackend(t, m), newNative(t, m)
	su := app.create("email_address", testEmail, "strategy", "email_code").want("200").signUp()
	app.attempt(su.ID, "email_code", "code", testCode).want("200").signUp().want(t, "missing_requirements missing custom_action")
	equal(t, "seen by the application", at(t, decode[any](backend.json("GET", "/v1/sign_ups/"+su.ID, "").want("200")), "status"), any("missing_requirements"))
	done := decode[any](backend.json("PATCH", "/v1/sign_ups/"+su.ID, `{"custom_action": true, "external_id": "42"}`).want("200"))
	equal(t, "status", at(t, done, "status"), any("complete"))
	equal(t, "users", len(m.Users()), 1)
	backend.json("PATCH", "/v1/sign_ups/"+su.ID, `{"custom_action": true}`).want("403 sign_up_cannot_be_updated")
	backend.json("GET", "/v1/sign_ups/sua_unknown", "").want("404 resource_not_found")
	backend.json("PATCH", "/v1/sign_ups/sua_unknown", `{}`).want("404 resource_not_found")
}

func TestBackendIdentifications(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("email-or-phone"))
	backend := newBackend(t, m)
	user := at(t, decode[any](backend.json("POST", users, `{"email_address": ["jane@example.com"], "skip_password_requirement": true}`).want("200")), "id").(string)
	for path, kind := range map[string]string{"/v1/email_addresses": "email_address", "/v1/phone_numbers": "phone_number"} {
		value := map[string]string{"email_address": "jane@work.example", "phone_number": "+14155552671"}[kind]
		body := `{"user_id": "` + user + `", "` + kind + `": "` + value + `"`
		made := decode[any](backend.json("POST", path, body+`}`).want("200"))
		id := at(t, made, "id").(string)
		equal(t, kind, at(t, made, kind), any(value))
		equal(t, kind+" unproved", at(t, made, "verification"), any(nil))
		backend.json("POST", path, body+`}`).want("422 form_identifier_exists(" + kind + ")")
		backend.json("PATCH", path+"/"+id, `{"primary": true}`).want("422 form_verification_needed(primary_" + kind + "_id)")
		proved := decode[any](backend.json("PATCH", path+"/"+id, `{"verified": true, "primary": true}`).want("200"))
		equal(t, kind+" proved", at(t, proved, "verification status"), any("verified"))
		equal(t, kind+" is primary", at(t, decode[any](backend.json("GET", users+"/"+user, "")), "primary_"+kind+"_id"), any(id))
		backend.json("GET", path+"/"+id, "").want("200")
		backend.json("DELETE", path+"/"+id, "").want("200")
		backend.json("GET", path+"/"+id, "").want("404 resource_not_found")
		backend.json("PATCH", path+"/"+id, `{"verified": true}`).want("404 resource_not_found")
		backend.json("DELETE", path+"/"+id, "").want("404 resource_not_found")
		backend.json("POST", path, `{"`+kind+`": "`+value+`"}`).want("422 form_param_missing(user_id)")
		backend.json("POST", path, `{"user_id": "user_unknown", "`+kind+`": "`+value+`"}`).want("404 resource_not_found")
	}
	equal(t, "the other address is primary again", len(m.Users()[0].EmailAddresses), 1)
}

func TestBackendRedirectURLs(t *testing.T) {
	t.Parallel()
	backend := newBackend(t, mockfapitest.NewT(t))
	const path = "/v1/redirect_urls"
	made := decode[any](backend.json("POST", path, `{"url": "myapp://back"}`).want("200"))
	keys(t, "redirect URL", made, "object id url created_at updated_at")
	id := at(t, made, "id").(string)
	backend.json("POST", path, `{"url": "myapp://back"}`).want("400 duplicate_record")
	backend.json("POST", path, `{"url": "back"}`).want("422 invalid_redirect_url(url)")
	backend.json("POST", path, `{"url": "javascript:alert(1)"}`).want("422 prohibited_redirect_url(url)")
	backend.json("POST", path, `{}`).want("422 form_param_missing(url)")
	equal(t, "list", at(t, decode[any](backend.json("GET", path, "").want("200")), "0 id"), any(id))
	backend.json("GET", path+"/"+id, "").want("200")
	backend.json("DELETE", path+"/"+id, "").want("200")
	backend.json("GET", path+"/"+id, "").want("404 resource_not_found")
	backend.json("DELETE", path+"/"+id, "").want("404 resource_not_found")
}
