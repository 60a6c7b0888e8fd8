package bapi_test

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/clerkflow/bapi"
	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func respond(status int, body string) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}
}

// book is a list of so many users, in one of the two forms; the page at broken is
// refused.
func book(users, broken int, counted bool, offsets *[]int) roundTrip {
	return func(r *http.Request) (*http.Response, error) {
		limit, _ := strconv.Atoi(r.URL.Query().Get("limit"))
		offset, _ := strconv.Atoi(r.URL.Query().Get("offset"))
		*offsets = append(*offsets, offset)
		if offset == broken {
			return respond(422, `{"errors":[{"code":"form_param_value_invalid"}]}`), nil
		}
		var entries []string
		for i := offset; i < min(offset+limit, users); i++ {
			entries = append(entries, fmt.Sprintf(`{"id":"user_%d"}`, i))
		}
		list := "[" + strings.Join(entries, ",") + "]"
		if counted {
			list = fmt.Sprintf(`{"data":%s,"total_count":%d}`, list, users)
		}
		return respond(200, list), nil
	}
}

func TestUsers_List_pages(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		users   int
		offsets []int
	}{{0, []int{0}}, {1, []int{0}}, {99, []int{0}}, {100, []int{0, 100}}, {250, []int{0, 100, 200}}} {
		for _, counted := range []bool{false, true} {
			var offsets []int
			var got int
			for u, err := range dial(t, book(tt.users, -1, counted, &offsets)).Users.List(t.Context(), nil) {
				if err != nil || u.ID != fmt.Sprintf("user_%d", got) {
					t.Fatalf("entry %d is %+v, %v", got, u, err)
				}
				got++
			}
			if diff := cmp.Diff(tt.offsets, offsets); diff != "" || got != tt.users {
				t.Errorf("%d users, counted %t: %d came, %s", tt.users, counted, got, diff)
			}
		}
	}
}

func TestUsers_List_ends(t *testing.T) {
	t.Parallel()
	var offsets []int
	for range dial(t, book(250, -1, false, &offsets)).Users.List(t.Context(), nil) {
		break
	}
	if len(offsets) != 1 {
		t.Errorf("a loop that ends at once read the pages %v", offsets)
	}
	var users, errs int
	for u, err := range dial(t, book(250, 100, false, &offsets)).Users.List(t.Context(), nil) {
		if err != nil {
			errs++
			if u != nil || !clerkflow.IsCode(err, "form_param_value_invalid") {
				t.Errorf("got %+v, %v", u, err)
			}
			continue
		}
		users++
	}
	if users != 100 || errs != 1 {
		t.Errorf("%d users and %d errors came before the end", users, errs)
	}
}

func TestTestingTokens_Source(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var made int
		c := dial(t, roundTrip(func(r *http.Request) (*http.Response, error) {
			if r.Method != http.MethodPost || r.URL.Path != "/v1/testing_tokens" {
				t.Errorf("sent %s %s", r.Method, r.URL.Path)
			}
			if made++; made == 3 {
				return respond(500, `{"errors":[{"code":"internal_clerk_error"}]}`), nil
			}
			return respond(200, fmt.Sprintf(`{"object":"testing_token","token":"t-%d","expires_at":%d}`, made, time.Now().Add(time.Hour).Unix())), nil
		}))
		for _, step := range []struct {
			wait time.Duration
			want string
		}{{0, "t-1"}, {58 * time.Minute, "t-1"}, {time.Minute, "t-2"}, {time.Hour, ""}, {0, "t-4"}} {
			<-time.NewTimer(step.wait).C
			token, err := c.TestingTokens.Source(t.Context())
			if token.Reveal() != step.want || (err != nil) != (step.want == "") {
				t.Errorf("after %s: %q, %v, want %q", step.wait, token.Reveal(), err, step.want)
			}
		}
	})
}

// The two APIs together: every request of a test has the token.
func TestTestingTokens_Source_withAClient(t *testing.T) {
	t.Parallel()
	b := &backend{status: 200, body: fmt.Sprintf(`{"object":"testing_token","token":"t-1","expires_at":%d}`, time.Now().Add(time.Hour).Unix())}
	m := mockfapitest.NewT(t)
	var carried int
	visitor, err := clerkflow.New(m.PublishableKey(), clerkflow.WithTestingToken(dial(t, b).TestingTokens.Source), clerkflow.WithHTTPClient(&http.Client{
		Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			if r.URL.Query().Get("__clerk_testing_token") == "t-1" {
				carried++
			}
			return m.Transport().RoundTrip(r)
		}),
	}))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := visitor.Environment.Get(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if b.only(t); carried != 2 {
		t.Errorf("%d requests have the token", carried)
	}
}

func TestBetaFeatures_ChangeInstanceSettings(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("legacy-email-password"))
	b := backendOf(t, m, m.SecretKey())
	change, err := b.BetaFeatures.ChangeInstanceSettings(t.Context(), &bapi.UpdateInstanceSettingsParams{ProgressiveSignUp: new(true), FromEmailAddress: new("hello")})
	if err != nil || change.Before.ProgressiveSignUp || !change.After.ProgressiveSignUp {
		t.Fatalf("got %+v, %v", change, err)
	}
	want := fmt.Sprintf("progressive_sign_up: false -> true\nfrom_email_address: %q -> \"hello\"", change.Before.FromEmailAddress)
	if got := change.String(); got != want {
		t.Errorf("told %q, want %q", got, want)
	}
	if again, err := b.BetaFeatures.ChangeInstanceSettings(t.Context(), nil); err != nil || again.String() != "no change" || again.After != change.After {
		t.Errorf("nothing to change: %v, %v", again, err)
	}
	if _, err := b.BetaFeatures.ChangeInstanceSettings(t.Context(), &bapi.UpdateInstanceSettingsParams{FromEmailAddress: new("no reply@")}); err == nil {
		t.Error("a bad change is no error")
	}
	if _, err := backendOf(t, m, aKey).BetaFeatures.ChangeInstanceSettings(t.Context(), nil); !clerkflow.IsCode(err, "clerk_key_invalid") {
		t.Errorf("another key: %v", err)
	}
}
