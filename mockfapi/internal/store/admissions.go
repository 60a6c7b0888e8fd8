package store

import "github.com/clerkflow/clerkflow-go/mockfapi/internal/model"

// Admissions holds who may come in, and how.
type Admissions struct {
	Invitations  Table[model.Invitation]    `json:"invitations"`
	SignInTokens Table[model.SignInToken]   `json:"sign_in_tokens"`
	Allowlist    Table[model.Listed]        `json:"allowlist"`
	Blocklist    Table[model.Listed]        `json:"blocklist"`
	Waitlist     Table[model.WaitlistEntry] `json:"waitlist"`
	// SpentTokens are the ids of ID tokens that were used.
	SpentTokens map[string]bool `json:"spent_tokens"`
}

// Spend remembers that an ID token was used.
func (a *Admissions) Spend(tokenID string) { a.SpentTokens[tokenID] = true }

// Spent says whether an ID token was used.
func (a *Admissions) Spent(tokenID string) bool { return a.SpentTokens[tokenID] }

func newAdmissions() Admissions {
	return Admissions{
		Invitations: newTable[model.Invitation](), SignInTokens: newTable[model.SignInToken](),
		Allowlist: newTable[model.Listed](), Blocklist: newTable[model.Listed](), Waitlist: newTable[model.WaitlistEntry](),
		SpentTokens: map[string]bool{},
	}
}
