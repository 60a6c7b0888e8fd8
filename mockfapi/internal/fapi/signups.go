package fapi

import (
	"net/http"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/engine"
)

// signUpRoutes are the sign-ups of a device.
func signUpRoutes() []route {
	const one = "/v1/client/sign_ups/{sign_up_id}"
	return []route{
		frontendRoute("createSignUps", http.MethodPost, "/v1/client/sign_ups", createSignUp),
		frontendRoute("getSignUps", http.MethodGet, one, getSignUp),
		frontendRoute("updateSignUps", http.MethodPatch, one, updateSignUp),
		frontendRoute("prepareSignUpsVerification", http.MethodPost, one+"/prepare_verification", prepareVerification),
		frontendRoute("attemptSignUpsVerification", http.MethodPost, one+"/attempt_verification", attemptVerification),
	}
}

func createSignUp(x *exchange) error {
	f, err := readForm(x.r)
	if err != nil {
		return err
	}
	change, transfer := f.change(), f.set("transfer")
	if err := f.done(); err != nil {
		return err
	}
	return x.signUp(x.Engine.CreateSignUp(x.caller, change, transfer))
}

func getSignUp(x *exchange) error {
	return x.signUp(x.Engine.SignUp(x.caller, x.r.PathValue("sign_up_id"), x.r.URL.Query().Get("rotating_token_nonce")))
}

func updateSignUp(x *exchange) error {
	f, err := readForm(x.r)
	if err != nil {
		return err
	}
	change := f.change()
	if err := f.done(); err != nil {
		return err
	}
	return x.signUp(x.Engine.UpdateSignUp(x.caller, x.r.PathValue("sign_up_id"), change))
}

func prepareVerification(x *exchange) error {
	f, err := readForm(x.r)
	if err != nil {
		return err
	}
	strategy, p := f.needed("strategy"), f.preparation()
	f.ignore("email_address_id", "phone_number_id")
	if err := f.done(); err != nil {
		return err
	}
	return x.signUp(x.Engine.PrepareVerification(x.caller, x.r.PathValue("sign_up_id"), strategy, p))
}

func attemptVerification(x *exchange) error {
	f, err := readForm(x.r)
	if err != nil {
		return err
	}
	proof := engine.Proof{Strategy: f.needed("strategy"), Code: f.given("code"), Signature: f.given("signature"), Token: f.given("token")}
	if err := f.done(); err != nil {
		return err
	}
	return x.signUp(x.Engine.AttemptVerification(x.caller, x.r.PathValue("sign_up_id"), proof))
}

// change reads the parameters that create and update share.
func (f *form) change() engine.Change {
	return engine.Change{
		EmailAddress: f.given("email_address"), PhoneNumber: f.given("phone_number"),
		EmailAddressOrPhoneNumber: f.given("email_address_or_phone_number"),
		Username:                  f.given("username"), Web3Wallet: f.given("web3_wallet"), Password: f.given("password"),
		FirstName: f.given("first_name"), LastName: f.given("last_name"),
		UnsafeMetadata: f.given("unsafe_metadata"), Locale: f.given("locale"), LegalAccepted: f.flag("legal_accepted"),
		Ticket: f.given("ticket"), Token: f.either("token", "code"),
		Captcha:  engine.Captcha{Token: f.text("captcha_token"), Error: f.text("captcha_error")},
		Strategy: f.text("strategy"), Preparation: f.preparation(),
	}
}

// preparation reads what a strategy needs.
func (f *form) preparation() engine.Preparation {
	return engine.Preparation{
		Channel: f.text("channel"), RedirectURL: f.given("redirect_url"), CompleteURL: f.given("action_complete_redirect_url"),
		LoginHint: f.text("oidc_login_hint"), Prompt: f.text("oidc_prompt"),
		ConnectionID: f.text("enterprise_connection_id"),
	}
}

// signUp answers with a sign-up, or with the error of its transition.
func (x *exchange) signUp(reply engine.Reply, err error) error {
	if err != nil {
		return err
	}
	return x.envelope(x.renderer().SignUp(reply.SignUp), reply.View)
}
