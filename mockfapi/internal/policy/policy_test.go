package policy_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/policy"
)

func codes(errs []*apierror.Error) []string {
	var all []string
	for _, e := range errs {
		all = append(all, e.Code)
	}
	return all
}

func TestEmail(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"jane@example.com":                     "jane@example.com",
		" Jane.Doe+shop@Mail.Example.COM\t":    "jane.doe+shop@mail.example.com",
		"jänе@exämple.com":                     "jänе@exämple.com",
		"o'neil@example.com":                   "o'neil@example.com",
		"":                                     "",
		"jane":                                 "",
		"jane@":                                "",
		"@example.com":                         "",
		"jane@example":                         "",
		"jane@@example.com":                    "",
		"jane doe@example.com":                 "",
		`"jane doe"@example.com`:               "",
		"Jane <jane@example.com>":              "",
		"<jane@example.com>":                   "",
		"jane@example.com, june@example.com":   "",
		"jane@example.com (comment)":           "",
		"jane@example..com":                    "",
		"jane\n@example.com":                   "",
		strings.Repeat("a", 65) + "@b.c@d.com": "",
	} {
		got, ok := policy.Email(text)
		if ok != (want != "") || ok && got != want {
			t.Errorf("%q becomes %q, %t", text, got, ok)
		}
	}
}

func TestPhone(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"+14155552671": "+14155552671", " +1 (415) 555-26.71 ": "+14155552671", "+4930901820": "+4930901820",
		"+123456": "", "+1234567": "+1234567", "+123456789012345": "+123456789012345", "+1234567890123456": "",
		"14155552671": "", "+04155552671": "", "+1415555abcd": "", "": "", "++14155552671": "", "0014155552671": "",
	} {
		got, ok := policy.Phone(text)
		if ok != (want != "") || ok && got != want {
			t.Errorf("%q becomes %q, %t", text, got, ok)
		}
	}
}

func TestTestIdentities(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"jane+clerk_test@example.com": true, "jane+clerk_test_2@example.com": true, "+clerk_test@example.com": true,
		"jane@example.com": false, "jane+shop@example.com": false, "clerk_test@example.com": false,
		"jane+shop+clerk_test@example.com": false, "jane@clerk+clerk_test.com": false,
	} {
		if policy.IsTestEmail(address) != want {
			t.Errorf("%s: %t", address, !want)
		}
	}
	for number, want := range map[string]bool{
		"+15555550100": true, "+12015550199": true, "+15555550200": false, "+15555551100": false,
		"+445555550100": false, "+1555555010": false, "+155555501000": false, "15555550100": false,
	} {
		if policy.IsTestPhone(number) != want {
			t.Errorf("%s: %t", number, !want)
		}
	}
}

func TestLocale(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"en": true, "de-CH": true, "zh-Hant-TW": true, "de-CH-1996": true,
		"": false, "e": false, "en_US": false, "en-": false, "123": false, "en US": false, "englishlanguage": false,
	} {
		if policy.Locale(text) != want {
			t.Errorf("%q: %t", text, !want)
		}
	}
}

func TestUsername(t *testing.T) {
	t.Parallel()
	extended := environment.UsernameSettings{AllowExtendedSpecialCharacters: true}
	for name, tt := range map[string]struct {
		settings environment.UsernameSettings
		text     string
		want     []string
	}{
		"plain":                        {text: "Jane_Doe-1"},
		"four":                         {text: "jane"},
		"64":                           {text: strings.Repeat("a", 64)},
		"65":                           {text: strings.Repeat("a", 65), want: []string{"form_username_invalid_length"}},
		"three":                        {text: "abc", want: []string{"form_username_invalid_length"}},
		"its own limits":               {settings: environment.UsernameSettings{MinLength: new(2), MaxLength: new(3)}, text: "ab"},
		"a dot":                        {text: "jane.doe", want: []string{"form_username_invalid_character"}},
		"a dot, allowed":               {settings: extended, text: "jane.doe"},
		"an at sign is never":          {settings: extended, text: "jane@doe", want: []string{"form_username_invalid_character"}},
		"a space":                      {settings: extended, text: "jane doe", want: []string{"form_username_invalid_character"}},
		"beyond ASCII":                 {settings: extended, text: "ǌane", want: []string{"form_username_invalid_character"}},
		"digits":                       {text: "12345", want: []string{"form_username_needs_non_number_char"}},
		"digits, allowed":              {settings: environment.UsernameSettings{AllowNumericUsernames: true}, text: "12345"},
		"a phone number":               {settings: extended, text: "+14155552671", want: []string{"form_username_cannot_be_phone_number"}},
		"a phone number, two mistakes": {text: "+14155552671", want: []string{"form_username_invalid_character"}},
		"short and strange":            {text: "a.b", want: []string{"form_username_invalid_length", "form_username_invalid_character"}},
	} {
		got, broken := policy.Username(tt.settings, " "+tt.text+" ")
		if diff := cmp.Diff(tt.want, codes(broken)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if got != strings.ToLower(tt.text) {
			t.Errorf("%s: stored as %q", name, got)
		}
	}
}

func TestPassword(t *testing.T) {
	t.Parallel()
	special := environment.PasswordSettings{RequireSpecialChar: true}
	for name, tt := range map[string]struct {
		settings environment.PasswordSettings
		text     string
		want     []string
	}{
		"plain":                      {text: "correct horse"},
		"eight":                      {text: "eight888"},
		"seven":                      {text: "seven77", want: []string{"form_password_length_too_short"}},
		"seven umlauts":              {text: "äöüäöüä", want: []string{"form_password_length_too_short"}},
		"72":                         {text: strings.Repeat("a", 72)},
		"73":                         {text: strings.Repeat("a", 73), want: []string{"form_password_length_too_long"}},
		"72 characters of two bytes": {text: strings.Repeat("ä", 72), want: []string{"form_password_size_in_bytes_exceeded"}},
		"special":                    {settings: special, text: "correct horse!"},
		"special, missing":           {settings: special, text: "correct1horse", want: []string{"form_password_no_special_char"}},
		"special, another":           {settings: environment.PasswordSettings{RequireSpecialChar: true, AllowedSpecialCharacters: "#"}, text: "correct horse!", want: []string{"form_password_no_special_char"}},
		"in a breach":                {text: "password123", want: []string{"form_password_pwned"}},
		"in a breach, not asked":     {settings: environment.PasswordSettings{DisableHIBP: true}, text: "password123"},
		"in a breach and too short":  {settings: environment.PasswordSettings{MinLength: 12}, text: "password123", want: []string{"form_password_length_too_short"}},
		"an identifier":              {text: "Jane@Example.com", want: []string{"form_password_matches_identifier"}},
	} {
		if diff := cmp.Diff(tt.want, codes(policy.Password(tt.settings, tt.text, "", "jane@example.com", "jane@example.com"))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
