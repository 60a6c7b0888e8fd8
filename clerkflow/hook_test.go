package clerkflow_test

import (
	"context"
	"io"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/clerkflow/clerkflow-go/clerkflow"
)

func TestWithExchangeHook(t *testing.T) {
	t.Parallel()
	const route = "/v1/client/sign_ups/{id}"
	for _, tt := range []struct {
		name, id string
		answer   reply
		want     clerkflow.Exchange
	}{
		{"success", "sua_1", reply{status: 200, body: aSignUp}, clerkflow.Exchange{Status: 200, Took: time.Second}},
		{"problem", "sua_1", reply{status: 422, body: problems("form_param_nil")}, clerkflow.Exchange{Status: 422, Took: time.Second}},
		{"no answer", "sua_1", reply{err: io.ErrUnexpectedEOF}, clerkflow.Exchange{Took: time.Second}},
		{"unreadable", "sua_1", reply{status: 200, body: "<html>"}, clerkflow.Exchange{Status: 200, Took: time.Second}},
		{"nothing sent", "", reply{}, clerkflow.Exchange{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var seen []clerkflow.Exchange
				slow := roundTrip(func(r *http.Request) (*http.Response, error) {
					pass(time.Second)
					return (&wire{answers: []reply{tt.answer}}).RoundTrip(r)
				})
				c := dial(t, slow, clerkflow.WithExchangeHook(func(x clerkflow.Exchange) { seen = append(seen, x) }))
				_, err := c.SignUps.Update(t.Context(), tt.id, nil)
				tt.want.Method, tt.want.Route, tt.want.Err = "PATCH", route, err
				if diff := cmp.Diff([]clerkflow.Exchange{tt.want}, seen, cmpopts.EquateErrors()); diff != "" {
					t.Error(diff)
				}
				if (err == nil) != (tt.name == "success") {
					t.Errorf("the error is %v", err)
				}
			})
		})
	}
}

func TestWithExchangeHook_nilIsNone(t *testing.T) {
	t.Parallel()
	c, w := wired(t, ok(aSignUp), clerkflow.WithExchangeHook(nil))
	if _, err := c.SignUps.Get(context.Background(), "sua_1"); err != nil {
		t.Error(err)
	}
	w.only(t)
}
