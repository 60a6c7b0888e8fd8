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

// link returns the URL that is mailed.
func (t *transition) link(v *model.Verification) (string, error) {
	sealed, err := t.keys.Seal(linkToken, map[string]string{"sign_up_id": t.su.ID, "link_id": v.Code}, time.UnixMilli(v.ExpireAt))
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
	su := e.store.SignUps.Get(values["sign_up_id"])
	if su == nil || su.EmailVerification == nil || su.EmailVerification.Strategy != emailLink || su.EmailVerification.Code != values["link_id"] {
		return "", apierror.VerificationLinkTokenStale()
	}
	v := *su.EmailVerification.At(e.now())
	t := e.begin(Caller{ClientID: su.ClientID}, su)
	status := t.follow(&v, c)
	session := ""
	if done := e.store.SignUps.Get(su.ID); done.CreatedSessionID != "" {
		session = done.CreatedSessionID
	}
	return withQuery(v.ReturnURL, url.Values{"__clerk_status": {status}, "__clerk_created_session": {session}}), nil
}

// follow verifies the address and returns the status that the page is told.
func (t *transition) follow(v *model.Verification, opener Caller) string {
	switch {
	case v.Status == model.Verified:
		return model.Verified
	case v.Status == model.Expired, !open(t.current(&t.su)):
		return model.Expired
	case t.settings.UserSettings.AttackProtection.EmailLink.RequireSameClient && opener.ClientID != t.su.ClientID:
		return "client_mismatch"
	case t.taken(field.EmailAddress, t.su.EmailAddress):
		return model.Failed
	}
	v.Status, v.VerifiedAtClient = model.Verified, opener.ClientID
	t.su.EmailVerification = v
	if err := t.settle(); err != nil {
		return model.Failed
	}
	t.commit()
	return model.Verified
}
