package signup_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	signup "github.com/clerkflow/clerkflow-go/examples/testing"
	"github.com/clerkflow/clerkflow-go/mockfapi"
)

// The mock owns no socket and no goroutine, so that a test can put it, the client
// and the clock of both into a bubble: waiting takes no time there.

func TestRegister_pausesWhenAskedTo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := mockfapi.NewT(t)
		if err := m.Fail(mockfapi.Fault{Route: "POST /v1/client/sign_ups", Status: 429, RetryAfterSeconds: 45}); err != nil {
			t.Fatal(err)
		}
		started := time.Now()
		if _, err := signup.Register(t.Context(), newClient(t, m), jane(), reads(m)); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(started); took < 45*time.Second {
			t.Errorf("it came back after %s, and was asked to wait 45 s", took)
		}
	})
}

func TestRegister_gaveUpInTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := mockfapi.NewT(t)
		if err := m.Fail(mockfapi.Fault{Route: "POST /v1/client/sign_ups", DelayMS: 60_000}); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		started := time.Now()
		_, err := signup.Register(ctx, newClient(t, m), jane(), reads(m))
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(started) != 10*time.Second {
			t.Errorf("after %s: %v, want the deadline of 10 s", time.Since(started), err)
		}
	})
}

func TestEmailLink_followedMinutesLater(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := mockfapi.NewT(t, mockfapi.WithPreset("email-link"))
		flow := clerkflow.NewSignUp(newClient(t, m), clerkflow.WithRedirectURL("https://app.test/verified"),
			clerkflow.WithValues(clerkflow.Values{EmailAddress: "jane@example.com"}))
		opened := make(chan error, 1)
		go func() { // the person, on another device
			<-time.After(4 * time.Minute)
			_, err := m.OpenLink(t.Context(), m.Link("jane@example.com"))
			opened <- err
		}()
		if _, err := flow.Run(t.Context(), clerkflow.Callbacks{Link: func(context.Context, *clerkflow.VerifyLinkStep) error { return nil }}); err != nil {
			t.Fatal(err)
		}
		if err := <-opened; err != nil {
			t.Error(err)
		}
		if users := m.Users(); len(users) != 1 {
			t.Errorf("users %+v", users)
		}
	})
}
