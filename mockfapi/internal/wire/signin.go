package wire

import (
	"slices"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/field"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
)

// SignIn is the JSON of a sign-in.
type SignIn struct {
	Object                   string       `json:"object"`
	ID                       string       `json:"id"`
	Status                   string       `json:"status"`
	SupportedIdentifiers     []string     `json:"supported_identifiers"`
	SupportedFirstFactors    []Factor     `json:"supported_first_factors"`
	SupportedSecondFactors   []Factor     `json:"supported_second_factors"`
	FirstFactorVerification  Verification `json:"first_factor_verification"`
	SecondFactorVerification Verification `json:"second_factor_verification"`
	Identifier               *string      `json:"identifier"`
	// UserData is null in every recorded answer.
	UserData         *PublicUserData `json:"user_data"`
	CreatedSessionID *string         `json:"created_session_id"`
	AbandonAt        int64           `json:"abandon_at"`
	Locale           *string         `json:"locale"`
}

// Factor is the JSON of one way to prove who somebody is; its keys depend on what
// is proved.
type Factor struct {
	Strategy       string `json:"strategy"`
	SafeIdentifier string `json:"safe_identifier,omitempty"`
	EmailAddressID string `json:"email_address_id,omitempty"`
	PhoneNumberID  string `json:"phone_number_id,omitempty"`
	Web3WalletID   string `json:"web3_wallet_id,omitempty"`
	Primary        *bool  `json:"primary,omitempty"`
	Default        bool   `json:"default,omitempty"`
}

// SignIn renders a sign-in.
func (r *Renderer) SignIn(s *model.SignIn) *SignIn {
	now := r.At.UnixMilli()
	return &SignIn{
		Object: "sign_in_attempt", ID: s.ID, Status: s.Status, SupportedIdentifiers: r.identifiers(),
		SupportedFirstFactors: factors(s.FirstFactors), SupportedSecondFactors: factors(s.SecondFactors),
		FirstFactorVerification: verification(s.FirstFactor.At(now)), SecondFactorVerification: verification(s.SecondFactor.At(now)),
		Identifier: text(s.Identifier), CreatedSessionID: text(s.CreatedSessionID), AbandonAt: s.AbandonAt, Locale: text(s.Locale),
	}
}

// identifiers returns every attribute that the settings use as a first factor, the
// password among them, in the order in which the service lists them.
func (r *Renderer) identifiers() []string {
	names := []string{field.EmailAddress, "passkey", field.Password, field.PhoneNumber, field.Username, field.Web3Wallet}
	return slices.DeleteFunc(names, func(name string) bool {
		a := r.Settings.UserSettings.Attributes.Get(name)
		return !a.Enabled || !a.UsedForFirstFactor
	})
}

func factors(list []model.Factor) []Factor {
	if list == nil {
		return nil
	}
	all := make([]Factor, 0, len(list))
	for _, f := range list {
		j := Factor{Strategy: f.Strategy, SafeIdentifier: f.SafeIdentifier, Default: f.Default}
		switch f.Kind {
		case field.EmailAddress:
			j.EmailAddressID = f.ID
		case field.PhoneNumber:
			j.PhoneNumberID = f.ID
		case field.Web3Wallet:
			j.Web3WalletID = f.ID
		}
		if f.Kind != "" {
			j.Primary = &f.Primary
		}
		all = append(all, j)
	}
	return all
}
