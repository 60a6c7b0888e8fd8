// Package policy says which values an instance accepts: the shape of addresses
// and numbers, the rules for usernames and passwords.
package policy

import (
	"cmp"
	"fmt"
	"net/mail"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
)

// NameLimit is the longest first or last name, in characters.
const NameLimit = 256

// MetadataLimit is the largest metadata document, in bytes.
const MetadataLimit = 8 << 10

var (
	e164      = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)
	spacing   = strings.NewReplacer(" ", "", "-", "", "(", "", ")", "", ".", "")
	testPhone = regexp.MustCompile(`^\+1[0-9]{3}55501[0-9]{2}$`)
	locale    = regexp.MustCompile(`^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$`)
)

// punctuation counts as special where the settings do not say what does.
const punctuation = "!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~"

// TestCode verifies every test address and number.
const TestCode = "424242"

// Email returns the address in the form that is stored, false for what is no
// address.
func Email(text string) (string, bool) {
	text = strings.ToLower(strings.TrimSpace(text))
	parsed, err := mail.ParseAddress(text)
	if err != nil || parsed.Address != text {
		return "", false
	}
	_, domain, _ := strings.Cut(text, "@")
	return text, strings.Contains(domain, ".") && !strings.ContainsAny(text, ` "`)
}

// Phone returns the number as E.164, false for what is no number.
func Phone(text string) (string, bool) {
	text = spacing.Replace(strings.TrimSpace(text))
	return text, e164.MatchString(text)
}

// Locale says whether text has the shape of a BCP-47 language tag.
func Locale(text string) bool { return locale.MatchString(text) }

// IsTestEmail says whether codes for the address are never sent and always
// [TestCode].
func IsTestEmail(address string) bool {
	local, _, _ := strings.Cut(address, "@")
	_, sub, _ := strings.Cut(local, "+")
	return strings.HasPrefix(sub, "clerk_test")
}

// IsTestPhone says the same of a phone number.
func IsTestPhone(number string) bool { return testPhone.MatchString(number) }

// Username returns the username in the form that is stored and the rules that it
// breaks.
func Username(s environment.UsernameSettings, text string) (string, []*apierror.Error) {
	text = strings.ToLower(strings.TrimSpace(text))
	var broken []*apierror.Error
	shortest, longest := s.Lengths()
	if n := utf8.RuneCountInString(text); n < shortest || n > longest {
		broken = append(broken, apierror.Username("form_username_invalid_length", fmt.Sprintf("must be %d to %d characters long", shortest, longest)))
	}
	allowed := "_-"
	if s.AllowExtendedSpecialCharacters {
		allowed += ".!#$%&'*+/=?^`{|}~"
	}
	digits := true
	for _, r := range text {
		digits = digits && unicode.IsDigit(r)
		if r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(allowed, r) {
			return text, append(broken, apierror.Username("form_username_invalid_character", "may only contain letters, digits and "+allowed))
		}
	}
	if e164.MatchString(text) {
		broken = append(broken, apierror.Username("form_username_cannot_be_phone_number", "must not be a phone number"))
	}
	if digits && text != "" && !s.AllowNumericUsernames {
		broken = append(broken, apierror.Username("form_username_needs_non_number_char", "must contain something that is no digit"))
	}
	return text, broken
}

// Password returns the rules that a password breaks. identifiers are the other
// values of the sign-up, none of which may be the password.
func Password(s environment.PasswordSettings, password string, identifiers ...string) []*apierror.Error {
	var broken []*apierror.Error
	rule := func(wrong bool, code, text string) {
		if wrong {
			broken = append(broken, apierror.Password("form_password_"+code, text))
		}
	}
	has := func(is func(rune) bool) bool { return strings.IndexFunc(password, is) >= 0 }
	shortest, longest := s.Lengths()
	length := utf8.RuneCountInString(password)
	rule(length < shortest, "length_too_short", fmt.Sprintf("must be at least %d characters long", shortest))
	rule(length > longest, "length_too_long", fmt.Sprintf("must be at most %d characters long", longest))
	rule(length <= longest && len(password) > 72, "size_in_bytes_exceeded", "must be at most 72 bytes long")
	rule(s.RequireUppercase && !has(unicode.IsUpper), "no_uppercase", "must contain an upper-case letter")
	rule(s.RequireLowercase && !has(unicode.IsLower), "no_lowercase", "must contain a lower-case letter")
	rule(s.RequireNumbers && !has(unicode.IsDigit), "no_number", "must contain a digit")
	rule(s.RequireSpecialChar && !strings.ContainsAny(password, cmp.Or(s.AllowedSpecialCharacters, punctuation)), "no_special_char", "must contain a special character")
	for _, identifier := range identifiers {
		if identifier != "" && strings.EqualFold(identifier, password) {
			rule(true, "matches_identifier", "must not be one of your identifiers")
			break
		}
	}
	if len(broken) == 0 && !s.DisableHIBP && Pwned(password) {
		broken = append(broken, apierror.FormPasswordPwned())
	}
	return broken
}

// Pwned stands for the breach list, which the mock cannot ask.
func Pwned(password string) bool {
	switch password {
	case "password", "12345678", "password123":
		return true
	}
	return false
}
