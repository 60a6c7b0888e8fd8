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
	signInKeys = `object id status supported_identifiers supported_first_factors supported_second_factors
		first_factor_verification second_factor_verification identifier user_data created_session_id abandon_at locale`
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

func TestJSON_of_a_sign_in_has_exactly_the_keys_of_the_service(t *testing.T) {
	t.Parallel()
	m, app := withSecondFactor(t)
	a := app.signIn("identifier", janesEmail).want("200")
	body := decode[any](a)
	for _, si := range []string{"response", "client sign_in"} {
		keys(t, si, at(t, body, si), signInKeys)
		keys(t, "password", at(t, body, si+" supported_first_factors 0"), "strategy")
		for _, unused := range []string{"supported_second_factors", "first_factor_verification", "second_factor_verification", "user_data", "created_session_id", "locale"} {
			equal(t, unused, at(t, body, si+" "+unused), nil)
		}
	}
	si := a.signIn()
	for strategy, want := range map[string]string{
		"email_code": common, "email_link": common, "reset_password_email_code": common,
	} {
		form := []string{"strategy", strategy, "email_address_id", si.id(strategy), "redirect_url", appPage}
		body = decode[any](app.onSignIn(si.ID, "prepare_first_factor", form...).want("200"))
		keys(t, strategy, at(t, body, "response first_factor_verification"), want)
	}
	body = decode[any](app.onSignIn(si.ID, "prepare_first_factor", "strategy", "oauth_google", "redirect_url", appPage).want("200"))
	keys(t, "OAuth", at(t, body, "response first_factor_verification"), common+" external_verification_redirect_url error")
	body = decode[any](app.onSignIn(si.ID, "attempt_first_factor", "strategy", "password", "password", password).want("200"))
	keys(t, "password", at(t, body, "response first_factor_verification"), common)
	keys(t, "second factor", at(t, body, "response supported_second_factors 0"), "strategy safe_identifier phone_number_id primary default")
	body = decode[any](app.onSignIn(si.ID, "prepare_second_factor", "strategy", "phone_code").want("200"))
	keys(t, "second factor", at(t, body, "response second_factor_verification"), common+" channel")
	body = decode[any](app.onSignIn(si.ID, "attempt_second_factor", "strategy", "phone_code", "code", m.Code(janesPhone)).want("200"))
	keys(t, "complete", at(t, body, "response"), signInKeys)
	for _, done := range []string{"response supported_first_factors", "response supported_second_factors", "client sign_in"} {
		equal(t, done, at(t, body, done), nil)
	}
	keys(t, "client", at(t, body, "client"), clientKeys)
	keys(t, "session", at(t, body, "client sessions 0"), sessionKeys)
}

func TestJSON_of_a_users_own_account(t *testing.T) {
	t.Parallel()
	_, app := withJane(t)
	app.signIn("identifier", janesName, "password", password).want("200")
	const number = "id object phone_number reserved_for_second_factor default_second_factor reserved verification linked_to backup_codes created_at updated_at"
	const address = "id object email_address reserved verification linked_to matches_sso_connection created_at updated_at"

	body := decode[any](app.send("GET", "/v1/me").want("200"))
	keys(t, "envelope", body, "response client")
	keys(t, "user", at(t, body, "response"), userKeys)
	keys(t, "client", at(t, body, "client"), clientKeys)
	keys(t, "own session", at(t, decode[any](app.send("GET", "/v1/me/sessions/active").want("200")), "0"), "object id status expire_at abandon_at last_active_at actor latest_activity")
	keys(t, "activity", at(t, decode[any](app.send("GET", "/v1/me/sessions/active")), "0 latest_activity"), "object id device_type is_mobile browser_name browser_version ip_address city country")
	keys(t, "address of the list", at(t, decode[any](app.send("GET", emailAddresses).want("200")), "0"), address)
	keys(t, "number of the list", at(t, decode[any](app.send("GET", phoneNumbers).want("200")), "0"), number)
	body = decode[any](app.send("POST", emailAddresses, "email_address", testEmail).want("200"))
	keys(t, "address", at(t, body, "response"), address)
	equal(t, "verification of what was added", at(t, body, "response verification"), nil)
	path := emailAddresses + "/" + at(t, body, "response id").(string)
	body = decode[any](app.send("POST", path+"/prepare_verification", "strategy", "email_code").want("200"))
	keys(t, "prepared", at(t, body, "response verification"), common)
	keys(t, "deleted", at(t, decode[any](app.send("DELETE", path).want("200")), "response"), "object id deleted")
	keys(t, "number", at(t, decode[any](app.send("POST", phoneNumbers, "phone_number", testPhone).want("200")), "response"), number)
	body = decode[any](app.send("DELETE", "/v1/me").want("200"))
	keys(t, "deleted", at(t, body, "response"), "object id deleted")
	keys(t, "client", at(t, body, "client"), clientKeys)
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
