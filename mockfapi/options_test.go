package mockfapi_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

func TestNew_errors_say_what_to_change(t *testing.T) {
	t.Parallel()
	accounts := func(strategy string, list ...mockfapi.Account) mockfapi.Option {
		return mockfapi.WithAccounts(mockfapi.Accounts{strategy: list})
	}
	for want, opts := range map[string][]mockfapi.Option{
		`environment: no preset "email"; there are `:                                          {mockfapi.WithPreset("email")},
		"environment: line 1, column 1: invalid character":                                    {mockfapi.WithEnvironment([]byte("<html>"))},
		"use one of WithEnvironment and WithPreset":                                           {mockfapi.WithPreset("oauth"), mockfapi.WithEnvironment([]byte(saved))},
		`environment: user_settings.sign_up.mode is "closed"`:                                 {with(func(s *environment.UserSettings) { s.SignUp.Mode = "closed" })},
		"WithSettings: the change is nil":                                                     {mockfapi.WithSettings(nil)},
		"WithMiddleware: the middleware is nil":                                               {mockfapi.WithMiddleware(nil)},
		"WithClock: the clock is nil":                                                         {mockfapi.WithClock(nil)},
		`WithKeyHost: "localhost" is no host name with a dot`:                                 {mockfapi.WithKeyHost("localhost")},
		`WithKeyHost: "https://a.test" is no host name with a dot`:                            {mockfapi.WithKeyHost("https://a.test")},
		`accounts: "google" is no OAuth strategy, want oauth_PROVIDER`:                        {accounts("google")},
		"accounts: oauth_google[1].key is missing":                                            {accounts("oauth_google", mockfapi.Account{Key: "a", ProviderUserID: "1"}, mockfapi.Account{ProviderUserID: "2"})},
		"accounts: oauth_google[0].provider_user_id is missing":                               {accounts("oauth_google", mockfapi.Account{Key: "a"})},
		`accounts: oauth_google has the key "a" twice`:                                        {accounts("oauth_google", mockfapi.Account{Key: "a", ProviderUserID: "1"}, mockfapi.Account{Key: "a", ProviderUserID: "2"})},
		"environment: user_settings is missing: save the whole answer of GET /v1/environment": {mockfapi.WithEnvironment([]byte("{}"))},
	} {
		m, err := mockfapi.New(opts...)
		if m != nil || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("instance %v, error %v, want one with %q", m, err, want)
		}
	}
}

// failed records what a test would have shown.
type failed struct {
	texts   []string
	cleanup []func()
}

func (f *failed) Helper()             {}
func (f *failed) Cleanup(last func()) { f.cleanup = append(f.cleanup, last) }
func (f *failed) Errorf(format string, args ...any) {
	f.texts = append(f.texts, fmt.Sprintf(format, args...))
}
func (f *failed) Fatalf(format string, args ...any) { f.Errorf(format, args...) }

func TestNewT_fails_the_test(t *testing.T) {
	t.Parallel()
	var f failed
	m := mockfapi.NewT(&f, mockfapi.WithClock(nil)) //nolint:forbidigo // there is no instance
	if m != nil {
		t.Errorf("there is an instance: %v", m)
	}
	equal(t, "failures", f.texts, []string{"mockfapi: WithClock: the clock is nil"})
}

func TestNew_without_options(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	newNative(t, m).create().signUp().want(t, "missing_requirements missing email_address,password")
	if age := time.Since(m.Now()); age < 0 || age > time.Minute {
		t.Errorf("the clock is %s behind", age)
	}
	if !strings.HasPrefix(m.SecretKey(), "sk_test_") || m.SecretKey() == mockfapitest.NewT(t).SecretKey() {
		t.Errorf("the secret key is %q", m.SecretKey())
	}
}

func TestPublishableKey_names_the_host(t *testing.T) {
	t.Parallel()
	for host, opts := range map[string][]mockfapi.Option{
		"mock-fapi-0.clerk.accounts.dev": nil,
		"clerk.app.test":                 {mockfapi.WithKeyHost("clerk.app.test")},
		"127.0.0.1:8080":                 {mockfapi.WithKeyHost("127.0.0.1:8080")},
	} {
		m := mockfapitest.NewT(t, opts...)
		encoded, ok := strings.CutPrefix(m.PublishableKey(), "pk_test_")
		decoded, err := base64.StdEncoding.DecodeString(encoded)
		if !ok || err != nil || string(decoded) != host+"$" {
			t.Errorf("%s decodes to %q: %v", m.PublishableKey(), decoded, err)
		}
		equal(t, "origin", m.URL(), "https://"+host)
	}
}

func TestWithSeed_repeats_everything(t *testing.T) {
	t.Parallel()
	run := func(seed uint64) []string {
		m := mockfapitest.NewT(t, mockfapi.WithPreset("email-code"), mockfapi.WithSeed(seed), stopped())
		app := newNative(t, m)
		su := app.create("email_address", "jane@example.com", "strategy", "email_code").signUp()
		done := app.attempt(su.ID, "email_code", "code", m.Code("jane@example.com")).want("200").signUp()
		return []string{su.ID, m.Code("jane@example.com"), done.UserID, done.SessionID, m.SecretKey(), app.header.Get("Authorization"), app.token(done.SessionID)}
	}
	once := run(7)
	equal(t, "the same seed", run(7), once)
	for i, other := range run(8) {
		if other == once[i] {
			t.Errorf("another seed gives %q as well", other)
		}
	}
}

func TestWithClock_and_Advance(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, stopped())
	start := m.Now()
	m.Advance(time.Hour)
	m.Advance(-time.Minute)
	equal(t, "time passed", m.Now().Sub(start), 59*time.Minute)
}

func TestDefaultAccounts_are_fresh_and_valid(t *testing.T) {
	t.Parallel()
	accounts := mockfapi.DefaultAccounts()
	mockfapitest.NewT(t, mockfapi.WithAccounts(accounts))
	accounts["oauth_google"][0].EmailAddress = "changed@google.test"
	equal(t, "address", mockfapi.DefaultAccounts()["oauth_google"][0].EmailAddress, "full@google.test")
}

// What an application does with its accounts afterwards is not the instance's
// business.
func TestWithAccounts_keeps_a_copy(t *testing.T) {
	t.Parallel()
	accounts := mockfapi.Accounts{"oauth_google": {{Key: "jane", ProviderUserID: "1", FirstName: "Jane"}}}
	m := mockfapitest.NewT(t, mockfapi.WithPreset("oauth"), mockfapi.WithAccounts(accounts))
	change := func() {
		accounts["oauth_google"][0].FirstName = "Changed"
		delete(accounts, "oauth_google")
	}
	change()
	for range 2 {
		d := newBrowser(t, m)
		su, page := d.google()
		authorize(t, m, page, "jane")
		equal(t, "first name", d.get(su.ID).signUp().FirstName, "Jane")

		accounts["oauth_google"] = []mockfapi.Account{{Key: "jane", ProviderUserID: "2", FirstName: "Jane"}}
		if err := m.SetAccounts(accounts); err != nil {
			t.Fatal(err)
		}
		change()
	}
}

// Middleware sees everything, over every transport; the last one is outermost.
func TestWithMiddleware(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var seen []string
	see := func(name string) mockfapi.Option {
		return mockfapi.WithMiddleware(func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				mu.Lock()
				seen = append(seen, name+" "+r.URL.Path)
				mu.Unlock()
				next.ServeHTTP(w, r)
			})
		})
	}
	m := mockfapitest.NewT(t, see("inner"), see("outer"))
	newBrowser(t, m).send("GET", "/v1/health").want("200")
	newBrowser(t, m).send("GET", m.ServeT(t).URL+"/_mock/healthz").want("200")
	equal(t, "requests", seen, []string{"outer /v1/health", "inner /v1/health", "outer /_mock/healthz", "inner /_mock/healthz"})
}
