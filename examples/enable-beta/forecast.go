package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/examples/internal/words"
	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
)

// way is how somebody comes to sign up.
type way struct {
	title string
	// strategy and account are the provider and what its account gives, or the
	// strategy of a wallet. Both are empty for a form.
	strategy, account string
}

// ways are those that the settings offer. Providers do not differ in what they lead
// to, only in what their accounts give: one stands for all.
func (s *settings) ways() []way {
	all := []way{{title: "By form"}}
	if socials := s.UserSettings.Socials(); len(socials) > 0 {
		names := strings.Join(s.providers(), ", ")
		for _, a := range []struct{ key, gives string }{
			{"full", "everything"}, {"no-last-name", "no last name"}, {"unverified", "an e-mail address that nobody verified"}, {"bare", "nothing"},
		} {
			all = append(all, way{names + ": an account that gives " + a.gives, socials[0], a.key})
		}
	}
	for _, strategy := range s.UserSettings.Attributes.Web3Wallet.Verifications {
		if s.UserSettings.Attributes.Web3Wallet.Enabled && strategy != "web3_solana_signature" {
			all = append(all, way{title: "With a wallet", strategy: strategy})
			break
		}
	}
	return all
}

// accounts are the accounts of the ways at a provider.
func accounts(strategies []string) mockfapi.Accounts {
	all := mockfapi.Accounts{}
	for _, strategy := range strategies {
		all[strategy] = []mockfapi.Account{
			{Key: "full", ProviderUserID: "1", EmailAddress: "full@idp.test", EmailVerified: true, FirstName: "Fula", LastName: "Nullson", Username: "fula_n"},
			{Key: "no-last-name", ProviderUserID: "2", EmailAddress: "mono@idp.test", EmailVerified: true, FirstName: "Mono"},
			{Key: "unverified", ProviderUserID: "3", EmailAddress: "una@idp.test", FirstName: "Una", LastName: "Proved"},
			{Key: "bare", ProviderUserID: "4"},
		}
	}
	return all
}

// forecast tells what switching changes. It does not reason about it: it mirrors the
// instance in a mock, before and after, and signs up in every way at both.
func forecast(ctx context.Context, report *strings.Builder, s *settings, on bool) error {
	fmt.Fprintf(report, "\nWhat changes when it is switched %s:\n", onOff(on))
	var same []string
	for _, w := range s.ways() {
		now, err := s.try(ctx, w, !on)
		if err != nil {
			return err
		}
		then, err := s.try(ctx, w, on)
		if err != nil {
			return err
		}
		if now == then {
			same = append(same, fmt.Sprintf("  %s\n    still  %s\n", w.title, now))
			continue
		}
		fmt.Fprintf(report, "  %s\n    now    %s\n    then   %s\n", w.title, now, then)
	}
	if len(same) == len(s.ways()) {
		report.WriteString("  nothing\n")
	}
	if len(same) > 0 {
		fmt.Fprintf(report, "\nWhat stays:\n%s", strings.Join(same, ""))
	}
	return nil
}

// try signs somebody up at a mirror of the instance and tells how that went.
func (s *settings) try(ctx context.Context, w way, progressive bool) (string, error) {
	m, err := mockfapi.New(mockfapi.WithEnvironment(s.raw), mockfapi.WithAccounts(accounts(s.UserSettings.Socials())),
		mockfapi.WithSettings(func(d *environment.Document) {
			d.UserSettings.SignUp.Progressive = progressive
			d.UserSettings.SignUp.Mode, d.UserSettings.SignUp.CaptchaEnabled = "public", false // neither is about what is asked for
			d.AuthConfig.NativeSettings = &environment.NativeSettings{APIEnabled: true}
		}))
	if err != nil {
		return "", fmt.Errorf("the instance cannot be mirrored: %w", err)
	}
	p := &person{mirror: m, settings: s.Document}
	end, err := p.signUp(ctx, w)
	if err != nil {
		return "", err
	}
	parts := []string{"asks for nothing"}
	if len(p.asked) > 0 {
		parts[0] = "asks for " + strings.Join(p.asked, ", ")
	}
	if len(p.proved) > 0 {
		parts = append(parts, "verifies "+strings.Join(p.proved, ", "))
	}
	if end != "" {
		parts = append(parts, "ends in the error "+end)
	} else if lacks := s.lacks(m.Users()[0]); len(lacks) > 0 {
		parts = append(parts, "the user has no "+strings.Join(lacks, ", no "))
	}
	return strings.Join(parts, "; "), nil
}

// lacks returns what the settings require and the user does not have.
func (s *settings) lacks(u mockfapi.User) []string {
	has := map[string]bool{
		"email_address": len(u.EmailAddresses) > 0, "phone_number": len(u.PhoneNumbers) > 0, "username": u.Username != "",
		"first_name": u.FirstName != "", "last_name": u.LastName != "", "web3_wallet": len(u.Web3Wallets) > 0,
		"password": u.PasswordEnabled || len(u.ExternalAccounts)+len(u.Web3Wallets) > 0, // not needed beside those
	}
	var lacks []string
	for _, field := range fields {
		if a := s.UserSettings.Attributes.Get(field); a.Enabled && a.Required && !has[field] {
			lacks = append(lacks, words.Field(clerkflow.Field(field)))
		}
	}
	return lacks
}
