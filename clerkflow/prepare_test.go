package clerkflow_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"github.com/clerkflow/clerkflow-go/clerkflow"
)

// slow is a service whose answers wait until the test lets them go.
type slow struct {
	wire
	let chan struct{}
}

func (s *slow) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := s.wire.RoundTrip(r)
	select {
	case <-s.let:
		return answer, err
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
}

func newSlow() *slow { return &slow{wire: wire{answers: ok(aSignUp)}, let: make(chan struct{})} }

func TestSignUps_Prepare_theSameAtOnceIsSentOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSlow()
		c := dial(t, s)
		code, other := &clerkflow.PrepareParams{Strategy: clerkflow.StrategyEmailCode}, &clerkflow.PrepareParams{Strategy: clerkflow.StrategyPhoneCode}
		var all sync.WaitGroup
		prepare := func(id string, params *clerkflow.PrepareParams) {
			all.Go(func() {
				if su, err := c.SignUps.Prepare(t.Context(), id, params); err != nil || su.ID != "sua_1" {
					t.Errorf("got %+v, %v", su, err)
				}
			})
		}
		for range 5 {
			prepare("sua_1", code)
		}
		prepare("sua_1", other)
		prepare("sua_2", code)
		synctest.Wait()
		if n := len(s.requests()); n != 3 {
			t.Errorf("%d requests are under way, want 3", n)
		}
		close(s.let)
		all.Wait()
		prepare("sua_1", code)
		all.Wait()
		if n := len(s.requests()); n != 4 {
			t.Errorf("%d requests were sent, want a new one after the answer", n)
		}
	})
}

func TestSignUps_Prepare_whoeverWaitsForOneThatGaveUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSlow()
		c := dial(t, s)
		params := &clerkflow.PrepareParams{Strategy: clerkflow.StrategyEmailCode}
		first, giveUp := context.WithCancelCause(t.Context())
		third, tired := context.WithCancelCause(t.Context())
		ends := make([]error, 3)
		var all sync.WaitGroup
		for i, ctx := range []context.Context{first, t.Context(), third} {
			all.Go(func() { _, ends[i] = c.SignUps.Prepare(ctx, "sua_1", params) })
			synctest.Wait()
		}
		tired(errTired)
		giveUp(errGivenUp)
		synctest.Wait()
		close(s.let)
		all.Wait()
		if !errors.Is(ends[0], errGivenUp) || ends[1] != nil || !errors.Is(ends[2], errTired) {
			t.Errorf("the three ended in %v", ends)
		}
		if n := len(s.requests()); n != 2 {
			t.Errorf("%d requests were sent, want 2", n)
		}
	})
}

var errGivenUp, errTired = errors.New("given up"), errors.New("tired")

// The service's refusal is everybody's answer.
func TestSignUps_Prepare_refusedForAll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSlow()
		s.answers = refusal(429, problems("verification_code_too_many_requests"))
		c := dial(t, s)
		var all sync.WaitGroup
		for range 3 {
			all.Go(func() {
				if _, err := c.SignUps.Prepare(t.Context(), "sua_1", nil); !clerkflow.IsCode(err, "verification_code_too_many_requests") {
					t.Errorf("got %v", err)
				}
			})
		}
		synctest.Wait()
		close(s.let)
		all.Wait()
		if n := len(s.requests()); n != 1 {
			t.Errorf("%d requests were sent, want 1", n)
		}
	})
}

func TestAttemptParams_token(t *testing.T) {
	t.Parallel()
	form := formOf(t, func(ctx context.Context, s *clerkflow.SignUpService) (*clerkflow.SignUp, error) {
		return s.Attempt(ctx, "sua_1", &clerkflow.AttemptParams{Strategy: clerkflow.StrategyGoogleOneTap, Token: clerkflow.NewSecret("h.p.s")})
	})
	if diff := cmp.Diff(url.Values{"strategy": {"google_one_tap"}, "token": {"h.p.s"}}, form); diff != "" {
		t.Error(diff)
	}
}
