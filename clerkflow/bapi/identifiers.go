package bapi

import (
	"context"
	"iter"
	"net/http"

	"github.com/clerkflow/clerkflow-go/clerkflow"
)

// AllowlistIdentifierService is who may sign up, when the allowlist is on.
type AllowlistIdentifierService service

// BlocklistIdentifierService is who may not, when the blocklist is on.
type BlocklistIdentifierService service

// Identifier is an entry of the allowlist or the blocklist.
type Identifier struct {
	ID string `json:"id"`
	// Identifier is an e-mail address, phone number or wallet, or a pattern such as
	// *@example.com.
	Identifier     string `json:"identifier"`
	IdentifierType string `json:"identifier_type"`
	// InvitationID is that of the invitation that went out with an entry of the
	// allowlist, empty for none.
	InvitationID string              `json:"invitation_id"`
	CreatedAt    clerkflow.Timestamp `json:"created_at"`
	UpdatedAt    clerkflow.Timestamp `json:"updated_at"`
}

// CreateAllowlistIdentifierParams are the parameters of Create.
type CreateAllowlistIdentifierParams struct {
	Identifier string `json:"identifier"`
	// Notify sends an invitation.
	Notify bool `json:"notify,omitempty"`
}

const (
	allowlistRoute = "/v1/allowlist_identifiers"
	blocklistRoute = "/v1/blocklist_identifiers"
)

// List returns the allowlist, page by page as it is asked for.
//
// ListAllowlistIdentifiers, GET /v1/allowlist_identifiers
func (s *AllowlistIdentifierService) List(ctx context.Context) iter.Seq2[*Identifier, error] {
	return all[Identifier](ctx, s.c, allowlistRoute, nil)
}

// Create puts an identifier on the allowlist.
//
// CreateAllowlistIdentifier, POST /v1/allowlist_identifiers
func (s *AllowlistIdentifierService) Create(ctx context.Context, params *CreateAllowlistIdentifierParams) (*Identifier, error) {
	return one[Identifier](ctx, s.c, http.MethodPost, allowlistRoute, nil, params)
}

// Delete takes an identifier off the allowlist.
//
// DeleteAllowlistIdentifier, DELETE /v1/allowlist_identifiers/{identifier_id}
func (s *AllowlistIdentifierService) Delete(ctx context.Context, id string) error {
	return remove(ctx, s.c, allowlistRoute+"/{identifier_id}", id)
}

// List returns the blocklist. The service knows no pages of it.
//
// ListBlocklistIdentifiers, GET /v1/blocklist_identifiers
func (s *BlocklistIdentifierService) List(ctx context.Context) ([]Identifier, error) {
	identifiers, err := one[page[Identifier]](ctx, s.c, http.MethodGet, blocklistRoute, nil, nil)
	if err != nil {
		return nil, err
	}
	return *identifiers, nil
}

// Create puts an identifier on the blocklist.
//
// CreateBlocklistIdentifier, POST /v1/blocklist_identifiers
func (s *BlocklistIdentifierService) Create(ctx context.Context, identifier string) (*Identifier, error) {
	return one[Identifier](ctx, s.c, http.MethodPost, blocklistRoute, nil, map[string]string{"identifier": identifier})
}

// Delete takes an identifier off the blocklist.
//
// DeleteBlocklistIdentifier, DELETE /v1/blocklist_identifiers/{identifier_id}
func (s *BlocklistIdentifierService) Delete(ctx context.Context, id string) error {
	return remove(ctx, s.c, blocklistRoute+"/{identifier_id}", id)
}
