package main

import (
	"fmt"
	"html/template"
	"slices"
	"strings"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/examples/internal/words"
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
	clerkflow.FieldEmailAddress:              {Type: "email", Autocomplete: "email"},
	clerkflow.FieldPhoneNumber:               {Type: "tel", Autocomplete: "tel", Hint: "With the country code: +1 415 555 2671"},
	clerkflow.FieldEmailAddressOrPhoneNumber: {Type: "text", Autocomplete: "username"},
	clerkflow.FieldUsername:                  {Type: "text", Autocomplete: "username"},
	clerkflow.FieldWeb3Wallet:                {Type: "text", Autocomplete: "off", Hint: "0x and 40 hexadecimal digits"},
	clerkflow.FieldPassword:                  {Type: "password", Autocomplete: "new-password"},
	clerkflow.FieldFirstName:                 {Type: "text", Autocomplete: "given-name"},
	clerkflow.FieldLastName:                  {Type: "text", Autocomplete: "family-name"},
	clerkflow.FieldLegalAccepted:             {Type: "checkbox"},
}

// inputs are the inputs for the fields of a step.
func inputs(env *clerkflow.Environment, lists ...[]clerkflow.FieldSpec) []input {
	var all []input
	for _, spec := range slices.Concat(lists...) {
		in := kinds[spec.Field]
		in.Field, in.Name, in.Label = spec.Field, string(spec.Field), words.Label(spec.Field)
		in.Value, in.Problem = spec.Value, words.Problem(spec.Problem)
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
	slices.SortFunc(all, func(a, b input) int { return words.Compare(a.Field, b.Field) })
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
