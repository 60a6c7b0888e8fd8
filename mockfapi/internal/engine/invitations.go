package engine

import (
	"encoding/json"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/field"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/policy"
)

// NewInvitation is the body of POST /v1/invitations; nil is not sent.
type NewInvitation struct {
	EmailAddress   *string         `json:"email_address"`
	PublicMetadata json.RawMessage `json:"public_metadata"`
	RedirectURL    *string         `json:"redirect_url"`
	Notify         *bool           `json:"notify"`
	IgnoreExisting *bool           `json:"ignore_existing"`
	ExpiresInDays  *int            `json:"expires_in_days"`
	TemplateSlug   *string         `json:"template_slug"`
}

// InvitationView is an invitation as it is now. URL leads to it, empty when nobody
// can accept it any more.
type InvitationView struct {
	*model.Invitation
	URL string
}

// The bounds of expires_in_days, and its default.
const (
	shortestInvitation, longestInvitation = 1, 365
	usualInvitation                       = 30
)

// CreateInvitation invites somebody, with an e-mail unless notify is false.
func (e *Engine) CreateInvitation(c Caller, n NewInvitation) (InvitationView, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	i, err := e.newInvitation(n)
	if err != nil {
		return InvitationView{}, err
	}
	existing := n.IgnoreExisting != nil && *n.IgnoreExisting
	switch {
	case existing:
	case e.owned(field.EmailAddress, i.EmailAddress):
		return InvitationView{}, apierror.FormIdentifierExists(field.EmailAddress)
	case e.invited(i.EmailAddress):
		return InvitationView{}, apierror.DuplicateInvitations([]string{i.EmailAddress})
	}
	return e.invite(c, i, n.Notify)
}

// CreateInvitations invites several people, or nobody and says whom not. An address
// that has a user is refused whatever ignore_existing says.
func (e *Engine) CreateInvitations(c Caller, all []NewInvitation) ([]InvitationView, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	var invitations []*model.Invitation
	var duplicates []string
	seen := map[string]bool{}
	for _, n := range all {
		i, err := e.newInvitation(n)
		if err != nil {
			return nil, err
		}
		if e.owned(field.EmailAddress, i.EmailAddress) {
			return nil, apierror.FormIdentifierExists(field.EmailAddress)
		}
		ignored := n.IgnoreExisting != nil && *n.IgnoreExisting
		if !ignored && (seen[i.EmailAddress] || e.invited(i.EmailAddress)) {
			duplicates = append(duplicates, i.EmailAddress)
		}
		seen[i.EmailAddress] = true
		invitations = append(invitations, i)
	}
	if len(duplicates) > 0 {
		return nil, apierror.DuplicateInvitations(duplicates)
	}
	views := make([]InvitationView, len(all))
	for k, i := range invitations {
		var err error
		if views[k], err = e.invite(c, i, all[k].Notify); err != nil {
			return nil, err
		}
	}
	return views, nil
}

// newInvitation checks the parameters and returns the invitation, not yet stored.
func (e *Engine) newInvitation(n NewInvitation) (*model.Invitation, error) {
	if !e.settings.UserSettings.Attributes.EmailAddress.Enabled {
		return nil, apierror.InvitationsNotSupported()
	}
	i := &model.Invitation{
		ID: e.ids.ID("inv"), PublicMetadata: json.RawMessage("{}"), Status: model.Pending, CreatedAt: e.now(), UpdatedAt: e.now(),
	}
	var errs []*apierror.Error
	if n.EmailAddress == nil {
		errs = append(errs, apierror.FormParamMissing(field.EmailAddress))
	} else if address, ok := policy.Email(*n.EmailAddress); ok {
		i.EmailAddress = address
	} else {
		errs = append(errs, apierror.FormParamFormatInvalid(field.EmailAddress, "a valid email address"))
	}
	if given := n.PublicMetadata; len(given) > 0 && string(given) != "null" {
		errs, i.PublicMetadata = append(errs, metadata("public_metadata", string(given))), given
	}
	if n.RedirectURL != nil {
		errs, i.RedirectURL = append(errs, redirectURL("redirect_url", *n.RedirectURL, true)), *n.RedirectURL
	}
	days := usualInvitation
	if set(&days, n.ExpiresInDays); days < shortestInvitation || days > longestInvitation {
		errs = append(errs, apierror.FormParamValueInvalid("expires_in_days"))
	}
	if slug := n.TemplateSlug; slug != nil && *slug != "invitation" && *slug != "waitlist_invitation" {
		errs = append(errs, apierror.FormParamValueInvalid("template_slug"))
	}
	i.ExpireAt = e.in(time.Duration(days) * 24 * time.Hour)
	return i, apierror.Join(errs...)
}

// invited says whether an invitation waits for the address.
func (e *Engine) invited(address string) bool {
	for _, i := range e.store.Invitations.All() {
		if i.EmailAddress == address && i.At(e.now()).Status == model.Pending {
			return true
		}
	}
	return false
}

// invite stores the invitation and mails its link unless notify is false.
func (e *Engine) invite(c Caller, i *model.Invitation, notify *bool) (InvitationView, error) {
	view, err := e.invitationView(c, i)
	if err != nil {
		return InvitationView{}, err
	}
	e.store.Invitations.Put(i.ID, i)
	if notify == nil || *notify {
		e.Outbox.send(model.Message{
			ID: e.ids.ID("msg"), Channel: "email", To: i.EmailAddress, Kind: fromInvitation, Link: view.URL, CreatedAt: e.now(),
		})
	}
	return view, nil
}

func (e *Engine) invitationView(c Caller, i *model.Invitation) (InvitationView, error) {
	view := InvitationView{Invitation: i.At(e.now())}
	if view.Status != model.Pending {
		return view, nil
	}
	ticket, err := e.sealTicket(fromInvitation, i.ID, i.ExpireAt)
	view.URL = ticketURL(c.BaseURL, ticket)
	return view, err
}

// Invitations returns every invitation, oldest first.
func (e *Engine) Invitations(c Caller) ([]InvitationView, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	var views []InvitationView
	for _, i := range e.store.Invitations.All() {
		view, err := e.invitationView(c, i)
		if err != nil {
			return nil, err
		}
		views = append(views, view)
	}
	return views, nil
}

// RevokeInvitation takes an invitation back that nobody accepted.
func (e *Engine) RevokeInvitation(c Caller, id string) (InvitationView, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	i := e.store.Invitations.Get(id)
	switch {
	case i == nil:
		return InvitationView{}, apierror.InvitationNotFound(id)
	case i.Status == model.Accepted:
		return InvitationView{}, apierror.InvitationAlreadyAccepted()
	case i.Status == model.Revoked:
		return InvitationView{}, apierror.InvitationAlreadyRevoked()
	}
	return e.invitationView(c, e.revokeInvitation(i))
}

func (e *Engine) revokeInvitation(i *model.Invitation) *model.Invitation {
	revoked := *i
	revoked.Status, revoked.UpdatedAt = model.Revoked, e.now()
	e.store.Invitations.Put(revoked.ID, &revoked)
	return &revoked
}
