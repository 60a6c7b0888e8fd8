package clerkflow

import (
	"encoding/json"
	"errors"
	"time"
)

// Timestamp is a time of the service: milliseconds since 1970 UTC, 0 for never.
type Timestamp int64

// Time returns the time, the zero time for never.
func (t Timestamp) Time() time.Time {
	if t == 0 {
		return time.Time{}
	}
	return time.UnixMilli(int64(t))
}

// ClientResource is what the service calls the client: a device, its sign-up, its
// sign-in and its sessions.
type ClientResource struct {
	ID                         string    `json:"id"`
	Sessions                   []Session `json:"sessions"`
	SignUp                     *SignUp   `json:"sign_up"`
	SignIn                     *SignIn   `json:"sign_in"`
	LastActiveSessionID        string    `json:"last_active_session_id"`
	LastAuthenticationStrategy Strategy  `json:"last_authentication_strategy"`
	CreatedAt                  Timestamp `json:"created_at"`
	UpdatedAt                  Timestamp `json:"updated_at"`
}

// UnmarshalJSON also reads the names that the service used until 2023.
func (c *ClientResource) UnmarshalJSON(data []byte) error {
	type plain ClientResource
	both := struct {
		*plain
		SignUpAttempt *SignUp `json:"sign_up_attempt"`
		SignInAttempt *SignIn `json:"sign_in_attempt"`
	}{plain: (*plain)(c)}
	if err := json.Unmarshal(data, &both); err != nil {
		return err
	}
	if c.SignUp == nil {
		c.SignUp = both.SignUpAttempt
	}
	if c.SignIn == nil {
		c.SignIn = both.SignInAttempt
	}
	return nil
}

// Session returns the session with that id, nil when the client has none.
func (c *ClientResource) Session(id string) *Session {
	if c == nil {
		return nil
	}
	for i := range c.Sessions {
		if c.Sessions[i].ID == id {
			return &c.Sessions[i]
		}
	}
	return nil
}

// Session is a user signed in on a client.
type Session struct {
	ID              string        `json:"id"`
	Status          string        `json:"status"` // active, pending, ended, removed, …
	User            *User         `json:"user"`
	LastActiveToken *SessionToken `json:"last_active_token"`
	// Tasks are what the user has to do before a pending session is active.
	Tasks        []SessionTask `json:"tasks"`
	ExpireAt     Timestamp     `json:"expire_at"`
	AbandonAt    Timestamp     `json:"abandon_at"`
	LastActiveAt Timestamp     `json:"last_active_at"`
	CreatedAt    Timestamp     `json:"created_at"`
	UpdatedAt    Timestamp     `json:"updated_at"`
}

// SessionTask is one thing that a user has to do after signing in: setup-mfa,
// choose-organization, reset-password.
type SessionTask struct {
	Key string `json:"key"`
}

// SessionToken proves to an application's server who the user is, for about a
// minute.
type SessionToken struct {
	JWT Secret `json:"jwt"`
}

func (t *SessionToken) empty() bool { return t.JWT.IsZero() }

// User is a person with an account.
type User struct {
	ID                    string            `json:"id"`
	Username              string            `json:"username"`
	FirstName             string            `json:"first_name"`
	LastName              string            `json:"last_name"`
	ImageURL              string            `json:"image_url"`
	PrimaryEmailAddressID string            `json:"primary_email_address_id"`
	PrimaryPhoneNumberID  string            `json:"primary_phone_number_id"`
	PrimaryWeb3WalletID   string            `json:"primary_web3_wallet_id"`
	PasswordEnabled       bool              `json:"password_enabled"`
	EmailAddresses        []EmailAddress    `json:"email_addresses"`
	PhoneNumbers          []PhoneNumber     `json:"phone_numbers"`
	Web3Wallets           []Web3Wallet      `json:"web3_wallets"`
	ExternalAccounts      []ExternalAccount `json:"external_accounts"`
	PublicMetadata        Metadata          `json:"public_metadata"`
	UnsafeMetadata        Metadata          `json:"unsafe_metadata"`
	ExternalID            string            `json:"external_id"`
	LegalAcceptedAt       Timestamp         `json:"legal_accepted_at"`
	CreatedAt             Timestamp         `json:"created_at"`
	UpdatedAt             Timestamp         `json:"updated_at"`
}

// EmailAddress is an e-mail address of a user.
type EmailAddress struct {
	ID           string        `json:"id"`
	EmailAddress string        `json:"email_address"`
	Verification *Verification `json:"verification"`
}

// PhoneNumber is a phone number of a user.
type PhoneNumber struct {
	ID           string        `json:"id"`
	PhoneNumber  string        `json:"phone_number"`
	Verification *Verification `json:"verification"`
}

// Web3Wallet is a wallet of a user.
type Web3Wallet struct {
	ID           string        `json:"id"`
	Web3Wallet   string        `json:"web3_wallet"`
	Verification *Verification `json:"verification"`
}

// ExternalAccount is an account of a user at an OAuth provider.
type ExternalAccount struct {
	ID             string        `json:"id"`
	Provider       Strategy      `json:"provider"`
	ProviderUserID string        `json:"provider_user_id"`
	EmailAddress   string        `json:"email_address"`
	FirstName      string        `json:"first_name"`
	LastName       string        `json:"last_name"`
	Username       string        `json:"username"`
	Verification   *Verification `json:"verification"`
}

var errNoResource = errors.New("the answer holds no resource: is the base URL that of a Frontend API?")

// enveloped is the body of most answers.
type enveloped[T any] struct {
	Response *T              `json:"response"`
	Client   *ClientResource `json:"client"`
}

func (e *enveloped[T]) client() *ClientResource { return e.Client }

func (e *enveloped[T]) empty() bool { return e.Response == nil }

// errorClient returns the client that an error answer carries, nil for none.
func errorClient(body []byte) *ClientResource {
	var document struct {
		Meta struct {
			Client *ClientResource `json:"client"`
		} `json:"meta"`
	}
	_ = json.Unmarshal(body, &document) // what is no error document has no client
	return document.Meta.Client
}
