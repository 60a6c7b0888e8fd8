package engine

import (
	"errors"
	"slices"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/token"
)

// Caller is who makes a request.
type Caller struct {
	// ClientID is empty while the caller has no client.
	ClientID string
	// DevBrowser is the token of a browser that uses no cookies.
	DevBrowser string
	// SessionID is the session that the request names, empty for the client's active
	// one.
	SessionID string
	// Native says that the caller is no browser.
	Native bool
	// Testing says that the caller showed a testing token.
	Testing bool
	// Origin is the page of a browser.
	Origin string
	// BaseURL is scheme and host under which the caller reaches the instance.
	BaseURL string
}

// View is a client with everything that answers show of it. Its values are never
// changed, so it needs no lock.
type View struct {
	Client   *model.Client
	Sessions []SessionView
	SignUp   *model.SignUp
	SignIn   *model.SignIn
	// At is the time of the view, in milliseconds.
	At int64
}

// SessionView is a session with its user.
type SessionView struct {
	Session *model.Session
	User    *model.User
}

const (
	clientToken = "client"
	rotating    = "rotating_token"
)

// ClientToken returns the token with which a device proves to be the client.
func (e *Engine) ClientToken(c *model.Client) (string, error) {
	return e.keys.Seal(clientToken, map[string]string{"id": c.ID, rotating: c.Token}, time.Time{})
}

// Identify returns the id of the client that a token belongs to, and whether the
// token is the current one. A token that is nobody's any more is cookie_invalid.
func (e *Engine) Identify(sealed string) (id string, current bool, err error) {
	values, err := e.keys.Open(clientToken, sealed, e.clock())
	if errors.Is(err, token.ErrSeal) {
		return "", false, apierror.CookieInvalid()
	} else if err != nil {
		return "", false, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	c := e.store.Clients.Get(values["id"])
	switch {
	case c == nil:
		return "", false, apierror.CookieInvalid()
	case values[rotating] == c.Token:
		return c.ID, true, nil
	case values[rotating] == c.PreviousToken && e.now() < c.PreviousUntil:
		return c.ID, false, nil
	}
	return "", false, apierror.CookieInvalid()
}

// Client returns the caller's client, nil when there is none.
func (e *Engine) Client(c Caller) *View {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.view(c.ClientID)
}

// CreateClient gives the caller a new client in the place of any old one.
func (e *Engine) CreateClient(c Caller) *View {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.view(e.newClient(c).ID)
}

// DeleteClient ends every session of the client and forgets it, or only its
// sessions when keep is set.
func (e *Engine) DeleteClient(c Caller, keep bool) (*View, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	client := e.store.Clients.Get(c.ClientID)
	if client == nil {
		return nil, apierror.ClientNotFound()
	}
	for _, id := range client.SessionIDs {
		e.closeSession(e.store.Sessions.Get(id), model.Ended)
	}
	after := *client
	after.SessionIDs, after.LastActiveSessionID, after.UpdatedAt = nil, "", e.now()
	if !keep {
		after.SignUpID, after.SignInID = "", ""
	}
	e.store.Clients.Put(after.ID, &after)
	view := e.view(after.ID)
	if !keep {
		e.store.Clients.Delete(after.ID)
	}
	return view, nil
}

func (e *Engine) newClient(c Caller) *model.Client {
	now := e.now()
	client := &model.Client{ID: e.ids.ID("client"), Token: e.ids.Hex(16), CreatedAt: now, UpdatedAt: now}
	e.store.Clients.Put(client.ID, client)
	if e.store.DevBrowsers.Get(c.DevBrowser) != nil {
		e.store.DevBrowsers.Put(c.DevBrowser, &model.DevBrowser{Token: c.DevBrowser, ClientID: client.ID})
	}
	return client
}

// rotate returns the client with a new token; the old one stays good for a while.
func (e *Engine) rotate(c model.Client) model.Client {
	c.PreviousToken, c.PreviousUntil = c.Token, e.in(tokenOverlap)
	c.Token = e.ids.Hex(16)
	return c
}

// redeemNonce buys a new client token with the nonce of a native OAuth round trip.
func (e *Engine) redeemNonce(c Caller, nonce string) error {
	if nonce == "" {
		return nil
	}
	client := *e.store.Clients.Get(c.ClientID)
	if client.Nonce != nonce {
		return apierror.InvalidQueryParameterValue("rotating_token_nonce")
	}
	client.Nonce = ""
	client = e.rotate(client)
	e.store.Clients.Put(client.ID, &client)
	return nil
}

// CreateDevBrowser returns the token of a new dev browser, for a client that there
// is already or for none.
func (e *Engine) CreateDevBrowser(clientID string) string {
	e.mu.Lock()
	defer e.mu.Unlock()
	b := &model.DevBrowser{Token: e.ids.ID("dvb"), ClientID: clientID}
	e.store.DevBrowsers.Put(b.Token, b)
	return b.Token
}

// DevBrowserClient returns the id of the client of a dev browser, empty while it
// has none.
func (e *Engine) DevBrowserClient(devBrowser string) (string, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	b := e.store.DevBrowsers.Get(devBrowser)
	if b == nil {
		return "", apierror.DevBrowserUnauthenticated()
	}
	return b.ClientID, nil
}

// view returns what answers show of a client: open sessions, and the sign-up and
// sign-in while they are neither complete nor abandoned.
func (e *Engine) view(clientID string) *View {
	c := e.store.Clients.Get(clientID)
	if c == nil {
		return nil
	}
	v := &View{Client: c, At: e.now()}
	for _, id := range c.SessionIDs {
		s := e.session(id)
		v.Sessions = append(v.Sessions, SessionView{s, e.store.User(s.UserID)})
	}
	if s := e.store.SignUps.Get(c.SignUpID); s != nil && s.CreatedUserID == "" && !e.abandoned(s) {
		v.SignUp = s
	}
	if s := e.store.SignIns.Get(c.SignInID); s != nil && s.Status != model.Complete && !e.signInAbandoned(s) {
		v.SignIn = s
	}
	return v
}

// signedIn returns the client's active session of that user, nil when there is
// none; any user for "".
func (e *Engine) signedIn(c *model.Client, userID string) *model.Session {
	for _, id := range slices.Backward(c.SessionIDs) {
		if s := e.session(id); s.Open() && (userID == "" || s.UserID == userID) {
			return s
		}
	}
	return nil
}
