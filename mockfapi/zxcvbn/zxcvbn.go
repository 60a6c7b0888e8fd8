// Package zxcvbn measures passwords for a mock whose settings ask for strong ones
// (password_settings.show_zxcvbn and min_zxcvbn_strength):
//
//	instance, err := mockfapi.New(mockfapi.WithPasswordMeter(zxcvbn.Meter))
//
// It is a package of its own because the word lists that it loads take a tenth of a
// second at the start of every program.
package zxcvbn

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	library "github.com/ccojocar/zxcvbn-go"
	"github.com/ccojocar/zxcvbn-go/match"

	"github.com/clerkflow/clerkflow-go/mockfapi"
)

// Meter returns how strong the password is, 0 to 4, and what would make it stronger.
// inputs are what a guesser would try first, such as the user's name. It is safe for
// concurrent use.
func Meter(password string, inputs []string) (score int, suggestions []mockfapi.PasswordSuggestion) {
	strength := library.PasswordStrength(password, inputs)
	var codes []string
	for _, m := range strength.MatchSequence {
		codes = append(codes, weakness(m, password[m.I:min(m.J+1, len(password))])...) // a date ends beyond the end
	}
	if len(codes) == 0 {
		codes = []string{"useWords", "noNeed"}
	} else {
		codes = append([]string{"anotherWord"}, codes...)
	}
	for i, code := range codes {
		if !slices.Contains(codes[:i], code) {
			suggestions = append(suggestions, mockfapi.PasswordSuggestion{Code: code, Message: message(code)})
		}
	}
	return strength.Score, suggestions
}

// weakness returns the codes of what one part of a password should not be. written is
// the part as the person wrote it.
func weakness(m match.Match, written string) []string {
	switch {
	case utf8.RuneCountInString(written) < 3 && m.Pattern == "dictionary":
		return nil // every letter is a word
	case m.Pattern == "spatial":
		return []string{"longerKeyboardPattern"}
	case m.Pattern == "repeat":
		return []string{"repeated"}
	case m.Pattern == "sequence":
		return []string{"sequences"}
	case m.Pattern != "dictionary":
		return nil
	}
	var codes []string
	lower := strings.ToLower(written)
	switch first, _ := utf8.DecodeRuneInString(written); {
	case written == lower:
	case written == strings.ToUpper(written):
		codes = append(codes, "allUppercase")
	case unicode.IsUpper(first):
		codes = append(codes, "capitalization")
	}
	if !strings.EqualFold(m.Token, written) || strings.HasSuffix(m.DictionaryName, "_3117") {
		codes = append(codes, "l33t")
	}
	if len(codes) == 0 {
		codes = []string{"useWords"}
	}
	return codes
}

func message(code string) string {
	switch code {
	case "anotherWord":
		return "Add another, uncommon word."
	case "longerKeyboardPattern":
		return "Avoid keys that lie next to each other."
	case "repeated":
		return "Avoid repetitions."
	case "sequences":
		return "Avoid sequences such as abc."
	case "allUppercase":
		return "Capital letters throughout help little."
	case "capitalization":
		return "A capital letter at the beginning helps little."
	case "l33t":
		return "Signs in the place of similar letters help little."
	case "noNeed":
		return "Symbols, digits and capital letters are not needed."
	}
	return "Use several words, but no common phrases."
}
