package main

import (
	"fmt"
	"html/template"
	"slices"
	"strings"

	"github.com/clerkflow/clerkflow-go/clerkflow"
)

// input is one input of a form.
type input struct {
	Field                     clerkflow.Field
	Name, Label, Type         string
	Autocomplete, Hint, Value string
	// Problem is why the last value was not taken.
	Problem        string
	Required, Held bool
	// Consent is the label of a checkbox, which has links in it.
	Consent template.HTML
}

// kinds are the inputs that a form can have.
var kinds = map[clerkflow.Field]input{
	clerkflow.FieldEmailAddress:              {Label: "E-mail address", Type: "email", Autocomplete: "email"},
	clerkflow.FieldPhoneNumber:               {Label: "Phone number", Type: "tel", Autocomplete: "tel", Hint: "With the country code: +1 415 555 2671"},
	clerkflow.FieldEmailAddressOrPhoneNumber: {Label: "E-mail address or phone number", Type: "text", Autocomplete: "username"},
	clerkflow.FieldUsername:                  {Label: "Username", Type: "text", Autocomplete: "username"},
	clerkflow.FieldWeb3Wallet:                {Label: "Wallet address", Type: "text", Autocomplete: "off", Hint: "0x and 40 hexadecimal digits"},
	clerkflow.FieldPassword:                  {Label: "Password", Type: "password", Autocomplete: "new-password"},
	clerkflow.FieldFirstName:                 {Label: "First name", Type: "text", Autocomplete: "given-name"},
	clerkflow.FieldLastName:                  {Label: "Last name", Type: "text", Autocomplete: "family-name"},
	clerkflow.FieldLegalAccepted:             {Label: "Consent", Type: "checkbox"},
}

// inOrder is how people expect a form: names, ways to reach them, secrets.
var inOrder = []clerkflow.Field{
	clerkflow.FieldFirstName, clerkflow.FieldLastName, clerkflow.FieldEmailAddress, clerkflow.FieldPhoneNumber,
	clerkflow.FieldEmailAddressOrPhoneNumber, clerkflow.FieldWeb3Wallet, clerkflow.FieldUsername,
	clerkflow.FieldPassword, clerkflow.FieldLegalAccepted,
}

// inputs are the inputs for the fields of a step.
func inputs(env *clerkflow.Environment, lists ...[]clerkflow.FieldSpec) []input {
	var all []input
	for _, spec := range slices.Concat(lists...) {
		in := kinds[spec.Field]
		in.Field, in.Name, in.Value, in.Problem = spec.Field, string(spec.Field), spec.Value, words(spec.Problem)
		in.Required, in.Held = spec.Required, spec.Held
		switch {
		case env == nil:
		case spec.Field == clerkflow.FieldPassword:
			in.Hint = fmt.Sprintf("At least %d characters", max(env.UserSettings.PasswordSettings.MinLength, 8))
		case spec.Field == clerkflow.FieldLegalAccepted:
			in.Consent = consent(env)
		}
		all = append(all, in)
	}
	slices.SortFunc(all, func(a, b input) int { return slices.Index(inOrder, a.Field) - slices.Index(inOrder, b.Field) })
	return all
}

var consentTemplate = template.Must(template.New("").Parse(
	`I accept the {{with .TermsURL}}<a href="{{.}}">terms of service</a>{{else}}terms of service{{end}}` +
		` and the {{with .PrivacyPolicyURL}}<a href="{{.}}">privacy policy</a>{{else}}privacy policy{{end}}`))

func consent(env *clerkflow.Environment) template.HTML {
	var text strings.Builder
	if err := consentTemplate.Execute(&text, env.DisplayConfig); err != nil {
		return "I accept the terms of service and the privacy policy"
	}
	return template.HTML(text.String()) //nolint:gosec // a template made it, escaped
}

// progressOf reads how far a sign-up is off its lists, nil when it is at an end.
func progressOf(su *clerkflow.SignUp) *progress {
	if su == nil || su.Status != clerkflow.StatusMissingRequirements {
		return nil
	}
	p := &progress{}
	for _, f := range inOrder {
		unverified := su.Unverified(f)
		if !unverified && !slices.Contains(su.RequiredFields, f) {
			continue
		}
		p.All++
		switch {
		case unverified:
			p.Left = append(p.Left, strings.ToLower(label(f))+" to verify")
		case su.Missing(f):
			p.Left = append(p.Left, strings.ToLower(label(f)))
		default:
			p.Done++
		}
	}
	return p
}

// label returns the name of a field for people.
func label(f clerkflow.Field) string {
	if kind, ok := kinds[f]; ok {
		return kind.Label
	}
	return strings.ReplaceAll(string(f), "_", " ")
}

// providerName returns the name of a provider for people.
func providerName(s clerkflow.Strategy, env *clerkflow.Environment) string {
	if env != nil && env.UserSettings.Social[s].Name != "" {
		return env.UserSettings.Social[s].Name
	}
	return strings.TrimPrefix(string(s), "oauth_")
}
