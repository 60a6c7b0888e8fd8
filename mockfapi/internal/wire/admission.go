package wire

import (
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/engine"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
)

// Listed is the JSON of an entry of the allow list or the block list.
type Listed struct {
	Object         string `json:"object"`
	ID             string `json:"id"`
	InvitationID   string `json:"invitation_id,omitempty"`
	Identifier     string `json:"identifier"`
	IdentifierType string `json:"identifier_type"`
	InstanceID     string `json:"instance_id"`
	CreatedAt      int64  `json:"created_at"`
	UpdatedAt      int64  `json:"updated_at"`
}

// RenderListed renders an entry of the named list.
func RenderListed(list engine.ListName, instanceID string, l *model.Listed) Listed {
	return Listed{
		Object: string(list) + "_identifier", ID: l.ID, InvitationID: l.InvitationID, Identifier: l.Value, IdentifierType: l.Kind,
		InstanceID: instanceID, CreatedAt: l.CreatedAt, UpdatedAt: l.UpdatedAt,
	}
}

// WaitlistEntry is the JSON of a waitlist entry as the Backend API shows it.
type WaitlistEntry struct {
	Object       string      `json:"object"`
	ID           string      `json:"id"`
	EmailAddress string      `json:"email_address"`
	Status       string      `json:"status"`
	IsLocked     bool        `json:"is_locked"`
	Invitation   *Invitation `json:"invitation"`
	CreatedAt    int64       `json:"created_at"`
	UpdatedAt    int64       `json:"updated_at"`
}

// RenderWaitlistEntry renders a waitlist entry.
func RenderWaitlistEntry(w engine.WaitlistView) WaitlistEntry {
	j := WaitlistEntry{
		Object: "waitlist_entry", ID: w.ID, EmailAddress: w.EmailAddress, Status: w.Status, CreatedAt: w.CreatedAt, UpdatedAt: w.UpdatedAt,
	}
	if w.Invitation != nil {
		j.Invitation = new(RenderInvitation(*w.Invitation))
	}
	return j
}
