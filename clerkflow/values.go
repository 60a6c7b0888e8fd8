package clerkflow

import (
	"errors"
	"maps"
	"slices"
)

// with returns v with everything that o gives on top.
func (v Values) with(o Values) Values {
	for _, f := range collectable {
		if text := o.text(f); text != "" {
			v.set(f, text)
		}
	}
	if !o.Password.IsZero() {
		v.Password = o.Password
	}
	v.LegalAccepted = v.LegalAccepted || o.LegalAccepted
	if o.UnsafeMetadata != nil {
		merged := Metadata{}
		maps.Copy(merged, v.UnsafeMetadata)
		maps.Copy(merged, o.UnsafeMetadata)
		v.UnsafeMetadata = merged
	}
	if o.Locale != "" {
		v.Locale = o.Locale
	}
	return v
}

// slot returns where a text field is kept, nil for what is no text.
func (v *Values) slot(f Field) *string {
	switch f {
	case FieldEmailAddress:
		return &v.EmailAddress
	case FieldPhoneNumber:
		return &v.PhoneNumber
	case FieldWeb3Wallet:
		return &v.Web3Wallet
	case FieldUsername:
		return &v.Username
	case FieldFirstName:
		return &v.FirstName
	case FieldLastName:
		return &v.LastName
	case FieldEmailAddressOrPhoneNumber:
		return &v.EmailAddressOrPhoneNumber
	}
	return nil
}

func (v *Values) text(f Field) string {
	if slot := v.slot(f); slot != nil {
		return *slot
	}
	return ""
}

func (v *Values) set(f Field, text string) {
	if slot := v.slot(f); slot != nil {
		*slot = text
	}
}

// has says whether a field is given.
func (v *Values) has(f Field) bool {
	switch f {
	case FieldPassword:
		return !v.Password.IsZero()
	case FieldLegalAccepted:
		return v.LegalAccepted
	}
	return v.text(f) != ""
}

// answers says whether every field that was asked for is given.
func (v *Values) answers(asked []FieldSpec) bool {
	for _, spec := range asked {
		if !v.has(spec.Field) {
			return false
		}
	}
	return true
}

// only returns v with nothing but one field.
func (v Values) only(f Field) Values {
	var one Values
	switch f {
	case FieldPassword:
		one.Password = v.Password
	case FieldLegalAccepted:
		one.LegalAccepted = v.LegalAccepted
	default:
		one.set(f, v.text(f))
	}
	return one
}

// without returns v without the fields that o gives.
func (v Values) without(o Values) Values {
	for _, f := range collectable {
		if o.has(f) {
			v.set(f, "")
		}
	}
	if !o.Password.IsZero() {
		v.Password = Secret{}
	}
	if o.LegalAccepted {
		v.LegalAccepted = false
	}
	return v
}

// beside is besides for the fields of a form.
func beside(way Field, specs []FieldSpec, env *Environment) []FieldSpec {
	fields := besides(way, fieldsOf(specs), env)
	return slices.DeleteFunc(slices.Clone(specs), func(spec FieldSpec) bool {
		return spec.Field != way && !slices.Contains(fields, spec.Field)
	})
}

// describe fills in what the flow holds of the fields, and what the service has
// against it.
func (f *Flow) describe(specs []FieldSpec) {
	for i := range specs {
		field := specs[i].Field
		specs[i].Held, specs[i].Value, specs[i].Problem = f.draft.has(field), f.draft.text(field), f.problem(field)
	}
}

// hold keeps values for the next request. What the service had against older ones is
// no matter any more.
func (f *Flow) hold(v Values) {
	f.draft = f.draft.with(v)
	f.problems = slices.DeleteFunc(slices.Clone(f.problems), func(p Problem) bool { return v.has(p.Field()) })
}

// problem returns what the service has against a field, nil for nothing.
func (f *Flow) problem(field Field) *Problem {
	for i := range f.problems {
		if f.problems[i].Field() == field {
			return &f.problems[i]
		}
	}
	return nil
}

// apiError returns the service's error answer in err, nil for another error.
func apiError(err error) *Error {
	e, _ := errors.AsType[*Error](err)
	return e
}
