package transport_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/clerkflow/clerkflow-go/clerkflow/internal/transport"
)

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// body counts how often it is closed.
type body struct {
	io.Reader
	closed *atomic.Int64
}

func (b body) Close() error {
	b.closed.Add(1)
	return nil
}

func response(status int, r io.Reader, closed *atomic.Int64) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{"X": {"y"}}, Body: body{r, closed}}
}

func send(ctx context.Context, tb testing.TB, via roundTrip, method, payload string, repeatable bool) (*transport.Answer, error) {
	tb.Helper()
	r, err := http.NewRequestWithContext(ctx, method, "https://api.test/v1/x?nonce=hunter2", strings.NewReader(payload))
	if err != nil {
		tb.Fatal(err)
	}
	return transport.New(&http.Client{Transport: via}).Do(r, repeatable)
}

func TestSender_Do_sendsTheSameAgain(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"GET", "POST"} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				const payload = "code=424242"
				var sent int
				var closed atomic.Int64
				answer, err := send(t.Context(), t, func(r *http.Request) (*http.Response, error) {
					sent++
					if got, err := io.ReadAll(r.Body); string(got) != payload || err != nil {
						t.Errorf("request %d has the body %q, %v", sent, got, err)
					}
					if sent < 1+transport.Retries {
						return response(503, strings.NewReader("wait"), &closed), nil
					}
					return response(200, strings.NewReader("done"), &closed), nil
				}, method, payload, true)
				if err != nil || !answer.OK() || string(answer.Body) != "done" || answer.Header.Get("X") != "y" {
					t.Errorf("got %+v, %v", answer, err)
				}
				if sent != 4 || closed.Load() != 4 {
					t.Errorf("%d requests, %d bodies closed, want 4", sent, closed.Load())
				}
			})
		})
	}
}

func TestSender_Do_sendsOnceUnlessMarked(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"GET", "POST", "PATCH", "DELETE"} {
		for name, fail := range map[string]roundTrip{
			"network": func(*http.Request) (*http.Response, error) { return nil, io.EOF },
			"503":     func(*http.Request) (*http.Response, error) { return response(503, http.NoBody, new(atomic.Int64)), nil },
		} {
			var sent int
			answer, err := send(t.Context(), t, func(r *http.Request) (*http.Response, error) { sent++; return fail(r) }, method, "", false)
			if sent != 1 || errors.Is(err, io.EOF) != (name == "network") || (err == nil) != (answer != nil && answer.Status == 503) {
				t.Errorf("%s %s: %d requests, %v, %v", method, name, sent, answer, err)
			}
		}
	}
}

var errGone = errors.New("gone")

// The context may end between the answer and its body: nothing is left open then.
func TestSender_Do_closesWhatComesTooLate(t *testing.T) {
	t.Parallel()
	for _, repeatable := range []bool{false, true} {
		ctx, cancel := context.WithCancelCause(t.Context())
		var closed atomic.Int64
		answer, err := send(ctx, t, func(*http.Request) (*http.Response, error) {
			cancel(errGone)
			return response(200, strings.NewReader("late"), &closed), nil
		}, "POST", "", repeatable)
		if answer != nil || !errors.Is(err, errGone) || closed.Load() == 0 {
			t.Errorf("repeatable %t: %v, %v, closed %d times", repeatable, answer, err, closed.Load())
		}
	}
}

func TestSender_Do_bodyThatEndsEarly(t *testing.T) {
	t.Parallel()
	var closed atomic.Int64
	var sent int
	broken := io.MultiReader(strings.NewReader("half"), errorReader{errors.New("reset")})
	answer, err := send(t.Context(), t, func(*http.Request) (*http.Response, error) {
		sent++
		return response(200, broken, &closed), nil
	}, "GET", "", true)
	if answer != nil || err == nil || err.Error() != "reset" || closed.Load() != 1 || sent != 1 {
		t.Errorf("got %v, %v, closed %d times, %d requests", answer, err, closed.Load(), sent)
	}
}

type errorReader struct{ err error }

func (r errorReader) Read([]byte) (int, error) { return 0, r.err }

func TestSender_Do_readsNoMoreThanTheLimit(t *testing.T) {
	t.Parallel()
	const limit = 16 << 20
	var closed atomic.Int64
	endless := io.LimitReader(zeros{}, 2*limit)
	answer, err := send(t.Context(), t, func(*http.Request) (*http.Response, error) { return response(200, endless, &closed), nil }, "GET", "", true)
	if err != nil || len(answer.Body) != limit || !bytes.Equal(answer.Body[:3], []byte{0, 0, 0}) || closed.Load() != 1 {
		t.Errorf("read %d bytes, %v, closed %d times", len(answer.Body), err, closed.Load())
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func TestSender_Do_requestThatCannotBeRead(t *testing.T) {
	t.Parallel()
	r, err := http.NewRequestWithContext(t.Context(), "POST", "https://api.test", errorReader{io.ErrClosedPipe})
	if err != nil {
		t.Fatal(err)
	}
	answer, err := transport.New(&http.Client{Transport: roundTrip(func(*http.Request) (*http.Response, error) {
		t.Error("it was sent")
		return nil, io.EOF
	})}).Do(r, true)
	if answer != nil || !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("got %v, %v", answer, err)
	}
}

// The pause of Retry-After is taken where it ends in time, and not begun otherwise.
func TestSender_Do_retryAfterAndDeadline(t *testing.T) {
	t.Parallel()
	for seconds, want := range map[string]struct {
		sent int
		took time.Duration
	}{"5": {2, 5 * time.Second}, "10": {1, 0}, "11": {1, 0}} {
		t.Run(seconds, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
				defer cancel()
				var sent int
				var closed atomic.Int64
				started := time.Now()
				answer, err := send(ctx, t, func(*http.Request) (*http.Response, error) {
					if sent++; sent == 2 {
						return response(200, http.NoBody, &closed), nil
					}
					again := response(429, strings.NewReader("wait"), &closed)
					again.Header.Set("Retry-After", seconds)
					return again, nil
				}, "GET", "", true)
				if err != nil || sent != want.sent || time.Since(started) != want.took || answer.OK() != (sent == 2) || closed.Load() != int64(sent) {
					t.Errorf("%+v, %v: %d requests in %s, %d bodies closed", answer, err, sent, time.Since(started), closed.Load())
				}
			})
		})
	}
}
