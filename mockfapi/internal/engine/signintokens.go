package engine

import (
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
)

// NewSignInToken is the body of POST /v1/sign_in_tokens; nil is not sent.
type NewSignInToken struct {
	UserID           *string `json:"user_id"`
	ExpiresInSeconds *int64  `json:"expires_in_seconds"`
	// OrgID is taken and means nothing here.
	OrgID *string `json:"org_id"`
}

// SignInTokenView is a sign-in token with its ticket and the link to it, both empty
// when nobody can use it any more.
type SignInTokenView struct {
	*model.SignInToken
	Ticket, URL string
}

// usualSignInToken and longestSignInToken are in seconds: 30 days, and what a
// duration can hold.
const (
	usualSignInToken   = 30 * 24 * 60 * 60
	longestSignInToken = int64(1<<63-1) / int64(time.Second)
)

// CreateSignInToken lets a user sign in without another proof.
func (e *Engine) CreateSignInToken(c Caller, n NewSignInToken) (SignInTokenView, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if n.UserID == nil {
		return SignInTokenView{}, apierror.FormParamMissing("user_id")
	}
	seconds := int64(usualSignInToken)
	if set(&seconds, n.ExpiresInSeconds); seconds < 1 || seconds > longestSignInToken {
		return SignInTokenView{}, apierror.FormParamValueInvalid("expires_in_seconds")
	}
	if e.store.User(*n.UserID) == nil {
		return SignInTokenView{}, apierror.UserNotFound(*n.UserID)
	}
	s := &model.SignInToken{
		ID: e.ids.ID("sit"), UserID: *n.UserID, Status: model.Pending,
		ExpireAt: e.in(time.Duration(seconds) * time.Second), CreatedAt: e.now(), UpdatedAt: e.now(),
	}
	e.store.SignInTokens.Put(s.ID, s)
	ticket, err := e.sealTicket(fromSignInToken, s.ID, s.ExpireAt)
	return SignInTokenView{s, ticket, ticketURL(c.BaseURL, ticket)}, err
}

// RevokeSignInToken takes a sign-in token back that nobody used.
func (e *Engine) RevokeSignInToken(id string) (SignInTokenView, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	s := e.store.SignInTokens.Get(id)
	switch {
	case s == nil:
		return SignInTokenView{}, apierror.SignInTokenNotFound(id)
	case s.Status != model.Pending:
		return SignInTokenView{}, apierror.SignInTokenCannotBeRevoked(s.Status)
	}
	revoked := *s
	revoked.Status, revoked.UpdatedAt = model.Revoked, e.now()
	e.store.SignInTokens.Put(id, &revoked)
	return SignInTokenView{SignInToken: &revoked}, nil
}
