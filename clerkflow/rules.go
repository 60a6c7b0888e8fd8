package clerkflow

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// passwordBytes is the most that the service can hash.
	passwordBytes = 72
	// punctuation counts as special where the settings do not say what does.
	punctuation = "!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~"
)

// CheckPassword returns the rules of the instance that a password breaks, as the
// service would report them, without asking it; none when it may do. identifiers
// are the person's address, number and username, none of which may be the
// password. Whether a password is known from a breach, or too weak although it
// keeps the rules, only the service says.
func (e *Environment) CheckPassword(password Secret, identifiers ...string) []Problem {
	s, text := &e.UserSettings.PasswordSettings, password.Reveal()
	has := func(is func(rune) bool) bool { return strings.IndexFunc(text, is) >= 0 }
	special := cmp.Or(s.AllowedSpecialCharacters, punctuation)
	shortest, longest := max(s.MinLength, 8), min(cmp.Or(s.MaxLength, passwordBytes), passwordBytes)
	length := utf8.RuneCountInString(text)
	broken := rules{field: FieldPassword}
	broken.add(length < shortest, "form_password_length_too_short", fmt.Sprintf("must be at least %d characters long", shortest))
	broken.add(length > longest, "form_password_length_too_long", fmt.Sprintf("must be at most %d characters long", longest))
	broken.add(length <= longest && len(text) > passwordBytes, "form_password_size_in_bytes_exceeded", fmt.Sprintf("must be at most %d bytes long", passwordBytes))
	broken.add(s.RequireUppercase && !has(unicode.IsUpper), "form_password_no_uppercase", "must contain an upper-case letter")
	broken.add(s.RequireLowercase && !has(unicode.IsLower), "form_password_no_lowercase", "must contain a lower-case letter")
	broken.add(s.RequireNumbers && !has(unicode.IsDigit), "form_password_no_number", "must contain a digit")
	broken.add(s.RequireSpecialChar && !strings.ContainsAny(text, special), "form_password_no_special_char", "must contain one of "+special)
	same := func(identifier string) bool { return identifier != "" && strings.EqualFold(identifier, text) }
	broken.add(slices.ContainsFunc(identifiers, same), "form_password_matches_identifier", "must not be your address, number or username")
	return broken.problems
}

var phoneNumber = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)

// CheckUsername returns the rules of the instance that a username breaks, as the
// service would report them, without asking it; none when it may do. Whether it is
// taken only the service says.
func (e *Environment) CheckUsername(username string) []Problem {
	s, text := &e.UserSettings.UsernameSettings, strings.TrimSpace(username)
	shortest, longest := cmp.Or(s.MinLength, 4), cmp.Or(s.MaxLength, 64)
	length := utf8.RuneCountInString(text)
	allowed := "_-"
	if s.AllowExtendedSpecialCharacters {
		allowed += ".!#$%&'*+/=?^`{|}~"
	}
	strange := func(r rune) bool {
		return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(allowed, r)
	}
	noDigit := func(r rune) bool { return !unicode.IsDigit(r) }
	broken := rules{field: FieldUsername}
	broken.add(length < shortest || length > longest, "form_username_invalid_length", fmt.Sprintf("must be %d to %d characters long", shortest, longest))
	if strings.ContainsFunc(text, strange) {
		broken.add(true, "form_username_invalid_character", "may only contain Latin letters, digits and "+allowed)
		return broken.problems
	}
	broken.add(phoneNumber.MatchString(text), "form_username_cannot_be_phone_number", "must not be a phone number")
	broken.add(text != "" && !strings.ContainsFunc(text, noDigit) && !s.AllowNumericUsernames, "form_username_needs_non_number_char", "must contain something that is no digit")
	return broken.problems
}

// rules collects what is wrong with a field.
type rules struct {
	field    Field
	problems []Problem
}

func (r *rules) add(broken bool, code, message string) {
	if broken {
		r.problems = append(r.problems, Problem{Code: code, Message: message, LongMessage: string(r.field) + " " + message, Meta: ProblemMeta{ParamName: string(r.field)}})
	}
}
