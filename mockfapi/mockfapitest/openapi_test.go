package mockfapitest_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/referee"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

var update = flag.Bool("update", false, "write docs/SUPPORTED.md")

// TestOpenAPI is what can only be tested with the published files. They are not
// part of this repository.
func TestOpenAPI(t *testing.T) {
	t.Parallel()
	dir := os.Getenv("FAPI_OPENAPI_DIR")
	if dir == "" {
		t.Skip("FAPI_OPENAPI_DIR is unset: nothing is held against the published OpenAPI files; set it to a checkout of github.com/clerk/openapi-specs")
	}
	r, err := referee.New(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Run("routes are the operations of the files", func(t *testing.T) {
		t.Parallel()
		for _, problem := range r.Misplaced() {
			t.Error(problem)
		}
	})
	t.Run("SUPPORTED.md is up to date", func(t *testing.T) {
		t.Parallel()
		upToDate(t, filepath.Join("..", "..", "docs", "SUPPORTED.md"), r.Supported())
	})
	t.Run("mistakes are found", func(t *testing.T) {
		t.Parallel()
		mistakes(t)
	})
}

func upToDate(t *testing.T, name, want string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s is out of date: run go test ./mockfapi/mockfapitest -run TestOpenAPI -update", name)
	}
}

// answer is one of the mock's that a test makes wrong.
type answer struct {
	status int
	body   map[string]any
}

// mistakes makes right answers wrong, each in one way.
func mistakes(t *testing.T) {
	t.Helper()
	response := func(a *answer) map[string]any { return a.body["response"].(map[string]any) }
	for name, tt := range map[string]struct {
		corrupt func(a *answer)
		form    string
		want    string // empty for no finding
	}{
		"nothing wrong": {func(*answer) {}, "", ""},
		"a key misspelt": {func(a *answer) {
			response(a)["missing_field"] = response(a)["missing_fields"]
			delete(response(a), "missing_fields")
		}, "", `Client.SignUp/missing_fields: property "missing_fields" is missing`},
		"a key too many":        {func(a *answer) { response(a)["missing_field"] = "" }, "", `Client.SignUp/missing_field: property "missing_field" is unsupported`},
		"a list that is none":   {func(a *answer) { response(a)["required_fields"] = "password" }, "", "Client.SignUp/required_fields: value must be an array"},
		"a list that is null":   {func(a *answer) { response(a)["required_fields"] = nil }, "", "Client.SignUp/required_fields: Value is not nullable"},
		"a number in a list":    {func(a *answer) { response(a)["required_fields"] = []any{1} }, "", "Client.SignUp/required_fields/*: value must be a string"},
		"an unknown state":      {func(a *answer) { response(a)["status"] = "done" }, "", "Client.SignUp/status: value is not one of the allowed values"},
		"an unknown status":     {func(a *answer) { a.status = http.StatusCreated }, "", "status 201: the operation has no such answer"},
		"an error that is none": {func(a *answer) { a.status = http.StatusUnprocessableEntity }, "", `ClerkErrors/errors: property "errors" is missing`},
		"deep within the client": {func(a *answer) {
			signUp := a.body["client"].(map[string]any)["sign_up"].(map[string]any)
			signUp["verifications"].(map[string]any)["email_address"].(map[string]any)["next_action"] = "needs_attention"
		}, "", "Stubs.SignUpVerification.AdditionalFields/next_action: value is not one of the allowed values"},
		"a parameter that the form does not have": {func(*answer) {}, "code_challenge", "body/code_challenge: the form has no such key"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var test recorder
			m := mockfapitest.NewT(&test, mockfapi.WithPreset("email-code"), mockfapi.WithMiddleware(corrupting(tt.corrupt)))
			form := url.Values{"email_address": {"jane@example.com"}, "strategy": {"email_code"}}
			if tt.form != "" {
				form.Set(tt.form, "x")
			}
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/v1/client/sign_ups", strings.NewReader(form.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			m.ServeHTTP(httptest.NewRecorder(), r)
			got := test.end()
			if tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
				t.Errorf("found %q, want %q", got, tt.want)
			}
		})
	}
}

func corrupting(change func(*answer)) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			right := httptest.NewRecorder()
			next.ServeHTTP(right, r)
			a := answer{status: right.Code}
			if err := json.Unmarshal(right.Body.Bytes(), &a.body); err != nil {
				panic(err) // it was JSON
			}
			change(&a)
			var wrong bytes.Buffer
			if err := json.NewEncoder(&wrong).Encode(a.body); err != nil {
				panic(err)
			}
			w.Header().Set("Content-Type", right.Header().Get("Content-Type"))
			w.Header().Set("Content-Length", strconv.Itoa(wrong.Len()))
			w.WriteHeader(a.status)
			_, _ = wrong.WriteTo(w)
		})
	}
}

// recorder is a test that may fail.
type recorder struct {
	texts   []string
	cleanup []func()
}

func (r *recorder) Helper()             {}
func (r *recorder) Cleanup(last func()) { r.cleanup = append(r.cleanup, last) }
func (r *recorder) Errorf(format string, args ...any) {
	r.texts = append(r.texts, fmt.Sprintf(format, args...))
}
func (r *recorder) Fatalf(format string, args ...any) { r.Errorf(format, args...) }

// end ends the test and returns what it failed with.
func (r *recorder) end() string {
	for _, last := range r.cleanup {
		last()
	}
	return strings.Join(r.texts, "\n")
}
