package engine

import (
	"errors"
	"net/url"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/field"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/token"
)

const (
	linkToken = "email_link"
	// VerifyPath is where e-mail links lead.
	VerifyPath = "/v1/verify"
)

// linked is what an e-mail link leads to: a sign-up, a sign-in, an address that a
// user added.
type linked interface {
	// emailed is the verification that the link is for, nil when there is none.
	emailed() *model.Verification
	// over says that nothing is left to do for the link.
	over() bool
	// device is the client on which the link was asked for.
	device() string
	// confirm takes over the finished verification, and commits.
	confirm(v *model.Verification) error
	// createdSession is the session that came of it, empty for none.
	createdSession() string
}

// link returns the URL that is mailed.
func (t *work) link(v *model.Verification, of subject) (string, error) {
	sealed, err := t.keys.Seal(linkToken, map[string]string{
		"sign_up_id": of.SignUpID, "sign_in_id": of.SignInID, "user_id": of.UserID, "identification_id": of.IdentificationID,
		"client_id": t.client.ID, "link_id": v.Code,
	}, time.UnixMilli(v.ExpireAt))
	return t.caller.BaseURL + VerifyPath + "?" + url.Values{"token": {sealed}}.Encode(), err
}

// VerifyLink follows an e-mail link, on whichever client it was opened, and
// returns where the browser goes on, empty when nobody said.
func (e *Engine) VerifyLink(c Caller, sealed string) (location string, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	// The seal's own time is not asked: an old link still knows where to go.
	values, err := e.keys.Open(linkToken, sealed, time.Time{})
	if errors.Is(err, token.ErrSeal) {
		return "", apierror.VerificationLinkTokenInvalid()
	} else if err != nil {
		return "", err
	}
	to := e.linked(values)
	if to == nil {
		return "", apierror.VerificationLinkTokenStale()
	}
	v := to.emailed()
	if v == nil || v.Strategy != emailLink || v.Code != values["link_id"] {
		return "", apierror.VerificationLinkTokenStale()
	}
	after := *v.At(e.now())
	status := e.follow(to, &after, c)
	return withQuery(v.ReturnURL, url.Values{"__clerk_status": {status}, "__clerk_created_session": {to.createdSession()}}), nil
}

// linked returns what the link leads to, nil when it is gone.
func (e *Engine) linked(values map[string]string) linked {
	if su := e.store.SignUps.Get(values["sign_up_id"]); su != nil {
		return e.begin(Caller{ClientID: su.ClientID}, su)
	}
	if si := e.store.SignIns.Get(values["sign_in_id"]); si != nil {
		return e.beginSignIn(Caller{ClientID: si.ClientID}, si)
	}
	return e.addedAddress(values)
}

// follow verifies the address and returns the status that the page is told.
func (e *Engine) follow(to linked, v *model.Verification, opener Caller) string {
	switch {
	case v.Status == model.Verified, v.Status == model.Transferable:
		return v.Status
	case v.Status == model.Expired, to.over():
		return model.Expired
	case e.settings.UserSettings.AttackProtection.EmailLink.RequireSameClient && opener.ClientID != to.device():
		return "client_mismatch"
	}
	v.Status, v.VerifiedAtClient = model.Verified, opener.ClientID
	if err := to.confirm(v); err != nil {
		return model.Failed
	}
	return to.emailed().Status // or it waits for a transfer
}

func (t *work) device() string { return t.client.ID }

func (t *transition) emailed() *model.Verification { return t.su.EmailVerification }

func (t *transition) over() bool { return !open(t.current(&t.su)) }

func (t *transition) createdSession() string { return t.su.CreatedSessionID }

func (t *transition) confirm(v *model.Verification) error {
	if t.taken(field.EmailAddress, t.su.EmailAddress) {
		return apierror.IdentificationClaimed()
	}
	t.su.EmailVerification = v
	if err := t.settle(); err != nil {
		return err
	}
	t.commit()
	return nil
}
