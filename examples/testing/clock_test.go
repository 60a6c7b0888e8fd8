package signup_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/clerkflow/sessiontoken"
	signup "github.com/clerkflow/clerkflow-go/examples/testing"
	"github.com/clerkflow/clerkflow-go/mockfapi"
)

func TestRegister_codeIsTooOld(t *testing.T) {
	t.Parallel()
	m := mockfapi.NewT(t)
	asked := 0
	_, err := signup.Register(t.Context(), newClient(t, m), jane(), func(_ context.Context, sentTo string) (string, error) {
		code := m.Code(sentTo)
		if asked++; asked == 1 {
			m.Advance(11 * time.Minute) // lunch
		}
		return code, nil
	})
	if err != nil || asked != 2 || len(m.Messages("jane@example.com")) != 2 {
		t.Errorf("asked %d times, %d codes sent: %v", asked, len(m.Messages("jane@example.com")), err)
	}
}

func TestRegister_nobodyComesBack(t *testing.T) {
	t.Parallel()
	m := mockfapi.NewT(t)
	_, err := signup.Register(t.Context(), newClient(t, m), jane(), func(_ context.Context, sentTo string) (string, error) {
		m.Advance(25 * time.Hour)
		return m.Code(sentTo), nil
	})
	if !errors.Is(err, clerkflow.ErrAbandoned) {
		t.Errorf("a day later: %v, want ErrAbandoned", err)
	}
}

// The same clock moves everything that expires: here the token that the
// application's server checks.
func TestSessionToken_expires(t *testing.T) {
	t.Parallel()
	m := mockfapi.NewT(t, mockfapi.WithPreset("email-code"))
	client := newClient(t, m)
	flow := clerkflow.NewSignUp(client, clerkflow.WithValues(clerkflow.Values{EmailAddress: "jane@example.com"}))
	done, err := flow.Run(t.Context(), clerkflow.Callbacks{
		Code: func(_ context.Context, s *clerkflow.VerifyCodeStep) (string, error) {
			return m.Code(s.Destination), nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	token, err := done.Client().Sessions.Token(t.Context(), done.SessionID)
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := sessiontoken.New(t.Context(), m.PublishableKey(), sessiontoken.WithHTTPClient(m.HTTPClient()), sessiontoken.WithClock(m.Now))
	if err != nil {
		t.Fatal(err)
	}
	if claims, err := verifier.Verify(t.Context(), token.Reveal()); err != nil || claims.UserID != done.UserID {
		t.Errorf("at once: %+v, %v", claims, err)
	}
	m.Advance(2 * time.Minute)
	if _, err := verifier.Verify(t.Context(), token.Reveal()); !errors.Is(err, sessiontoken.ErrExpired) {
		t.Errorf("two minutes later: %v, want ErrExpired", err)
	}
}
