package environment

import (
	"iter"
	"slices"
)

// Attributes holds the settings of each thing a user can have. Only the first
// seven are asked for at sign-up.
type Attributes struct {
	EmailAddress     Attribute `json:"email_address"`
	PhoneNumber      Attribute `json:"phone_number"`
	Username         Attribute `json:"username"`
	Web3Wallet       Attribute `json:"web3_wallet"`
	Password         Attribute `json:"password"`
	FirstName        Attribute `json:"first_name"`
	LastName         Attribute `json:"last_name"`
	AuthenticatorApp Attribute `json:"authenticator_app"`
	Ticket           Attribute `json:"ticket"`
	BackupCode       Attribute `json:"backup_code"`
	Passkey          Attribute `json:"passkey"`
}

// Attribute is one entry of user_settings.attributes.
type Attribute struct {
	// Enabled says that the attribute may be supplied at sign-up at all.
	Enabled bool `json:"enabled"`
	// Required says that a progressive sign-up cannot complete without it.
	Required bool `json:"required"`
	// UsedForFirstFactor says that the attribute identifies a user at sign-in.
	UsedForFirstFactor  bool     `json:"used_for_first_factor"`
	FirstFactors        []string `json:"first_factors"`
	UsedForSecondFactor bool     `json:"used_for_second_factor"`
	SecondFactors       []string `json:"second_factors"`
	// Verifications lists the strategies that can verify the attribute.
	Verifications []string `json:"verifications"`
	// VerifyAtSignUp says that a supplied value blocks completion until verified.
	VerifyAtSignUp bool `json:"verify_at_sign_up"`
	Immutable      bool `json:"immutable"`
	// Channels of a phone number: "sms", "whatsapp".
	Channels []string `json:"channels,omitempty"`
}

// Use says how an attribute takes part in sign-up.
type Use uint8

// The three ways the dashboard knows.
const (
	Off Use = iota
	Optional
	Required
)

// Email returns the settings of email_address, verified at sign-up by the given
// strategies (email_code when none is given) unless the caller clears
// VerifyAtSignUp.
func Email(use Use, strategies ...string) Attribute {
	if len(strategies) == 0 {
		strategies = []string{"email_code"}
	}
	return verified(use, strategies)
}

// Phone returns the settings of phone_number, verified at sign-up by a code.
func Phone(use Use, channels ...string) Attribute {
	a := verified(use, []string{"phone_code"})
	a.Channels = channels
	return a
}

// Wallet returns the settings of web3_wallet with the given signature
// strategies, every Ethereum wallet the service knows when none is given.
func Wallet(use Use, strategies ...string) Attribute {
	if len(strategies) == 0 {
		strategies = []string{
			"web3_metamask_signature", "web3_base_signature",
			"web3_coinbase_wallet_signature", "web3_okx_wallet_signature",
		}
	}
	return verified(use, strategies)
}

// Username returns the settings of username: it identifies a user at sign-in.
func Username(use Use) Attribute {
	a := Plain(use)
	a.UsedForFirstFactor = a.Enabled
	return a
}

// Password returns the settings of password.
func Password(use Use) Attribute { return Username(use) }

// Plain returns the settings of an attribute without verification, such as
// first_name and last_name.
func Plain(use Use) Attribute {
	return Attribute{
		Enabled: use != Off, Required: use == Required,
		FirstFactors: []string{}, SecondFactors: []string{}, Verifications: []string{},
	}
}

func verified(use Use, strategies []string) Attribute {
	a := Plain(use)
	if use == Off {
		return a
	}
	a.UsedForFirstFactor, a.VerifyAtSignUp = true, true
	a.FirstFactors, a.Verifications = strategies, strategies
	return a
}

func (a *Attributes) all() iter.Seq[*Attribute] {
	return slices.Values([]*Attribute{
		&a.EmailAddress, &a.PhoneNumber, &a.Username, &a.Web3Wallet, &a.Password, &a.FirstName, &a.LastName,
		&a.AuthenticatorApp, &a.Ticket, &a.BackupCode, &a.Passkey,
	})
}

// Get returns the settings of the attribute with that wire name, nil when there
// is no such attribute.
func (a *Attributes) Get(name string) *Attribute {
	switch name {
	case "email_address":
		return &a.EmailAddress
	case "phone_number":
		return &a.PhoneNumber
	case "username":
		return &a.Username
	case "web3_wallet":
		return &a.Web3Wallet
	case "password":
		return &a.Password
	case "first_name":
		return &a.FirstName
	case "last_name":
		return &a.LastName
	case "authenticator_app":
		return &a.AuthenticatorApp
	case "ticket":
		return &a.Ticket
	case "backup_code":
		return &a.BackupCode
	case "passkey":
		return &a.Passkey
	}
	return nil
}
