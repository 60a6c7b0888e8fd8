package engine

import (
	"slices"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
)

// SessionSearch says which sessions; what is empty does not matter.
type SessionSearch struct{ ClientID, UserID, Status string }

// SearchSessions returns the sessions that match, newest first.
func (e *Engine) SearchSessions(s SessionSearch) []*model.Session {
	e.mu.Lock()
	defer e.mu.Unlock()
	var found []*model.Session
	for _, session := range slices.Backward(e.store.Sessions.All()) {
		session = e.session(session.ID)
		if (s.ClientID == "" || s.ClientID == session.ClientID) && (s.UserID == "" || s.UserID == session.UserID) &&
			(s.Status == "" || s.Status == session.Status) {
			found = append(found, session)
		}
	}
	return found
}

// AnySession returns the session with that id, whoever's it is.
func (e *Engine) AnySession(id string) (*model.Session, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.anySession(id)
}

func (e *Engine) anySession(id string) (*model.Session, error) {
	if s := e.session(id); s != nil {
		return s, nil
	}
	return nil, apierror.SessionNotFound(id)
}

// CreateSession signs a user in on a client of their own, in instances for
// development.
func (e *Engine) CreateSession(userID string) (*model.Session, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.settings.DisplayConfig.InstanceEnvironmentType == "production" {
		return nil, apierror.RequestInvalidForEnvironment()
	}
	u, err := e.user(userID)
	if err != nil {
		return nil, err
	}
	client := *e.newClient(Caller{})
	s := e.newSession(client.ID, u.ID)
	client.SessionIDs, client.LastActiveSessionID = []string{s.ID}, s.ID
	after := *u
	after.LastSignInAt, after.LastActiveAt = s.CreatedAt, s.CreatedAt
	e.store.PutUser(&after)
	e.store.Sessions.Put(s.ID, s)
	e.store.Clients.Put(client.ID, &client)
	return s, nil
}

// RevokeSession ends an active session.
func (e *Engine) RevokeSession(id string) (*model.Session, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	s, err := e.anySession(id)
	switch {
	case err != nil:
		return nil, err
	case !s.Open():
		return nil, apierror.InvalidActionForSession("revoke", id)
	}
	return e.revokeSession(s), nil
}

// revokeSessions ends every session of a user.
func (e *Engine) revokeSessions(userID string) {
	for _, s := range e.store.Sessions.All() {
		if s = e.session(s.ID); s.UserID == userID && s.Open() {
			e.revokeSession(s)
		}
	}
}

// revokeSession ends a session; its client goes on showing it.
func (e *Engine) revokeSession(s *model.Session) *model.Session {
	client := e.store.Clients.Get(s.ClientID)
	if client != nil && client.LastActiveSessionID == s.ID {
		after := *client
		after.LastActiveSessionID, after.UpdatedAt = "", e.now()
		e.store.Clients.Put(after.ID, &after)
	}
	return e.closeSession(s, model.Revoked)
}

// TokenFor returns the active session for which the application asks a token, with
// its user, and the template of that name; none for "".
func (e *Engine) TokenFor(sessionID, template string) (SessionView, *model.JWTTemplate, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	s, err := e.anySession(sessionID)
	switch {
	case err != nil:
		return SessionView{}, nil, err
	case !s.Open():
		return SessionView{}, nil, apierror.SignedOut()
	}
	view := SessionView{s, e.store.User(s.UserID)}
	if template == "" {
		return view, nil, nil
	}
	for _, t := range e.store.JWTTemplates.All() {
		if t.Name == template {
			return view, t, nil
		}
	}
	return SessionView{}, nil, apierror.ResourceNotFound("JWT template", template)
}

// Clients returns every client, newest first.
func (e *Engine) Clients() []*View {
	e.mu.Lock()
	defer e.mu.Unlock()
	var all []*View
	for _, c := range slices.Backward(e.store.Clients.All()) {
		all = append(all, e.view(c.ID))
	}
	return all
}

// AnyClient returns the client with that id.
func (e *Engine) AnyClient(id string) (*View, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if v := e.view(id); v != nil {
		return v, nil
	}
	return nil, apierror.ResourceNotFound("client", id)
}

// VerifyClient returns the client that a token belongs to: the token of the client
// itself or one of its sessions.
func (e *Engine) VerifyClient(token string) (*View, error) {
	if id, _, err := e.Identify(token); err == nil {
		return e.AnyClient(id)
	}
	sessionID, err := e.keys.Session(token, e.clock())
	if err != nil {
		return nil, apierror.InvalidSessionToken()
	}
	s, err := e.AnySession(sessionID)
	if err != nil {
		return nil, err
	}
	return e.AnyClient(s.ClientID)
}
