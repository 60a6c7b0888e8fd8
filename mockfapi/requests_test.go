package mockfapi_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

func TestRequest_that_contradicts_itself_or_leads_nowhere(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	id := newNative(t, m).create().signUp().ID
	for name, tt := range map[string]struct {
		method, path string
		header       http.Header
		want         string
		body         string
	}{
		"origin and authorization":          {method: "GET", path: "/v1/client", header: http.Header{"Origin": {appPage}, "Authorization": {"x"}}, want: "400 origin_authorization_headers_conflict"},
		"the same on a native request":      {method: "GET", path: "/v1/client?_is_native=1", header: http.Header{"Origin": {appPage}, "Authorization": {"x"}}, want: "400 origin_authorization_headers_conflict"},
		"two origins":                       {method: "GET", path: "/v1/client", header: http.Header{"Origin": {appPage, "https://other.test"}}, want: "400 multiple_origin_header_values_forbidden"},
		"two authorizations":                {method: "GET", path: "/v1/client?_is_native=1", header: http.Header{"Authorization": {"x", "y"}}, want: "400 multiple_authorization_header_values_forbidden"},
		"version in header and query":       {method: "GET", path: "/v1/client?__clerk_api_version=2026-05-12", header: http.Header{"Clerk-Api-Version": {"2026-05-12"}}, want: "400 malformed_request_parameters"},
		"version that is no date":           {method: "GET", path: "/v1/client?__clerk_api_version=latest", want: "400 malformed_request_parameters"},
		"version of the future":             {method: "GET", path: "/v1/client?__clerk_api_version=2031-01-31", want: "200"},
		"version of the future, header":     {method: "GET", path: "/v1/client", header: http.Header{"Clerk-Api-Version": {"2031-01-31"}}, want: "200"},
		"update of the collection":          {method: "PATCH", path: signUps, want: "405", body: "empty"},
		"delete of a sign-up":               {method: "DELETE", path: signUps + "/" + id, want: "405", body: "empty"},
		"post to a read-only route":         {method: "POST", path: "/v1/environment", want: "405", body: "empty"},
		"head of a route without get":       {method: "HEAD", path: "/v1/dev_browser", want: "405", body: "empty"},
		"unknown route":                     {method: "GET", path: "/v1/nothing", want: "404 resource_not_found"},
		"root":                              {method: "GET", path: "/", want: "404 resource_not_found"},
		"health":                            {method: "GET", path: "/v1/health", want: "200"},
		"health without body":               {method: "HEAD", path: "/v1/health", want: "200", body: "empty"},
		"environment":                       {method: "GET", path: "/v1/environment", want: "200"},
		"environment as browsers ask first": {method: "POST", path: "/v1/environment?_method=PATCH", header: http.Header{"Origin": {appPage}}, want: "200"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newBrowser(t, m)
			d.header = tt.header
			a := d.send(tt.method, tt.path).want(tt.want)
			if tt.body == "empty" {
				equal(t, "body", string(a.Body), "")
				return
			}
			equal(t, "content type", a.Header.Get("Content-Type"), "application/json")
			if !json.Valid(a.Body) {
				t.Errorf("body is no JSON: %q", a.Body)
			}
		})
	}
}

// Official clients compare the content type for equality, and iOS orders answers
// by their date.
func TestAnswer_headers(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, stopped())
	d := newNative(t, m)
	id := d.create().signUp().ID
	for _, a := range []answer{
		d.create(), d.get(id), d.send("GET", "/v1/client"), d.send("GET", "/v1/environment"),
		d.send("GET", "/.well-known/jwks.json"), d.send("POST", "/v1/dev_browser"), d.get("sua_nobody"), d.send("GET", "/v1/nothing"),
	} {
		equal(t, "content type", a.Header.Values("Content-Type"), []string{"application/json"})
		equal(t, "date", a.Header.Get("Date"), "Tue, 12 May 2026 12:00:00 GMT")
	}
}

func TestCORS(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	for name, tt := range map[string]struct {
		origin, method, path string
		want                 string
		allowed              string
	}{
		"answer":              {appPage, "GET", "/v1/client", "200", appPage},
		"error":               {appPage, "GET", signUps + "/sua_nobody", "400 client_not_found", appPage},
		"wrong verb":          {appPage, "PATCH", signUps, "405", appPage},
		"first call of all":   {appPage, "POST", "/v1/dev_browser", "200", appPage},
		"another origin":      {"http://localhost:3000", "GET", "/v1/environment", "200", "http://localhost:3000"},
		"preflight":           {appPage, "OPTIONS", signUps, "204", appPage},
		"no page":             {"", "GET", "/v1/client", "200", ""},
		"options of no page":  {"", "OPTIONS", signUps, "204", ""},
		"preflight elsewhere": {appPage, "OPTIONS", "/v1/nothing", "204", appPage},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newBrowser(t, m)
			credentials := ""
			if tt.origin != "" {
				d.header.Set("Origin", tt.origin)
				credentials = "true"
			}
			if tt.method == http.MethodOptions {
				d.header.Set("Access-Control-Request-Headers", "content-type")
			}
			a := d.send(tt.method, tt.path).want(tt.want)
			equal(t, "origin", a.Header.Get("Access-Control-Allow-Origin"), tt.allowed)
			equal(t, "credentials", a.Header.Get("Access-Control-Allow-Credentials"), credentials)
			if tt.method == http.MethodOptions && tt.origin != "" {
				equal(t, "headers", a.Header.Get("Access-Control-Allow-Headers"), "content-type")
				if methods := a.Header.Get("Access-Control-Allow-Methods"); !strings.Contains(methods, "POST") {
					t.Errorf("methods %q leave out POST", methods)
				}
			}
		})
	}
}

func TestForm_refuses_what_it_does_not_know(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, with(func(s *environment.UserSettings) { s.SignUp.LegalConsentEnabled = true }))
	for name, tt := range map[string]struct{ contentType, body, want string }{
		"nothing":                  {"", "", "200"},
		"json":                     {"application/json", "{}", "415 unsupported_content_type"},
		"no content type":          {" ", "email_address=a%40b.test", "415 unsupported_content_type"},
		"charset":                  {"application/x-www-form-urlencoded; charset=utf-8", "first_name=A", "200"},
		"no form":                  {"", "a=%zz", "400 malformed_request_parameters"},
		"unknown":                  {"", "nonsense=1", "422 form_param_unknown(nonsense)"},
		"brackets":                 {"", "unsafe_metadata[a]=1", "422 form_param_unknown(unsafe_metadata[a])"},
		"disabled attribute":       {"", "username=jane_doe", "422 form_param_unknown(username)"},
		"twice":                    {"", "first_name=A&first_name=B", "422 form_param_duplicate(first_name)"},
		"invalid UTF-8":            {"", "first_name=%ff", "422 form_param_value_invalid(first_name)"},
		"wrong type":               {"", "legal_accepted=perhaps", "422 form_param_type_invalid(legal_accepted)"},
		"legal refused":            {"", "legal_accepted=false", "422 legal_not_accepted(legal_accepted)"},
		"several":                  {"", "nonsense=1&other=2&first_name=%ff", "422 form_param_unknown(nonsense) form_param_unknown(other) form_param_value_invalid(first_name)"},
		"two blanks":               {"", "email_address=&password=", "422 form_param_nil(email_address) form_param_nil(password)"},
		"one wrong, one too short": {"", "email_address=jane&password=short", "422 form_param_format_invalid(email_address) form_password_length_too_short(password)"},
		"what browsers send along": {"", "captcha_token=x&captcha_error=y&captcha_widget_type=smart&locale=en-US&timezone=UTC&channel=sms&proof_token=z", "200"},
		"too much":                 {"", "first_name=A&captcha_token=" + strings.Repeat("x", 2<<20), "400 malformed_request_parameters"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newNative(t, m)
			if tt.contentType == "" {
				tt.contentType = "application/x-www-form-urlencoded"
			}
			d.sendBody("POST", signUps, tt.contentType, strings.NewReader(tt.body)).want(tt.want)
		})
	}
}

func TestForm_of_every_other_request(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	app := newNative(t, m)
	id := app.create("email_address", testEmail, "strategy", "email_code").signUp().ID
	for _, action := range []string{"prepare_verification", "attempt_verification"} {
		app.sendBody("POST", signUps+"/"+id+"/"+action, "application/json", strings.NewReader("{}")).want("415 unsupported_content_type")
	}
	app.sendBody("PATCH", signUps+"/"+id, "text/plain", strings.NewReader("x")).want("415 unsupported_content_type")
}

var traceID = regexp.MustCompile(`^[0-9a-f]{32}$`)

func TestError_body(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	d := newNative(t, m)
	id := d.create("first_name", "Jane").signUp().ID
	a := d.update(id, "email_address", "jane").want("422 form_param_format_invalid(email_address)")
	body := decode[struct {
		Errors []struct {
			Code, Message string
			LongMessage   string `json:"long_message"`
		}
		TraceID string `json:"clerk_trace_id"`
	}](a)
	if !traceID.MatchString(body.TraceID) {
		t.Errorf("clerk_trace_id is %q", body.TraceID)
	}
	equal(t, "short message", body.Errors[0].Message, "is invalid") // tools look for it
	if body.Errors[0].LongMessage == "" {
		t.Error("there is no long_message")
	}
	// A client learns its own state from an error as well.
	piggyback := a.client()
	if piggyback.SignUp == nil || piggyback.SignUp.ID != id {
		t.Errorf("meta.client has the sign-up %+v, want %s", piggyback.SignUp, id)
	}
	if other := decode[map[string]any](newNative(t, m).get(id).want("400 client_not_found")); other["meta"] != nil {
		t.Errorf("a caller without client is shown %v", other["meta"])
	}
}
