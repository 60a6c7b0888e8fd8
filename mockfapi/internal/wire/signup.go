package wire

import (
	"encoding/json"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/engine"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
)

// SignUp is the JSON of a sign-up.
type SignUp struct {
	Object           string          `json:"object"`
	ID               string          `json:"id"`
	Status           string          `json:"status"`
	RequiredFields   []string        `json:"required_fields"`
	OptionalFields   []string        `json:"optional_fields"`
	MissingFields    []string        `json:"missing_fields"`
	UnverifiedFields []string        `json:"unverified_fields"`
	Verifications    Verifications   `json:"verifications"`
	Username         *string         `json:"username"`
	EmailAddress     *string         `json:"email_address"`
	PhoneNumber      *string         `json:"phone_number"`
	Web3Wallet       *string         `json:"web3_wallet"`
	PasswordEnabled  bool            `json:"password_enabled"`
	FirstName        *string         `json:"first_name"`
	LastName         *string         `json:"last_name"`
	UnsafeMetadata   json.RawMessage `json:"unsafe_metadata"`
	PublicMetadata   json.RawMessage `json:"public_metadata"`
	CustomAction     bool            `json:"custom_action"`
	ExternalID       *string         `json:"external_id"`
	CreatedSessionID *string         `json:"created_session_id"`
	CreatedUserID    *string         `json:"created_user_id"`
	AbandonAt        int64           `json:"abandon_at"`
	LegalAcceptedAt  *int64          `json:"legal_accepted_at"`
	Locale           *string         `json:"locale"`
	ProtectCheck     *ProtectCheck   `json:"protect_check,omitempty"`
}

// ProtectCheck is a protect check that has to be passed.
type ProtectCheck struct {
	Status string `json:"status"`
	Token  string `json:"token"`
	SDKURL string `json:"sdk_url"`
}

// Verifications holds the four slots of a sign-up, null until prepared.
type Verifications struct {
	EmailAddress    Verification `json:"email_address"`
	PhoneNumber     Verification `json:"phone_number"`
	Web3Wallet      Verification `json:"web3_wallet"`
	ExternalAccount Verification `json:"external_account"`
}

// SignUp renders a sign-up.
func (r *Renderer) SignUp(s *model.SignUp) *SignUp {
	now := r.At.UnixMilli()
	emailStrategies := r.Settings.UserSettings.Attributes.EmailAddress.Verifications
	var check *ProtectCheck
	if s.ProtectToken != "" {
		check = &ProtectCheck{Status: "pending", Token: s.ProtectToken, SDKURL: r.BaseURL + engine.ProtectPath}
	}
	return &SignUp{
		Object: "sign_up_attempt", ID: s.ID, Status: s.Lists.Status,
		RequiredFields: s.Lists.Required, OptionalFields: s.Lists.Optional,
		MissingFields: s.Lists.Missing, UnverifiedFields: s.Lists.Unverified,
		Verifications: Verifications{
			EmailAddress:    pending(s.EmailVerification.At(now), emailStrategies),
			PhoneNumber:     pending(s.PhoneVerification.At(now), nil),
			Web3Wallet:      pending(s.Web3Verification.At(now), nil),
			ExternalAccount: verification(s.ExternalVerification.At(now)),
		},
		Username: text(s.Username), EmailAddress: text(s.EmailAddress), PhoneNumber: text(s.PhoneNumber), Web3Wallet: text(s.Web3Wallet),
		PasswordEnabled: s.PasswordDigest != "", FirstName: text(s.FirstName), LastName: text(s.LastName),
		UnsafeMetadata: object(s.UnsafeMetadata), PublicMetadata: object(s.PublicMetadata),
		CustomAction: s.CustomAction, ExternalID: text(s.ExternalID),
		CreatedSessionID: text(s.CreatedSessionID), CreatedUserID: text(s.CreatedUserID),
		AbandonAt: s.AbandonAt, LegalAcceptedAt: when(s.LegalAcceptedAt), Locale: text(s.Locale), ProtectCheck: check,
	}
}
