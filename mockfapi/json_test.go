package mockfapi_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

// keys checks that a JSON object has exactly these keys.
func keys(tb testing.TB, what string, object any, want string) {
	tb.Helper()
	values, ok := object.(map[string]any)
	if !ok {
		tb.Errorf("%s is %v, want an object", what, object)
		return
	}
	equal(tb, what, slices.Sorted(maps.Keys(values)), slices.Sorted(strings.FieldsSeq(want)))
}

// at walks into JSON by keys; a number key is an index.
func at(tb testing.TB, body any, path string) any {
	tb.Helper()
	for step := range strings.FieldsSeq(path) {
		switch inner := body.(type) {
		case map[string]any:
			body = inner[step]
		case []any:
			if step != "0" || len(inner) == 0 {
				tb.Fatalf("%s: there are %d at %s", path, len(inner), step)
			}
			body = inner[0]
		default:
			tb.Fatalf("%s: %v has no %s", path, body, step)
		}
	}
	return body
}

const (
	signUpKeys = `object id status required_fields optional_fields missing_fields unverified_fields verifications
		username email_address phone_number web3_wallet password_enabled first_name last_name unsafe_metadata
		public_metadata custom_action external_id created_session_id created_user_id abandon_at legal_accepted_at locale`
	clientKeys = `object id sessions sign_in sign_up last_active_session_id last_authentication_strategy
		cookie_expires_at captcha_bypass created_at updated_at`
	sessionKeys = `object id status expire_at abandon_at last_active_at last_active_organization_id actor user
		public_user_data factor_verification_age created_at updated_at last_active_token`
	userKeys = `id object username first_name last_name locale image_url has_image primary_email_address_id
		primary_phone_number_id primary_web3_wallet_id password_enabled two_factor_enabled totp_enabled
		backup_code_enabled email_addresses phone_numbers web3_wallets passkeys external_accounts saml_accounts
		enterprise_accounts password_last_updated_at public_metadata unsafe_metadata external_id last_sign_in_at
		banned locked lockout_expires_in_seconds verification_attempts_remaining created_at updated_at
		delete_self_enabled bypass_client_trust create_organization_enabled last_active_at mfa_enabled_at
		mfa_disabled_at legal_accepted_at profile_image_url organization_memberships`
	common  = "object status strategy attempts expire_at"
	pending = common + " next_action supported_strategies"
)

// everything needs a person with all that a sign-up can hold.
func everything(s *environment.UserSettings) {
	s.Attributes.EmailAddress = environment.Email(environment.Optional, "email_code", "email_link")
	s.Attributes.PhoneNumber = environment.Phone(environment.Required)
	s.Attributes.Web3Wallet = environment.Wallet(environment.Required)
	s.Attributes.Password = environment.Password(environment.Optional)
	s.Social["oauth_google"] = environment.Provider("oauth_google")
}

func TestJSON_has_exactly_the_keys_of_the_service(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, with(everything))
	app, w := newNative(t, m), newWallet(t, 1)

	a := app.create("phone_number", testPhone, "strategy", "phone_code").want("200")
	body := decode[any](a)
	keys(t, "envelope", body, "response client")
	keys(t, "client", at(t, body, "client"), clientKeys)
	for _, su := range []string{"response", "client sign_up"} {
		keys(t, su, at(t, body, su), signUpKeys)
		keys(t, "verifications", at(t, body, su+" verifications"), "email_address phone_number web3_wallet external_account")
		keys(t, "phone code", at(t, body, su+" verifications phone_number"), pending+" channel")
		for _, unused := range []string{"email_address", "web3_wallet", "external_account"} {
			equal(t, unused+" that nobody prepared", at(t, body, su+" verifications "+unused), nil)
		}
		for _, list := range []string{"required_fields", "optional_fields", "missing_fields", "unverified_fields"} {
			if _, ok := at(t, body, su+" "+list).([]any); !ok {
				t.Errorf("%s of %s is no list", list, su)
			}
		}
	}
	id := a.signUp().ID

	body = decode[any](app.update(id, "email_address", testEmail, "strategy", "email_code", "password", password).want("200"))
	keys(t, "e-mail code", at(t, body, "response verifications email_address"), pending)
	body = decode[any](app.prepare(id, "email_link", "redirect_url", appPage).want("200"))
	keys(t, "e-mail link", at(t, body, "response verifications email_address"), pending)
	equal(t, "attempts of a link", at(t, body, "response verifications email_address attempts"), nil)
	if _, err := m.OpenLink(t.Context(), m.Link(testEmail)); err != nil {
		t.Fatal(err)
	}
	a = app.update(id, "strategy", "oauth_google", "redirect_url", appPage).want("200")
	keys(t, "OAuth", at(t, decode[any](a), "response verifications external_account"), common+" external_verification_redirect_url error")
	authorize(t, m, a.signUp().Verifications.External.URL, "full")
	a = app.update(id, "web3_wallet", w.address, "strategy", metamask).want("200")
	keys(t, "wallet", at(t, decode[any](a), "response verifications web3_wallet"), pending+" nonce message")
	app.attempt(id, metamask, "signature", w.sign(a.signUp().Verifications.Wallet.Message)).want("200")

	a = app.attempt(id, "phone_code", "code", testCode).want("200")
	equal(t, "state", a.signUp().state(), "complete")
	body = decode[any](a)
	equal(t, "sign-up of the client after completion", at(t, body, "client sign_up"), nil)
	keys(t, "session", at(t, body, "client sessions 0"), sessionKeys)
	keys(t, "token", at(t, body, "client sessions 0 last_active_token"), "object jwt")
	keys(t, "public user data", at(t, body, "client sessions 0 public_user_data"), "first_name last_name image_url has_image identifier username profile_image_url")
	person := at(t, body, "client sessions 0 user")
	keys(t, "user", person, userKeys)
	keys(t, "e-mail address", at(t, person, "email_addresses 0"), "id object email_address reserved verification linked_to matches_sso_connection created_at updated_at")
	keys(t, "its verification", at(t, person, "email_addresses 0 verification"), common)
	keys(t, "phone number", at(t, person, "phone_numbers 0"), "id object phone_number reserved_for_second_factor default_second_factor reserved verification linked_to backup_codes created_at updated_at")
	keys(t, "its verification", at(t, person, "phone_numbers 0 verification"), common+" channel")
	keys(t, "web3 wallet", at(t, person, "web3_wallets 0"), "id object web3_wallet verification created_at updated_at")
	keys(t, "external account", at(t, person, "external_accounts 0"), `object id provider identification_id provider_user_id
		approved_scopes email_address email_address_verified first_name last_name avatar_url image_url username phone_number
		public_metadata label created_at updated_at verification`)
	keys(t, "its verification", at(t, person, "external_accounts 0 verification"), common+" external_verification_redirect_url error")
}

// Official clients learn of an expired session from the session itself.
func TestJSON_of_a_session_without_token(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	app := newNative(t, m)
	id := app.signedUp(testEmail).SessionID
	body := decode[any](app.send("POST", sessions+"/"+id+"/end").want("200"))
	keys(t, "session", at(t, body, "response"), sessionKeys)
	equal(t, "token", at(t, body, "response last_active_token"), nil)
	keys(t, "client", at(t, body, "client"), clientKeys)
}
