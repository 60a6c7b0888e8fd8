package engine

import (
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/store"
)

// work is what every transition of a device shares: everything happens on copies,
// and commit puts them in place, so that an error leaves nothing half done. The
// engine's lock is held throughout.
type work struct {
	*Engine
	caller Caller
	at     int64
	client model.Client
	// inBand says that the client itself makes the request and gets the answer.
	inBand bool
	// user is a new user or the changed copy of one; session is the one that
	// completion adds, in the place of the replaced ones; ended ones are over, on
	// whichever client they are.
	user       *model.User
	session    *model.Session
	replaced   []*model.Session
	ended      []*model.Session
	lastBefore string
}

// work begins a transition of the client.
func (e *Engine) work(c Caller, clientID string) work {
	w := work{Engine: e, caller: c, at: e.now()}
	if client := e.store.Clients.Get(clientID); client != nil {
		w.client = *client
	}
	return w
}

// arrive begins a transition of a caller who starts a new attempt, perhaps without
// a client: [work.enter] makes one as soon as the attempt stands.
func (e *Engine) arrive(c Caller) (work, error) {
	id := c.ClientID
	if b := e.store.DevBrowsers.Get(c.DevBrowser); e.store.Clients.Get(id) == nil && b != nil {
		id = b.ClientID // made by a parallel request
	}
	w := e.work(c, id)
	w.inBand = true
	if e.settings.AuthConfig.SingleSessionMode && e.signedIn(&w.client, "") != nil {
		return work{}, apierror.SessionExists()
	}
	return w, nil
}

func (t *work) enter() {
	if t.client.ID == "" {
		t.client = *t.newClient(t.caller)
	}
}

// startSession signs the user in on the client: in single-session mode, in the
// place of everybody else.
func (t *work) startSession(u *model.User, strategy string) {
	if t.settings.AuthConfig.SingleSessionMode {
		for _, id := range t.client.SessionIDs {
			t.replaced = append(t.replaced, t.store.Sessions.Get(id))
		}
		t.client.SessionIDs = nil
	}
	t.user, t.session = u, t.newSession(t.client.ID, u.ID)
	t.client.SessionIDs = append(t.client.SessionIDs[:len(t.client.SessionIDs):len(t.client.SessionIDs)], t.session.ID)
	t.client.LastActiveSessionID = t.session.ID
	t.lastBefore, t.client.LastAuthenticationStrategy = t.client.LastAuthenticationStrategy, strategy
	if t.inBand {
		t.client = t.rotate(t.client)
	}
}

// edit returns the copy of the user that this transition changes.
func (t *work) edit(userID string) *model.User {
	if t.user == nil {
		u := *t.store.User(userID)
		t.user = &u
	}
	t.user.UpdatedAt = t.at
	return t.user
}

// signOut ends every session of the user but one.
func (t *work) signOut(userID, exceptID string) {
	for _, s := range t.store.Sessions.All() {
		if s.UserID == userID && s.ID != exceptID && s.Open() {
			t.ended = append(t.ended, s)
		}
	}
}

// commit puts the changes in place and returns what the caller sees of the client.
func (t *work) commit() *View {
	for _, old := range t.ended {
		t.closeSession(old, model.Ended)
		if old.ClientID == t.client.ID {
			t.client = without(t.client, old.ID)
		} else if other := t.store.Clients.Get(old.ClientID); other != nil {
			left := without(*other, old.ID)
			t.store.Clients.Put(left.ID, &left)
		}
	}
	for _, old := range t.replaced {
		t.closeSession(old, model.Replaced)
	}
	if t.user != nil {
		t.store.PutUser(t.user)
	}
	if t.session != nil {
		t.store.Sessions.Put(t.session.ID, t.session)
	}
	t.client.UpdatedAt = t.at
	t.store.Clients.Put(t.client.ID, &t.client)
	view := t.view(t.client.ID)
	if t.session != nil {
		// The real answer that signs somebody in does not tell its strategy yet.
		before := t.client
		before.LastAuthenticationStrategy = t.lastBefore
		view.Client = &before
	}
	return view
}

// taken says whether an identifier belongs to a user, other than the one who is
// being changed.
func (t *work) taken(kind, value string) bool {
	return t.owned(kind, value) && (t.user == nil || t.user.ID != t.store.Owner(store.Of(kind, value)).ID)
}

// owned says whether an identifier belongs to a user.
func (e *Engine) owned(kind, value string) bool {
	return value != "" && e.store.Owner(store.Of(kind, value)) != nil
}
