package mockfapi_test

import (
	"fmt"
	"strings"
	"testing"
)

// envelope is the body of most answers; signUp, client and session are what
// tests read of its parts.
type envelope[T any] struct {
	Response T
	Client   *client
	Meta     struct{ Client *client }
}

type signUp struct {
	ID, Status      string
	Required        []string `json:"required_fields"`
	Optional        []string `json:"optional_fields"`
	Missing         []string `json:"missing_fields"`
	Unverified      []string `json:"unverified_fields"`
	EmailAddress    string   `json:"email_address"`
	PhoneNumber     string   `json:"phone_number"`
	Username        string
	Web3Wallet      string `json:"web3_wallet"`
	FirstName       string `json:"first_name"`
	LastName        string `json:"last_name"`
	Locale          string
	PasswordEnabled bool           `json:"password_enabled"`
	UnsafeMetadata  map[string]any `json:"unsafe_metadata"`
	LegalAcceptedAt int64          `json:"legal_accepted_at"`
	AbandonAt       int64          `json:"abandon_at"`
	UserID          string         `json:"created_user_id"`
	SessionID       string         `json:"created_session_id"`
	Verifications   struct {
		Email    *verification `json:"email_address"`
		Phone    *verification `json:"phone_number"`
		Wallet   *verification `json:"web3_wallet"`
		External *verification `json:"external_account"`
	}
}

// state is the part of a sign-up that decides what comes next.
func (s signUp) state() string {
	state := s.Status
	if len(s.Missing) > 0 {
		state += " missing " + strings.Join(s.Missing, ",")
	}
	if len(s.Unverified) > 0 {
		state += " unverified " + strings.Join(s.Unverified, ",")
	}
	return state
}

func (s signUp) want(tb testing.TB, state string) signUp {
	tb.Helper()
	if got := s.state(); got != state {
		tb.Errorf("sign-up is %q, want %q", got, state)
	}
	return s
}

type verification struct {
	Object, Status, Strategy string
	Channel, Nonce, Message  string
	Attempts                 *int
	ExpireAt                 int64    `json:"expire_at"`
	NextAction               string   `json:"next_action"`
	Supported                []string `json:"supported_strategies"`
	VerifiedAtClient         string   `json:"verified_at_client"`
	URL                      string   `json:"external_verification_redirect_url"`
	Error                    *struct {
		Code string
		Meta map[string]any
	}
}

// brief is what tests compare of a verification: "failed oauth_google
// external_account_exists".
func (v *verification) brief() string {
	if v == nil {
		return "none"
	}
	text := v.Status + " " + v.Strategy
	if v.Attempts != nil && *v.Attempts > 0 {
		text += fmt.Sprintf(" attempts %d", *v.Attempts)
	}
	if v.Error != nil {
		text += " " + v.Error.Code
	}
	return text
}

type client struct {
	ID         string
	Sessions   []session
	SignUp     *signUp `json:"sign_up"`
	SignIn     *signIn `json:"sign_in"`
	LastActive string  `json:"last_active_session_id"`
	LastUsed   string  `json:"last_authentication_strategy"`
}

type session struct {
	ID, Status string
	ExpireAt   int64 `json:"expire_at"`
	AbandonAt  int64 `json:"abandon_at"`
	Age        []int `json:"factor_verification_age"`
	Token      *struct {
		JWT string
	} `json:"last_active_token"`
	User user
}

// signIn is what tests read of a sign-in.
type signIn struct {
	ID, Status   string
	Identifiers  []string      `json:"supported_identifiers"`
	First        []factor      `json:"supported_first_factors"`
	Second       []factor      `json:"supported_second_factors"`
	FirstFactor  *verification `json:"first_factor_verification"`
	SecondFactor *verification `json:"second_factor_verification"`
	Identifier   string
	SessionID    string `json:"created_session_id"`
	AbandonAt    int64  `json:"abandon_at"`
	Locale       string
}

func (s signIn) want(tb testing.TB, status string) signIn {
	tb.Helper()
	equal(tb, "status of the sign-in", s.Status, status)
	return s
}

// id returns the identification of the factor with that strategy.
func (s signIn) id(strategy string) string {
	for _, f := range append(s.First, s.Second...) {
		if f.Strategy == strategy {
			return f.EmailID + f.PhoneID + f.WalletID
		}
	}
	return ""
}

type factor struct {
	Strategy         string
	Safe             string `json:"safe_identifier"`
	EmailID          string `json:"email_address_id"`
	PhoneID          string `json:"phone_number_id"`
	WalletID         string `json:"web3_wallet_id"`
	Primary, Default bool
}

// briefs are the strategies with their safe identifiers.
func briefs(factors []factor) []string {
	var all []string
	for _, f := range factors {
		brief := f.Strategy
		if f.Safe != "" {
			brief += " " + f.Safe
		}
		if f.Default {
			brief += " default"
		}
		all = append(all, brief)
	}
	return all
}

type user struct {
	ID, Username string
	FirstName    string           `json:"first_name"`
	LastName     string           `json:"last_name"`
	Emails       []identification `json:"email_addresses"`
	Phones       []identification `json:"phone_numbers"`
	Wallets      []identification `json:"web3_wallets"`
	External     []struct {
		Provider         string
		ProviderUserID   string `json:"provider_user_id"`
		IdentificationID string `json:"identification_id"`
	} `json:"external_accounts"`
	PrimaryEmail    string `json:"primary_email_address_id"`
	PrimaryPhone    string `json:"primary_phone_number_id"`
	PrimaryWallet   string `json:"primary_web3_wallet_id"`
	PasswordEnabled bool   `json:"password_enabled"`

	UnsafeMetadata map[string]any `json:"unsafe_metadata"`
	TwoFactor      bool           `json:"two_factor_enabled"`
	MFAEnabledAt   int64          `json:"mfa_enabled_at"`
	MFADisabledAt  int64          `json:"mfa_disabled_at"`
	Banned, Locked bool
	LockoutExpires *int  `json:"lockout_expires_in_seconds"`
	AttemptsLeft   int   `json:"verification_attempts_remaining"`
	LastSignInAt   int64 `json:"last_sign_in_at"`
}

type identification struct {
	ID           string
	EmailAddress string `json:"email_address"`
	PhoneNumber  string `json:"phone_number"`
	Web3Wallet   string `json:"web3_wallet"`
	Reserved     bool
	Verification *verification
	LinkedTo     []struct{ Type, ID string } `json:"linked_to"`
	SecondFactor bool                        `json:"reserved_for_second_factor"`
	Default      bool                        `json:"default_second_factor"`
}
