package bapi

import (
	"context"
	"iter"
	"net/http"

	"github.com/clerkflow/clerkflow-go/clerkflow"
)

// SessionService is the sessions of the instance's users.
type SessionService service

// Session is a user signed in on a client, as the Backend API shows it.
type Session struct {
	ID           string              `json:"id"`
	UserID       string              `json:"user_id"`
	ClientID     string              `json:"client_id"`
	Status       string              `json:"status"` // active, pending, ended, revoked, …
	ExpireAt     clerkflow.Timestamp `json:"expire_at"`
	AbandonAt    clerkflow.Timestamp `json:"abandon_at"`
	LastActiveAt clerkflow.Timestamp `json:"last_active_at"`
	CreatedAt    clerkflow.Timestamp `json:"created_at"`
	UpdatedAt    clerkflow.Timestamp `json:"updated_at"`
}

// ListSessionsParams choose sessions. One of the first two has to be given.
type ListSessionsParams struct {
	UserID   string `url:"user_id,omitempty"`
	ClientID string `url:"client_id,omitempty"`
	Status   string `url:"status,omitempty"`
}

const sessionRoute = "/v1/sessions/{session_id}"

// List returns the sessions that fit, page by page as they are asked for.
//
// GetSessionList, GET /v1/sessions
func (s *SessionService) List(ctx context.Context, params *ListSessionsParams) iter.Seq2[*Session, error] {
	return all[Session](ctx, s.c, "/v1/sessions", params)
}

// Get returns a session.
//
// GetSession, GET /v1/sessions/{session_id}
func (s *SessionService) Get(ctx context.Context, id string) (*Session, error) {
	return one[Session](ctx, s.c, http.MethodGet, sessionRoute, []string{id}, nil)
}

// Create signs a user in without asking them: for tests, only at instances for
// development.
//
// createSession, POST /v1/sessions
func (s *SessionService) Create(ctx context.Context, userID string) (*Session, error) {
	return one[Session](ctx, s.c, http.MethodPost, "/v1/sessions", nil, map[string]string{"user_id": userID})
}

// Revoke signs the session's user out.
//
// RevokeSession, POST /v1/sessions/{session_id}/revoke
func (s *SessionService) Revoke(ctx context.Context, id string) (*Session, error) {
	return one[Session](ctx, s.c, http.MethodPost, sessionRoute+"/revoke", []string{id}, nil)
}

// CreateTokenParams are the parameters of CreateToken.
type CreateTokenParams struct {
	// Template of the instance that says what the token claims, empty for the usual
	// claims.
	Template string `json:"-"`
	// ExpiresInSeconds is how long the token lasts, 0 for as long as usual.
	ExpiresInSeconds int `json:"expires_in_seconds,omitempty"`
}

// CreateToken returns a token for the session.
//
// CreateSessionToken, POST /v1/sessions/{session_id}/tokens; with a template
// CreateSessionTokenFromTemplate, POST /v1/sessions/{session_id}/tokens/{template_name}
func (s *SessionService) CreateToken(ctx context.Context, id string, params *CreateTokenParams) (clerkflow.Secret, error) {
	if params == nil {
		params = &CreateTokenParams{}
	}
	route, ids := sessionRoute+"/tokens", []string{id}
	if params.Template != "" {
		route, ids = route+"/{template_name}", append(ids, params.Template)
	}
	token, err := one[clerkflow.SessionToken](ctx, s.c, http.MethodPost, route, ids, params)
	if err != nil {
		return clerkflow.Secret{}, err
	}
	return token.JWT, nil
}
