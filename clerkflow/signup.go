package clerkflow

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
)

// SignUp is an attempt to become a user, as the service describes it.
type SignUp struct {
	ID     string `json:"id"`
	Status Status `json:"status"`
	// The field lists are sets: their order means nothing and changes.
	RequiredFields   []Field `json:"required_fields"`
	OptionalFields   []Field `json:"optional_fields"`
	MissingFields    []Field `json:"missing_fields"`
	UnverifiedFields []Field `json:"unverified_fields"`

	Verifications Verifications `json:"verifications"`

	EmailAddress    string    `json:"email_address"`
	PhoneNumber     string    `json:"phone_number"`
	Web3Wallet      string    `json:"web3_wallet"`
	Username        string    `json:"username"`
	FirstName       string    `json:"first_name"`
	LastName        string    `json:"last_name"`
	PasswordEnabled bool      `json:"password_enabled"`
	LegalAcceptedAt Timestamp `json:"legal_accepted_at"`
	CustomAction    bool      `json:"custom_action"`
	UnsafeMetadata  Metadata  `json:"unsafe_metadata"`
	PublicMetadata  Metadata  `json:"public_metadata"`
	ExternalID      string    `json:"external_id"`
	Locale          string    `json:"locale"`
	// ProtectCheck has to be passed first, nil for none.
	ProtectCheck *ProtectCheck `json:"protect_check"`

	// CreatedUserID and CreatedSessionID are set when Status is complete.
	CreatedUserID    string `json:"created_user_id"`
	CreatedSessionID string `json:"created_session_id"`
	// AbandonAt is when an unfinished attempt ends.
	AbandonAt Timestamp `json:"abandon_at"`
}

// UnmarshalJSON also reads has_password, as some of the service's clients call it.
func (s *SignUp) UnmarshalJSON(data []byte) error {
	type plain SignUp
	both := struct {
		*plain
		HasPassword bool `json:"has_password"`
	}{plain: (*plain)(s)}
	if err := json.Unmarshal(data, &both); err != nil {
		return err
	}
	s.PasswordEnabled = s.PasswordEnabled || both.HasPassword
	return nil
}

// Missing says whether the field still has to be supplied.
func (s *SignUp) Missing(f Field) bool { return slices.Contains(s.MissingFields, f) }

// Unverified says whether the field is supplied and still has to be verified.
func (s *SignUp) Unverified(f Field) bool { return slices.Contains(s.UnverifiedFields, f) }

// Transferable says that the account at the provider belongs to a user: a sign-in
// with Transfer finishes what was begun.
func (s *SignUp) Transferable() bool {
	v := s.Verifications.ExternalAccount
	return v != nil && v.Status == VerificationTransferable
}

// ExistingSessionID is the session of this client that the account at the provider
// belongs to, empty for none: touch it instead of signing up.
func (s *SignUp) ExistingSessionID() string {
	if v := s.Verifications.ExternalAccount; v != nil && v.Error != nil && v.Error.Code == "identifier_already_signed_in" {
		return v.Error.Meta.SessionID
	}
	return ""
}

// Value returns what the sign-up holds of a text field, empty for nothing.
func (s *SignUp) Value(f Field) string {
	switch f {
	case FieldEmailAddress:
		return s.EmailAddress
	case FieldPhoneNumber:
		return s.PhoneNumber
	case FieldWeb3Wallet:
		return s.Web3Wallet
	case FieldUsername:
		return s.Username
	case FieldFirstName:
		return s.FirstName
	case FieldLastName:
		return s.LastName
	}
	return ""
}

// Verifications are the proofs that belong to a sign-up, each nil until prepared.
type Verifications struct {
	EmailAddress    *Verification `json:"email_address"`
	PhoneNumber     *Verification `json:"phone_number"`
	Web3Wallet      *Verification `json:"web3_wallet"`
	ExternalAccount *Verification `json:"external_account"`
}

// Of returns the verification of an identifier, nil for none.
func (v Verifications) Of(f Field) *Verification {
	switch f {
	case FieldEmailAddress:
		return v.EmailAddress
	case FieldPhoneNumber:
		return v.PhoneNumber
	case FieldWeb3Wallet:
		return v.Web3Wallet
	}
	return nil
}

// Verification is one proof, pending or done. Strategies are an open set: an
// address that came with an external account has "from_oauth_google", say.
type Verification struct {
	Object   string             `json:"object"`
	Status   VerificationStatus `json:"status"`
	Strategy Strategy           `json:"strategy"`
	// Attempts made, nil where they are not counted.
	Attempts *int `json:"attempts"`
	// ExpireAt is when a pending proof is over.
	ExpireAt Timestamp `json:"expire_at"`
	// NextAction is needs_prepare, needs_attempt or empty.
	NextAction          string     `json:"next_action"`
	SupportedStrategies []Strategy `json:"supported_strategies"`
	// Channel of a phone code: sms, whatsapp.
	Channel string `json:"channel"`
	// Message is what a wallet signs.
	Message string `json:"message"`
	Nonce   string `json:"nonce"`
	// ExternalVerificationRedirectURL is where the browser goes for OAuth.
	ExternalVerificationRedirectURL string `json:"external_verification_redirect_url"`
	// Error is why an external account could not be used.
	Error *Problem `json:"error"`
}

// pending says whether a proof was asked for and can still be given.
func (v *Verification) pending() bool {
	return v != nil && v.Status == VerificationUnverified && v.NextAction != "needs_prepare"
}

// Metadata is a JSON object of the application's own.
type Metadata map[string]any

// EncodeValues writes the object as JSON into one parameter: the service knows no
// other form.
func (m Metadata) EncodeValues(key string, form *url.Values) error {
	if m == nil {
		return nil
	}
	data, err := json.Marshal(map[string]any(m))
	if err != nil {
		return fmt.Errorf("%s cannot be written as JSON: %w", key, err)
	}
	form.Set(key, string(data))
	return nil
}
