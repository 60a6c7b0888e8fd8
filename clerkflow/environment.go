package clerkflow

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/clerkflow/clerkflow-go/clerkflow/internal/share"
)

// EnvironmentService is the settings of the instance.
type EnvironmentService struct {
	c     *Client
	cache *share.Value[*Environment]
}

// Environment is what the service tells of an instance's settings, as far as a
// sign-up needs it. Keys that an instance does not send are zero.
type Environment struct {
	AuthConfig struct {
		SingleSessionMode bool `json:"single_session_mode"`
	} `json:"auth_config"`
	DisplayConfig struct {
		ApplicationName  string `json:"application_name"`
		TermsURL         string `json:"terms_url"`
		PrivacyPolicyURL string `json:"privacy_policy_url"`
	} `json:"display_config"`
	UserSettings UserSettings `json:"user_settings"`
}

// UserSettings decide what a sign-up asks for.
type UserSettings struct {
	Attributes       map[Field]Attribute `json:"attributes"`
	Social           map[Strategy]Social `json:"social"`
	SignUp           SignUpSettings      `json:"sign_up"`
	PasswordSettings PasswordSettings    `json:"password_settings"`
	UsernameSettings UsernameSettings    `json:"username_settings"`
}

// Attribute is the settings of one thing that a user can have.
type Attribute struct {
	Enabled            bool       `json:"enabled"`
	Required           bool       `json:"required"`
	UsedForFirstFactor bool       `json:"used_for_first_factor"`
	Verifications      []Strategy `json:"verifications"`
	VerifyAtSignUp     bool       `json:"verify_at_sign_up"`
	Channels           []string   `json:"channels"`
}

// Social is the settings of an OAuth provider.
type Social struct {
	Enabled         bool     `json:"enabled"`
	Required        bool     `json:"required"`
	Authenticatable bool     `json:"authenticatable"`
	Strategy        Strategy `json:"strategy"`
	Name            string   `json:"name"`
}

// SignUpSettings select how sign-ups go.
type SignUpSettings struct {
	// Progressive is false for the algorithm before 2022.
	Progressive          bool   `json:"progressive"`
	Mode                 string `json:"mode"` // public, restricted, waitlist
	CaptchaEnabled       bool   `json:"captcha_enabled"`
	LegalConsentEnabled  bool   `json:"legal_consent_enabled"`
	CustomActionRequired bool   `json:"custom_action_required"`
}

// PasswordSettings are the rules for passwords. Lengths are characters, 0 means
// the service's default.
type PasswordSettings struct {
	MinLength                int    `json:"min_length"`
	MaxLength                int    `json:"max_length"`
	RequireSpecialChar       bool   `json:"require_special_char"`
	RequireNumbers           bool   `json:"require_numbers"`
	RequireUppercase         bool   `json:"require_uppercase"`
	RequireLowercase         bool   `json:"require_lowercase"`
	AllowedSpecialCharacters string `json:"allowed_special_characters"`
}

// UsernameSettings are the rules for usernames. Lengths are characters, 0 means
// the service's default.
type UsernameSettings struct {
	MinLength                      int  `json:"min_length"`
	MaxLength                      int  `json:"max_length"`
	AllowExtendedSpecialCharacters bool `json:"allow_extended_special_characters"`
	AllowNumericUsernames          bool `json:"allow_numeric_usernames"`
}

// Socials returns the providers that can start a sign-up, sorted by strategy.
func (e *Environment) Socials() []Social {
	var all []Social
	for strategy, s := range e.UserSettings.Social {
		if s.Enabled && s.Authenticatable {
			s.Strategy = strategy
			all = append(all, s)
		}
	}
	slices.SortFunc(all, func(a, b Social) int {
		if a.Strategy < b.Strategy {
			return -1
		}
		return 1
	})
	return all
}

// Get returns the settings of the instance.
//
// getEnvironment, GET /v1/environment
func (s *EnvironmentService) Get(ctx context.Context) (*Environment, error) {
	var e Environment
	if err := s.c.do(ctx, call{method: http.MethodGet, route: "/v1/environment"}, &e); err != nil {
		return nil, err
	}
	return &e, nil
}

// environmentLife is how long flows go on with settings that they read once. The
// service's answers decide anyway: the settings only say what to ask first.
const environmentLife = 5 * time.Minute

// cached returns the settings, from the service at most once in five minutes.
// Parallel callers wait for one request.
func (s *EnvironmentService) cached(ctx context.Context) (*Environment, error) {
	return s.cache.Get(ctx, func(*Environment) (*Environment, time.Time, error) {
		e, err := s.Get(ctx)
		return e, time.Now().Add(environmentLife), err
	})
}
