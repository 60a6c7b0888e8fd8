package engine

import (
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/field"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
)

// SignInReply is a sign-in after a transition, and the client that it belongs to.
type SignInReply struct {
	SignIn *model.SignIn
	View   *View
}

// signIn is one change of one sign-in.
type signIn struct {
	work
	si   model.SignIn
	used *model.SignInToken
}

// beginSignIn starts a transition on a copy of the sign-in.
func (e *Engine) beginSignIn(c Caller, si *model.SignIn) *signIn {
	return &signIn{work: e.work(c, si.ClientID), si: *si}
}

// commit puts the changes in place and returns what the caller sees of them.
func (t *signIn) commit() SignInReply {
	t.store.SignIns.Put(t.si.ID, &t.si)
	if t.used != nil {
		t.store.SignInTokens.Put(t.used.ID, t.used)
	}
	return SignInReply{SignIn: &t.si, View: t.work.commit()}
}

// finish settles the sign-in and commits.
func (t *signIn) finish() SignInReply {
	t.settle()
	return t.commit()
}

// settle works out what is left to prove and signs the user in when that is
// nothing. Every transition ends here.
func (t *signIn) settle() {
	si, s := &t.si, &t.settings.UserSettings
	si.FirstFactors, si.SecondFactors = nil, nil
	t.recognizeNewcomer()
	switch {
	case si.Newcomer != nil:
		si.Status, si.FirstFactors = model.NeedsFirstFactor, t.factors()
		return
	case si.UserID == "":
		si.Status = model.NeedsIdentifier
		return
	}
	u := t.person()
	second := secondFactors(s, u)
	switch {
	case !si.FirstFactor.Verified():
		si.Status = model.NeedsFirstFactor
	case resets(si.FirstFactor.Strategy) && !si.PasswordReset:
		si.Status = model.NeedsNewPassword
	case len(second) > 0 && !si.SecondFactor.Verified():
		si.Status, si.SecondFactors = model.NeedsSecondFactor, second
	default:
		t.complete()
		return
	}
	si.FirstFactors = t.factors()
}

// complete signs the user in.
func (t *signIn) complete() {
	u := t.edit(t.si.UserID)
	u.LastSignInAt, u.LastActiveAt = t.at, t.at
	u.FailedAttempts, u.LockedUntil = 0, 0
	strategy := t.si.FirstFactor.Strategy
	if resets(strategy) {
		strategy = field.Password
	}
	t.startSession(u, strategy)
	t.si.Status, t.si.CreatedSessionID = model.Complete, t.session.ID
	if t.si.SecondFactor.Verified() {
		t.session.SecondFactorAt = t.at
	}
	if t.client.SignInID == t.si.ID {
		t.client.SignInID = ""
	}
}

// person returns the user of the sign-in, as this transition leaves them.
func (t *signIn) person() *model.User {
	if t.user != nil {
		return t.user
	}
	return t.store.User(t.si.UserID)
}

// SignIn returns the client's sign-in with that id. A nonce from a native OAuth
// round trip rotates the client's token on the way.
func (e *Engine) SignIn(c Caller, id, nonce string) (SignInReply, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	si, err := e.ownSignIn(c, id)
	if err != nil {
		return SignInReply{}, err
	}
	if err := e.redeemNonce(c, nonce); err != nil {
		return SignInReply{}, err
	}
	return SignInReply{SignIn: si, View: e.view(c.ClientID)}, nil
}

// ownSignIn returns the caller's sign-in with that id.
func (e *Engine) ownSignIn(c Caller, id string) (*model.SignIn, error) {
	if e.store.Clients.Get(c.ClientID) == nil {
		return nil, apierror.ClientNotFound()
	}
	si := e.store.SignIns.Get(id)
	if si == nil || si.ClientID != c.ClientID || e.signInAbandoned(si) {
		return nil, apierror.SignInNotFound(id)
	}
	return si, nil
}

// writeSignIn begins a change of the caller's sign-in, which has to be the current
// one of the client.
func (e *Engine) writeSignIn(c Caller, id string) (*signIn, error) {
	si, err := e.ownSignIn(c, id)
	if err != nil {
		return nil, err
	}
	t := e.beginSignIn(c, si)
	t.inBand = true
	switch {
	case t.client.SignInID != id:
		return nil, apierror.OlderSignIn()
	case si.UserID == "":
		return t, nil
	}
	u := t.person()
	if u == nil {
		return nil, apierror.SignInIdentificationOrUserDeleted()
	}
	if err := t.barred(u); err != nil {
		return nil, err
	}
	return t, nil
}

// signInAbandoned says that nobody will finish the sign-in: its time is over, or
// its client was deleted.
func (e *Engine) signInAbandoned(si *model.SignIn) bool {
	return si.Status != model.Complete && (e.now() >= si.AbandonAt || e.store.Clients.Get(si.ClientID) == nil)
}

func (t *signIn) emailed() *model.Verification { return t.si.FirstFactor }

func (t *signIn) over() bool {
	return t.si.Status == model.Complete || t.signInAbandoned(&t.si) || t.client.SignInID != t.si.ID ||
		t.si.Newcomer == nil && t.person() == nil
}

func (t *signIn) createdSession() string { return t.si.CreatedSessionID }

func (t *signIn) confirm(v *model.Verification) error {
	if u := t.person(); u != nil {
		if err := t.barred(u); err != nil {
			return err
		}
	}
	t.si.FirstFactor = v
	t.finish()
	return nil
}
