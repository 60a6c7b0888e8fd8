package engine

import (
	"cmp"
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/field"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/token"
)

const (
	byTicket   = "ticket"
	ticketSeal = "ticket"
	// TicketPath is where the links of tickets lead.
	TicketPath = "/v1/tickets/accept"
)

// What a ticket can stand for.
const (
	fromInvitation  = "invitation"
	fromSignInToken = "sign_in_token"
)

// sealTicket returns the ticket of an invitation or a sign-in token, the same one
// each time.
func (e *Engine) sealTicket(source, id string, expireAt int64) (string, error) {
	return e.keys.Seal(ticketSeal, map[string]string{"st": source, "sid": id}, time.UnixMilli(expireAt))
}

// ticketURL returns the link in which a ticket is handed out.
func ticketURL(base, ticket string) string {
	return base + TicketPath + "?" + url.Values{"ticket": {ticket}}.Encode()
}

// openTicket returns what a ticket stands for.
func (e *Engine) openTicket(given *string) (source, id string, err error) {
	if given == nil {
		return "", "", apierror.FormConditionalParamMissing(byTicket, "strategy is "+byTicket)
	}
	sealed := strings.TrimSpace(*given)
	if sealed == "" {
		return "", "", apierror.FormParamNil(byTicket)
	}
	values, err := e.keys.Open(ticketSeal, sealed, e.clock())
	switch {
	case errors.Is(err, token.ErrSealExpired):
		return "", "", apierror.TicketExpired()
	case err != nil:
		return "", "", apierror.TicketInvalid()
	}
	return values["st"], values["sid"], nil
}

// invitation returns the invitation of a ticket if somebody may come with it.
func (e *Engine) invitation(id string) (*model.Invitation, error) {
	i := e.store.Invitations.Get(id)
	switch {
	case i == nil:
		return nil, apierror.InvitationNotFound(id)
	case i.Status == model.Accepted:
		return nil, apierror.InvitationAlreadyAccepted()
	case i.Status == model.Revoked:
		return nil, apierror.RevokedInvitation()
	}
	return i, nil
}

// signInToken returns the sign-in token of a ticket if somebody may come with it.
func (e *Engine) signInToken(id string) (*model.SignInToken, error) {
	s := e.store.SignInTokens.Get(id)
	switch {
	case s == nil:
		return nil, apierror.SignInTokenNotFound(id)
	case s.Status == model.Accepted:
		return nil, apierror.SignInTokenAlreadyUsed()
	case s.Status == model.Revoked:
		return nil, apierror.SignInTokenRevoked()
	}
	return s, nil
}

// AcceptTicket follows the link of a ticket and returns the page that takes the
// ticket on, empty when nobody said which.
func (e *Engine) AcceptTicket(sealed string) (location string, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	source, id, err := e.openTicket(&sealed)
	if err != nil {
		return "", err
	}
	if source == fromSignInToken {
		_, err = e.signInToken(id)
		location = e.settings.DisplayConfig.SignInURL
	} else {
		var i *model.Invitation
		if i, err = e.invitation(id); err == nil {
			location = cmp.Or(i.RedirectURL, e.settings.DisplayConfig.SignUpURL)
		}
	}
	if err != nil || location == "" {
		return "", err
	}
	return withQuery(location, url.Values{"__clerk_ticket": {sealed}}), nil
}

// ticket lets the invitation that the request came with prove its e-mail address.
// It comes before the other parameters: they count as any later change.
func (t *transition) ticket(ch Change) error {
	if ch.Strategy != byTicket {
		return nil
	}
	source, id, err := t.openTicket(ch.Ticket)
	if err != nil {
		return err
	}
	if source == fromSignInToken {
		return apierror.SignInTokenNotInSignIn()
	}
	i, err := t.invitation(id)
	switch {
	case err != nil:
		return err
	case !t.settings.UserSettings.Attributes.EmailAddress.Enabled:
		return apierror.InvitationsNotSupported()
	case t.taken(field.EmailAddress, i.EmailAddress):
		return apierror.InvitationAccountExists()
	}
	t.su.InvitationID, t.su.PublicMetadata = i.ID, i.PublicMetadata
	t.su.EmailAddress = i.EmailAddress
	t.su.EmailVerification = &model.Verification{Status: model.Verified, Strategy: byTicket}
	return nil
}

// forgetInvitation is for a sign-up whose address is no longer the invited one.
func (t *transition) forgetInvitation() {
	if t.su.InvitationID != "" {
		t.su.InvitationID, t.su.PublicMetadata = "", json.RawMessage("{}")
	}
}

// accept uses up the invitation that the sign-up came with.
func (t *transition) accept() {
	if i := t.store.Invitations.Get(t.su.InvitationID); i != nil {
		used := *i
		used.Status, used.UpdatedAt = model.Accepted, t.at
		t.accepted = &used
	}
}

// ticket lets the sign-in token that the request came with prove who it is.
func (t *signIn) ticket(given *string) error {
	source, id, err := t.openTicket(given)
	if err != nil {
		return err
	}
	if source != fromSignInToken {
		return apierror.InvitationAccountNotExists()
	}
	token, err := t.signInToken(id)
	if err != nil {
		return err
	}
	owner := t.store.User(token.UserID)
	if owner == nil {
		return apierror.SignInIdentificationOrUserDeleted()
	}
	if err := t.barred(owner); err != nil {
		return err
	}
	used := *token
	used.Status, used.UpdatedAt = model.Accepted, t.at
	t.used = &used
	t.si.UserID, t.si.FirstFactor = owner.ID, &model.Verification{Status: model.Verified, Strategy: byTicket}
	return nil
}
