package bapi

import (
	"context"
	"net/http"
	"time"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/clerkflow/internal/share"
)

// SignInTokenService is tokens with which a user signs in without a proof of their
// own.
type SignInTokenService service

// SignInToken is good for one sign-in, as its ticket: see
// [clerkflow.SignInParams].
type SignInToken struct {
	ID     string           `json:"id"`
	Status string           `json:"status"` // pending, accepted, revoked
	UserID string           `json:"user_id"`
	Token  clerkflow.Secret `json:"token"`
	// URL is where a browser signs in with it.
	URL       clerkflow.Secret    `json:"url"`
	CreatedAt clerkflow.Timestamp `json:"created_at"`
	UpdatedAt clerkflow.Timestamp `json:"updated_at"`
}

// CreateSignInTokenParams are the parameters of Create.
type CreateSignInTokenParams struct {
	UserID string `json:"user_id"`
	// ExpiresInSeconds is 30 days by itself.
	ExpiresInSeconds int `json:"expires_in_seconds,omitempty"`
}

// Create makes a token.
//
// CreateSignInToken, POST /v1/sign_in_tokens
func (s *SignInTokenService) Create(ctx context.Context, params *CreateSignInTokenParams) (*SignInToken, error) {
	return one[SignInToken](ctx, s.c, http.MethodPost, "/v1/sign_in_tokens", nil, params)
}

// Revoke takes a token back.
//
// RevokeSignInToken, POST /v1/sign_in_tokens/{sign_in_token_id}/revoke
func (s *SignInTokenService) Revoke(ctx context.Context, id string) (*SignInToken, error) {
	return one[SignInToken](ctx, s.c, http.MethodPost, "/v1/sign_in_tokens/{sign_in_token_id}/revoke", []string{id}, nil)
}

// TestingTokenService is tokens that turn the protection against bots off.
type TestingTokenService struct {
	c    *Client
	kept share.Value[clerkflow.Secret]
}

// TestingToken goes with the requests of tests.
type TestingToken struct {
	Token clerkflow.Secret `json:"token"`
	// ExpiresAt is in seconds since 1970 UTC, unlike other times of the service.
	ExpiresAt int64 `json:"expires_at"`
}

// Create makes a token.
//
// CreateTestingToken, POST /v1/testing_tokens
func (s *TestingTokenService) Create(ctx context.Context) (*TestingToken, error) {
	return one[TestingToken](ctx, s.c, http.MethodPost, "/v1/testing_tokens", nil, nil)
}

// Source returns a testing token that is good for a minute at least, a new one only
// when the old one is not: it is what [clerkflow.WithTestingToken] asks for. It is
// safe for concurrent use.
//
// CreateTestingToken, POST /v1/testing_tokens
func (s *TestingTokenService) Source(ctx context.Context) (clerkflow.Secret, error) {
	return s.kept.Get(ctx, func(clerkflow.Secret) (clerkflow.Secret, time.Time, error) {
		token, err := s.Create(ctx)
		if err != nil {
			return clerkflow.Secret{}, time.Time{}, err
		}
		return token.Token, time.Unix(token.ExpiresAt, 0).Add(-time.Minute), nil
	})
}
