package clerkflow_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clerkflow/clerkflow-go/clerkflow"
)

// pauses returns how long after the first request each of them was sent.
func pauses(w *wire) []time.Duration {
	var after []time.Duration
	all := w.requests()
	for _, r := range all {
		after = append(after, r.arrived.Sub(all[0].arrived))
	}
	return after
}

// backedOff is when a request is sent that fails each time.
var backedOff = []time.Duration{0, 100 * time.Millisecond, 300 * time.Millisecond, 700 * time.Millisecond}

func TestClient_retries(t *testing.T) {
	t.Parallel()
	failures := map[string]reply{"network": {err: io.ErrUnexpectedEOF}}
	for _, status := range []int{400, 401, 403, 404, 405, 409, 410, 422, 429, 500, 501, 502, 503, 504} {
		failures[fmt.Sprint(status)] = reply{status: status, body: problems("some_code")}
	}
	repeated := []string{"network", "429", "502", "503", "504"}
	for _, o := range operations() {
		for name, failure := range failures {
			t.Run(o.name+" "+name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					c, w := wired(t, []reply{failure}, clerkflow.WithClientToken(clerkflow.NewSecret("h.t.s")))
					e := asError(t, o.call(t.Context(), c, "id_1"))
					want := []time.Duration{0}
					if !o.once && slices.Contains(repeated, name) {
						want = backedOff
					}
					if diff := cmp.Diff(want, pauses(w)); diff != "" {
						t.Errorf("sent at: %s", diff)
					}
					if e.Status != failure.status || !errors.Is(e, failure.err) && failure.err != nil || failure.err == nil && !clerkflow.IsCode(e, "some_code") {
						t.Errorf("the error is %v", e)
					}
					for _, r := range w.requests()[1:] {
						if first := w.requests()[0]; r.body != first.body || r.url.String() != first.url.String() || r.header.Get("Authorization") != "h.t.s" {
							t.Errorf("sent %+v again as %+v", first, r)
						}
					}
				})
			})
		}
	}
}

func TestClient_retriesUntilThereIsAnAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var seen []clerkflow.Exchange
		c, w := wired(t, []reply{{err: io.EOF}, {status: 503}, {status: 502, body: "<html>"}, {status: 200, body: `{"jwt":"h.p.s"}`}},
			clerkflow.WithExchangeHook(func(x clerkflow.Exchange) { seen = append(seen, x) }))
		token, err := c.Sessions.Token(t.Context(), "sess_1")
		if err != nil || token.Reveal() != "h.p.s" {
			t.Fatalf("%q, %v", token.Reveal(), err)
		}
		if diff := cmp.Diff(backedOff, pauses(w)); diff != "" {
			t.Errorf("sent at: %s", diff)
		}
		want := []clerkflow.Exchange{{Method: "POST", Route: "/v1/client/sessions/{id}/tokens", Status: 200, Took: 700 * time.Millisecond}}
		if diff := cmp.Diff(want, seen); diff != "" {
			t.Errorf("the hook saw: %s", diff)
		}
	})
}

func TestClient_retryAfter(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, value string
		status      int
		want        time.Duration
	}{
		{"seconds of 429", "7", 429, 7 * time.Second},
		{"seconds of 503", "7", 503, 7 * time.Second},
		{"a date", "Sat, 01 Jan 2000 00:00:09 GMT", 429, 9 * time.Second},
		{"a date that is over", "Fri, 31 Dec 1999 23:00:00 GMT", 429, 0},
		{"nothing to wait for", "0", 429, 0},
		{"no number", "soon", 429, 100 * time.Millisecond},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c, w := wired(t, append(refusal(tt.status, problems("x"), "Retry-After", tt.value), ok(aSignUp)...))
				if _, err := c.SignUps.Get(t.Context(), "sua_1"); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff([]time.Duration{0, tt.want}, pauses(w)); diff != "" {
					t.Errorf("sent at: %s", diff)
				}
			})
		})
	}
}

func TestClient_doesNotWaitBeyondTheDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, w := wired(t, refusal(429, problems("too_many_requests"), "Retry-After", "5"))
		ctx, cancel := context.WithTimeout(t.Context(), 4*time.Second)
		defer cancel()
		started := time.Now()
		_, err := c.SignUps.Get(ctx, "sua_1")
		if e := asError(t, err); e.Status != 429 || e.RetryAfter != 5*time.Second || !clerkflow.IsCode(e, "too_many_requests") {
			t.Errorf("the error is %v", e)
		}
		if n, took := len(w.requests()), time.Since(started); n != 1 || took != 0 {
			t.Errorf("%d requests in %s, want 1 at once", n, took)
		}
	})
}

func TestClient_deadlineInAPause(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, w := wired(t, []reply{{status: 502}})
		ctx, cancel := context.WithTimeout(t.Context(), 250*time.Millisecond)
		defer cancel()
		started := time.Now()
		_, err := c.SignUps.Get(ctx, "sua_1")
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("the error is %v", err)
		}
		if n, took := len(w.requests()), time.Since(started); n != 2 || took != 250*time.Millisecond {
			t.Errorf("%d requests in %s, want 2 until the deadline", n, took)
		}
	})
}

var errGone = errors.New("the person closed the window")

func TestClient_cancelled(t *testing.T) {
	t.Parallel()
	hanging := roundTrip(func(r *http.Request) (*http.Response, error) {
		<-r.Context().Done()
		return nil, r.Context().Err()
	})
	for _, o := range operations() {
		for name, via := range map[string]http.RoundTripper{
			"in a request": hanging, "in a pause": &wire{answers: refusal(503, "", "Retry-After", "3600")},
		} {
			if o.once && name == "in a pause" {
				continue
			}
			t.Run(o.name+" "+name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					ctx, cancel := context.WithCancelCause(t.Context())
					time.AfterFunc(2*time.Second, func() { cancel(errGone) })
					started := time.Now()
					e := asError(t, o.call(ctx, dial(t, via), "id_1"))
					if !errors.Is(e, errGone) || e.Status != 0 || time.Since(started) != 2*time.Second {
						t.Errorf("the error is %v after %s", e, time.Since(started))
					}
				})
			})
		}
	}
}

func TestClient_cancelledBeforehand(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errGone)
	c, w := wired(t, ok(aSignUp))
	if _, err := c.SignUps.Create(ctx, nil); !errors.Is(err, errGone) {
		t.Errorf("the error is %v", err)
	}
	if n := len(w.requests()); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}

func TestClient_timeOutOfTheHTTPClient(t *testing.T) {
	t.Parallel()
	for method, want := range map[string]time.Duration{"GET": 4*3*time.Second + 700*time.Millisecond, "POST": 3 * time.Second} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				hanging := roundTrip(func(r *http.Request) (*http.Response, error) {
					<-r.Context().Done()
					return nil, r.Context().Err()
				})
				c := dial(t, hanging, clerkflow.WithHTTPClient(&http.Client{Transport: hanging, Timeout: 3 * time.Second}))
				started := time.Now()
				var err error
				if method == "GET" {
					_, err = c.SignUps.GetRotated(t.Context(), "sua_1", clerkflow.NewSecret(hidden))
				} else {
					_, err = c.SignUps.Create(t.Context(), nil)
				}
				e := asError(t, err)
				if !errors.Is(e, context.DeadlineExceeded) || shows(e.Error()) {
					t.Errorf("the error is %v", e)
				}
				if took := time.Since(started); took != want {
					t.Errorf("took %s, want %s", took, want)
				}
			})
		})
	}
}
