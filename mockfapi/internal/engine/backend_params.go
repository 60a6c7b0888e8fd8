package engine

import "encoding/json"

// Nullable is a parameter that may be absent, which changes nothing, or null,
// which is the zero value.
type Nullable[T any] struct {
	Given bool
	Value T
}

// UnmarshalJSON is called for null, too, but not for what is absent.
func (n *Nullable[T]) UnmarshalJSON(data []byte) error {
	n.Given = true
	return json.Unmarshal(data, &n.Value)
}

// UserParams is what can be said of a user when it is created and later. What
// belongs to second factors and pictures is unknown here: the mock has neither.
type UserParams struct {
	ExternalID                Nullable[string] `json:"external_id"`
	Username                  Nullable[string] `json:"username"`
	FirstName                 Nullable[string] `json:"first_name"`
	LastName                  Nullable[string] `json:"last_name"`
	Locale                    Nullable[string] `json:"locale"`
	Password                  *string          `json:"password"`
	PasswordDigest            *string          `json:"password_digest"`
	PasswordHasher            *string          `json:"password_hasher"`
	SkipPasswordChecks        bool             `json:"skip_password_checks"`
	DeleteSelfEnabled         *bool            `json:"delete_self_enabled"`
	CreateOrganizationEnabled *bool            `json:"create_organization_enabled"`
	CreateOrganizationsLimit  *int             `json:"create_organizations_limit"`
	LegalAcceptedAt           *string          `json:"legal_accepted_at"`
	SkipLegalChecks           bool             `json:"skip_legal_checks"`
	CreatedAt                 *string          `json:"created_at"`
	BypassClientTrust         *bool            `json:"bypass_client_trust"`
}

// Metadata is the application's data on a user; absent is unchanged.
type Metadata struct {
	PublicMetadata  json.RawMessage `json:"public_metadata"`
	PrivateMetadata json.RawMessage `json:"private_metadata"`
	UnsafeMetadata  json.RawMessage `json:"unsafe_metadata"`
}

// NewUser is the body of POST /v1/users.
type NewUser struct {
	UserParams
	Metadata
	EmailAddress            []string `json:"email_address"`
	EmailAddressStatuses    []string `json:"email_address_identification_status"`
	PhoneNumber             []string `json:"phone_number"`
	PhoneNumberStatuses     []string `json:"phone_number_identification_status"`
	Web3Wallet              []string `json:"web3_wallet"`
	SkipPasswordRequirement bool     `json:"skip_password_requirement"`
	SkipUserRequirement     bool     `json:"skip_user_requirement"`
	Banned                  bool     `json:"banned"`
	Locked                  bool     `json:"locked"`
}

// UserUpdate is the body of PATCH /v1/users/{user_id}.
type UserUpdate struct {
	UserParams
	Metadata
	PrimaryEmailAddressID            *string `json:"primary_email_address_id"`
	PrimaryPhoneNumberID             *string `json:"primary_phone_number_id"`
	PrimaryWeb3WalletID              *string `json:"primary_web3_wallet_id"`
	NotifyPrimaryEmailAddressChanged bool    `json:"notify_primary_email_address_changed"` // nobody is notified
	SignOutOfOtherSessions           bool    `json:"sign_out_of_other_sessions"`
}
