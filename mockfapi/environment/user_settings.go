package environment

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// UserSettings is user_settings: everything that decides a sign-up.
type UserSettings struct {
	Attributes       Attributes        `json:"attributes"`
	Social           map[string]Social `json:"social"`
	SignIn           SignIn            `json:"sign_in"`
	SignUp           SignUp            `json:"sign_up"`
	Restrictions     Restrictions      `json:"restrictions"`
	PasswordSettings PasswordSettings  `json:"password_settings"`
	UsernameSettings UsernameSettings  `json:"username_settings"`
	Actions          Actions           `json:"actions"`
	AttackProtection AttackProtection  `json:"attack_protection"`
	EnterpriseSSO    Switch            `json:"enterprise_sso"`
}

// Social is one entry of user_settings.social.
type Social struct {
	Enabled  bool `json:"enabled"`
	Required bool `json:"required"`
	// Authenticatable says that the provider can start a sign-up, not only be
	// connected to an existing user.
	Authenticatable        bool    `json:"authenticatable"`
	BlockEmailSubaddresses bool    `json:"block_email_subaddresses"`
	Strategy               string  `json:"strategy"`
	NotSelectable          bool    `json:"not_selectable"`
	Deprecated             bool    `json:"deprecated"`
	Name                   string  `json:"name"`
	LogoURL                *string `json:"logo_url,omitempty"`
}

// Provider returns the settings of an enabled OAuth provider, for example of
// "oauth_google".
func Provider(strategy string) Social {
	name := strings.TrimPrefix(strings.TrimPrefix(strategy, "oauth_"), "custom_")
	return Social{
		Enabled: true, Authenticatable: true, Strategy: strategy,
		Name: strings.ToUpper(name[:min(1, len(name))]) + name[min(1, len(name)):],
	}
}

// SignUp is user_settings.sign_up.
type SignUp struct {
	CaptchaEnabled       bool   `json:"captcha_enabled"`
	CaptchaWidgetType    string `json:"captcha_widget_type"`
	CustomActionRequired bool   `json:"custom_action_required"`
	// Progressive selects the algorithm of 2022; false is the one before it.
	Progressive         bool   `json:"progressive"`
	Mode                string `json:"mode"` // public, restricted, waitlist
	LegalConsentEnabled bool   `json:"legal_consent_enabled"`
	MFA                 MFA    `json:"mfa"`
}

// MFA is user_settings.sign_up.mfa.
type MFA struct {
	Required bool `json:"required"`
}

// SignIn is user_settings.sign_in.
type SignIn struct {
	SecondFactor MFA `json:"second_factor"`
}

// Switch is a setting that is only on or off.
type Switch struct {
	Enabled bool `json:"enabled"`
}

// Restrictions is user_settings.restrictions.
type Restrictions struct {
	Allowlist                          Switch `json:"allowlist"`
	Blocklist                          Switch `json:"blocklist"`
	AllowlistBlocklistDisabledOnSignIn Switch `json:"allowlist_blocklist_disabled_on_sign_in"`
	BlockEmailSubaddresses             Switch `json:"block_email_subaddresses"`
	BlockDisposableEmailDomains        Switch `json:"block_disposable_email_domains"`
}

// PasswordSettings is user_settings.password_settings. Lengths are characters.
type PasswordSettings struct {
	DisableHIBP              bool   `json:"disable_hibp"`
	MinLength                int    `json:"min_length"`
	MaxLength                int    `json:"max_length"`
	RequireSpecialChar       bool   `json:"require_special_char"`
	RequireNumbers           bool   `json:"require_numbers"`
	RequireUppercase         bool   `json:"require_uppercase"`
	RequireLowercase         bool   `json:"require_lowercase"`
	ShowZXCVBN               bool   `json:"show_zxcvbn"`
	MinZXCVBNStrength        int    `json:"min_zxcvbn_strength"`
	EnforceHIBPOnSignIn      bool   `json:"enforce_hibp_on_sign_in"`
	AllowedSpecialCharacters string `json:"allowed_special_characters"`
}

// Lengths returns the bounds that apply: at least 8 and at most 72 characters,
// whatever the document says.
func (p PasswordSettings) Lengths() (shortest, longest int) {
	return max(p.MinLength, 8), min(cmp.Or(p.MaxLength, 72), 72)
}

// UsernameSettings is user_settings.username_settings. Lengths are characters.
type UsernameSettings struct {
	MinLength                      *int `json:"min_length"`
	MaxLength                      *int `json:"max_length"`
	AllowExtendedSpecialCharacters bool `json:"allow_extended_special_characters"`
	AllowNumericUsernames          bool `json:"allow_numeric_usernames"`
}

// Lengths returns the bounds that apply, 4 and 64 where the document has none.
func (u UsernameSettings) Lengths() (shortest, longest int) {
	shortest, longest = 4, 64
	if u.MinLength != nil {
		shortest = *u.MinLength
	}
	if u.MaxLength != nil {
		longest = *u.MaxLength
	}
	return shortest, longest
}

// Actions is user_settings.actions.
type Actions struct {
	DeleteSelf         bool `json:"delete_self"`
	CreateOrganization bool `json:"create_organization"`
}

// AttackProtection is user_settings.attack_protection.
type AttackProtection struct {
	UserLockout           UserLockout `json:"user_lockout"`
	EmailLink             EmailLink   `json:"email_link"`
	EnumerationProtection Switch      `json:"enumeration_protection"`
}

// UserLockout is user_settings.attack_protection.user_lockout.
type UserLockout struct {
	Enabled           bool `json:"enabled"`
	MaxAttempts       int  `json:"max_attempts"`
	DurationInMinutes int  `json:"duration_in_minutes"`
}

// EmailLink is user_settings.attack_protection.email_link.
type EmailLink struct {
	RequireSameClient bool `json:"require_same_client"`
}

// Socials returns the strategies of the providers that can start a sign-up,
// sorted by name.
func (u *UserSettings) Socials() []string {
	var strategies []string
	for _, strategy := range slices.Sorted(maps.Keys(u.Social)) {
		if s := u.Social[strategy]; s.Enabled && s.Authenticatable {
			strategies = append(strategies, strategy)
		}
	}
	return strategies
}
