package mockfapi_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

func TestAttribute_values(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("all-required"), with(func(s *environment.UserSettings) {
		s.Attributes.Web3Wallet = environment.Wallet(environment.Optional)
	}))
	newNative(t, m).signedUpWithEverything("taken+clerk_test@example.com", "+15555550199", "taken_name")
	for name, tt := range map[string]struct{ param, value, want string }{
		"e-mail is stored in lower case":  {"email_address", " Jane@Example.COM ", "jane@example.com"},
		"e-mail with display name":        {"email_address", "Jane <jane@example.com>", "422 form_param_format_invalid(email_address)"},
		"e-mail without domain":           {"email_address", "jane@localhost", "422 form_param_format_invalid(email_address)"},
		"e-mail blank":                    {"email_address", " ", "422 form_param_nil(email_address)"},
		"e-mail taken":                    {"email_address", "TAKEN+clerk_test@example.com", "422 form_identifier_exists(email_address)"},
		"phone is stored as E.164":        {"phone_number", " +1 (415) 555-2671", "+14155552671"},
		"phone without country":           {"phone_number", "4155552671", "422 form_param_format_invalid(phone_number)"},
		"phone blank":                     {"phone_number", "", "422 form_param_nil(phone_number)"},
		"phone taken":                     {"phone_number", "+1 555 555 0199", "422 form_identifier_exists(phone_number)"},
		"either: e-mail":                  {"email_address_or_phone_number", "jane@example.com", "jane@example.com"},
		"either: phone":                   {"email_address_or_phone_number", "+14155552671", "+14155552671"},
		"either: neither":                 {"email_address_or_phone_number", "jane", "422 form_param_format_invalid(email_address)"},
		"either: blank":                   {"email_address_or_phone_number", "", "422 form_param_nil(email_address)"},
		"username is stored in lowercase": {"username", " Jane_Doe ", "jane_doe"},
		"username too short":              {"username", "abc", "422 form_username_invalid_length(username)"},
		"username with umlaut":            {"username", "jänedoe", "422 form_username_invalid_character(username)"},
		"username of digits":              {"username", "12345", "422 form_username_needs_non_number_char(username)"},
		"username with two faults":        {"username", "123", "422 form_username_invalid_length(username) form_username_needs_non_number_char(username)"},
		"username blank":                  {"username", "", "422 form_param_nil(username)"},
		"username taken":                  {"username", "Taken_Name", "422 form_identifier_exists(username)"},
		"wallet keeps its case":           {"web3_wallet", "0x00000000000000000000000000000000DeaDBeef", "0x00000000000000000000000000000000DeaDBeef"},
		"wallet of Solana":                {"web3_wallet", "11111111111111111111111111111111", "11111111111111111111111111111111"},
		"wallet too short":                {"web3_wallet", "0x1234", "422 form_param_format_invalid(web3_wallet)"},
		"wallet blank, optional":          {"web3_wallet", "", ""},
		"password too short":              {"password", "seven77", "422 form_password_length_too_short(password)"},
		"password in a breach":            {"password", "password123", "422 form_password_pwned(password)"},
		"password blank":                  {"password", "", "422 form_param_nil(password)"},
		"name is trimmed":                 {"first_name", "  Jane ", "Jane"},
		"name of 256 characters":          {"first_name", strings.Repeat("ä", 256), strings.Repeat("ä", 256)},
		"name of 257 characters":          {"last_name", strings.Repeat("ä", 257), "422 form_param_max_length_exceeded(last_name)"},
		"locale":                          {"locale", "de-CH", "de-CH"},
		"locale that is none":             {"locale", "de_CH!", "422 form_param_format_invalid(locale)"},
		"locale blank":                    {"locale", "", ""},
		"metadata no JSON":                {"unsafe_metadata", "{", "422 form_param_value_invalid(unsafe_metadata)"},
		"metadata no object":              {"unsafe_metadata", `["a"]`, "422 form_param_value_invalid(unsafe_metadata)"},
		"metadata null":                   {"unsafe_metadata", "null", "422 form_param_value_invalid(unsafe_metadata)"},
		"metadata too large":              {"unsafe_metadata", `{"a":"` + strings.Repeat("x", 8<<10) + `"}`, "422 form_param_exceeds_allowed_size(unsafe_metadata)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			app := newNative(t, m)
			id := app.create().want("200").signUp().ID
			for _, a := range []answer{newNative(t, m).create(tt.param, tt.value), app.update(id, tt.param, tt.value)} {
				if strings.HasPrefix(tt.want, "422 ") {
					a.want(tt.want)
					continue
				}
				su := a.want("200").signUp()
				equal(t, "stored", map[string]string{
					"email_address": su.EmailAddress, "phone_number": su.PhoneNumber, "username": su.Username,
					"email_address_or_phone_number": su.EmailAddress + su.PhoneNumber,
					"web3_wallet":                   su.Web3Wallet, "first_name": su.FirstName, "locale": su.Locale,
				}[tt.param], tt.want)
			}
		})
	}
}

// Official forms send what somebody left empty. That is an error only where the
// sign-up cannot do without.
func TestAttribute_left_empty(t *testing.T) {
	t.Parallel()
	optional := func(s *environment.UserSettings) {
		s.Attributes.PhoneNumber, s.Attributes.Username = environment.Phone(environment.Optional), environment.Username(environment.Optional)
	}
	for name, tt := range map[string]struct {
		preset string
		change func(*environment.UserSettings)
		form   []string
		want   string
	}{
		"optional":             {"username-password", nil, []string{"username", "jane_doe", "email_address", "", "password", password}, "200"},
		"optional, first":      {"email-or-phone", optional, []string{"email_address", "", "phone_number", testPhone}, "200"},
		"optional, later":      {"email-or-phone", optional, []string{"email_address", testEmail, "phone_number", " ", "username", ""}, "200"},
		"required":             {"username-password", nil, []string{"username", "", "email_address", testEmail}, "422 form_param_nil(username)"},
		"one of two, neither":  {"email-or-phone", nil, []string{"email_address", "", "phone_number", ""}, "422 form_param_nil(email_address) form_param_nil(phone_number)"},
		"disabled":             {"email-code", nil, []string{"email_address", testEmail, "phone_number", ""}, "422 form_param_unknown(phone_number)"},
		"optional before 2022": {"legacy-username-password", nil, []string{"username", "jane_doe", "email_address", "", "password", password}, "422 form_param_nil(email_address)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			opts := []mockfapi.Option{mockfapi.WithPreset(tt.preset)}
			if tt.change != nil {
				opts = append(opts, with(tt.change))
			}
			newNative(t, mockfapitest.NewT(t, opts...)).create(tt.form...).want(tt.want)
			app := newNative(t, mockfapitest.NewT(t, opts...))
			app.update(app.create().want("200").signUp().ID, tt.form...).want(tt.want)
		})
	}
	// It does not take away what is there.
	app := newNative(t, mockfapitest.NewT(t, mockfapi.WithPreset("email-or-phone")))
	su := app.create("email_address", testEmail).want("200").signUp()
	app.update(su.ID, "email_address", "", "phone_number", testPhone).want("422 form_param_nil(email_address)")
}

func TestAttribute_changes(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("all-required"))
	app := newNative(t, m)
	id := app.create("first_name", "Jane", "unsafe_metadata", `{"plan":"free","n":1}`, "legal_accepted", "true", "locale", "de-CH").signUp().ID

	su := app.update(id).want("200").signUp() // a request without body
	equal(t, "first name", su.FirstName, "Jane")
	accepted := su.LegalAcceptedAt
	equal(t, "metadata", su.UnsafeMetadata, map[string]any{"plan": "free", "n": 1.0})
	m.Advance(time.Minute)
	su = app.update(id, "first_name", "", "unsafe_metadata", `{"plan":"paid"}`, "legal_accepted", "true", "locale", "").want("200").signUp()
	equal(t, "first name, cleared", su.FirstName, "")
	equal(t, "metadata, replaced", su.UnsafeMetadata, map[string]any{"plan": "paid"})
	equal(t, "locale, left alone", su.Locale, "de-CH")
	if accepted == 0 || su.LegalAcceptedAt != accepted {
		t.Errorf("accepted at %d, later at %d", accepted, su.LegalAcceptedAt)
	}
	app.update(id, "email_address", "", "phone_number", "").want("422 form_param_nil(email_address) form_param_nil(phone_number)")
	app.update(id, "username", "jane_doe", "password", "JANE_DOE").want("422 form_password_matches_identifier(password)")
	app.update(id, "password", password).want("200")
	equal(t, "nothing of the refused request", app.get(id).signUp().Username, "")
}

func TestAttribute_password_rules(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, with(func(s *environment.UserSettings) {
		p := &s.PasswordSettings
		p.MinLength, p.MaxLength = 10, 20
		p.RequireLowercase, p.RequireUppercase, p.RequireNumbers, p.RequireSpecialChar = true, true, true, true
	}))
	app := newNative(t, m)
	id := app.create().signUp().ID
	for given, want := range map[string]string{
		"Aa1!aaaaaa":            "200",
		"Aa1!aaaaa":             "422 form_password_length_too_short(password)",
		"Aa1!aaaaaaaaaaaaaaaaa": "422 form_password_length_too_long(password)",
		"AAAAAAA1!AA":           "422 form_password_no_lowercase(password)",
		"aaaaaaa1!aa":           "422 form_password_no_uppercase(password)",
		"Aaaaaaaa!aa":           "422 form_password_no_number(password)",
		"Aaaaaaa1aaa":           "422 form_password_no_special_char(password)",
		"aaaaaaaaaaa":           "422 form_password_no_uppercase(password) form_password_no_number(password) form_password_no_special_char(password)",
	} {
		app.update(id, "password", given).want(want)
	}
}

func TestAttribute_that_is_off_is_an_unknown_parameter(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("oauth-only"))
	for param, value := range map[string]string{
		"email_address": testEmail, "phone_number": testPhone, "username": "jane_doe", "password": password,
		"web3_wallet": "0x00000000000000000000000000000000deadbeef", "first_name": "Jane", "last_name": "Doe",
	} {
		newNative(t, m).create(param, value).want("422 form_param_unknown(" + param + ")")
	}
}

func TestAttribute_legal_consent(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("legal-consent"))
	app := newNative(t, m)
	id := app.create("email_address", testEmail, "strategy", "email_code").want("200").signUp().ID
	app.attempt(id, "email_code", "code", testCode).signUp().want(t, "missing_requirements missing legal_accepted")
	app.update(id, "legal_accepted", "false").want("422 legal_not_accepted(legal_accepted)")
	app.update(id, "legal_accepted", "").want("200").signUp().want(t, "missing_requirements missing legal_accepted")
	app.update(id, "legal_accepted", "true").want("200").signUp().want(t, "complete")

	// Where nobody asks, an answer is kept and means nothing.
	off := newNative(t, mockfapitest.NewT(t))
	equal(t, "refused", off.create("legal_accepted", "false").want("200").signUp().LegalAcceptedAt, 0)
	if off.create("legal_accepted", "true").want("200").signUp().LegalAcceptedAt == 0 {
		t.Error("the consent was lost")
	}
}

func TestWithPhoneValidator_refuses_more_than_the_shape(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("phone-code"), mockfapi.WithPhoneValidator(func(number string) error {
		if strings.HasPrefix(number, "+49") {
			return nil
		}
		return errors.New("not a German number")
	}))
	newNative(t, m).create("phone_number", testPhone).want("422 form_param_format_invalid(phone_number)")
	newNative(t, m).create("phone_number", "+49 30 901820").want("200")
}
