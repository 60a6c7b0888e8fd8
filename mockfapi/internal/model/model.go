// Package model holds what an instance remembers. Everything here is plain data
// and immutable once stored: a change puts a changed copy in the place of the
// old value, so that whoever read the old one keeps a consistent view without a
// lock. All times are milliseconds since 1970 UTC, as on the wire; 0 is never.
package model

import (
	"cmp"
	"encoding/json"
	"math"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/requirements"
)

// Client is one browser or device.
type Client struct {
	ID string
	// Token rotates; PreviousToken stays good until PreviousUntil, so that an
	// answer that got lost does not lock the device out.
	Token, PreviousToken string
	PreviousUntil        int64
	// Nonce, handed out after a native OAuth round trip, buys the rotated token.
	Nonce                      string
	SignUpID, SignInID         string
	SessionIDs                 []string
	LastActiveSessionID        string
	LastAuthenticationStrategy string
	CreatedAt, UpdatedAt       int64
}

// DevBrowser is a browser that carries a token in the URL instead of a cookie.
type DevBrowser struct {
	Token, ClientID string
}

// SignUp is an attempt to become a user.
type SignUp struct {
	ID, ClientID string

	EmailAddress, PhoneNumber, Web3Wallet string
	Username, FirstName, LastName         string
	PasswordDigest                        string
	LegalAcceptedAt                       int64
	CustomAction                          bool

	UnsafeMetadata, PublicMetadata json.RawMessage
	ExternalID, Locale             string

	EmailVerification, PhoneVerification   *Verification
	Web3Verification, ExternalVerification *Verification
	ExternalAccount                        *ExternalAccount
	// InvitationID is the invitation that the sign-up came with.
	InvitationID string
	// ProtectToken is the pending protect check, empty when there is none.
	ProtectToken string

	// Lists is what the last transition left to do.
	Lists requirements.Lists

	CreatedUserID, CreatedSessionID string
	CreatedAt, AbandonAt            int64
}

// The statuses of a verification.
const (
	Unverified   = "unverified"
	Verified     = "verified"
	Failed       = "failed"
	Expired      = "expired"
	Transferable = "transferable"
)

// Verification is one proof, pending or done.
type Verification struct {
	Status, Strategy string
	// Channel of a phone code: sms, whatsapp.
	Channel  string
	Attempts int
	ExpireAt int64
	SentAt   int64
	// Code is what was sent; Nonce and Message are what a wallet has to sign.
	Code, Nonce, Message string
	// AuthorizeURL is where the browser has to go; CompleteURL and ReturnURL are
	// where it comes back to, with the sign-up complete or not.
	AuthorizeURL, ReturnURL, CompleteURL string
	// State is what the provider hands back, to find this verification by.
	State string
	// ConnectionID is the enterprise connection that it leads to.
	ConnectionID string
	// Native says that the one who prepared it was no browser.
	Native           bool
	VerifiedAtClient string
	Error            *apierror.Error
	// Account is what the provider gave, while it waits for a transfer.
	Account *ExternalAccount
}

// Verified says whether the proof was given.
func (v *Verification) Verified() bool { return v != nil && v.Status == Verified }

// At returns the verification as it is at that time: an unverified one that is
// over is expired, with nothing left of its attempts.
func (v *Verification) At(now int64) *Verification {
	if v == nil || v.Status != Unverified || v.ExpireAt == 0 || now < v.ExpireAt {
		return v
	}
	expired := *v
	expired.Status, expired.Attempts = Expired, 0
	return &expired
}

// ExternalAccount is an account at a provider, as far as the provider tells.
type ExternalAccount struct {
	ID, IdentificationID string
	Strategy             string
	// ConnectionID is the enterprise connection whose account it is.
	ConnectionID          string
	ProviderUserID        string
	EmailAddress          string
	EmailVerified         bool
	FirstName, LastName   string
	Username, PhoneNumber string
	ImageURL              string
	Verification          *Verification
	CreatedAt, UpdatedAt  int64
}

// Source is what gives the account its ProviderUserID: an enterprise connection, or
// the provider of the strategy.
func (x *ExternalAccount) Source() string { return cmp.Or(x.ConnectionID, x.Strategy) }

// User is a person with an account.
type User struct {
	ID                            string
	Username, FirstName, LastName string
	PasswordDigest                string
	PasswordUpdatedAt             int64
	EmailAddresses                []Identification
	PhoneNumbers                  []Identification
	Web3Wallets                   []Identification
	ExternalAccounts              []ExternalAccount
	// The primary identification of each kind, empty where there is none.
	PrimaryEmailAddressID, PrimaryPhoneNumberID, PrimaryWeb3WalletID string
	Banned                                                           bool
	// What the user may do, where it is not what the settings say.
	DeleteSelfEnabled, CreateOrganizationEnabled *bool
	CreateOrganizationsLimit                     *int
	BypassClientTrust                            bool
	// LockedUntil is when a lock ends, [Forever] for one that does not;
	// FailedAttempts are those that lead to one.
	LockedUntil        int64
	FailedAttempts     int
	UnsafeMetadata     json.RawMessage
	PublicMetadata     json.RawMessage
	PrivateMetadata    json.RawMessage
	ExternalID, Locale string
	LegalAcceptedAt    int64
	// MFAEnabledAt and MFADisabledAt are when the user last began and ceased to have a
	// second factor.
	MFAEnabledAt, MFADisabledAt int64
	LastSignInAt, LastActiveAt  int64
	CreatedAt, UpdatedAt        int64
}

// Forever is a time that never comes.
const Forever = math.MaxInt64

// Locked says whether the user may not sign in at that time.
func (u *User) Locked(now int64) bool { return now < u.LockedUntil }

// TwoFactorEnabled says whether the user has a second factor.
func (u *User) TwoFactorEnabled() bool { return u.MFAEnabledAt != 0 && u.MFADisabledAt == 0 }

// Failures returns the failed attempts that count at that time: a lock that is
// over took them with it.
func (u *User) Failures(now int64) int {
	if u.LockedUntil != 0 && !u.Locked(now) {
		return 0
	}
	return u.FailedAttempts
}

// Identification is an e-mail address, phone number or wallet of a user. One
// without a verification is reserved: it is theirs, but nobody proved it.
type Identification struct {
	ID, Value    string
	Verification *Verification
	// Pending says that the user added it and did not prove it yet: until then it
	// is nobody's.
	Pending  bool
	LinkedTo []Link
	// Of a phone number: whether it is the second factor, and the preferred one.
	ReservedForSecondFactor, DefaultSecondFactor bool
	CreatedAt, UpdatedAt                         int64
}

// Reserved says that it is the user's without a proof.
func (i *Identification) Reserved() bool { return i.Verification == nil && !i.Pending }

// Link ties an identification to the external account it came with.
type Link struct{ Type, ID string }

// The statuses of a session.
const (
	Active   = "active"
	Ended    = "ended"
	Removed  = "removed"
	Revoked  = "revoked"
	Replaced = "replaced"
)

// Open says that the session is not over: it is active, or [Pending] while its user
// has a task left.
func (s *Session) Open() bool { return s.Status == Active || s.Status == Pending }

// Session is a user signed in on a client.
type Session struct {
	ID, ClientID, UserID string
	Status               string
	ExpireAt, AbandonAt  int64
	LastActiveAt         int64
	// SecondFactorAt is when the second factor was proved.
	SecondFactorAt       int64
	CreatedAt, UpdatedAt int64
}

// Message is an e-mail or text message that the service would have sent.
type Message struct {
	ID       string `json:"id"`
	Channel  string `json:"channel"` // email, sms, whatsapp
	To       string `json:"to"`
	Kind     string `json:"kind"` // email_code, email_link, phone_code, invitation, waitlist_confirmation, account_exists
	Code     string `json:"code,omitempty"`
	Link     string `json:"link,omitempty"`
	SignUpID string `json:"sign_up_id,omitempty"`
	SignInID string `json:"sign_in_id,omitempty"`
	// CreatedAt is in milliseconds since 1970.
	CreatedAt int64 `json:"created_at"`
}
