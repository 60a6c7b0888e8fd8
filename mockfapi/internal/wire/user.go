package wire

import (
	"encoding/json"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
)

// User is the JSON of a user as the Frontend API shows it.
type User struct {
	ID                            string              `json:"id"`
	Object                        string              `json:"object"`
	Username                      *string             `json:"username"`
	FirstName                     *string             `json:"first_name"`
	LastName                      *string             `json:"last_name"`
	Locale                        *string             `json:"locale"`
	ImageURL                      string              `json:"image_url"`
	HasImage                      bool                `json:"has_image"`
	PrimaryEmailAddressID         *string             `json:"primary_email_address_id"`
	PrimaryPhoneNumberID          *string             `json:"primary_phone_number_id"`
	PrimaryWeb3WalletID           *string             `json:"primary_web3_wallet_id"`
	PasswordEnabled               bool                `json:"password_enabled"`
	TwoFactorEnabled              bool                `json:"two_factor_enabled"`
	TOTPEnabled                   bool                `json:"totp_enabled"`
	BackupCodeEnabled             bool                `json:"backup_code_enabled"`
	EmailAddresses                []EmailAddress      `json:"email_addresses"`
	PhoneNumbers                  []PhoneNumber       `json:"phone_numbers"`
	Web3Wallets                   []Web3Wallet        `json:"web3_wallets"`
	Passkeys                      []any               `json:"passkeys"`
	ExternalAccounts              []ExternalAccount   `json:"external_accounts"`
	SAMLAccounts                  []any               `json:"saml_accounts"`
	EnterpriseAccounts            []EnterpriseAccount `json:"enterprise_accounts"`
	PasswordLastUpdatedAt         *int64              `json:"password_last_updated_at"`
	PublicMetadata                json.RawMessage     `json:"public_metadata"`
	UnsafeMetadata                json.RawMessage     `json:"unsafe_metadata"`
	ExternalID                    *string             `json:"external_id"`
	LastSignInAt                  *int64              `json:"last_sign_in_at"`
	Banned                        bool                `json:"banned"`
	Locked                        bool                `json:"locked"`
	LockoutExpiresInSeconds       *int                `json:"lockout_expires_in_seconds"`
	VerificationAttemptsRemaining int                 `json:"verification_attempts_remaining"`
	CreatedAt                     int64               `json:"created_at"`
	UpdatedAt                     int64               `json:"updated_at"`
	DeleteSelfEnabled             bool                `json:"delete_self_enabled"`
	BypassClientTrust             bool                `json:"bypass_client_trust"`
	CreateOrganizationEnabled     bool                `json:"create_organization_enabled"`
	LastActiveAt                  *int64              `json:"last_active_at"`
	MFAEnabledAt                  *int64              `json:"mfa_enabled_at"`
	MFADisabledAt                 *int64              `json:"mfa_disabled_at"`
	LegalAcceptedAt               *int64              `json:"legal_accepted_at"`
	ProfileImageURL               string              `json:"profile_image_url"`
	OrganizationMemberships       []any               `json:"organization_memberships"`
}

// EmailAddress is the JSON of a user's e-mail address.
type EmailAddress struct {
	ID                   string       `json:"id"`
	Object               string       `json:"object"`
	EmailAddress         string       `json:"email_address"`
	Reserved             bool         `json:"reserved"`
	Verification         Verification `json:"verification"`
	LinkedTo             []Link       `json:"linked_to"`
	MatchesSSOConnection bool         `json:"matches_sso_connection"`
	CreatedAt            int64        `json:"created_at"`
	UpdatedAt            int64        `json:"updated_at"`
}

// Link ties an identification to the external account that it came with.
type Link struct {
	Type string `json:"type"`
	ID   string `json:"id"`
}

// PhoneNumber is the JSON of a user's phone number.
type PhoneNumber struct {
	ID                      string       `json:"id"`
	Object                  string       `json:"object"`
	PhoneNumber             string       `json:"phone_number"`
	ReservedForSecondFactor bool         `json:"reserved_for_second_factor"`
	DefaultSecondFactor     bool         `json:"default_second_factor"`
	Reserved                bool         `json:"reserved"`
	Verification            Verification `json:"verification"`
	LinkedTo                []Link       `json:"linked_to"`
	BackupCodes             []string     `json:"backup_codes"`
	CreatedAt               int64        `json:"created_at"`
	UpdatedAt               int64        `json:"updated_at"`
}

// Web3Wallet is the JSON of a user's wallet.
type Web3Wallet struct {
	ID           string       `json:"id"`
	Object       string       `json:"object"`
	Web3Wallet   string       `json:"web3_wallet"`
	Verification Verification `json:"verification"`
	CreatedAt    int64        `json:"created_at"`
	UpdatedAt    int64        `json:"updated_at"`
}

// ExternalAccount is the JSON of a user's account at a provider.
type ExternalAccount struct {
	Object               string          `json:"object"`
	ID                   string          `json:"id"`
	Provider             string          `json:"provider"`
	IdentificationID     string          `json:"identification_id"`
	ProviderUserID       string          `json:"provider_user_id"`
	ApprovedScopes       string          `json:"approved_scopes"`
	EmailAddress         string          `json:"email_address"`
	EmailAddressVerified bool            `json:"email_address_verified"`
	FirstName            string          `json:"first_name"`
	LastName             string          `json:"last_name"`
	AvatarURL            string          `json:"avatar_url"`
	ImageURL             string          `json:"image_url"`
	Username             *string         `json:"username"`
	PhoneNumber          *string         `json:"phone_number"`
	PublicMetadata       json.RawMessage `json:"public_metadata"`
	Label                *string         `json:"label"`
	CreatedAt            int64           `json:"created_at"`
	UpdatedAt            int64           `json:"updated_at"`
	Verification         Verification    `json:"verification"`
}

// AvatarPath is where the picture of users without one lives.
const AvatarPath = "/avatar.svg"

// User renders a user.
func (r *Renderer) User(u *model.User) User {
	s := &r.Settings.UserSettings
	image, hasImage := r.BaseURL+AvatarPath, false
	j := User{
		ID: u.ID, Object: "user", Username: text(u.Username), FirstName: text(u.FirstName), LastName: text(u.LastName),
		Locale: text(u.Locale), PasswordEnabled: u.PasswordDigest != "", TwoFactorEnabled: u.TwoFactorEnabled(),
		MFAEnabledAt: when(u.MFAEnabledAt), MFADisabledAt: when(u.MFADisabledAt),
		EmailAddresses: []EmailAddress{}, PhoneNumbers: []PhoneNumber{}, Web3Wallets: []Web3Wallet{}, Passkeys: []any{},
		ExternalAccounts: []ExternalAccount{}, SAMLAccounts: []any{}, EnterpriseAccounts: []EnterpriseAccount{}, OrganizationMemberships: []any{},
		PasswordLastUpdatedAt: when(u.PasswordUpdatedAt),
		PublicMetadata:        object(u.PublicMetadata), UnsafeMetadata: object(u.UnsafeMetadata), ExternalID: text(u.ExternalID),
		LastSignInAt: when(u.LastSignInAt), VerificationAttemptsRemaining: max(0, s.AttackProtection.UserLockout.MaxAttempts-u.Failures(r.At.UnixMilli())),
		Banned: u.Banned, Locked: u.Locked(r.At.UnixMilli()), LockoutExpiresInSeconds: remaining(u.LockedUntil, r.At.UnixMilli()),
		CreatedAt: u.CreatedAt, UpdatedAt: u.UpdatedAt, DeleteSelfEnabled: either(u.DeleteSelfEnabled, s.Actions.DeleteSelf),
		CreateOrganizationEnabled: either(u.CreateOrganizationEnabled, s.Actions.CreateOrganization), BypassClientTrust: u.BypassClientTrust,
		LastActiveAt: when(u.LastActiveAt), LegalAcceptedAt: when(u.LegalAcceptedAt),
	}
	for i := range u.EmailAddresses {
		j.EmailAddresses = append(j.EmailAddresses, r.EmailAddress(&u.EmailAddresses[i]))
	}
	for i := range u.PhoneNumbers {
		j.PhoneNumbers = append(j.PhoneNumbers, r.PhoneNumber(&u.PhoneNumbers[i]))
	}
	for _, w := range u.Web3Wallets {
		j.Web3Wallets = append(j.Web3Wallets, Web3Wallet{
			ID: w.ID, Object: "web3_wallet", Web3Wallet: w.Value, Verification: verification(w.Verification), CreatedAt: w.CreatedAt, UpdatedAt: w.UpdatedAt,
		})
	}
	for _, x := range u.ExternalAccounts {
		if x.ImageURL != "" && !hasImage {
			image, hasImage = x.ImageURL, true
		}
		if x.ConnectionID != "" {
			j.EnterpriseAccounts = append(j.EnterpriseAccounts, enterpriseAccount(x))
			continue
		}
		j.ExternalAccounts = append(j.ExternalAccounts, ExternalAccount{
			Object: "external_account", ID: x.ID, Provider: x.Strategy, IdentificationID: x.IdentificationID, ProviderUserID: x.ProviderUserID,
			ApprovedScopes: "email openid profile", EmailAddress: x.EmailAddress, EmailAddressVerified: x.EmailVerified,
			FirstName: x.FirstName, LastName: x.LastName, AvatarURL: x.ImageURL, ImageURL: x.ImageURL,
			Username: text(x.Username), PhoneNumber: text(x.PhoneNumber), PublicMetadata: object(nil),
			CreatedAt: x.CreatedAt, UpdatedAt: x.UpdatedAt, Verification: verification(x.Verification),
		})
	}
	j.PrimaryEmailAddressID, j.PrimaryPhoneNumberID, j.PrimaryWeb3WalletID = text(u.PrimaryEmailAddressID), text(u.PrimaryPhoneNumberID), text(u.PrimaryWeb3WalletID)
	j.ImageURL, j.ProfileImageURL, j.HasImage = image, image, hasImage
	return j
}

// EmailAddress renders an e-mail address of a user.
func (r *Renderer) EmailAddress(i *model.Identification) EmailAddress {
	return EmailAddress{
		ID: i.ID, Object: "email_address", EmailAddress: i.Value, Reserved: i.Reserved(),
		Verification: verification(i.Verification.At(r.At.UnixMilli())), LinkedTo: links(i.LinkedTo), CreatedAt: i.CreatedAt, UpdatedAt: i.UpdatedAt,
	}
}

// PhoneNumber renders a phone number of a user.
func (r *Renderer) PhoneNumber(i *model.Identification) PhoneNumber {
	return PhoneNumber{
		ID: i.ID, Object: "phone_number", PhoneNumber: i.Value, Reserved: i.Reserved(),
		ReservedForSecondFactor: i.ReservedForSecondFactor, DefaultSecondFactor: i.DefaultSecondFactor,
		Verification: verification(i.Verification.At(r.At.UnixMilli())), LinkedTo: links(i.LinkedTo), CreatedAt: i.CreatedAt, UpdatedAt: i.UpdatedAt,
	}
}

// either returns the user's own setting, or else the instance's.
func either(own *bool, settings bool) bool {
	if own != nil {
		return *own
	}
	return settings
}

// remaining returns the seconds until then, nil when it is over or never will be.
func remaining(until, now int64) *int {
	if until <= now || until == model.Forever {
		return nil
	}
	return new(int((until - now) / 1000))
}

func links(from []model.Link) []Link {
	all := []Link{}
	for _, l := range from {
		all = append(all, Link{Type: told(l.Type), ID: l.ID})
	}
	return all
}
