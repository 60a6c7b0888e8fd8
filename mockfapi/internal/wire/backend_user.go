package wire

import (
	"encoding/json"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
)

// BackendUser is the JSON of a user as the Backend API shows it.
type BackendUser struct {
	User
	PrivateMetadata          json.RawMessage `json:"private_metadata"`
	CreateOrganizationsLimit *int            `json:"create_organizations_limit"`
	Deprovisioned            bool            `json:"deprovisioned"`
	SCIM                     any             `json:"scim"`
}

// BackendUser renders a user for the application's server.
func (r *Renderer) BackendUser(u *model.User) BackendUser {
	return BackendUser{User: r.User(u), PrivateMetadata: object(u.PrivateMetadata), CreateOrganizationsLimit: u.CreateOrganizationsLimit}
}

// Deleted is the JSON of what was there.
type Deleted struct {
	Object     string `json:"object"`
	ID         string `json:"id"`
	ExternalID string `json:"external_id,omitempty"`
	Deleted    bool   `json:"deleted"`
}
