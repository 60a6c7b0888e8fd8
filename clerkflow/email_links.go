package clerkflow

import (
	"context"
	"net/url"
	"time"
)

// The pace of waiting for a link, and how much longer than the link's own life the
// clocks of two machines may make it.
const (
	linkPoll = time.Second
	skew     = time.Minute
)

// WaitEmailLink asks the service every second whether the link was followed that
// was sent to the sign-up's address, on whatever device, and returns the sign-up
// once it was. It returns [ErrLinkExpired] when the link's time is over, the cause
// for which the context ended, or an [*Error].
//
// getSignUps, GET /v1/client/sign_ups/{sign_up_id}
func (s *SignUpService) WaitEmailLink(ctx context.Context, id string) (*SignUp, error) {
	return waitLink(ctx, func(ctx context.Context) (*SignUp, error) { return s.Get(ctx, id) })
}

func waitLink(ctx context.Context, read func(context.Context) (*SignUp, error)) (*SignUp, error) {
	tick := time.NewTicker(linkPoll)
	defer tick.Stop()
	for {
		su, err := read(ctx)
		if err != nil {
			return nil, err
		}
		switch v := su.Verifications.EmailAddress; {
		case su.Status != StatusMissingRequirements, v == nil, v.Status == VerificationVerified, v.Strategy != StrategyEmailLink:
			return su, nil
		case v.Status != VerificationUnverified, time.Since(v.ExpireAt.Time()) > skew:
			return nil, ErrLinkExpired
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

// EmailLinkReturn is what the URL says at which a browser comes back from an
// e-mail link. The program that waits for the link learns it from the service: it
// need not be on the same device.
type EmailLinkReturn struct {
	// Status is verified, expired, failed, client_mismatch or transferable; empty for
	// a URL that is none of an e-mail link.
	Status string
	// SessionID of the person, when the link completed the sign-up.
	SessionID string
}

// ParseEmailLinkReturn reads the URL.
func ParseEmailLinkReturn(callback *url.URL) EmailLinkReturn {
	query := callback.Query()
	return EmailLinkReturn{Status: query.Get("__clerk_status"), SessionID: query.Get("__clerk_created_session")}
}
