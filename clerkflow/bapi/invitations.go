package bapi

import (
	"context"
	"iter"
	"net/http"

	"github.com/clerkflow/clerkflow-go/clerkflow"
)

// InvitationService is the invitations to the instance.
type InvitationService service

// Invitation is one person's invitation to sign up.
type Invitation struct {
	ID             string             `json:"id"`
	EmailAddress   string             `json:"email_address"`
	PublicMetadata clerkflow.Metadata `json:"public_metadata"`
	Status         string             `json:"status"` // pending, accepted, revoked, expired
	Revoked        bool               `json:"revoked"`
	// URL is what the person follows; it has the ticket in it.
	URL       clerkflow.Secret    `json:"url"`
	ExpiresAt clerkflow.Timestamp `json:"expires_at"`
	CreatedAt clerkflow.Timestamp `json:"created_at"`
	UpdatedAt clerkflow.Timestamp `json:"updated_at"`
}

// CreateInvitationParams are the parameters of Create.
type CreateInvitationParams struct {
	EmailAddress string `json:"email_address"`
	// PublicMetadata becomes the user's.
	PublicMetadata clerkflow.Metadata `json:"public_metadata,omitempty"`
	// RedirectURL is where the link leads, with the ticket in __clerk_ticket.
	RedirectURL *string `json:"redirect_url,omitempty"`
	// Notify says whether to send a mail, as the service does by itself.
	Notify *bool `json:"notify,omitempty"`
	// IgnoreExisting invites although there is such a user or invitation.
	IgnoreExisting *bool `json:"ignore_existing,omitempty"`
	// ExpiresInDays is 30 by itself.
	ExpiresInDays *int `json:"expires_in_days,omitempty"`
}

// ListInvitationsParams choose invitations.
type ListInvitationsParams struct {
	Status string `url:"status,omitempty"`
	// Query is a part of an e-mail address or id.
	Query   string `url:"query,omitempty"`
	OrderBy string `url:"order_by,omitempty"`
}

// List returns the invitations that fit, page by page as they are asked for.
//
// ListInvitations, GET /v1/invitations
func (s *InvitationService) List(ctx context.Context, params *ListInvitationsParams) iter.Seq2[*Invitation, error] {
	return all[Invitation](ctx, s.c, "/v1/invitations", params)
}

// Create invites a person.
//
// CreateInvitation, POST /v1/invitations
func (s *InvitationService) Create(ctx context.Context, params *CreateInvitationParams) (*Invitation, error) {
	return one[Invitation](ctx, s.c, http.MethodPost, "/v1/invitations", nil, params)
}

// Revoke takes an invitation back.
//
// RevokeInvitation, POST /v1/invitations/{invitation_id}/revoke
func (s *InvitationService) Revoke(ctx context.Context, id string) (*Invitation, error) {
	return one[Invitation](ctx, s.c, http.MethodPost, "/v1/invitations/{invitation_id}/revoke", []string{id}, nil)
}
