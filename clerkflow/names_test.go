package clerkflow_test

import (
	"testing"

	"github.com/clerkflow/clerkflow-go/clerkflow"
)

func TestStrategy_kinds(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		strategy    clerkflow.Strategy
		oauth, web3 bool
	}{
		{clerkflow.StrategyOAuthApple, true, false},
		{clerkflow.StrategyOAuthGitHub, true, false},
		{clerkflow.StrategyOAuthGoogle, true, false},
		{clerkflow.StrategyOAuthMicrosoft, true, false},
		{"oauth_custom_acme", true, false},
		{"oauth_token_apple", false, false},
		{clerkflow.StrategyMetamask, false, true},
		{clerkflow.StrategyBase, false, true},
		{clerkflow.StrategyCoinbaseWallet, false, true},
		{clerkflow.StrategyOKXWallet, false, true},
		{clerkflow.StrategySolana, false, true},
		{"web3_later_signature", false, true},
		{"web3_wallet", false, false},
		{clerkflow.StrategyPassword, false, false},
		{clerkflow.StrategyEmailCode, false, false},
		{clerkflow.StrategyEmailLink, false, false},
		{clerkflow.StrategyPhoneCode, false, false},
		{clerkflow.StrategyTicket, false, false},
		{clerkflow.StrategyEnterpriseSSO, false, false},
		{"", false, false},
	} {
		if tt.strategy.IsOAuth() != tt.oauth || tt.strategy.IsWeb3() != tt.web3 {
			t.Errorf("%q: OAuth %t, web3 %t", tt.strategy, tt.strategy.IsOAuth(), tt.strategy.IsWeb3())
		}
	}
}

func TestSignUp_fields(t *testing.T) {
	t.Parallel()
	su := &clerkflow.SignUp{
		MissingFields: []clerkflow.Field{"phone_number", "later_addition"}, UnverifiedFields: []clerkflow.Field{"email_address"},
		EmailAddress: "e", PhoneNumber: "p", Web3Wallet: "w", Username: "u", FirstName: "f", LastName: "l",
	}
	for field, want := range map[clerkflow.Field]struct {
		value               string
		missing, unverified bool
	}{
		clerkflow.FieldEmailAddress:  {"e", false, true},
		clerkflow.FieldPhoneNumber:   {"p", true, false},
		clerkflow.FieldWeb3Wallet:    {"w", false, false},
		clerkflow.FieldUsername:      {"u", false, false},
		clerkflow.FieldFirstName:     {"f", false, false},
		clerkflow.FieldLastName:      {"l", false, false},
		clerkflow.FieldPassword:      {"", false, false},
		clerkflow.FieldLegalAccepted: {"", false, false},
		"later_addition":             {"", true, false},
	} {
		if su.Value(field) != want.value || su.Missing(field) != want.missing || su.Unverified(field) != want.unverified {
			t.Errorf("%s: %q, missing %t, unverified %t", field, su.Value(field), su.Missing(field), su.Unverified(field))
		}
	}
}

func TestVerifications_Of(t *testing.T) {
	t.Parallel()
	v := clerkflow.Verifications{
		EmailAddress: &clerkflow.Verification{}, PhoneNumber: &clerkflow.Verification{}, Web3Wallet: &clerkflow.Verification{}, ExternalAccount: &clerkflow.Verification{},
	}
	for field, want := range map[clerkflow.Field]*clerkflow.Verification{
		clerkflow.FieldEmailAddress: v.EmailAddress, clerkflow.FieldPhoneNumber: v.PhoneNumber, clerkflow.FieldWeb3Wallet: v.Web3Wallet,
		clerkflow.FieldUsername: nil, "oauth_google": nil,
	} {
		if got := v.Of(field); got != want {
			t.Errorf("%s: %p, want %p", field, got, want)
		}
	}
}
