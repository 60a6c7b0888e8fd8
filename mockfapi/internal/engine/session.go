package engine

import (
	"slices"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
)

// SessionReply is a session after a transition, and the client that it belongs to.
type SessionReply struct {
	SessionView
	View *View
}

// Session returns the caller's session with that id.
func (e *Engine) Session(c Caller, id string) (SessionReply, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	s, err := e.ownSession(c, id)
	if err != nil {
		return SessionReply{}, err
	}
	return e.sessionReply(s), nil
}

// TouchSession makes the session the client's active one.
func (e *Engine) TouchSession(c Caller, id string) (SessionReply, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	s, err := e.activeSession(c, id)
	if err != nil {
		return SessionReply{}, err
	}
	touched, client := *s, *e.store.Clients.Get(c.ClientID)
	touched.LastActiveAt, touched.UpdatedAt = e.now(), e.now()
	client.LastActiveSessionID, client.UpdatedAt = id, e.now()
	e.store.Sessions.Put(id, &touched)
	e.store.Clients.Put(client.ID, &client)
	return e.sessionReply(&touched), nil
}

// CloseSession ends or removes the session; it leaves the client either way.
func (e *Engine) CloseSession(c Caller, id, status string) (SessionReply, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	s, err := e.ownSession(c, id)
	if err != nil {
		return SessionReply{}, err
	}
	if !s.Open() {
		action := "end"
		if status == model.Removed {
			action = "remove"
		}
		return SessionReply{}, apierror.InvalidActionForSession(action, id)
	}
	closed := e.closeSession(s, status)
	client := without(*e.store.Clients.Get(c.ClientID), id)
	client.UpdatedAt = e.now()
	e.store.Clients.Put(client.ID, &client)
	return e.sessionReply(closed), nil
}

// without returns the client without that session: the newest of the others is
// active in its place.
func without(c model.Client, id string) model.Client {
	c.SessionIDs = slices.DeleteFunc(slices.Clone(c.SessionIDs), func(other string) bool { return other == id })
	if c.LastActiveSessionID == id {
		c.LastActiveSessionID = ""
		if n := len(c.SessionIDs); n > 0 {
			c.LastActiveSessionID = c.SessionIDs[n-1]
		}
	}
	return c
}

// SessionToken returns the session for which a token may be signed now.
func (e *Engine) SessionToken(c Caller, id string) (*model.Session, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.activeSession(c, id)
}

func (e *Engine) sessionReply(s *model.Session) SessionReply {
	return SessionReply{SessionView{s, e.store.User(s.UserID)}, e.view(s.ClientID)}
}

// session returns the session as it is now, nil when there is none: time alone
// expires it, and it is pending until its user has the second factor that the settings
// ask for.
func (e *Engine) session(id string) *model.Session {
	s := e.store.Sessions.Get(id)
	if s == nil || !s.Open() {
		return s
	}
	status := model.Active
	if settings := &e.settings.UserSettings; e.now() >= min(s.ExpireAt, s.AbandonAt) {
		status = model.Expired
	} else if settings.SignUp.MFA.Required && len(secondFactors(settings, e.store.User(s.UserID))) == 0 {
		status = model.Pending
	}
	if status == s.Status {
		return s
	}
	now := *s
	now.Status = status
	return &now
}

func (e *Engine) ownSession(c Caller, id string) (*model.Session, error) {
	if e.store.Clients.Get(c.ClientID) == nil {
		return nil, apierror.ClientNotFound()
	}
	s := e.session(id)
	if s == nil || s.ClientID != c.ClientID {
		return nil, apierror.SessionNotFound(id)
	}
	return s, nil
}

func (e *Engine) activeSession(c Caller, id string) (*model.Session, error) {
	s, err := e.ownSession(c, id)
	if err == nil && !s.Open() {
		return nil, apierror.SignedOut()
	}
	return s, err
}

// closeSession stores the session with its last status.
func (e *Engine) closeSession(s *model.Session, status string) *model.Session {
	closed := *s
	closed.Status, closed.UpdatedAt = status, e.now()
	e.store.Sessions.Put(closed.ID, &closed)
	return &closed
}
