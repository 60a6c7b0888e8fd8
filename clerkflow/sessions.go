package clerkflow

import (
	"context"
	"net/http"
)

// SessionService is the sessions of this device.
type SessionService service

const sessionRoute = "/v1/client/sessions/{id}"

// Get returns a session of this device.
//
// getSession, GET /v1/client/sessions/{session_id}
func (s *SessionService) Get(ctx context.Context, id string) (*Session, error) {
	return s.send(ctx, http.MethodGet, sessionRoute, id)
}

// Touch makes a session the active one of this device.
//
// touchSession, POST /v1/client/sessions/{session_id}/touch
func (s *SessionService) Touch(ctx context.Context, id string) (*Session, error) {
	return s.send(ctx, http.MethodPost, sessionRoute+"/touch", id)
}

// End signs the session's user out.
//
// endSession, POST /v1/client/sessions/{session_id}/end
func (s *SessionService) End(ctx context.Context, id string) (*Session, error) {
	return s.send(ctx, http.MethodPost, sessionRoute+"/end", id)
}

// Remove signs the session's user out and forgets the session.
//
// removeSession, POST /v1/client/sessions/{session_id}/remove
func (s *SessionService) Remove(ctx context.Context, id string) (*Session, error) {
	return s.send(ctx, http.MethodPost, sessionRoute+"/remove", id)
}

// SignOut signs out of every session and keeps the client.
//
// removeClientSessionsAndRetainCookie, DELETE /v1/client/sessions
func (s *SessionService) SignOut(ctx context.Context) error {
	return s.c.do(ctx, call{method: http.MethodDelete, route: "/v1/client/sessions"}, new(ownAnswer))
}

// Token returns a new token for the session, good for about a minute; a
// [TokenSource] keeps it for that long. It is sent again when the network or the
// service fails: making two tokens does no harm.
//
// createSessionToken, POST /v1/client/sessions/{session_id}/tokens
func (s *SessionService) Token(ctx context.Context, id string) (Secret, error) {
	return s.token(ctx, call{route: sessionRoute + "/tokens", ids: []string{id}})
}

func (s *SessionService) send(ctx context.Context, method, route, id string) (*Session, error) {
	var answer enveloped[Session]
	r := call{method: method, route: route, ids: []string{id}}
	if err := s.c.do(ctx, r, &answer); err != nil {
		return nil, err
	}
	return answer.Response, nil
}
