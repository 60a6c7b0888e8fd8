package mockfapi_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

// control calls the control interface, as programs in other languages do.
func control(tb testing.TB, m *mockfapi.Instance, method, path, body string) answer {
	tb.Helper()
	return newBrowser(tb, m).sendBody(method, "/_mock/"+path, "application/json", strings.NewReader(body))
}

// problem is what the control interface did not like.
func (a answer) problem() string {
	a.tb.Helper()
	return decode[struct{ Error string }](a).Error
}

const okay = "{\"ok\":true}\n"

func TestControl_messages(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("email-code"), stopped())
	equal(t, "empty inbox", string(control(t, m, "GET", "messages", "").want("200").Body), "{\"messages\":[]}\n")
	su := newNative(t, m).create("email_address", "jane@example.com", "strategy", "email_code").want("200").signUp()
	newNative(t, m).create("email_address", "june@example.com", "strategy", "email_code").want("200")

	type messages struct{ Messages []map[string]any }
	equal(t, "all messages", len(decode[messages](control(t, m, "GET", "messages", "")).Messages), 2)
	got := decode[messages](control(t, m, "GET", "messages?to=jane@example.com", "")).Messages
	equal(t, "messages to Jane", got, []map[string]any{{
		"id": m.Messages("jane@example.com")[0].ID, "channel": "email", "to": "jane@example.com", "kind": "email_code",
		"code": m.Code("jane@example.com"), "sign_up_id": su.ID, "created_at": float64(m.Now().UnixMilli()),
	}})
	equal(t, "emptied", string(control(t, m, "DELETE", "messages", "").want("200").Body), okay)
	equal(t, "messages left", len(m.Messages("")), 0)
}

func TestControl_messages_waits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := mockfapitest.NewT(t, mockfapi.WithPreset("email-code"))
		app := newNative(t, m)
		go func() {
			pass(time.Minute)
			app.create("email_address", "jane@example.com", "strategy", "email_code").want("200")
		}()
		start := time.Now()
		a := control(t, m, "GET", "messages?to=jane@example.com&wait_ms=120000", "").want("200")
		if !strings.Contains(string(a.Body), m.Code("jane@example.com")) {
			t.Errorf("the answer is %s", a.Body)
		}
		equal(t, "waited", time.Since(start), time.Minute)
		equal(t, "in vain", string(control(t, m, "GET", "messages?to=june@example.com&wait_ms=1000", "").want("200").Body), "{\"messages\":[]}\n")
		equal(t, "waited in vain", time.Since(start), time.Minute+time.Second)
	})
}

func TestControl_environment(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	served := newBrowser(t, m).send("GET", "/v1/environment").want("200")
	equal(t, "settings", decode[any](control(t, m, "GET", "environment", "").want("200")), decode[any](served))

	patched := control(t, m, "PATCH", "environment", `{"user_settings":{"attributes":{"phone_number":{"required":true,"enabled":true}}}}`).want("200")
	equal(t, "answer", at(t, decode[any](patched), "user_settings attributes phone_number required"), any(true))
	newNative(t, m).create().want("200").signUp().want(t, "missing_requirements missing email_address,phone_number,password")

	other, err := mockfapitest.NewT(t, mockfapi.WithPreset("username-password")).Settings().MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	control(t, m, "PUT", "environment", string(other)).want("200")
	newNative(t, m).create().want("200").signUp().want(t, "missing_requirements missing username,password")
}

func TestControl_accounts(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("oauth-only"))
	if all := decode[mockfapi.Accounts](control(t, m, "GET", "accounts", "").want("200")); len(all["oauth_google"]) != 5 {
		t.Errorf("accounts at first: %+v", all)
	}
	const accounts = `{"oauth_google":[{"key":"jane","provider_user_id":"g-1"}]}`
	equal(t, "answer", string(control(t, m, "PUT", "accounts", accounts).want("200").Body), okay)
	want := mockfapi.Accounts{"oauth_google": {{Key: "jane", ProviderUserID: "g-1"}}}
	equal(t, "accounts", m.Accounts(), want)
	equal(t, "accounts told", decode[mockfapi.Accounts](control(t, m, "GET", "accounts", "")), want)
}

func TestControl_clock(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, stopped())
	start := m.Now()
	now := func(a answer) time.Duration {
		return time.UnixMilli(decode[struct{ Now int64 }](a.want("200")).Now).Sub(start)
	}
	equal(t, "at first", now(control(t, m, "GET", "clock", "")), 0)
	equal(t, "an hour on", now(control(t, m, "POST", "clock", `{"advance_ms":3600000}`)), time.Hour)
	equal(t, "a minute back", now(control(t, m, "POST", "clock", `{"advance_ms":-60000}`)), 59*time.Minute)
	at := start.Add(48 * time.Hour)
	equal(t, "set", now(control(t, m, "POST", "clock", `{"now":`+strconv.FormatInt(at.UnixMilli(), 10)+`}`)), 48*time.Hour)
	equal(t, "the instance's own", m.Now().Equal(at), true)
}

func TestControl_faults(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	equal(t, "at first", string(control(t, m, "GET", "faults", "").want("200").Body), "{\"faults\":[]}\n")
	const fault = `{"route":"POST /v1/client/sign_ups","times":2,"after":1,"status":503,"code":"down","retry_after_s":3,"delay_ms":1,"drop":false,"truncate":false}`
	equal(t, "answer", string(control(t, m, "POST", "faults", fault).want("200").Body), okay)
	equal(t, "faults", m.PendingFaults(), []mockfapi.Fault{{
		Route: "POST /v1/client/sign_ups", Times: 2, After: 1, Status: 503, Code: "down", RetryAfterSeconds: 3, DelayMS: 1,
	}})
	equal(t, "faults told", string(control(t, m, "GET", "faults", "").Body),
		`{"faults":[{"route":"POST /v1/client/sign_ups","times":2,"after":1,"status":503,"code":"down","retry_after_s":3,"delay_ms":1}]}`+"\n")
	equal(t, "cleared", string(control(t, m, "DELETE", "faults", "").want("200").Body), okay)
	equal(t, "faults left", len(m.PendingFaults()), 0)
}

func TestControl_requests(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	app := newNative(t, m)
	app.create("password", password).want("200")
	app.send("GET", "/v1/client").want("200")
	a := control(t, m, "GET", "requests?route=POST+/v1/client/sign_ups", "").want("200")
	got := decode[struct{ Requests []mockfapi.Request }](a).Requests
	if len(got) != 1 || got[0].Status != 200 || got[0].Form["password"][0] != "***" {
		t.Errorf("requests are %+v", got)
	}
	equal(t, "all requests", len(decode[struct{ Requests []mockfapi.Request }](control(t, m, "GET", "requests", "")).Requests), 2)
	// A mistyped route must not look like one that nobody called.
	control(t, m, "GET", "requests?route=POST+/v1/client/sign_up", "").want("422")
}

func TestControl_state_and_reset(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	app := newNative(t, m)
	app.signedUp(testEmail)
	state := string(control(t, m, "GET", "state", "").want("200").Body)
	equal(t, "answer to reset", string(control(t, m, "POST", "reset", "").want("200").Body), okay)
	equal(t, "users after reset", len(m.Users()), 0)
	app.send("GET", "/v1/client").want("400 cookie_invalid")
	equal(t, "answer to restore", string(control(t, m, "PUT", "state", state).want("200").Body), okay)
	equal(t, "users after restore", len(m.Users()), 1)
	app.send("GET", "/v1/client").want("200")
}

func TestControl_page(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("all-required"))
	for _, nothing := range []string{"Nothing was sent yet", "None."} {
		if body := control(t, m, "GET", "", "").want("200").Body; !strings.Contains(string(body), nothing) {
			t.Errorf("the page of an empty instance lacks %q", nothing)
		}
	}
	app := newNative(t, m)
	su := app.create("email_address", "<b>@example.com", "first_name", "<script>alert(1)</script>").outcome()
	id := app.create("email_address", "jane@example.com", "first_name", "<script>alert(1)</script>", "strategy", "email_link", "redirect_url", appPage).want("200").signUp().ID
	app.prepare(id, "email_code").want("200")
	newNative(t, m).signedUpWithEverything(testEmail, testPhone, "jane_doe")
	for _, part := range []string{"", "page"} {
		a := control(t, m, "GET", part, "").want("200")
		equal(t, "content type", a.Header.Get("Content-Type"), "text/html; charset=utf-8")
		for _, want := range []string{m.Code("jane@example.com"), id, "phone_number", "username", "jane_doe", m.Users()[0].ID, "Open the link", "/v1/verify?"} {
			if !strings.Contains(string(a.Body), want) {
				t.Errorf("%q: the page lacks %q (%s)", part, want, su)
			}
		}
		if strings.Contains(string(a.Body), "<script>alert") {
			t.Errorf("%q: what a person typed is markup", part)
		}
		equal(t, "a whole document", strings.Contains(string(a.Body), "<!doctype html>"), part == "")
	}
}

func TestControl_page_shows_the_newest(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	var first, last string
	for i := range 101 {
		if last = newNative(t, m).create().want("200").signUp().ID; i == 0 {
			first = last
		}
	}
	body := string(control(t, m, "GET", "", "").want("200").Body)
	equal(t, "the newest is there", strings.Contains(body, last), true)
	equal(t, "the oldest is there", strings.Contains(body, first), false)
	if !strings.Contains(body, "<h2>Open sign-ups <small>101, the newest 100</small></h2>") {
		t.Error("the page does not say how many there are")
	}
}

func TestControl_bad_input_changes_nothing_and_says_what_is_wrong(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, stopped())
	before, err := m.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ method, path, body, want string }{
		{"GET", "messages?wait_ms=soon", "", "wait_ms: want milliseconds"},
		{"GET", "messages?wait_ms=-1", "", "wait_ms: want milliseconds"},
		{"PUT", "environment", "", "environment: line 1, column 1: unexpected end of JSON input"},
		{"PUT", "environment", "{}", "environment: user_settings is missing"},
		{"PUT", "environment", `{"user_settings":{"sign_up":{"mode":"closed"}}}`, `environment: user_settings.sign_up.mode is "closed"`},
		{"PATCH", "environment", "[]", "environment: line 1, column 2: the document is array, want object"},
		{"PATCH", "environment", `{"user_settings":{"sign_up":{"progressive":"yes"}}}`, "user_settings.sign_up.progressive is string, want bool"},
		{"PATCH", "environment", `{"user_settings":null}`, "environment: user_settings is missing"},
		{"PUT", "accounts", "<accounts>", "accounts: "},
		{"PUT", "accounts", `{"google":[]}`, `accounts: "google" is no OAuth strategy`},
		{"PUT", "accounts", `{"oauth_google":[{"kee":"a"}]}`, `unknown field "kee"`},
		{"PUT", "accounts", `{"oauth_google":[{"key":"a"}]}`, "accounts: oauth_google[0].provider_user_id is missing"},
		{"PUT", "accounts", `{} {}`, "accounts: "},
		{"POST", "clock", "", "body: "},
		{"POST", "clock", "{}", "want either advance_ms or now"},
		{"POST", "clock", `{"advance_ms":1,"now":1}`, "want either advance_ms or now"},
		{"POST", "clock", `{"advance":1}`, `unknown field "advance"`},
		{"POST", "clock", `{"advance_ms":"1"}`, "advance_ms"},
		{"POST", "clock", `{"advance_ms":9223372036854775807}`, "advance_ms"},
		{"POST", "clock", `{"advance_ms":1} {}`, "body: "},
		{"POST", "faults", "", "body: "},
		{"POST", "faults", `{"route":"POST /v1/nowhere","status":503}`, `route "POST /v1/nowhere" is none of the instance's`},
		{"POST", "faults", `{"route":"POST /v1/client/sign_ups","statsu":503}`, `unknown field "statsu"`},
		{"PUT", "state", "", "this is no snapshot of an instance"},
		{"PUT", "state", "{}", "version"},
	} {
		got := control(t, m, tt.method, tt.path, tt.body).want("422").problem()
		if !strings.Contains(got, tt.want) {
			t.Errorf("%s %s %s: error %q, want %q", tt.method, tt.path, tt.body, got, tt.want)
		}
	}
	after, err := m.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "state", string(after), string(before))
	control(t, m, "GET", "nowhere", "").want("404")
	control(t, m, "POST", "messages", "").want("405")
}

func TestControl_is_for_this_machine_only(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	for _, tt := range []struct{ host, origin, want string }{
		{"localhost:4010", "", "200"},
		{"localhost", "", "200"},
		{"127.0.0.1:4010", "", "200"},
		{"[::1]:4010", "", "200"},
		{"mock-fapi-0.clerk.accounts.dev", "", "200"},
		{"localhost:4010", "http://localhost:4010", "200"},
		{"127.0.0.1:4010", "http://127.0.0.1:4010", "200"},
		// Pages of other sites.
		{"localhost:4010", "https://evil.test", "403"},
		{"localhost:4010", "http://localhost:3000", "403"},
		{"localhost:4010", "http://127.0.0.1:4010", "403"},
		{"localhost:4010", "null", "403"},
		{"localhost:4010", "http://%zz", "403"},
		// Names that were rebound to this machine.
		{"evil.test:4010", "", "403"},
		{"evil.test:4010", "http://evil.test:4010", "403"},
		{"localhost.evil.test", "", "403"},
		{"127.0.0.1.evil.test", "", "403"},
		{"evil-mock-fapi-0.clerk.accounts.dev", "", "403"},
		{"mock-fapi-0.clerk.accounts.dev.evil.test", "", "403"},
	} {
		r, err := http.NewRequestWithContext(t.Context(), "GET", m.URL()+"/_mock/healthz", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = tt.host
		if tt.origin != "" {
			r.Header.Set("Origin", tt.origin)
		}
		response, err := m.HTTPClient().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		a := answer{tb: t, Status: response.StatusCode, Header: response.Header, Body: drain(t, response)}
		if a.outcome() != tt.want {
			t.Errorf("Host %q, Origin %q: %s, want %s", tt.host, tt.origin, a.outcome(), tt.want)
		}
		if allowed := a.Header.Get("Access-Control-Allow-Origin"); allowed != "" {
			t.Errorf("Host %q, Origin %q: %s may read the answer", tt.host, tt.origin, allowed)
		}
		if tt.want == "403" && !strings.Contains(a.problem(), "not for other sites") {
			t.Errorf("the refusal says %q", a.problem())
		}
	}
}
