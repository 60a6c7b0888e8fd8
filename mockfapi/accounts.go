package mockfapi

import (
	"fmt"
	"slices"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/engine"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/strictjson"
)

// Account is one account at an OAuth provider. Only Key, which names it on the
// provider's page, and ProviderUserID are needed: what is empty of EmailAddress,
// EmailVerified, FirstName, LastName, Username, PhoneNumber and ImageURL the provider
// does not give.
type Account = engine.Account

// Accounts holds the accounts of each provider by its strategy, for example
// "oauth_google".
type Accounts map[string][]Account

// DefaultAccounts returns accounts at the better known providers that differ in
// what they give: "full" everything, with a verified e-mail address; "no-last-name"
// the same without the last name; "unverified" an address that nobody verified;
// "no-email" a name only; "bare" nothing at all.
func DefaultAccounts() Accounts {
	accounts := Accounts{}
	for _, provider := range []string{"apple", "discord", "facebook", "github", "gitlab", "google", "linkedin_oidc", "microsoft", "slack", "x"} {
		at := func(name string) string { return name + "@" + provider + ".test" }
		id := func(key string) string { return provider + "-" + key }
		accounts["oauth_"+provider] = []Account{
			{Key: "full", ProviderUserID: id("full"), EmailAddress: at("full"), EmailVerified: true, FirstName: "Fula", LastName: "Nullson", Username: "fula"},
			{Key: "no-last-name", ProviderUserID: id("no-last-name"), EmailAddress: at("mono"), EmailVerified: true, FirstName: "Mono"},
			{Key: "unverified", ProviderUserID: id("unverified"), EmailAddress: at("unverified"), FirstName: "Una", LastName: "Proved"},
			{Key: "no-email", ProviderUserID: id("no-email"), FirstName: "Noemi", LastName: "Less"},
			{Key: "bare", ProviderUserID: id("bare")},
		}
	}
	return accounts
}

// clone returns what the instance keeps: the caller may go on changing theirs.
func (a Accounts) clone() engine.Accounts {
	c := engine.Accounts{}
	for strategy, list := range a {
		c[strategy] = slices.Clone(list)
	}
	return c
}

func (a Accounts) validate() error {
	if err := engine.Accounts(a).Validate(); err != nil {
		return fmt.Errorf("mockfapi: %w", err)
	}
	return nil
}

// IDToken returns an ID token of the account at an OAuth provider, as the provider's
// own sign-in dialogue hands it to an application: for the strategies oauth_token_NAME
// and google_one_tap. It is good once, for an hour. An error names an account that
// there is not.
func (m *Instance) IDToken(strategy, accountKey string) (string, error) {
	token, known, err := m.engine.IDToken(strategy, accountKey)
	if err == nil && !known {
		err = fmt.Errorf("mockfapi: accounts: %s has no key %q", strategy, accountKey)
	}
	return token, err
}

func parseAccounts(data []byte) (Accounts, error) {
	var accounts Accounts
	if err := strictjson.Unmarshal(data, &accounts); err != nil {
		return nil, fmt.Errorf("mockfapi: accounts: %w", err)
	}
	return accounts, nil
}
