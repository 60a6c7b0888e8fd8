package wire

import (
	"encoding/json"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
)

// EnterpriseAccount is the JSON of a user's account at an enterprise connection.
type EnterpriseAccount struct {
	Object                 string          `json:"object"`
	ID                     string          `json:"id"`
	Protocol               string          `json:"protocol"`
	Provider               string          `json:"provider"`
	Active                 bool            `json:"active"`
	EmailAddress           string          `json:"email_address"`
	FirstName              *string         `json:"first_name"`
	LastName               *string         `json:"last_name"`
	ProviderUserID         *string         `json:"provider_user_id"`
	EnterpriseConnectionID *string         `json:"enterprise_connection_id"`
	EnterpriseConnection   any             `json:"enterprise_connection"`
	LastAuthenticatedAt    *int64          `json:"last_authenticated_at"`
	PublicMetadata         json.RawMessage `json:"public_metadata"`
	Verification           Verification    `json:"verification"`
}

func enterpriseAccount(x model.ExternalAccount) EnterpriseAccount {
	return EnterpriseAccount{
		Object: "enterprise_account", ID: x.ID, Protocol: "saml", Provider: "saml_custom", Active: true,
		EmailAddress: x.EmailAddress, FirstName: text(x.FirstName), LastName: text(x.LastName), ProviderUserID: text(x.ProviderUserID),
		EnterpriseConnectionID: text(x.ConnectionID), LastAuthenticatedAt: when(x.CreatedAt), PublicMetadata: object(nil),
		Verification: verification(x.Verification),
	}
}
