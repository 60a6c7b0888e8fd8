package bapi_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/clerkflow/bapi"
)

func TestNew_refuses(t *testing.T) {
	t.Parallel()
	const (
		key  = "bapi: a secret key begins with sk_test_ or sk_live_: copy it from the dashboard"
		base = "bapi: WithBaseURL: want http:// or https:// and a host, without a user, query or fragment"
	)
	for _, tt := range []struct {
		name, key string
		opts      []bapi.Option
		want      string
	}{
		{"an empty key", "", nil, key},
		{"a publishable key", "pk_test_Y2xlcmsuZXhhbXBsZS5jb20k", nil, key},
		{"another environment", "sk_prod_abc", nil, key},
		{"no key at all", "hunter2", nil, key},
		{"a bad base URL", aKey, []bapi.Option{bapi.WithBaseURL("api.clerk.com")}, base},
		{"a base URL with a query", aKey, []bapi.Option{bapi.WithBaseURL("https://api.clerk.com?x")}, base},
		{"no HTTP client", aKey, []bapi.Option{bapi.WithHTTPClient(nil)}, "bapi: WithHTTPClient: the client is nil"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, err := bapi.New(tt.key, tt.opts...)
			if c != nil || errorText(err) != tt.want {
				t.Errorf("got %v, %v, want %q", c, err, tt.want)
			}
		})
	}
	if _, err := bapi.New("sk_live_abc"); err != nil {
		t.Errorf("a live key: %v", err)
	}
}

func TestClient_Do_request(t *testing.T) {
	t.Parallel()
	const api = "https://api.clerk.com"
	for _, tt := range []struct {
		name, method, path string
		base               []bapi.Option
		body               any
		url, json          string
	}{
		{"query", "GET", "/v1/users?email_address=a%40b&email_address=c", nil, nil, api + "/v1/users?email_address=a%40b&email_address=c", ""},
		{"body", "POST", "/v1/users", nil, map[string]any{"email_address": []string{"a@b"}, "first_name": nil}, api + "/v1/users", `{"email_address":["a@b"],"first_name":null}`},
		{"empty body", "PATCH", "/v1/instance", nil, struct{}{}, api + "/v1/instance", `{}`},
		{"no body", "DELETE", "/v1/users/user_1", nil, nil, api + "/v1/users/user_1", ""},
		{"another host", "GET", "/v1/jwks", []bapi.Option{bapi.WithBaseURL("http://127.0.0.1:8080/")}, nil, "http://127.0.0.1:8080/v1/jwks", ""},
		{"a proxy", "GET", "/v1/jwks", []bapi.Option{bapi.WithBaseURL("https://app.test/backend/")}, nil, "https://app.test/backend/v1/jwks", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := &backend{status: 200, body: `{"object":"thing"}`}
			var out struct{ Object string }
			if err := dial(t, b, tt.base...).Do(t.Context(), tt.method, tt.path, tt.body, &out); err != nil || out.Object != "thing" {
				t.Fatalf("got %+v, %v", out, err)
			}
			header := http.Header{"Authorization": {"Bearer " + aKey}, "Clerk-Api-Version": {"2026-05-12"}, "Accept": {"application/json"}}
			if tt.body != nil {
				header.Set("Content-Type", "application/json")
			}
			want := request{tt.method, tt.url, tt.json, header}
			if diff := cmp.Diff(want, b.only(t), cmp.AllowUnexported(request{})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestClient_Do_answer(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		status int
		body   string
		out    any
		want   string
	}{
		{"nobody reads it", 200, "<html>", nil, ""},
		{"no content", 204, "", new(struct{}), ""},
		{"no content for nobody", 204, "", nil, ""},
		{"no JSON", 200, "<html>hunter2", new(struct{}), "clerkflow: POST /v1/users: 200 the answer is not what the API documents: invalid character '<' looking for beginning of value"},
		{"cut", 200, `{"object":"hunter2`, new(struct{}), "clerkflow: POST /v1/users: 200 the answer is not what the API documents: unexpected end of JSON input"},
		{"error", 402, `{"errors":[{"code":"unsupported_subscription_plan_features","message":"hunter2"}],"clerk_trace_id":"t"}`, new(struct{}), "clerkflow: POST /v1/users: 402 unsupported_subscription_plan_features"},
		{"error for nobody", 422, `{"errors":[{"code":"form_param_unknown","meta":{"param_name":"x"}},{"code":"form_param_nil"}]}`, nil, "clerkflow: POST /v1/users: 422 form_param_unknown (x), form_param_nil"},
		{"a proxy's error", 502, "<html>hunter2", nil, "clerkflow: POST /v1/users: 502 bad gateway without an error document"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := &backend{status: tt.status, body: tt.body}
			err := dial(t, b).Do(t.Context(), "POST", "/v1/users?query=hunter2", map[string]string{"password": "hunter2"}, tt.out)
			if errorText(err) != tt.want {
				t.Errorf("got %v, want %q", err, tt.want)
			}
			if e, ok := errors.AsType[*clerkflow.Error](err); tt.want != "" && (!ok || e.Status != tt.status || e.Method != "POST" || e.Route != "/v1/users") {
				t.Errorf("got %+v", e)
			}
			b.only(t)
		})
	}
}

func TestClient_Do_refuses(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, method, path string
		body               any
		want               string
	}{
		{"another host", "GET", "@evil.test/v1/users", nil, "bapi: GET: the path has to begin with /v1/"},
		{"a longer host", "GET", ".evil.test/v1/users", nil, "bapi: GET: the path has to begin with /v1/"},
		{"a port", "GET", ":1/v1/users", nil, "bapi: GET: the path has to begin with /v1/"},
		{"no version", "GET", "/users", nil, "bapi: GET: the path has to begin with /v1/"},
		{"no path", "GET", "", nil, "bapi: GET: the path has to begin with /v1/"},
		{"no JSON", "POST", "/v1/users?a=hunter2", make(chan int), "bapi: POST /v1/users: the body cannot be written as JSON: json: unsupported type: chan int"},
		{"no URL", "POST", "/v1/%zz?a=hunter2", nil, "bapi: POST /v1/%zz: the request cannot be built"},
		{"no method", "GE T", "/v1/users", nil, "bapi: GE T /v1/users: the request cannot be built"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := &backend{status: 200}
			if err := dial(t, b).Do(t.Context(), tt.method, tt.path, tt.body, nil); errorText(err) != tt.want {
				t.Errorf("got %v, want %q", err, tt.want)
			}
			if len(b.sent) != 0 {
				t.Errorf("sent %v", b.sent)
			}
		})
	}
}

func TestClient_Do_repeatsNothingButGET(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"GET", "POST", "PATCH", "PUT", "DELETE"} {
		for name, b := range map[string]*backend{"network": {err: io.EOF}, "429": {status: 429}, "503": {status: 503}} {
			t.Run(method+" "+name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					err := dial(t, b).Do(t.Context(), method, "/v1/users", nil, nil)
					if e, ok := errors.AsType[*clerkflow.Error](err); !ok || e.Status != b.status || errors.Is(err, io.EOF) != (name == "network") {
						t.Errorf("got %v", err)
					}
					if want := map[bool]int{true: 4, false: 1}[method == "GET"]; len(b.sent) != want {
						t.Errorf("%d requests, want %d", len(b.sent), want)
					}
				})
			})
		}
	}
}

func TestClient_Do_endsWithTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		gone := errors.New("gone")
		ctx, cancel := context.WithTimeoutCause(t.Context(), time.Second, gone)
		defer cancel()
		started := time.Now()
		b := &backend{status: 429, header: http.Header{"Retry-After": {"2"}}}
		if err := dial(t, b).Do(ctx, "GET", "/v1/users", nil, nil); errorText(err) != "clerkflow: GET /v1/users: 429 too many requests without an error document: try again in 2s" {
			t.Errorf("got %v", err)
		}
		if time.Since(started) != 0 || len(b.sent) != 1 {
			t.Errorf("%d requests in %s", len(b.sent), time.Since(started))
		}
		<-ctx.Done()
		if err := dial(t, b).Do(ctx, "GET", "/v1/users", nil, nil); !errors.Is(err, gone) {
			t.Errorf("got %v", err)
		}
	})
}

func TestClient_isPrintedWithoutKey(t *testing.T) {
	t.Parallel()
	c := dial(t, &backend{status: 401, body: `{"errors":[{"code":"clerk_key_invalid"}]}`})
	err := c.Do(t.Context(), "GET", "/v1/users", nil, nil)
	if want := "clerkflow: GET /v1/users: 401 clerk_key_invalid: check the key"; errorText(err) != want {
		t.Errorf("got %v, want %s", err, want)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x"} {
		for _, value := range []any{c, c.BetaFeatures, err} {
			if text := fmt.Sprintf(verb, value); strings.Contains(text, "hunter2") || strings.Contains(text, fmt.Sprintf("%x", "hunter2")) {
				t.Errorf("%s of %T: %s", verb, value, text)
			}
		}
	}
}
