package mockfapi_test

import (
	"strings"
	"testing"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
	"github.com/clerkflow/clerkflow-go/mockfapi/zxcvbn"
)

func TestPassword_strength(t *testing.T) {
	t.Parallel()
	ask := func(shown bool, score int) mockfapi.Option {
		return with(func(s *environment.UserSettings) {
			s.PasswordSettings.ShowZXCVBN, s.PasswordSettings.MinZXCVBNStrength = shown, score
		})
	}
	meter := mockfapi.WithPasswordMeter(zxcvbn.Meter)
	app := newNative(t, mockfapitest.NewT(t, meter, ask(true, 3)))
	a := app.create("email_address", testEmail, "password", "abcdefgh").want("422 form_password_not_strong_enough(password)")
	suggestions, ok := at(t, decode[any](a), "errors 0 meta zxcvbn suggestions").([]any)
	if !ok || len(suggestions) != 2 {
		t.Fatalf("suggestions are %v", suggestions)
	}
	keys(t, "suggestion", suggestions[0], "code message")
	equal(t, "code", at(t, suggestions[0], "code"), any("anotherWord"))
	app.create("password", "short").want("422 form_password_length_too_short(password)") // one thing after the other
	app.create("password", password).want("200")
	// What one typed elsewhere is easy to guess.
	app.create("email_address", "xk3vqzlpw9@example.com", "password", "xk3vqzlpw9@example.co").want("200")
	app.create("email_address", "xk3vqzlpw9@example.com", "password", "xk3vqzlpw9@example.com").want("422 form_password_matches_identifier(password)")

	newNative(t, mockfapitest.NewT(t, meter, ask(true, 0))).create("password", "abcdefgh").want("200")
	newNative(t, mockfapitest.NewT(t, meter, ask(false, 4))).create("password", "abcdefgh").want("200")
	newNative(t, mockfapitest.NewT(t, ask(true, 4))).create("password", "abcdefgh").want("200") // nobody measures
	if _, err := mockfapi.New(mockfapi.WithPasswordMeter(nil)); err == nil || !strings.Contains(err.Error(), "the meter is nil") {
		t.Errorf("error %v", err)
	}
}

func TestPassword_and_username_rules_of_their_own(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("username-password"), with(func(s *environment.UserSettings) {
		s.UsernameSettings.AllowExtendedSpecialCharacters = true
	}))
	app := newNative(t, m)
	app.create("password", strings.Repeat("ä", 40)).want("422 form_password_size_in_bytes_exceeded(password)")
	app.create("username", "+14155552671").want("422 form_username_cannot_be_phone_number(username)")
}
