package environment

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/strictjson"
)

// Document is the settings of one instance. The exported fields are the parts
// that decide how the mock behaves; change them freely. A Document is not safe
// for concurrent use.
type Document struct {
	AuthConfig    AuthConfig    `json:"auth_config"`
	DisplayConfig DisplayConfig `json:"display_config"`
	UserSettings  UserSettings  `json:"user_settings"`

	// source is the document as it was parsed, and read what the fields above said
	// of it then: only what differs from read is written over source. Both are nil
	// in a document that was built here: it is written over the template, with an
	// auth_config that follows user_settings. Neither is ever changed.
	source, read map[string]any
}

// AuthConfig is the part of auth_config that the mock acts on; the rest is a
// summary of user_settings for old clients.
type AuthConfig struct {
	FirstName                          string          `json:"first_name"`
	LastName                           string          `json:"last_name"`
	EmailAddress                       string          `json:"email_address"`
	PhoneNumber                        string          `json:"phone_number"`
	Username                           string          `json:"username"`
	Password                           string          `json:"password"`
	IdentificationRequirements         [][]string      `json:"identification_requirements"`
	IdentificationStrategies           []string        `json:"identification_strategies"`
	FirstFactors                       []string        `json:"first_factors"`
	SecondFactors                      []string        `json:"second_factors"`
	EmailAddressVerificationStrategies []string        `json:"email_address_verification_strategies"`
	SingleSessionMode                  bool            `json:"single_session_mode"`
	TestMode                           bool            `json:"test_mode"`
	NativeSettings                     *NativeSettings `json:"native_settings,omitempty"`
}

// NativeSettings is auth_config.native_settings.
type NativeSettings struct {
	APIEnabled bool `json:"api_enabled"`
}

// DisplayConfig is the part of display_config that the mock acts on.
type DisplayConfig struct {
	ApplicationName         string   `json:"application_name"`
	InstanceEnvironmentType string   `json:"instance_environment_type"`
	CaptchaOAuthBypass      []string `json:"captcha_oauth_bypass"`
	// SignInURL and SignUpURL are where tickets lead that name no page of their own.
	SignInURL string `json:"sign_in_url"`
	SignUpURL string `json:"sign_up_url"`
}

// Parse reads a document as GET /v1/environment serves it, bare or inside a
// {"response": …} envelope. Its errors name the place and the key.
func Parse(data []byte) (*Document, error) {
	var source map[string]any
	if err := json.Unmarshal(data, &source); err != nil {
		return nil, place(data, err)
	}
	inner, enveloped := source["response"].(map[string]any)
	if enveloped {
		source = inner
	}
	if _, ok := source["user_settings"].(map[string]any); !ok {
		return nil, errors.New("environment: user_settings is missing: save the whole answer of GET /v1/environment")
	}
	d := &Document{source: source}
	into := any(d)
	if enveloped {
		into = &struct {
			Response *Document `json:"response"`
		}{d}
	}
	if err := json.Unmarshal(data, into); err != nil {
		return nil, place(data, err)
	}
	if d.UserSettings.Social == nil {
		d.UserSettings.Social = map[string]Social{}
	}
	if err := d.Validate(); err != nil {
		return nil, err
	}
	d.read = d.known()
	return d, nil
}

// place says where the document is wrong.
func place(data []byte, err error) error {
	return fmt.Errorf("environment: %w", strictjson.Place(data, err))
}

// Validate reports the first setting that no instance can have.
func (d *Document) Validate() error {
	s := &d.UserSettings
	switch s.SignUp.Mode {
	case "", "public", "restricted", "waitlist":
	default:
		return fmt.Errorf(`environment: user_settings.sign_up.mode is %q, want "public", "restricted" or "waitlist"`, s.SignUp.Mode)
	}
	if n := s.PasswordSettings.MinLength; n < 0 || n > 72 {
		return fmt.Errorf("environment: user_settings.password_settings.min_length is %d, want 0 to 72", n)
	}
	if shortest, longest := s.PasswordSettings.Lengths(); shortest > longest {
		return fmt.Errorf("environment: user_settings.password_settings allows no length: min_length %d, max_length %d", shortest, longest)
	}
	if shortest, longest := s.UsernameSettings.Lengths(); shortest > longest {
		return fmt.Errorf("environment: user_settings.username_settings allows no length: min_length %d, max_length %d", shortest, longest)
	}
	for strategy, social := range s.Social {
		if social.Strategy != "" && social.Strategy != strategy {
			return fmt.Errorf("environment: user_settings.social.%s.strategy is %q, want %q", strategy, social.Strategy, strategy)
		}
	}
	return nil
}

// Clone returns a copy that shares nothing with d that either could change.
func (d *Document) Clone() *Document {
	c := *d
	auth, user := &c.AuthConfig, &c.UserSettings
	auth.IdentificationRequirements = slices.Clone(auth.IdentificationRequirements)
	for i, group := range auth.IdentificationRequirements {
		auth.IdentificationRequirements[i] = slices.Clone(group)
	}
	for _, list := range []*[]string{
		&auth.IdentificationStrategies, &auth.FirstFactors, &auth.SecondFactors,
		&auth.EmailAddressVerificationStrategies, &c.DisplayConfig.CaptchaOAuthBypass,
	} {
		*list = slices.Clone(*list)
	}
	auth.NativeSettings = clone(auth.NativeSettings)
	user.UsernameSettings.MinLength, user.UsernameSettings.MaxLength = clone(user.UsernameSettings.MinLength), clone(user.UsernameSettings.MaxLength)
	user.Social = maps.Clone(user.Social)
	for strategy, social := range user.Social {
		social.LogoURL = clone(social.LogoURL)
		user.Social[strategy] = social
	}
	for a := range c.UserSettings.Attributes.all() {
		a.FirstFactors, a.SecondFactors = slices.Clone(a.FirstFactors), slices.Clone(a.SecondFactors)
		a.Verifications, a.Channels = slices.Clone(a.Verifications), slices.Clone(a.Channels)
	}
	return &c
}

func clone[T any](p *T) *T {
	if p == nil {
		return nil
	}
	return new(*p)
}

// MarshalJSON writes the document as GET /v1/environment serves it.
func (d *Document) MarshalJSON() ([]byte, error) {
	if d.source != nil {
		return json.Marshal(overlay(d.source, d.read, d.known()))
	}
	built := *d
	built.AuthConfig = summary(d)
	return json.Marshal(overlay(template(), nil, built.known()))
}

// known returns the typed part of the document as plain JSON values.
func (d *Document) known() map[string]any {
	type typed Document // without MarshalJSON
	data, err := json.Marshal((*typed)(d))
	if err != nil {
		panic(err) // strings, numbers and booleans only
	}
	var values map[string]any
	_ = json.Unmarshal(data, &values)
	return values
}

// overlay returns base with every change from before to after applied to it.
func overlay(base, before, after map[string]any) map[string]any {
	merged := maps.Clone(base)
	if merged == nil {
		merged = map[string]any{}
	}
	for key := range before {
		if _, kept := after[key]; !kept {
			delete(merged, key)
		}
	}
	for key, value := range after {
		was, known := before[key]
		if known && reflect.DeepEqual(was, value) {
			continue
		}
		inner, isObject := value.(map[string]any)
		if old, ok := merged[key].(map[string]any); ok && isObject {
			wasInner, _ := was.(map[string]any)
			merged[key] = overlay(old, wasInner, inner)
		} else {
			merged[key] = value
		}
	}
	return merged
}
