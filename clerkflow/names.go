package clerkflow

import "strings"

// Field is an entry of a sign-up's field lists. The service adds values without
// notice: treat the constants as those known today.
type Field string

// The fields that a sign-up can need.
const (
	FieldEmailAddress  Field = "email_address"
	FieldPhoneNumber   Field = "phone_number"
	FieldUsername      Field = "username"
	FieldWeb3Wallet    Field = "web3_wallet"
	FieldPassword      Field = "password"
	FieldFirstName     Field = "first_name"
	FieldLastName      Field = "last_name"
	FieldLegalAccepted Field = "legal_accepted"
	FieldCustomAction  Field = "custom_action"
	FieldEnterpriseSSO Field = "enterprise_sso"
	FieldSAML          Field = "saml"
	FieldProtectCheck  Field = "protect_check"
	// FieldEmailAddressOrPhoneNumber stands for either of the two.
	FieldEmailAddressOrPhoneNumber Field = "email_address_or_phone_number"
)

// Strategy is a way to prove something. OAuth strategies are an open set.
type Strategy string

// The strategies of sign-ups and sign-ins.
const (
	StrategyPassword      Strategy = "password"
	StrategyEmailCode     Strategy = "email_code"
	StrategyEmailLink     Strategy = "email_link"
	StrategyPhoneCode     Strategy = "phone_code"
	StrategyTicket        Strategy = "ticket"
	StrategyEnterpriseSSO Strategy = "enterprise_sso"

	StrategyMetamask       Strategy = "web3_metamask_signature"
	StrategyBase           Strategy = "web3_base_signature"
	StrategyCoinbaseWallet Strategy = "web3_coinbase_wallet_signature"
	StrategyOKXWallet      Strategy = "web3_okx_wallet_signature"
	StrategySolana         Strategy = "web3_solana_signature"

	StrategyOAuthApple     Strategy = "oauth_apple"
	StrategyOAuthGitHub    Strategy = "oauth_github"
	StrategyOAuthGoogle    Strategy = "oauth_google"
	StrategyOAuthMicrosoft Strategy = "oauth_microsoft"

	// These are for sign-ins alone.
	StrategyResetPasswordEmailCode Strategy = "reset_password_email_code"
	StrategyResetPasswordPhoneCode Strategy = "reset_password_phone_code"
	StrategyTOTP                   Strategy = "totp"
	StrategyBackupCode             Strategy = "backup_code"

	// These take the ID token that an application got from the provider itself.
	StrategyOAuthTokenApple  Strategy = "oauth_token_apple"
	StrategyOAuthTokenGoogle Strategy = "oauth_token_google"
	StrategyGoogleOneTap     Strategy = "google_one_tap"
)

// IsOAuth says whether the strategy leads through a provider's page.
func (s Strategy) IsOAuth() bool {
	return strings.HasPrefix(string(s), "oauth_") && !strings.HasPrefix(string(s), "oauth_token_")
}

// IsIDToken says whether the strategy takes a provider's ID token.
func (s Strategy) IsIDToken() bool {
	return strings.HasPrefix(string(s), "oauth_token_") || s == StrategyGoogleOneTap
}

// IsWeb3 says whether the strategy asks a wallet for a signature.
func (s Strategy) IsWeb3() bool {
	return strings.HasPrefix(string(s), "web3_") && strings.HasSuffix(string(s), "_signature")
}

// field returns what the strategy verifies, empty for what is no identifier.
func (s Strategy) field() Field {
	switch {
	case s == StrategyEmailCode, s == StrategyEmailLink:
		return FieldEmailAddress
	case s == StrategyPhoneCode:
		return FieldPhoneNumber
	case s.IsWeb3():
		return FieldWeb3Wallet
	}
	return ""
}

// strategy returns the OAuth strategy that a field list names, false for other
// fields.
func (f Field) strategy() (Strategy, bool) {
	s := Strategy(f)
	return s, s.IsOAuth()
}

// Status of a sign-up.
type Status string

// The statuses of a sign-up.
const (
	StatusMissingRequirements Status = "missing_requirements"
	StatusComplete            Status = "complete"
	StatusAbandoned           Status = "abandoned"
)

// VerificationStatus is how far a verification got.
type VerificationStatus string

// The statuses of a verification.
const (
	VerificationUnverified   VerificationStatus = "unverified"
	VerificationVerified     VerificationStatus = "verified"
	VerificationFailed       VerificationStatus = "failed"
	VerificationExpired      VerificationStatus = "expired"
	VerificationTransferable VerificationStatus = "transferable"
)
