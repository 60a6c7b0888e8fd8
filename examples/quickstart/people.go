package main

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/mockfapi"
)

// person is somebody who signs up, with what they would type.
type person struct {
	name, brings string
	account      string // the key of the Google account
	types        map[clerkflow.Field]string
}

// google is what the people have there.
var google = mockfapi.Accounts{string(clerkflow.StrategyOAuthGoogle): {
	{Key: "mono", ProviderUserID: "1001", EmailAddress: "mono@gmail.test", EmailVerified: true, FirstName: "Mono"},
	{Key: "mia", ProviderUserID: "1002", EmailAddress: "mia@gmail.test", EmailVerified: true, FirstName: "Mia"},
	{Key: "una", ProviderUserID: "1003", EmailAddress: "una@work.test", FirstName: "Una", LastName: "Summer"},
}}

var (
	mono = person{
		name: "Mono", account: "mono",
		brings: "the account has a verified e-mail address, but no last name and no phone number",
	}
	mia = person{
		name: "Mia", account: "mia",
		brings: "like Mono, with neither last name nor phone number",
		types:  map[clerkflow.Field]string{clerkflow.FieldLastName: "Winter", clerkflow.FieldPhoneNumber: "+1 415 555 2671"},
	}
	una = person{
		name: "Una", account: "una",
		brings: "nobody verified the account's e-mail address",
		types:  map[clerkflow.Field]string{clerkflow.FieldPhoneNumber: "+1 415 555 2672"},
	}
	walt = person{
		name: "Walt", brings: "e-mail address required, password optional",
		types: map[clerkflow.Field]string{clerkflow.FieldEmailAddress: "walt@example.com", clerkflow.FieldPassword: "a long enough passphrase"},
	}
)

// callbacks answer for the person, and say so.
func (p person) callbacks(instance *mockfapi.Instance, flow *clerkflow.Flow) clerkflow.Callbacks {
	return clerkflow.Callbacks{
		Redirect: func(ctx context.Context, s *clerkflow.RedirectStep) (*url.URL, error) {
			show(flow.SignUp(), "Redirect", "goes to Google's page and chooses the account "+p.account)
			return instance.Authorize(ctx, s.URL.String(), p.account)
		},
		Text: func(_ context.Context, q clerkflow.Prompt) (string, error) {
			show(flow.SignUp(), "Text", fmt.Sprintf("types %s %q", q.Field, p.types[q.Field]))
			return p.types[q.Field], nil
		},
		Password: func(_ context.Context, q clerkflow.Prompt) (clerkflow.Secret, error) {
			show(flow.SignUp(), "Password", "types a password")
			return clerkflow.NewSecret(p.types[q.Field]), nil
		},
		Code: func(_ context.Context, s *clerkflow.VerifyCodeStep) (string, error) {
			show(flow.SignUp(), "Code", "reads the code sent to "+s.Destination)
			return instance.Code(s.Destination), nil
		},
	}
}

func title(text string) { fmt.Printf("\n%s\n%s\n", text, strings.Repeat("-", len(text))) }

// show prints what the service says of the sign-up, and who acts on it.
func show(su *clerkflow.SignUp, callback, does string) {
	if callback != "" {
		does = callback + " callback: " + does
	}
	fmt.Printf("  %-20s missing [%s] unverified [%s]\n      %s\n", su.Status, list(su.MissingFields), list(su.UnverifiedFields), does)
}

func list(fields []clerkflow.Field) string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = string(f)
	}
	return strings.Join(names, " ")
}

func summary(u *clerkflow.User) string {
	or := func(text string) string {
		if text == "" {
			return "EMPTY"
		}
		return text
	}
	email, phone, wallet := "EMPTY", "EMPTY", ""
	if len(u.EmailAddresses) > 0 {
		email = u.EmailAddresses[0].EmailAddress
	}
	if len(u.PhoneNumbers) > 0 {
		phone = u.PhoneNumbers[0].PhoneNumber
	}
	if len(u.Web3Wallets) > 0 {
		wallet = ", wallet " + u.Web3Wallets[0].Web3Wallet[:8] + "…"
	}
	return fmt.Sprintf("first name %s, last name %s, e-mail %s, phone %s%s, password %t", or(u.FirstName), or(u.LastName), email, phone, wallet, u.PasswordEnabled)
}
