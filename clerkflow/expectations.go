package clerkflow

import "slices"

// What the settings let one expect of a sign-up that has not begun. Only the first
// form rests on it: from then on the service says what it needs.

// contacts returns the addresses that identify a user, e-mail before phone.
func (e *Environment) contacts() []Field {
	return slices.DeleteFunc([]Field{FieldEmailAddress, FieldPhoneNumber}, func(f Field) bool {
		a := e.UserSettings.Attributes[f]
		return !a.Enabled || !a.UsedForFirstFactor
	})
}

// required returns the fields that the settings demand.
func (e *Environment) required() []Field {
	s, contacts := &e.UserSettings, e.contacts()
	var fields []Field
	for _, f := range []Field{FieldEmailAddress, FieldPhoneNumber, FieldUsername, FieldWeb3Wallet, FieldPassword, FieldFirstName, FieldLastName} {
		a := s.Attributes[f]
		demanded := a.Enabled && a.Required
		if !s.SignUp.Progressive {
			switch f { // before 2022 these could not be required, only be the one way in
			case FieldEmailAddress, FieldPhoneNumber:
				demanded = len(contacts) == 1 && contacts[0] == f
			case FieldWeb3Wallet:
				demanded = false
			}
		}
		if demanded {
			fields = append(fields, f)
		}
	}
	if s.SignUp.LegalConsentEnabled {
		fields = append(fields, FieldLegalAccepted)
	}
	return fields
}

// alternatives returns the ways of which one has to identify the person, none when
// a required field does. Before 2022 either address had to be there, if both could
// be, even beside a username.
func (e *Environment) alternatives(required []Field) []Field {
	s := &e.UserSettings
	identifies := func(f Field) bool {
		return f == FieldEmailAddress || f == FieldPhoneNumber || f == FieldWeb3Wallet ||
			f == FieldUsername && s.Attributes[f].UsedForFirstFactor
	}
	either := !s.SignUp.Progressive && len(e.contacts()) == 2
	if !either && slices.ContainsFunc(required, identifies) {
		return nil
	}
	var ways []Field
	for _, f := range []Field{FieldEmailAddress, FieldPhoneNumber, FieldUsername, FieldWeb3Wallet} {
		if s.Attributes[f].Enabled && identifies(f) && (!either || f != FieldUsername) {
			ways = append(ways, f)
		}
	}
	for _, social := range e.Socials() {
		ways = append(ways, Field(social.Strategy))
	}
	return ways
}
