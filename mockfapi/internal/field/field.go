// Package field names the entries of a sign-up's field lists and the strategies
// behind them, in the wire's words, and puts them in the one order in which this
// module writes them.
package field

import (
	"cmp"
	"slices"
	"strings"
)

// The attributes a person can supply at sign-up.
const (
	EmailAddress = "email_address"
	PhoneNumber  = "phone_number"
	Username     = "username"
	Web3Wallet   = "web3_wallet"
	Password     = "password"
	FirstName    = "first_name"
	LastName     = "last_name"
)

// List entries that are no attributes.
const (
	LegalAccepted = "legal_accepted"
	CustomAction  = "custom_action"
	EnterpriseSSO = "enterprise_sso"
	SAML          = "saml"
	ProtectCheck  = "protect_check"
)

// Attributes returns the sign-up attributes in canonical order.
func Attributes() []string {
	return []string{EmailAddress, PhoneNumber, Username, Web3Wallet, Password, FirstName, LastName}
}

// Sort puts a field list in canonical order, removes repetitions and returns an
// empty list rather than nil: the wire has no null lists.
func Sort(names []string) []string {
	sorted := slices.SortedFunc(slices.Values(names), func(a, b string) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), strings.Compare(a, b))
	})
	if sorted = slices.Compact(sorted); sorted == nil {
		return []string{}
	}
	return sorted
}

// rank is the canonical order: attributes, consents, social strategies (among
// themselves by name), enterprise connections, protect check.
func rank(name string) int {
	switch name {
	case EmailAddress:
		return 0
	case PhoneNumber:
		return 1
	case Username:
		return 2
	case Web3Wallet:
		return 3
	case Password:
		return 4
	case FirstName:
		return 5
	case LastName:
		return 6
	case LegalAccepted:
		return 7
	case CustomAction:
		return 8
	case SAML, EnterpriseSSO:
		return 10
	case ProtectCheck:
		return 11
	}
	return 9
}
