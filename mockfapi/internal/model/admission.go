package model

import "encoding/json"

// The statuses of an invitation or a sign-in token. [Revoked] and [Accepted] are
// final; an invitation that nobody accepted in time is [Expired].
const (
	Pending  = "pending"
	Accepted = "accepted"
)

// Invitation lets somebody sign up with an e-mail address that its ticket proves.
type Invitation struct {
	ID, EmailAddress     string
	PublicMetadata       json.RawMessage
	RedirectURL          string
	Status               string
	ExpireAt             int64
	CreatedAt, UpdatedAt int64
}

// At returns the invitation as it is at that time: time alone expires it.
func (i *Invitation) At(now int64) *Invitation {
	if i.Status != Pending || now < i.ExpireAt {
		return i
	}
	over := *i
	over.Status = Expired
	return &over
}

// SignInToken lets one user sign in once, without another proof.
type SignInToken struct {
	ID, UserID           string
	Status               string
	ExpireAt             int64
	CreatedAt, UpdatedAt int64
}

// Listed is an entry of the allow list or the block list.
type Listed struct {
	ID string
	// Kind is an attribute: email_address, phone_number, web3_wallet.
	Kind string
	// Value is one identifier, or for e-mail addresses *@domain or *@*.domain.
	Value string
	// InvitationID is the invitation that was sent with the entry.
	InvitationID         string
	CreatedAt, UpdatedAt int64
}

// The statuses of a waitlist entry beside [Pending]. Who signed up has completed it.
const (
	Invited   = "invited"
	Rejected  = "rejected"
	Completed = "completed"
)

// WaitlistEntry is somebody who asked to be let in.
type WaitlistEntry struct {
	ID, EmailAddress     string
	Status               string
	InvitationID         string
	CreatedAt, UpdatedAt int64
}
