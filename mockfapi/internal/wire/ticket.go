package wire

import (
	"encoding/json"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/engine"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
)

// Invitation is the JSON of an invitation.
type Invitation struct {
	Object         string          `json:"object"`
	ID             string          `json:"id"`
	EmailAddress   string          `json:"email_address"`
	PublicMetadata json.RawMessage `json:"public_metadata"`
	Revoked        bool            `json:"revoked"`
	Status         string          `json:"status"`
	URL            string          `json:"url,omitempty"`
	ExpiresAt      int64           `json:"expires_at"`
	CreatedAt      int64           `json:"created_at"`
	UpdatedAt      int64           `json:"updated_at"`
}

// RenderInvitation renders an invitation.
func RenderInvitation(i engine.InvitationView) Invitation {
	return Invitation{
		Object: "invitation", ID: i.ID, EmailAddress: i.EmailAddress, PublicMetadata: i.PublicMetadata,
		Revoked: i.Status == model.Revoked, Status: i.Status, URL: i.URL,
		ExpiresAt: i.ExpireAt, CreatedAt: i.CreatedAt, UpdatedAt: i.UpdatedAt,
	}
}

// SignInToken is the JSON of a sign-in token.
type SignInToken struct {
	Object    string  `json:"object"`
	ID        string  `json:"id"`
	Status    string  `json:"status"`
	UserID    string  `json:"user_id"`
	Token     string  `json:"token,omitempty"`
	URL       *string `json:"url"`
	CreatedAt int64   `json:"created_at"`
	UpdatedAt int64   `json:"updated_at"`
}

// RenderSignInToken renders a sign-in token.
func RenderSignInToken(s engine.SignInTokenView) SignInToken {
	return SignInToken{
		Object: "sign_in_token", ID: s.ID, Status: s.Status, UserID: s.UserID, Token: s.Ticket, URL: text(s.URL),
		CreatedAt: s.CreatedAt, UpdatedAt: s.UpdatedAt,
	}
}
