package environment

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
)

//go:embed template.json
var templateJSON []byte

// template holds everything that no field of a Document says. It is never changed.
var template = sync.OnceValue(func() map[string]any {
	var rest map[string]any
	if err := json.Unmarshal(templateJSON, &rest); err != nil {
		panic(err) // it is part of this package
	}
	return rest
})

// Preset returns a fresh copy of built-in settings. [Presets] lists the names.
func Preset(name string) (*Document, error) {
	set, ok := presets()[name]
	if !ok {
		return nil, fmt.Errorf("environment: no preset %q; there are %s", name, strings.Join(Presets(), ", "))
	}
	d := Blank()
	set(&d.UserSettings)
	return d, nil
}

// Presets returns the names of the built-in settings, sorted. The preset
// "legacy-NAME" of each is the same instance before Progressive Sign Up.
func Presets() []string {
	return slices.Sorted(maps.Keys(presets()))
}

// Blank returns the settings of a public, progressive development instance with
// every attribute and provider off, to build one's own on.
func Blank() *Document {
	return &Document{
		AuthConfig: AuthConfig{TestMode: true, NativeSettings: &NativeSettings{APIEnabled: true}},
		DisplayConfig: DisplayConfig{
			ApplicationName: "Mock application", InstanceEnvironmentType: "development", CaptchaOAuthBypass: []string{},
			SignInURL: "https://app.test/sign-in", SignUpURL: "https://app.test/sign-up",
		},
		UserSettings: UserSettings{
			Attributes: Attributes{
				EmailAddress: Email(Off), PhoneNumber: Phone(Off), Username: Username(Off), Web3Wallet: Wallet(Off),
				Password: Password(Off), FirstName: Plain(Off), LastName: Plain(Off),
				AuthenticatorApp: Plain(Off), Ticket: Plain(Optional), BackupCode: Plain(Off), Passkey: Plain(Off),
			},
			Social:           map[string]Social{},
			SignUp:           SignUp{CaptchaWidgetType: "smart", Progressive: true, Mode: "public"},
			PasswordSettings: PasswordSettings{MinLength: 8, AllowedSpecialCharacters: "!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~"},
			UsernameSettings: UsernameSettings{MinLength: new(4), MaxLength: new(64)},
			Actions:          Actions{DeleteSelf: true, CreateOrganization: true},
			AttackProtection: AttackProtection{UserLockout: UserLockout{Enabled: true, MaxAttempts: 100, DurationInMinutes: 60}},
		},
	}
}

func presets() map[string]func(*UserSettings) {
	all := map[string]func(*UserSettings){
		"email-code": func(s *UserSettings) { s.Attributes.EmailAddress = Email(Required) },
		"email-link": func(s *UserSettings) { s.Attributes.EmailAddress = Email(Required, "email_link") },
		"email-password": func(s *UserSettings) {
			s.Attributes.EmailAddress = Email(Required, "email_code", "email_link")
			s.Attributes.Password = Password(Required)
			names(s, Optional)
		},
		"phone-code": func(s *UserSettings) { s.Attributes.PhoneNumber = Phone(Required) },
		"email-or-phone": func(s *UserSettings) {
			s.Attributes.EmailAddress, s.Attributes.PhoneNumber = Email(Optional), Phone(Optional)
		},
		"username-password": func(s *UserSettings) {
			s.Attributes.Username, s.Attributes.Password = Username(Required), Password(Required)
			s.Attributes.EmailAddress = Email(Optional)
		},
		"oauth-only": func(s *UserSettings) { socials(s, "oauth_google", "oauth_github") },
		"oauth": func(s *UserSettings) {
			s.Attributes.EmailAddress, s.Attributes.PhoneNumber = Email(Required), Phone(Required)
			names(s, Required)
			socials(s, "oauth_google", "oauth_github", "oauth_apple")
		},
		"all-required": func(s *UserSettings) {
			s.Attributes.EmailAddress, s.Attributes.PhoneNumber = Email(Required, "email_code", "email_link"), Phone(Required)
			s.Attributes.Username, s.Attributes.Password = Username(Required), Password(Required)
			names(s, Required)
			s.SignUp.LegalConsentEnabled = true
			socials(s, "oauth_google", "oauth_github", "oauth_apple")
		},
		"web3": func(s *UserSettings) { s.Attributes.Web3Wallet = Wallet(Required) },
		"web3-email": func(s *UserSettings) {
			s.Attributes.Web3Wallet = Wallet(Optional)
			s.Attributes.EmailAddress, s.Attributes.Password = Email(Required), Password(Required)
		},
		"legal-consent": func(s *UserSettings) {
			s.Attributes.EmailAddress = Email(Required)
			s.SignUp.LegalConsentEnabled = true
			socials(s, "oauth_google")
		},
		"custom-action": func(s *UserSettings) {
			s.Attributes.EmailAddress = Email(Required)
			s.SignUp.CustomActionRequired = true
		},
	}
	for _, mode := range []string{"restricted", "waitlist"} {
		all[mode] = func(s *UserSettings) {
			s.Attributes.EmailAddress = Email(Required)
			s.SignUp.Mode = mode
		}
	}
	for name, set := range maps.Clone(all) {
		all["legacy-"+name] = func(s *UserSettings) {
			set(s)
			s.SignUp.Progressive = false
		}
	}
	return all
}

func names(s *UserSettings, use Use) {
	s.Attributes.FirstName, s.Attributes.LastName = Plain(use), Plain(use)
}

func socials(s *UserSettings, strategies ...string) {
	for _, strategy := range strategies {
		s.Social[strategy] = Provider(strategy)
	}
}
