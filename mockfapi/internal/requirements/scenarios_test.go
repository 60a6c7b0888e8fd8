package requirements_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/requirements"
)

// settings builds an instance from words: "E!" is e-mail required, "E" optional,
// "E!-" required without verification, "E~" no first factor; P phone, U username, W wallet, pw
// password, F and L names, consent, action, legacy, and any oauth_ strategy.
func settings(t *testing.T, words string) *environment.UserSettings {
	t.Helper()
	s := &environment.Blank().UserSettings
	a := &s.Attributes
	for word := range strings.FieldsSeq(words) {
		name, use := word, environment.Optional
		name, idle := strings.CutSuffix(name, "~")
		name, unverified := strings.CutSuffix(name, "-")
		if strings.HasSuffix(name, "!") {
			name, use = strings.TrimSuffix(name, "!"), environment.Required
		}
		switch name {
		case "E":
			a.EmailAddress = environment.Email(use)
			a.EmailAddress.VerifyAtSignUp, a.EmailAddress.UsedForFirstFactor = !unverified, !idle
		case "P":
			a.PhoneNumber = environment.Phone(use)
			a.PhoneNumber.VerifyAtSignUp = !unverified
		case "U":
			a.Username = environment.Username(use)
			a.Username.UsedForFirstFactor = !idle
		case "W":
			a.Web3Wallet = environment.Wallet(use)
			a.Web3Wallet.VerifyAtSignUp = !unverified
		case "pw":
			a.Password = environment.Password(use)
		case "F":
			a.FirstName = environment.Plain(use)
		case "L":
			a.LastName = environment.Plain(use)
		case "consent":
			s.SignUp.LegalConsentEnabled = true
		case "action":
			s.SignUp.CustomActionRequired = true
		case "legacy":
			s.SignUp.Progressive = false
		default:
			if !strings.HasPrefix(name, "oauth_") {
				t.Fatalf("settings: unknown word %q", word)
			}
			social := environment.Provider(name)
			social.Required = use == environment.Required
			s.Social[name] = social
		}
	}
	return s
}

var long = strings.NewReplacer(
	"E", "email_address", "P", "phone_number", "U", "username", "W", "web3_wallet", "pw", "password",
	"F", "first_name", "L", "last_name", "consent", "legal_accepted", "action", "custom_action")

// attempt builds what a sign-up holds from words: "E" supplied, "E+" verified,
// an oauth_ strategy verified, ticket, enterprise, protect, abandoned.
func attempt(words string) requirements.Attempt {
	var a requirements.Attempt
	for word := range strings.FieldsSeq(words) {
		switch {
		case strings.HasPrefix(word, "oauth_"):
			a.External = word
		case word == "enterprise_sso", word == "saml":
			a.External = word
		case word == "ticket":
			a.Ticket = true
		case word == "enterprise":
			a.Enterprise = true
		case word == "protect":
			a.Protect = true
		case word == "abandoned":
			a.Abandoned = true
		default:
			name, verified := strings.CutSuffix(word, "+")
			a.Supplied = append(a.Supplied, long.Replace(name))
			if verified {
				a.Verified = append(a.Verified, long.Replace(name))
			}
		}
	}
	return a
}

func lists(required, optional, missing, unverified, status string) requirements.Lists {
	set := func(words string) []string {
		names := []string{}
		for word := range strings.FieldsSeq(words) {
			names = append(names, long.Replace(word))
		}
		slices.Sort(names)
		return names
	}
	return requirements.Lists{
		Required: set(required), Optional: set(optional), Missing: set(missing), Unverified: set(unverified), Status: status,
	}
}

func sorted(l requirements.Lists) requirements.Lists {
	for _, names := range [][]string{l.Required, l.Optional, l.Missing, l.Unverified} {
		slices.Sort(names)
	}
	return l
}

func TestScenarios(t *testing.T) {
	t.Parallel()
	const ten = " oauth_apple oauth_box oauth_facebook oauth_github oauth_google oauth_linkedin_oidc oauth_notion oauth_tiktok oauth_vercel oauth_x"
	const recorded = "E! pw! U F! L! P! consent" + ten
	const missing, complete = requirements.Missing, requirements.Complete
	for _, tc := range []struct {
		name, settings, holds                           string
		required, optional, missing, unverified, status string
	}{
		{"01 e-mail of a strict instance", recorded, "E consent", "E F L consent pw P", "U" + ten, "F L pw P", "E", missing},
		{"02 everything given", recorded, "E P pw F L consent", "E F L consent pw P", "U" + ten, "", "E P", missing},
		{"03 e-mail verified", recorded, "E+ P pw F L consent", "E F L consent pw P", "U" + ten, "", "P", missing},
		{"04 both verified", recorded, "E+ P+ pw F L consent", "E F L consent pw P", "U" + ten, "", "", complete},
		{"05 phone left", "E! P! U! pw! oauth_apple oauth_google", "E+ P U pw", "E P U pw", "oauth_apple oauth_google", "", "P", missing},
		{"06 nothing required, nothing given", "P F L pw oauth_twitter oauth_github oauth_google", "", "", "P F L pw oauth_twitter oauth_github oauth_google", "P oauth_twitter oauth_github oauth_google", "", missing},
		{"07 nothing required, phone", "P F L pw oauth_twitter oauth_github oauth_google", "P", "", "P F L pw oauth_twitter oauth_github oauth_google", "", "P", missing},
		{"08 nothing required, phone verified", "P F L pw oauth_twitter oauth_github oauth_google", "P+", "", "P F L pw oauth_twitter oauth_github oauth_google", "", "", complete},
		{"09 nothing required, Google", "P F L pw oauth_twitter oauth_github oauth_google", "oauth_google", "", "P F L pw oauth_twitter oauth_github oauth_google", "", "", complete},
		{"10 Google with a verified e-mail", "E! oauth_google", "oauth_google E+", "E", "oauth_google", "", "", complete},
		{"11 Google lacks the last name", "E! F! L! oauth_google", "oauth_google E+ F", "E F L", "oauth_google", "L", "", missing},
		{"12 Google without e-mail", "E! oauth_google", "oauth_google", "E", "oauth_google", "E", "", missing},
		{"13 Google with an unverified e-mail", "E! oauth_google", "oauth_google E", "E", "oauth_google", "", "E", missing},
		{"14 Google lacks the phone", "E! P! oauth_google", "oauth_google E+", "E P", "oauth_google", "P", "", missing},
		{"15 Google waives the password", "E! pw! oauth_google", "oauth_google E+", "E pw", "oauth_google", "", "", complete},
		{"16 e-mail or phone, neither", "E P", "", "", "E P", "E P", "", missing},
		{"17 e-mail or phone, e-mail", "E P", "E", "", "E P", "", "E", missing},
		{"18 optional phone blocks once given", "E! P", "E+ P", "E", "P", "", "P", missing},
		{"19 no verification at sign-up", "E!- pw!", "E pw", "E pw", "", "", "", complete},
		{"20 username and password", "U! pw! E", "U pw", "U pw", "E", "", "", complete},
		{"21 wallet not signed", "W!", "W", "W", "", "", "W", missing},
		{"22 wallet signed, e-mail required", "W E!", "W+", "E", "W", "E", "", missing},
		{"23 wallet waives the password", "W E! pw!", "W+ E+", "E pw", "W", "", "", complete},
		{"24 ticket brings a verified e-mail", "E!", "ticket E+", "E", "", "", "", complete},
		{"25 ticket does not waive the password", "E! pw!", "ticket E+", "E pw", "", "pw", "", missing},
		{"26 transferred Google lacks the consent", "E! consent oauth_google", "oauth_google E+", "E consent", "oauth_google", "consent", "", missing},
		{"27 custom action", "E! action", "E+", "E action", "", "action", "", missing},
		{"28 enterprise domain hides the rest", "E! P!", "E enterprise", "E P", "", "enterprise_sso", "", missing},
		{"29 legacy Google skips names and phone", "legacy E! F! L! P oauth_google", "oauth_google E+", "F L", "E P oauth_google", "", "", complete},
		{"30 legacy Google without an e-mail", "legacy E! oauth_google", "", "E", "oauth_google", "E", "", missing},
		{"31 legacy wallet", "legacy W!", "W+", "", "W", "", "", complete},
		{"32 a blank name is no name", "E! F L", "E", "E", "F L", "", "E", missing},

		{"enterprise account verified", "E! pw!", "E+ enterprise enterprise_sso", "E pw", "", "", "", complete},
		{"Google is no enterprise account", "E! oauth_google", "E+ enterprise oauth_google", "E", "oauth_google", "enterprise_sso", "", missing},
		{"enterprise account by its old name", "E!", "E+ enterprise saml", "E", "", "", "", complete},
		{"enterprise account identifies", "E P", "enterprise_sso", "", "E P", "", "", complete},
		{"a wallet is always proved", "W!-", "W", "W", "", "", "W", missing},
		{"a required provider", "E! oauth_google! oauth_github", "E+", "E oauth_google", "oauth_github", "oauth_google", "", missing},
		{"a required provider came", "E! oauth_google! oauth_github", "E+ oauth_google", "E oauth_google", "oauth_github", "", "", complete},
		{"another than the required provider came", "E! oauth_google! oauth_github", "E+ oauth_github", "E oauth_google", "oauth_github", "oauth_google", "", missing},
		{"a username that is no first factor identifies nobody", "U~ E", "U", "", "U E", "E", "", missing},
		{"a username that is no first factor is no way in", "U~ E", "", "", "U E", "E", "", missing},
		{"a required identifier leaves no choice", "E! P oauth_google", "", "E", "P oauth_google", "E", "", missing},
		{"legacy address that is no first factor", "legacy E!~ P", "", "P", "E", "P", "", missing},
		{"legacy address that is no first factor does not block", "legacy E!~ P", "E P+", "P", "E", "", "", complete},
		{"protect check blocks", "E!", "E+ protect", "E", "", "protect_check", "", missing},
		{"abandoned", "E!", "E abandoned", "E", "", "", "E", requirements.Abandoned},
		{"only a password required: an identifier is needed", "E P pw!", "pw", "pw", "E P", "E P", "", missing},
		{"wallet among the alternatives", "E W oauth_google", "", "", "E W oauth_google", "E W oauth_google", "", missing},
		{"wallet signed is enough", "E W oauth_google", "W+", "", "E W oauth_google", "", "", complete},
		{"optional username identifies", "U pw!", "U pw", "pw", "U", "", "", complete},
		{"Google does not waive consent, username, phone", "E! P! U! consent pw! oauth_google", "oauth_google E+", "E P U pw consent", "oauth_google", "P U consent", "", missing},
		{"legacy single contact is required", "legacy E pw!", "", "E pw", "", "E pw", "", missing},
		{"legacy two contacts are alternatives", "legacy E! P! pw!", "pw", "pw", "E P", "E P", "", missing},
		{"legacy two contacts, phone given", "legacy E P pw!", "pw P", "pw", "E P", "", "P", missing},
		{"legacy two contacts, both given", "legacy E P", "E+ P", "", "E P", "", "P", missing},
		{"legacy wallet not signed", "legacy W E pw!", "W", "E pw", "W", "", "W", missing},
		{"legacy wallet needs nothing else", "legacy W E F! pw!", "W+", "E F pw", "W", "", "", complete},
		{"legacy ticket asks neither e-mail nor phone", "legacy E! F! pw!", "ticket F", "E F pw", "", "pw", "", missing},
		{"legacy without a contact offers what identifies", "legacy oauth_google oauth_github", "", "", "oauth_google oauth_github", "oauth_google oauth_github", "", missing},
		{"legacy Google skips the consent", "legacy E consent oauth_google", "oauth_google", "E consent", "oauth_google", "", "", complete},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got := requirements.Of(settings(t, tc.settings), attempt(tc.holds))
			want := lists(tc.required, tc.optional, tc.missing, tc.unverified, tc.status)
			if diff := cmp.Diff(want, sorted(got)); diff != "" {
				t.Errorf("settings %q, holding %q (-want +got):\n%s", tc.settings, tc.holds, diff)
			}
		})
	}
}
