package referee_test

import (
	"cmp"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/referee"
)

func load(t *testing.T) *referee.Referee {
	t.Helper()
	r, err := referee.New("testdata")
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// watched is a test whose instance the referee watches.
type watched struct {
	texts   []string
	cleanup []func()
}

func (w *watched) Helper()             {}
func (w *watched) Cleanup(last func()) { w.cleanup = append(w.cleanup, last) }
func (w *watched) Errorf(format string, args ...any) {
	w.texts = append(w.texts, fmt.Sprintf(format, args...))
}
func (w *watched) Fatalf(format string, args ...any) { w.Errorf(format, args...) }

// call is a request and what the instance answers.
type call struct {
	method, target, origin, form string
	status                       int
	kind, body                   string
}

// found makes the calls in a test of their own and returns what the referee finds,
// a line each.
func found(t *testing.T, r *referee.Referee, calls ...call) []string {
	t.Helper()
	var test watched
	watch := r.Watch(&test)
	for _, c := range calls {
		request := httptest.NewRequestWithContext(t.Context(), cmp.Or(c.method, http.MethodGet), cmp.Or(c.target, "/v1/health"), strings.NewReader(c.form))
		if c.origin != "" {
			request.Header.Set("Origin", c.origin)
		}
		if c.form != "" {
			request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		watch(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if err := r.ParseForm(); err != nil {
				t.Error(err)
			}
			if c.body != "" {
				w.Header().Set("Content-Type", cmp.Or(c.kind, "application/json"))
			}
			w.WriteHeader(cmp.Or(c.status, http.StatusOK))
			_, _ = w.Write([]byte(c.body))
		})).ServeHTTP(httptest.NewRecorder(), request)
	}
	if len(test.texts) > 0 {
		t.Errorf("the test failed before its end: %q", test.texts)
	}
	for _, last := range test.cleanup {
		last()
	}
	if len(test.texts) == 0 {
		return nil
	}
	return strings.Split(test.texts[0], "\n\t")[1:]
}

const both = " (fapi/2026-01-01, fapi/2025-01-01)"

func TestWatch(t *testing.T) {
	t.Parallel()
	r := load(t)
	post := func(c call) call {
		c.method, c.target, c.origin = http.MethodPost, cmp.Or(c.target, "/v1/client/sign_ups"), "https://app.test"
		return c
	}
	for name, tt := range map[string]struct {
		call call
		want []string
	}{
		"right":                 {call{body: `{"status":"healthy"}`}, nil},
		"without a body":        {call{method: http.MethodHead}, nil},
		"anything in free form": {call{body: `{"status":"healthy","metadata":{"a":[1]}}`}, nil},
		"a key too many":        {call{body: `{"status":"healthy","x":1}`}, []string{`getHealth: 200/x: property "x" is unsupported` + both}},
		"a key too few":         {call{body: `{}`}, []string{`getHealth: 200/status: property "status" is missing` + both}},
		"a key that the older version lacks": {
			call{body: `{"status":"healthy","owner":null}`},
			[]string{`getHealth: 200/owner: property "owner" is unsupported (fapi/2025-01-01)`},
		},
		"all members of allOf": {
			call{body: `{"status":"healthy","owner":{"name":"a","ids":[1],"x":1}}`},
			[]string{
				`getHealth: 200/owner: property "owner" is unsupported (fapi/2025-01-01)`,
				`getHealth: Person/ids/*: value must be a string (fapi/2026-01-01)`,
				`getHealth: Person/x: property "x" is unsupported (fapi/2026-01-01)`,
			},
		},
		"the nearest of oneOf": {
			call{body: `{"status":"healthy","proof":{"object":"code","attempts":"1","next":""}}`},
			[]string{"getHealth: Code/attempts: value must be an integer" + both},
		},
		"another object of oneOf is farther than wrong keys": {
			call{body: `{"status":"healthy","proof":{"object":"link","attempts":1,"next":""}}`},
			[]string{
				`getHealth: Link/attempts: property "attempts" is unsupported` + both,
				`getHealth: Link/next: property "next" is unsupported` + both,
			},
		},
		"a page":              {call{target: "/v1/users?paginated=true", body: `{"data":[{}],"total_count":1}`}, nil},
		"a page that is none": {call{target: "/v1/users?paginated=true", body: `{"data":[{}]}`}, []string{"GetUserList: 200: value must be an array (bapi/2026-01-01)"}},
		"a page of nonsense":  {call{target: "/v1/users?paginated=true", body: `{"data":[1],"total_count":1}`}, []string{"GetUserList: 200/*: value must be an object (bapi/2026-01-01)"}},
		"a page unasked for":  {call{target: "/v1/users", body: `{"data":[{}],"total_count":1}`}, []string{"GetUserList: 200: value must be an array (bapi/2026-01-01)"}},
		"no JSON":             {call{body: `{`}, []string{"getHealth: 200: unexpected end of JSON input" + both}},
		"another type":        {call{body: "x", kind: "text/plain"}, []string{`getHealth: 200: the answer is not "text/plain"` + both}},
		"another status":      {call{status: http.StatusAccepted}, []string{"getHealth: status 202: the operation has no such answer" + both}},
		"a failing server":    {call{status: http.StatusBadGateway, body: "x"}, nil},
		"an unknown route":    {call{target: "/v1/nowhere", status: http.StatusNotFound, body: "x"}, nil},
		"a right form":        {post(call{form: "strategy=a&legal_accepted=true"}), nil},
		"a form key more":     {post(call{form: "stratgy=a"}), []string{"createSignUps: body/stratgy: the form has no such key" + both}},
		"a form type":         {post(call{form: "legal_accepted=maybe"}), []string{"createSignUps: body/legal_accepted: the value is not of its type" + both}},
		"a query more":        {post(call{target: "/v1/client/sign_ups?offset=1"}), []string{"createSignUps: query offset: the operation has no such parameter" + both}},
		"a query type":        {post(call{target: "/v1/client/sign_ups?limit=x"}), []string{"createSignUps: query limit: is not what the files say" + both}},
		"a header too few":    {call{method: http.MethodPost, target: "/v1/client/sign_ups"}, []string{"createSignUps: header Origin: is missing" + both}},
		"a refused request":   {post(call{form: "stratgy=a", status: http.StatusUnprocessableEntity}), nil},
		"an exception":        {post(call{form: "locale=de-CH"}), nil},
		"the backend":         {call{target: "/v1/jwks", body: `{"keys":{}}`}, []string{"GetJWKS: 200/keys: value must be an array (bapi/2026-01-01)"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := gocmp.Diff(tt.want, found(t, r, tt.call)); diff != "" {
				t.Errorf("found (-want +got):\n%s", diff)
			}
		})
	}
}

// What looks like something that was right is not checked again, and nothing else
// looks like it.
func TestWatch_finds_everything_every_time(t *testing.T) {
	t.Parallel()
	r := load(t)
	right, wrong := call{body: `{"status":"healthy"}`}, call{body: `{"status":"unhealthy"}`}
	want := []string{`getHealth: 200/status: value is not one of the allowed values ["healthy"]` + both}
	for range 2 {
		if diff := gocmp.Diff(want, found(t, r, right, wrong, right, wrong)); diff != "" {
			t.Errorf("found (-want +got):\n%s", diff)
		}
	}
	for _, similar := range []string{`{"status":null}`, `{"status":1}`, `{"status":"Healthy"}`, `{"status":["healthy"]}`, `{"status":""}`, `{"status":"healthy","ID_1":1}`} {
		if got := found(t, r, right, call{body: similar}); len(got) != 1 {
			t.Errorf("%s: found %q, want one finding", similar, got)
		}
	}
}

// A broken connection is no answer, and the panic that breaks it passes.
func TestWatch_broken_connection(t *testing.T) {
	t.Parallel()
	var test watched
	handler := load(t).Watch(&test)(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"status":`))
		panic(http.ErrAbortHandler)
	}))
	func() {
		defer func() {
			if v := recover(); v != http.ErrAbortHandler { //nolint:errorlint // what was panicked with, not what it wraps
				t.Errorf("recovered %v", v)
			}
		}()
		handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/v1/health", nil))
	}()
	test.cleanup[0]()
	if len(test.texts) > 0 {
		t.Errorf("found %q", test.texts)
	}
}

// A handler may send what it has so far.
func TestWatch_flushes(t *testing.T) {
	t.Parallel()
	var test watched
	handler := load(t).Watch(&test)(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if err := http.NewResponseController(w).Flush(); err != nil {
			t.Error(err)
		}
	}))
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/v1/health", nil))
	if !w.Flushed {
		t.Error("nothing was flushed")
	}
}

func TestUnneeded(t *testing.T) {
	t.Parallel()
	r := load(t)
	const native = "query _is_native"
	before := r.Unneeded()
	if got := found(t, r, call{target: "/v1/health?_is_native=1", body: `{"status":"healthy"}`}); got != nil {
		t.Errorf("found %q", got)
	}
	after := r.Unneeded()
	if len(after) != len(before)-1 || !strings.Contains(strings.Join(before, "\n"), native) || strings.Contains(strings.Join(after, "\n"), native) {
		t.Errorf("before:\n%s\nafter an exchange that needs %s:\n%s", strings.Join(before, "\n"), native, strings.Join(after, "\n"))
	}
}

func TestMisplaced(t *testing.T) {
	t.Parallel()
	problems := load(t).Misplaced()
	text := strings.Join(problems, "\n")
	for want, there := range map[string]bool{
		"GET /v1/environment is in none of the files, and the route calls it getEnvironment": true,
		"the table of partial operations has fapi touchSession, which is no route":           true,
		"/v1/health":         false,
		"/v1/jwks":           false,
		"/avatar.svg":        false,
		"fapi createSignUps": false,
	} {
		if strings.Contains(text, want) != there {
			t.Errorf("%q is reported: %t, want %t", want, !there, there)
		}
	}
}

func TestSupported(t *testing.T) {
	t.Parallel()
	text := load(t).Supported()
	for _, want := range []string{
		"2 operations: 1 supported, 1 in part, 0 not.",
		"3 operations: 1 supported, 1 in part, 1 not.",
		"| getHealth | `GET /v1/health` | supported |\n",
		"| createSignUps | `POST /v1/client/sign_ups` | partial: ",
		"| GetNothing | `GET /v1/nothing` | not |\n",
		"| `GET /avatar.svg` | ",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
}

func TestNew_without_files(t *testing.T) {
	t.Parallel()
	for dir, want := range map[string]string{
		t.TempDir():     "there is no fapi/*.yml: want a checkout of github.com/clerk/openapi-specs",
		"testdata/fapi": "there is no fapi/*.yml",
	} {
		if _, err := referee.New(dir); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %s", dir, err, want)
		}
	}
}
