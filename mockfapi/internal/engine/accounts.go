package engine

import (
	"fmt"
	"strings"
)

// Account is one account at an OAuth provider: only what is set here does the
// provider give.
type Account struct {
	// Key names the account on the provider's page.
	Key            string `json:"key"`
	ProviderUserID string `json:"provider_user_id"`
	EmailAddress   string `json:"email_address,omitempty"`
	EmailVerified  bool   `json:"email_verified,omitempty"`
	FirstName      string `json:"first_name,omitempty"`
	LastName       string `json:"last_name,omitempty"`
	Username       string `json:"username,omitempty"`
	PhoneNumber    string `json:"phone_number,omitempty"`
	ImageURL       string `json:"image_url,omitempty"`
}

// Accounts holds the accounts of each provider, by strategy ("oauth_google").
type Accounts map[string][]Account

// Validate reports the first account that no provider could have.
func (a Accounts) Validate() error {
	for strategy, list := range a {
		if !strings.HasPrefix(strategy, "oauth_") {
			return fmt.Errorf("accounts: %q is no OAuth strategy, want oauth_PROVIDER", strategy)
		}
		if err := ValidateAccounts(strategy, list); err != nil {
			return fmt.Errorf("accounts: %w", err)
		}
	}
	return nil
}

// ValidateAccounts reports the first account of a list that nobody could choose.
func ValidateAccounts(name string, list []Account) error {
	keys := map[string]bool{}
	for i, account := range list {
		switch {
		case account.Key == "":
			return fmt.Errorf("%s[%d].key is missing", name, i)
		case account.ProviderUserID == "":
			return fmt.Errorf("%s[%d].provider_user_id is missing", name, i)
		case keys[account.Key]:
			return fmt.Errorf("%s has the key %q twice", name, account.Key)
		}
		keys[account.Key] = true
	}
	return nil
}
