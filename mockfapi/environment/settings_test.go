package environment_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
)

func TestPreset_is_a_fresh_copy(t *testing.T) {
	t.Parallel()
	one, err := environment.Preset("oauth")
	if err != nil {
		t.Fatal(err)
	}
	one.UserSettings.Social["oauth_google"] = environment.Social{}
	*one.UserSettings.UsernameSettings.MinLength = 9
	two, err := environment.Preset("oauth")
	if err != nil {
		t.Fatal(err)
	}
	if !two.UserSettings.Social["oauth_google"].Enabled || *two.UserSettings.UsernameSettings.MinLength != 4 {
		t.Error("two copies of a preset share their settings")
	}
}

func TestPreset_unknown(t *testing.T) {
	t.Parallel()
	_, err := environment.Preset("email")
	if err == nil || !strings.Contains(err.Error(), `no preset "email"; there are all-required, `) {
		t.Errorf("error %v", err)
	}
}

func TestPresets_come_in_pairs(t *testing.T) {
	t.Parallel()
	names := environment.Presets()
	if !slices.IsSorted(names) {
		t.Errorf("not sorted: %v", names)
	}
	for _, name := range names {
		if !strings.HasPrefix(name, "legacy-") && !slices.Contains(names, "legacy-"+name) {
			t.Errorf("%s has no legacy variant", name)
		}
	}
}

func TestUse_of_an_attribute(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ got, want environment.Attribute }{
		"off": {environment.Email(environment.Off), environment.Attribute{
			FirstFactors: []string{}, SecondFactors: []string{}, Verifications: []string{},
		}},
		"optional e-mail": {environment.Email(environment.Optional), environment.Attribute{
			Enabled: true, UsedForFirstFactor: true, VerifyAtSignUp: true,
			FirstFactors: []string{"email_code"}, SecondFactors: []string{}, Verifications: []string{"email_code"},
		}},
		"required phone": {environment.Phone(environment.Required, "sms"), environment.Attribute{
			Enabled: true, Required: true, UsedForFirstFactor: true, VerifyAtSignUp: true, Channels: []string{"sms"},
			FirstFactors: []string{"phone_code"}, SecondFactors: []string{}, Verifications: []string{"phone_code"},
		}},
		"wallet": {environment.Wallet(environment.Optional, "web3_solana_signature"), environment.Attribute{
			Enabled: true, UsedForFirstFactor: true, VerifyAtSignUp: true,
			FirstFactors: []string{"web3_solana_signature"}, SecondFactors: []string{}, Verifications: []string{"web3_solana_signature"},
		}},
		"username": {environment.Username(environment.Required), environment.Attribute{
			Enabled: true, Required: true, UsedForFirstFactor: true,
			FirstFactors: []string{}, SecondFactors: []string{}, Verifications: []string{},
		}},
		"name": {environment.Plain(environment.Optional), environment.Attribute{
			Enabled: true, FirstFactors: []string{}, SecondFactors: []string{}, Verifications: []string{},
		}},
	} {
		if diff := cmp.Diff(tt.want, tt.got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestAttributes_by_their_names(t *testing.T) {
	t.Parallel()
	var document struct {
		UserSettings struct {
			Attributes map[string]any `json:"attributes"`
		} `json:"user_settings"`
	}
	data, err := json.Marshal(environment.Blank())
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &document); err != nil {
		t.Fatal(err)
	}
	if len(document.UserSettings.Attributes) != 11 {
		t.Errorf("there are %d attributes", len(document.UserSettings.Attributes))
	}
	a := &environment.Blank().UserSettings.Attributes
	for name := range document.UserSettings.Attributes {
		// Each name reaches an attribute of its own.
		if one := a.Get(name); one == nil || one.Immutable {
			t.Errorf("%s is %+v", name, one)
		} else {
			one.Immutable = true
		}
	}
	if a.Get("shoe_size") != nil {
		t.Error("there is an attribute shoe_size")
	}
}

func TestProvider_name(t *testing.T) {
	t.Parallel()
	for strategy, want := range map[string]string{"oauth_google": "Google", "oauth_custom_acme": "Acme", "oauth_x": "X", "oauth_": ""} {
		if got := environment.Provider(strategy).Name; got != want {
			t.Errorf("%s is called %q, want %q", strategy, got, want)
		}
	}
}

func TestSocials_are_those_that_can_start_a_sign_up(t *testing.T) {
	t.Parallel()
	s := environment.UserSettings{Social: map[string]environment.Social{
		"oauth_b": environment.Provider("oauth_b"), "oauth_a": environment.Provider("oauth_a"),
		"oauth_off": {Authenticatable: true}, "oauth_connect": {Enabled: true},
	}}
	if diff := cmp.Diff([]string{"oauth_a", "oauth_b"}, s.Socials()); diff != "" {
		t.Error(diff)
	}
}

func TestLengths_that_apply(t *testing.T) {
	t.Parallel()
	type bounds struct{ Shortest, Longest int }
	password := func(p environment.PasswordSettings) bounds { s, l := p.Lengths(); return bounds{s, l} }
	username := func(u environment.UsernameSettings) bounds { s, l := u.Lengths(); return bounds{s, l} }
	for name, tt := range map[string]struct{ got, want bounds }{
		"password, nothing said":         {password(environment.PasswordSettings{}), bounds{8, 72}},
		"password, shorter than allowed": {password(environment.PasswordSettings{MinLength: 4, MaxLength: 500}), bounds{8, 72}},
		"password, as said":              {password(environment.PasswordSettings{MinLength: 12, MaxLength: 40}), bounds{12, 40}},
		"username, nothing said":         {username(environment.UsernameSettings{}), bounds{4, 64}},
		"username, as said":              {username(environment.UsernameSettings{MinLength: new(2), MaxLength: new(9)}), bounds{2, 9}},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %v, want %v", name, tt.got, tt.want)
		}
	}
}

// Old clients read a summary in auth_config; it has to say what user_settings say.
func TestAuthConfig_of_a_document_that_was_built(t *testing.T) {
	t.Parallel()
	d, err := environment.Preset("all-required")
	if err != nil {
		t.Fatal(err)
	}
	d.UserSettings.Attributes.FirstName = environment.Plain(environment.Optional)
	d.UserSettings.Attributes.Web3Wallet = environment.Wallet(environment.Off)
	data, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		AuthConfig environment.AuthConfig `json:"auth_config"`
	}
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	socials := []string{"oauth_apple", "oauth_github", "oauth_google"}
	want := environment.AuthConfig{
		FirstName: "on", LastName: "required", EmailAddress: "required", PhoneNumber: "required", Username: "required", Password: "required",
		IdentificationRequirements:         [][]string{append([]string{"email_address", "phone_number"}, socials...), {"username"}},
		IdentificationStrategies:           append([]string{"email_address", "phone_number", "username", "password"}, socials...),
		FirstFactors:                       append([]string{"email_code", "email_link", "phone_code", "password", "ticket"}, socials...),
		SecondFactors:                      []string{},
		EmailAddressVerificationStrategies: []string{"email_code", "email_link"},
		TestMode:                           true, NativeSettings: &environment.NativeSettings{APIEnabled: true},
	}
	if diff := cmp.Diff(want, got.AuthConfig); diff != "" {
		t.Errorf("auth_config (-want +got):\n%s", diff)
	}
}

// Clients read lists there, never null.
func TestAuthConfig_of_an_instance_that_offers_nothing(t *testing.T) {
	t.Parallel()
	data, err := json.Marshal(environment.Blank())
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		AuthConfig environment.AuthConfig `json:"auth_config"`
	}
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	want := environment.AuthConfig{
		FirstName: "off", LastName: "off", EmailAddress: "off", PhoneNumber: "off", Username: "off", Password: "off",
		IdentificationRequirements: [][]string{{}, {}}, IdentificationStrategies: []string{}, FirstFactors: []string{"ticket"},
		SecondFactors: []string{}, EmailAddressVerificationStrategies: []string{},
		TestMode: true, NativeSettings: &environment.NativeSettings{APIEnabled: true},
	}
	if diff := cmp.Diff(want, got.AuthConfig); diff != "" {
		t.Errorf("auth_config (-want +got):\n%s", diff)
	}
}
