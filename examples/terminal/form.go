package main

import (
	"errors"
	"slices"
	"strings"

	"charm.land/huh/v2"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/examples/internal/words"
)

// form is the inputs for the fields of a step. They write into values.
type form struct {
	fields []huh.Field
	values clerkflow.Values
}

func newForm(specs []clerkflow.FieldSpec) *form {
	f := &form{}
	slices.SortStableFunc(specs, func(a, b clerkflow.FieldSpec) int { return words.Compare(a.Field, b.Field) })
	for _, spec := range specs {
		f.fields = append(f.fields, f.input(spec))
	}
	return f
}

// input is the input for one field, named after it.
func (f *form) input(spec clerkflow.FieldSpec) huh.Field {
	title := words.Label(spec.Field)
	if !spec.Required {
		title += " (optional)"
	}
	problem := words.Problem(spec.Problem)
	in := huh.NewInput().Key(string(spec.Field)).Title(title).Validate(func(text string) error {
		if spec.Required && strings.TrimSpace(text) == "" {
			return errors.New("this is needed")
		}
		return nil
	})
	switch spec.Field {
	case clerkflow.FieldLegalAccepted:
		return huh.NewConfirm().Key(string(spec.Field)).Title("Do you accept the terms and the privacy policy?").
			Description(problem).Value(&f.values.LegalAccepted).Validate(func(yes bool) error {
			if !yes && spec.Required {
				return errors.New("without this there is no account")
			}
			return nil
		})
	case clerkflow.FieldPassword:
		return in.Description(problem).EchoMode(huh.EchoModePassword).Accessor(password{&f.values})
	case clerkflow.FieldPhoneNumber:
		in.Placeholder("+1 415 555 2671")
	}
	slot := f.slot(spec.Field)
	*slot = spec.Value
	return in.Description(problem).Value(slot)
}

// slot is where a text field goes. What the package does not know, the flow does not
// ask for either.
func (f *form) slot(field clerkflow.Field) *string {
	switch field {
	case clerkflow.FieldEmailAddress:
		return &f.values.EmailAddress
	case clerkflow.FieldPhoneNumber:
		return &f.values.PhoneNumber
	case clerkflow.FieldEmailAddressOrPhoneNumber:
		return &f.values.EmailAddressOrPhoneNumber
	case clerkflow.FieldUsername:
		return &f.values.Username
	case clerkflow.FieldWeb3Wallet:
		return &f.values.Web3Wallet
	case clerkflow.FieldFirstName:
		return &f.values.FirstName
	case clerkflow.FieldLastName:
		return &f.values.LastName
	}
	return new(string)
}

// password lets an input write a secret.
type password struct{ values *clerkflow.Values }

func (p password) Get() string     { return p.values.Password.Reveal() }
func (p password) Set(text string) { p.values.Password = clerkflow.NewSecret(text) }
