package mockfapi_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

const createRoute = "POST " + signUps

// fail lets a fault come.
func fail(tb testing.TB, m *mockfapi.Instance, f mockfapi.Fault) {
	tb.Helper()
	if err := m.Fail(f); err != nil {
		tb.Fatal(err)
	}
}

func TestFail_says_what_is_wrong_with_a_fault(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	for want, f := range map[string]mockfapi.Fault{
		`route "" is none`:                          {Status: 500},
		`route "POST /v1/nowhere" is none`:          {Route: "POST /v1/nowhere", Status: 500},
		`route "PUT /v1/client/sign_ups" is none`:   {Route: "PUT " + signUps, Status: 500},
		"must not be negative":                      {Route: createRoute, Status: 500, After: -1},
		"times, after, delay_ms and retry_after_s":  {Route: createRoute, DelayMS: -1},
		"status is 200, want 400 to 599":            {Route: createRoute, Status: 200},
		"status is 600, want 400 to 599":            {Route: createRoute, Status: 600},
		"code and retry_after_s need a status":      {Route: createRoute, Code: "down", Drop: true},
		"code and retry_after_s need a status ":     {Route: createRoute, RetryAfterSeconds: 1, Drop: true},
		"effect needs status, drop or truncate":     {Route: createRoute, Effect: true, DelayMS: 1},
		"does nothing: set status, drop, truncate ": {Route: createRoute, Times: 3},
	} {
		if err := m.Fail(f); err == nil || !strings.HasPrefix(err.Error(), "mockfapi: fault: ") || !strings.Contains(err.Error(), strings.TrimSpace(want)) {
			t.Errorf("%+v: error %v, want one with %q", f, err, want)
		}
	}
	equal(t, "faults to come", m.PendingFaults(), []mockfapi.Fault{})
}

func TestFail_with_a_status_has_no_effect(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	app := newNative(t, m)
	fail(t, m, mockfapi.Fault{Route: createRoute, Status: 503, Code: "service_unavailable", RetryAfterSeconds: 7})
	fail(t, m, mockfapi.Fault{Route: createRoute, Status: 502})
	a := app.create().want("503 service_unavailable")
	equal(t, "Retry-After", a.Header.Get("Retry-After"), "7")
	if trace := decode[map[string]any](a)["clerk_trace_id"]; trace == nil {
		t.Error("there is no clerk_trace_id")
	}
	equal(t, "body of a proxy's answer", string(app.create().want("502").Body), "")
	equal(t, "sign-ups", len(m.SignUps()), 0)
	app.create().want("200")
}

// The count is the route's own, and a placeholder's name does not matter.
func TestFail_after_some_and_some_times(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	app := newNative(t, m)
	id := app.create("email_address", testEmail).signUp().ID
	fail(t, m, mockfapi.Fault{Route: "GET /v1/client/sign_ups/{any}", After: 2, Times: 2, Status: 500})
	for _, want := range []string{"200", "200", "500", "500", "200", "200"} {
		app.send("GET", "/v1/client").want("200")
		app.update(id, "first_name", "Jane").want("200")
		app.get(id).want(want)
	}
	fail(t, m, mockfapi.Fault{Route: createRoute, Status: 500})
	m.ClearFaults()
	app.create().want("200")
}

// A browser's PATCH comes as a POST.
func TestFail_knows_the_route_behind_an_override(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	app := newBrowser(t, m)
	id := app.create().signUp().ID
	fail(t, m, mockfapi.Fault{Route: "PATCH /v1/client/sign_ups/{id}", Status: 500})
	app.send("POST", signUps+"/"+id+"?_method=PATCH", "first_name", "Jane").want("500")
}

func TestFail_with_a_delay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := mockfapitest.NewT(t)
		fail(t, m, mockfapi.Fault{Route: createRoute, DelayMS: 5000})
		start := time.Now()
		newNative(t, m).create().want("200")
		equal(t, "took", time.Since(start), 5*time.Second)

		fail(t, m, mockfapi.Fault{Route: createRoute, DelayMS: 5000, Status: 500})
		start = time.Now()
		newNative(t, m).create().want("500")
		equal(t, "took before it failed", time.Since(start), 5*time.Second)

		fail(t, m, mockfapi.Fault{Route: "GET /v1/client", DelayMS: 5000})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start = time.Now()
		if err := call(ctx, m.HTTPClient(), m.URL()+"/v1/client"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v", err)
		}
		equal(t, "gave up after", time.Since(start), time.Second)
	})
}

// Broken connections, with a socket and without.
func TestFail_breaks_the_connection(t *testing.T) {
	t.Parallel()
	overBoth(t, func(t *testing.T, to connect) {
		for name, tt := range map[string]struct {
			fault  mockfapi.Fault
			effect int
		}{
			"drop":                      {mockfapi.Fault{Drop: true}, 0},
			"drop after it took effect": {mockfapi.Fault{Drop: true, Effect: true}, 1},
			"truncate":                  {mockfapi.Fault{Truncate: true}, 1},
		} {
			m := mockfapitest.NewT(t)
			c, base := to(m)
			tt.fault.Route = createRoute
			fail(t, m, tt.fault)
			r, err := http.NewRequestWithContext(t.Context(), "POST", base+signUps, strings.NewReader(url.Values{"first_name": {"Jane"}}.Encode()))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			var body []byte
			response, err := c.Do(r)
			if tt.fault.Truncate {
				if err != nil {
					t.Fatalf("%s: no part of the answer came: %v", name, err)
				}
				body, err = io.ReadAll(response.Body)
				response.Body.Close()
				if response.StatusCode != 200 || len(body) == 0 || !strings.HasPrefix(string(body), `{"response":`) || strings.HasSuffix(string(body), "}") {
					t.Errorf("%s: %d %s", name, response.StatusCode, body)
				}
			}
			if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("%s: error %v", name, err)
			}
			equal(t, name+": sign-ups", len(m.SignUps()), tt.effect)
			log := m.Requests(createRoute)
			equal(t, name+": requests", len(log), 1)
			want := 0
			if tt.fault.Truncate {
				want = 200
			}
			equal(t, name+": status in the log", log[0].Status, want)
		}
	})
}

// The answer that got lost: the client cannot know, the service does.
func TestFail_after_it_took_effect(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	fail(t, m, mockfapi.Fault{Route: createRoute, Status: 504, Effect: true})
	newNative(t, m).create().want("504")
	equal(t, "sign-ups", len(m.SignUps()), 1)
}
