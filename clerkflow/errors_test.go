package clerkflow_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/clerkflow/clerkflow-go/clerkflow"
)

func TestParseError(t *testing.T) {
	t.Parallel()
	var weak clerkflow.ProblemMeta
	weak.ParamName = "password"
	weak.ZXCVBN.Suggestions = []clerkflow.Suggestion{{Code: "anotherWord", Message: "Add another word."}}
	for _, tt := range []struct {
		name, body string
		want       []clerkflow.Problem
		trace      string
	}{
		{
			"several problems",
			`{"errors":[{"code":"form_param_nil","message":"is missing","long_message":"Enter an address.","meta":{"param_name":"email_address"}},
				{"code":"form_param_nil","message":"is missing","long_message":"Enter a number.","meta":{"param_name":"phone_number"}}],
				"clerk_trace_id":"0123456789abcdef0123456789abcdef"}`,
			[]clerkflow.Problem{
				{Code: "form_param_nil", Message: "is missing", LongMessage: "Enter an address.", Meta: clerkflow.ProblemMeta{ParamName: "email_address"}},
				{Code: "form_param_nil", Message: "is missing", LongMessage: "Enter a number.", Meta: clerkflow.ProblemMeta{ParamName: "phone_number"}},
			},
			"0123456789abcdef0123456789abcdef",
		},
		{
			"session and identifiers",
			`{"errors":[{"code":"identifier_already_signed_in","meta":{"session_id":"sess_1"}},{"code":"not_allowed_access","meta":{"identifiers":["a","b"]}}]}`,
			[]clerkflow.Problem{
				{Code: "identifier_already_signed_in", Meta: clerkflow.ProblemMeta{SessionID: "sess_1"}},
				{Code: "not_allowed_access", Meta: clerkflow.ProblemMeta{Identifiers: []string{"a", "b"}}},
			},
			"",
		},
		{
			"advice for a password",
			`{"errors":[{"code":"form_password_not_strong_enough","meta":{"param_name":"password","zxcvbn":{"suggestions":[{"code":"anotherWord","message":"Add another word."}]}}}]}`,
			[]clerkflow.Problem{{Code: "form_password_not_strong_enough", Meta: weak}},
			"",
		},
		{"no meta", `{"errors":[{"code":"a","meta":null},{"code":"b"}]}`, []clerkflow.Problem{{Code: "a"}, {Code: "b"}}, ""},
		{"unknown meta", `{"errors":[{"code":"a","meta":{"alpha2":"CH","limit":100}}],"later":{"addition":1}}`, []clerkflow.Problem{{Code: "a"}}, ""},
		{
			"details of another type",
			`{"errors":[{"code":"a","message":1,"meta":{"identifiers":"x","param_name":"username","zxcvbn":[]}},{"code":"b","meta":"x"}],"clerk_trace_id":"trace"}`,
			[]clerkflow.Problem{{Code: "a", Meta: clerkflow.ProblemMeta{ParamName: "username"}}, {Code: "b"}},
			"trace",
		},
		{"an entry without code", `{"errors":[{"message":"x"},{"code":"a"}]}`, []clerkflow.Problem{{Code: "a"}}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e := clerkflow.ParseError("POST", "/v1/x", 422, nil, []byte(tt.body))
			if diff := cmp.Diff(tt.want, e.Problems); diff != "" {
				t.Error(diff)
			}
			if e.TraceID != tt.trace || e.Status != 422 || e.Method != "POST" || e.Route != "/v1/x" || e.Err != nil || e.RetryAfter != 0 {
				t.Errorf("got %+v", e)
			}
		})
	}
}

func TestParseError_noErrorDocument(t *testing.T) {
	t.Parallel()
	const who = hidden + "@example.com"
	for _, tt := range []struct {
		name   string
		status int
		body   string
		want   string
	}{
		{"wrong method", 405, "", "clerkflow: POST /v1/x: 405 method not allowed without an error document: the route does not take this method: is the id empty, or the base URL another server's?"},
		{"HTML of a proxy", 502, "<html>" + who + "</html>", "clerkflow: POST /v1/x: 502 bad gateway without an error document"},
		{"text", 404, "404 page not found: " + who, "clerkflow: POST /v1/x: 404 not found without an error document"},
		{"cut JSON", 500, `{"errors":[{"code":"` + who, "clerkflow: POST /v1/x: 500 internal server error without an error document"},
		{"no entries", 400, `{"errors":[]}`, "clerkflow: POST /v1/x: 400 bad request without an error document"},
		{"other JSON", 400, `{"error":"` + who + `"}`, "clerkflow: POST /v1/x: 400 bad request without an error document"},
		{"entries of another kind", 400, `{"errors":["` + who + `"]}`, "clerkflow: POST /v1/x: 400 bad request without an error document"},
		{"entries without code", 400, `{"errors":[{"message":"` + who + `"}]}`, "clerkflow: POST /v1/x: 400 bad request without an error document"},
		{"list", 400, `["` + who + `"]`, "clerkflow: POST /v1/x: 400 bad request without an error document"},
		{"redirect", 307, "", "clerkflow: POST /v1/x: 307 temporary redirect without an error document"},
		{"unknown status", 599, "", "clerkflow: POST /v1/x: 599 without an error document"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e := clerkflow.ParseError("POST", "/v1/x", tt.status, nil, []byte(tt.body))
			if e.Error() != tt.want || len(e.Problems) != 0 || e.Err == nil || e.Status != tt.status {
				t.Errorf("got %q, want %q", e, tt.want)
			}
			for _, verb := range []string{"%v", "%+v", "%#v", "%q"} {
				if text := fmt.Sprintf(verb, e); shows(text) {
					t.Errorf("%s: %s", verb, text)
				}
			}
		})
	}
}

func TestParseError_retryAfter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for value, want := range map[string]time.Duration{
			"":                              0,
			"0":                             0,
			"7":                             7 * time.Second,
			"-7":                            0,
			"soon":                          0,
			"1.5":                           0,
			"Sat, 01 Jan 2000 00:01:30 GMT": 90 * time.Second,
			"Fri, 31 Dec 1999 23:59:59 GMT": 0,
		} {
			e := clerkflow.ParseError("GET", "/v1/x", 429, headers("Retry-After", value), []byte(problems("too_many_requests")))
			if e.RetryAfter != want {
				t.Errorf("%q: %s, want %s", value, e.RetryAfter, want)
			}
		}
		e := clerkflow.ParseError("GET", "/v1/x", 429, headers("Retry-After", "7"), []byte(problems("too_many_requests")))
		if want := "clerkflow: GET /v1/x: 429 too_many_requests: try again in 7s"; e.Error() != want {
			t.Errorf("got %q, want %q", e, want)
		}
	})
}

func TestError_text(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		e    *clerkflow.Error
		want string
	}{
		{problem("form_param_missing", "email_address"), "clerkflow: POST /v1/x: 422 form_param_missing (email_address)"},
		{problem("host_invalid", ""), "clerkflow: POST /v1/x: 422 host_invalid: check the key"},
		{problem("clerk_key_invalid", ""), "clerkflow: POST /v1/x: 422 clerk_key_invalid: check the key"},
		{problem("client_not_found", ""), "clerkflow: POST /v1/x: 422 client_not_found: start again with a new client"},
		{problem("cookie_invalid", ""), "clerkflow: POST /v1/x: 422 cookie_invalid: start again with a new client"},
		{problem("native_api_disabled", ""), "clerkflow: POST /v1/x: 422 native_api_disabled: enable the Native API in the dashboard"},
		{problem("session_exists", ""), "clerkflow: POST /v1/x: 422 session_exists: sign out first"},
		{&clerkflow.Error{Method: "GET", Route: "/v1/x", Status: 404}, "clerkflow: GET /v1/x: 404 not found"},
		{&clerkflow.Error{Method: "GET", Route: "/v1/x", Err: io.EOF}, "clerkflow: GET /v1/x: EOF"},
		{&clerkflow.Error{Method: "PATCH", Route: "/v1/x", Err: io.EOF}, "clerkflow: PATCH /v1/x: EOF: it may have taken effect: read what there is before sending it again"},
		{&clerkflow.Error{Method: "POST", Route: "/v1/x", Status: 422, Problems: []clerkflow.Problem{{Code: "a"}, {Code: "b", Meta: clerkflow.ProblemMeta{ParamName: "code"}}}}, "clerkflow: POST /v1/x: 422 a, b (code)"},
	} {
		if tt.e.Error() != tt.want {
			t.Errorf("got %q, want %q", tt.e, tt.want)
		}
	}
}

func problem(code, param string) *clerkflow.Error {
	return &clerkflow.Error{Method: "POST", Route: "/v1/x", Status: 422, Problems: []clerkflow.Problem{{
		Code: code, Message: hidden, LongMessage: hidden, Meta: clerkflow.ProblemMeta{ParamName: param, SessionID: hidden, Identifiers: []string{hidden}},
	}}}
}

func TestError_Ambiguous(t *testing.T) {
	t.Parallel()
	ambiguous := map[string][]int{"GET": nil, "POST": {0, 500, 502, 503, 504}, "PATCH": {0, 500, 502, 503, 504}, "DELETE": {0, 500, 502, 503, 504}}
	for method, statuses := range ambiguous {
		for _, status := range []int{0, 200, 307, 400, 401, 404, 405, 409, 422, 429, 500, 502, 503, 504} {
			e := &clerkflow.Error{Method: method, Status: status}
			if want := slices.Contains(statuses, status); e.Ambiguous() != want {
				t.Errorf("%s %d: %t, want %t", method, status, e.Ambiguous(), want)
			}
		}
	}
}

func TestError_unwrap(t *testing.T) {
	t.Parallel()
	cause := errors.New("broken cable")
	e := &clerkflow.Error{Problems: []clerkflow.Problem{{Code: "a"}, {Code: "b", Meta: clerkflow.ProblemMeta{ParamName: "username"}}}, Err: cause}
	wrapped := fmt.Errorf("signing up: %w", e)
	if !errors.Is(wrapped, cause) || !errors.Is(wrapped, e) || errors.Is(wrapped, io.EOF) {
		t.Error("errors.Is does not find the cause, or finds another")
	}
	var first *clerkflow.Problem
	if !errors.As(wrapped, &first) || first != &e.Problems[0] {
		t.Errorf("errors.As finds %v, want the first problem", first)
	}
	if !errors.Is(wrapped, &e.Problems[1]) {
		t.Error("errors.Is does not find the second problem")
	}
	if f := e.Problems[1].Field(); f != clerkflow.FieldUsername {
		t.Errorf("the field is %q", f)
	}
	if got := (&clerkflow.Error{}).Unwrap(); len(got) != 0 {
		t.Errorf("an empty error unwraps to %v", got)
	}
}

func TestIsCode(t *testing.T) {
	t.Parallel()
	e := &clerkflow.Error{Problems: []clerkflow.Problem{{Code: "a"}, {Code: "b"}}}
	for _, tt := range []struct {
		err  error
		code string
		want bool
	}{
		{e, "a", true},
		{e, "b", true},
		{e, "c", false},
		{e, "", false},
		{fmt.Errorf("wrapped: %w", e), "b", true},
		{errors.Join(io.EOF, e), "b", true},
		{io.EOF, "a", false},
		{nil, "a", false},
		{&clerkflow.StepError{Kind: clerkflow.KindCollect, Err: e}, "a", true},
	} {
		if got := clerkflow.IsCode(tt.err, tt.code); got != tt.want {
			t.Errorf("IsCode(%v, %q) is %t", tt.err, tt.code, got)
		}
	}
}

func TestClient_errorAnswer(t *testing.T) {
	t.Parallel()
	c, _ := wired(t, refusal(http.StatusTooManyRequests, problems("too_many_requests", "another"), "Retry-After", "30"))
	_, err := c.SignUps.Create(t.Context(), nil)
	want := &clerkflow.Error{
		Method: "POST", Route: "/v1/client/sign_ups", Status: 429, RetryAfter: 30 * time.Second, TraceID: "0123456789abcdef0123456789abcdef",
		Problems: []clerkflow.Problem{{Code: "too_many_requests", Message: "m", LongMessage: "l"}, {Code: "another", Message: "m", LongMessage: "l"}},
	}
	if diff := cmp.Diff(want, asError(t, err), cmpopts.IgnoreUnexported(clerkflow.Error{})); diff != "" {
		t.Error(diff)
	}
}

// FuzzParseError: whatever a server answers, its text does not get into the error.
func FuzzParseError(f *testing.F) {
	f.Add(422, []byte(problems("form_param_missing")))
	f.Add(502, []byte("<html>"))
	f.Add(400, []byte(`{"errors":[{"code":"a","message":"m","meta":{"param_name":"p","zxcvbn":{"suggestions":[{"code":"c"}]}}}]}`))
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		e := clerkflow.ParseError("GET", "/v1/x", status, nil, body)
		if (e.Err == nil) == (len(e.Problems) == 0) {
			t.Errorf("%d problems and the cause %v", len(e.Problems), e.Err)
		}
		for _, p := range e.Problems {
			if p.Code == "" {
				t.Error("a problem without code")
			}
		}
		if e.Err != nil && len(body) > 20 && e.Err.Error() == string(body) {
			t.Errorf("the body is the text: %s", e.Err)
		}
	})
}
