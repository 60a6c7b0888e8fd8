package mockfapi_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

// No test may leave a goroutine behind: neither an instance nor a closed server
// has any. A full run is held against the page of errors.
func TestMain(m *testing.M) { goleak.VerifyTestMain(mockfapitest.M{M: m}, goleak.Cleanup(finish)) }

const (
	signUps  = "/v1/client/sign_ups"
	signIns  = "/v1/client/sign_ins"
	sessions = "/v1/client/sessions"
	appPage  = "https://app.test"
	password = "correct horse battery"
	// testEmail and testPhone get no messages: their code is always testCode.
	testEmail = "jane+clerk_test@example.com"
	testPhone = "+15555550100"
	testCode  = "424242"
)

// with returns an option that sets user_settings.
func with(change func(*environment.UserSettings)) mockfapi.Option {
	return mockfapi.WithSettings(func(d *environment.Document) { change(&d.UserSettings) })
}

// stopped returns an option for a clock that only Instance.Advance moves.
func stopped() mockfapi.Option {
	now := time.Date(2026, 5, 12, 12, 0, 0, 0, time.UTC)
	return mockfapi.WithClock(func() time.Time { return now })
}

// device is a browser or a native application that talks to one instance.
type device struct {
	tb     testing.TB
	http   *http.Client
	base   string
	query  url.Values  // sent with every request
	header http.Header // sent with every request
	native bool
}

// newBrowser returns a browser that keeps cookies.
func newBrowser(tb testing.TB, m *mockfapi.Instance) *device {
	tb.Helper()
	return &device{tb: tb, http: m.HTTPClient(), base: m.URL(), query: url.Values{}, header: http.Header{}}
}

// newNative returns a native application: it keeps the token of the
// Authorization header.
func newNative(tb testing.TB, m *mockfapi.Instance) *device {
	tb.Helper()
	d := newBrowser(tb, m)
	d.native = true
	d.query.Set("_is_native", "1")
	return d
}

// noRedirects returns the device's HTTP client, which stays where it is sent.
func noRedirects(d *device) *http.Client {
	c := *d.http
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &c
}

// send makes a request with the form of alternating names and values; without
// any there is no body.
func (d *device) send(method, path string, form ...string) answer {
	d.tb.Helper()
	values := url.Values{}
	for pair := range slices.Chunk(form, 2) {
		values.Add(pair[0], pair[1])
	}
	var body io.Reader
	if len(form) > 0 {
		body = strings.NewReader(values.Encode())
	}
	return d.sendBody(method, path, "application/x-www-form-urlencoded", body)
}

// json makes a request with a JSON body, or without one for "".
func (d *device) json(method, path, body string) answer {
	d.tb.Helper()
	if body == "" {
		return d.sendBody(method, path, "", nil)
	}
	return d.sendBody(method, path, "application/json", strings.NewReader(body))
}

func (d *device) sendBody(method, path, contentType string, body io.Reader) answer {
	d.tb.Helper()
	target, err := url.Parse(path)
	if err != nil {
		d.tb.Errorf("%s: %v", path, err)
		return answer{tb: d.tb}
	}
	query := target.Query()
	for name, list := range d.query {
		query[name] = append(query[name], list...)
	}
	if target.RawQuery = query.Encode(); !target.IsAbs() {
		path = d.base + target.String()
	}
	r, err := http.NewRequestWithContext(d.tb.Context(), method, path, body)
	if err != nil {
		d.tb.Errorf("%s %s: %v", method, path, err)
		return answer{tb: d.tb}
	}
	for name, list := range d.header {
		r.Header[name] = slices.Clone(list)
	}
	if body != nil && r.Header.Get("Content-Type") == "" {
		r.Header.Set("Content-Type", contentType)
	}
	response, err := d.http.Do(r)
	if err != nil {
		d.tb.Errorf("%s %s: %v", method, path, err)
		return answer{tb: d.tb}
	}
	data := drain(d.tb, response)
	seen.read(d.tb.Name(), response.StatusCode, data)
	if given := response.Header.Values("Authorization"); d.native && len(given) > 0 {
		d.header.Set("Authorization", given[0])
	}
	return answer{tb: d.tb, Status: response.StatusCode, Header: response.Header, Body: data}
}

// drain reads a body to its end.
func drain(tb testing.TB, response *http.Response) []byte {
	tb.Helper()
	data, err := io.ReadAll(response.Body)
	if err := errors.Join(err, response.Body.Close()); err != nil {
		tb.Error(err)
	}
	return data
}

func (d *device) create(form ...string) answer {
	d.tb.Helper()
	return d.send(http.MethodPost, signUps, form...)
}

func (d *device) get(id string) answer {
	d.tb.Helper()
	return d.send(http.MethodGet, signUps+"/"+id)
}

func (d *device) update(id string, form ...string) answer {
	d.tb.Helper()
	return d.send(http.MethodPatch, signUps+"/"+id, form...)
}

func (d *device) prepare(id, strategy string, form ...string) answer {
	d.tb.Helper()
	return d.send(http.MethodPost, signUps+"/"+id+"/prepare_verification", append(form, "strategy", strategy)...)
}

func (d *device) attempt(id, strategy string, form ...string) answer {
	d.tb.Helper()
	return d.send(http.MethodPost, signUps+"/"+id+"/attempt_verification", append(form, "strategy", strategy)...)
}

// signIn starts a sign-in, onSignIn goes on with it.
func (d *device) signIn(form ...string) answer {
	d.tb.Helper()
	return d.send(http.MethodPost, signIns, form...)
}

func (d *device) onSignIn(id, action string, form ...string) answer {
	d.tb.Helper()
	return d.send(http.MethodPost, signIns+"/"+id+"/"+action, form...)
}

func (d *device) getSignIn(id string) answer {
	d.tb.Helper()
	return d.send(http.MethodGet, signIns+"/"+id)
}

// signedUp completes a sign-up with a test address and a password, as the preset
// "email-password" asks for.
func (d *device) signedUp(email string) signUp {
	d.tb.Helper()
	id := d.create("email_address", email, "password", password, "strategy", "email_code").want("200").signUp().ID
	su := d.attempt(id, "email_code", "code", testCode).want("200").signUp()
	if su.Status != "complete" {
		d.tb.Errorf("sign-up of %s is %s, missing %v, unverified %v", email, su.Status, su.Missing, su.Unverified)
	}
	return su
}

// signedUpWithEverything completes a sign-up with test identities, as the preset
// "all-required" asks for.
func (d *device) signedUpWithEverything(email, phone, username string) signUp {
	d.tb.Helper()
	id := d.create("email_address", email, "phone_number", phone, "username", username, "password", password,
		"first_name", "Jane", "last_name", "Doe", "legal_accepted", "true").want("200").signUp().ID
	d.prepare(id, "email_code").want("200")
	d.attempt(id, "email_code", "code", testCode).want("200").signUp().want(d.tb, "missing_requirements unverified phone_number")
	d.prepare(id, "phone_code").want("200")
	return d.attempt(id, "phone_code", "code", testCode).want("200").signUp().want(d.tb, "complete")
}

// answer is what came back.
type answer struct {
	tb     testing.TB
	Status int
	Header http.Header
	Body   []byte
}

// outcome is the status with the codes of all errors and their parameters:
// "422 form_param_nil(email_address) form_param_nil(phone_number)".
func (a answer) outcome() string {
	var body struct {
		Errors []struct {
			Code string
			Meta map[string]any
		}
	}
	_ = json.Unmarshal(a.Body, &body) // a body that is no JSON has no codes
	outcome := fmt.Sprint(a.Status)
	for _, e := range body.Errors {
		outcome += " " + e.Code
		if name, ok := e.Meta["param_name"]; ok {
			outcome += fmt.Sprintf("(%v)", name)
		}
	}
	return outcome
}

// want checks the outcome and hands the answer on.
func (a answer) want(outcome string) answer {
	a.tb.Helper()
	if got := a.outcome(); got != outcome {
		a.tb.Errorf("outcome %q, want %q; body %.300s", got, outcome, a.Body)
	}
	return a
}

func decode[T any](a answer) T {
	a.tb.Helper()
	var body T
	if err := json.NewDecoder(bytes.NewReader(a.Body)).Decode(&body); err != nil {
		a.tb.Errorf("body %.100q: %v", a.Body, err)
	}
	return body
}

func (a answer) signUp() signUp {
	a.tb.Helper()
	return decode[envelope[signUp]](a).Response
}

func (a answer) signIn() signIn {
	a.tb.Helper()
	return decode[envelope[signIn]](a).Response
}

// client is the client that came along with a resource or an error.
func (a answer) client() client {
	a.tb.Helper()
	body := decode[envelope[json.RawMessage]](a)
	if body.Client == nil {
		body.Client = body.Meta.Client
	}
	if body.Client == nil {
		a.tb.Errorf("no client in %.200s", a.Body)
		return client{}
	}
	return *body.Client
}

// equal compares with the difference as the message.
func equal[T any](tb testing.TB, what string, got, want T) {
	tb.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		tb.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// authorize chooses an account at a provider's page and returns where the browser
// ends up.
func authorize(tb testing.TB, m *mockfapi.Instance, page, account string) string {
	tb.Helper()
	landed, err := m.Authorize(tb.Context(), page, account)
	if err != nil {
		tb.Errorf("authorize as %q: %v", account, err)
		return ""
	}
	return landed.String()
}
