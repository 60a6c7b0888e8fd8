package main

import (
	"fmt"
	"slices"

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
		if spec.Field == clerkflow.FieldPassword {
			in.Hint = fmt.Sprintf("At least %d characters", max(env.UserSettings.PasswordSettings.MinLength, 8))
		}
		all = append(all, in)
	}
	slices.SortFunc(all, func(a, b input) int { return words.Compare(a.Field, b.Field) })
	return all
}
