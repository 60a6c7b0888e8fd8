package fapi

import (
	"net/http"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/engine"
)

// signInRoutes are the sign-ins of a device.
func signInRoutes() []route {
	const one = "/v1/client/sign_ins/{sign_in_id}"
	return []route{
		frontendRoute("createSignIn", http.MethodPost, "/v1/client/sign_ins", createSignIn),
		frontendRoute("getSignIn", http.MethodGet, one, getSignIn),
		frontendRoute("resetPassword", http.MethodPost, one+"/reset_password", resetPassword),
		frontendRoute("prepareSignInFactorOne", http.MethodPost, one+"/prepare_first_factor", prepareFirstFactor),
		frontendRoute("attemptSignInFactorOne", http.MethodPost, one+"/attempt_first_factor", attemptFirstFactor),
		frontendRoute("prepareSignInFactorTwo", http.MethodPost, one+"/prepare_second_factor", prepareSecondFactor),
		frontendRoute("attemptSignInFactorTwo", http.MethodPost, one+"/attempt_second_factor", attemptSecondFactor),
	}
}

func createSignIn(x *exchange) error {
	f, err := readForm(x.r)
	if err != nil {
		return err
	}
	given := engine.Credentials{
		Identifier: f.given("identifier"), Password: f.given("password"), Ticket: f.given("ticket"), Locale: f.given("locale"),
		Transfer: f.set("transfer"), SignUpIfMissing: f.set("sign_up_if_missing"), Strategy: f.text("strategy"), Preparation: f.preparation(),
	}
	if err := f.done(); err != nil {
		return err
	}
	return x.signIn(x.Engine.CreateSignIn(x.caller, given))
}

func getSignIn(x *exchange) error {
	return x.signIn(x.Engine.SignIn(x.caller, x.r.PathValue("sign_in_id"), x.r.URL.Query().Get("rotating_token_nonce")))
}

func resetPassword(x *exchange) error {
	f, err := readForm(x.r)
	if err != nil {
		return err
	}
	password, signOut := f.given("password"), f.set("sign_out_of_other_sessions")
	if err := f.done(); err != nil {
		return err
	}
	return x.signIn(x.Engine.ResetPassword(x.caller, x.r.PathValue("sign_in_id"), password, signOut))
}

func prepareFirstFactor(x *exchange) error { return x.prepareFactor(x.Engine.PrepareFirstFactor) }

func prepareSecondFactor(x *exchange) error { return x.prepareFactor(x.Engine.PrepareSecondFactor) }

func (x *exchange) prepareFactor(prepare func(engine.Caller, string, engine.Choice, engine.Preparation) (engine.SignInReply, error)) error {
	f, err := readForm(x.r)
	if err != nil {
		return err
	}
	choice := engine.Choice{
		Strategy: f.needed("strategy"), EmailAddressID: f.given("email_address_id"),
		PhoneNumberID: f.given("phone_number_id"), Web3WalletID: f.given("web3_wallet_id"),
	}
	p := f.preparation()
	if err := f.done(); err != nil {
		return err
	}
	return x.signIn(prepare(x.caller, x.r.PathValue("sign_in_id"), choice, p))
}

func attemptFirstFactor(x *exchange) error { return x.attemptFactor(x.Engine.AttemptFirstFactor) }

func attemptSecondFactor(x *exchange) error { return x.attemptFactor(x.Engine.AttemptSecondFactor) }

func (x *exchange) attemptFactor(attempt func(engine.Caller, string, engine.Proof) (engine.SignInReply, error)) error {
	f, err := readForm(x.r)
	if err != nil {
		return err
	}
	proof := engine.Proof{
		Strategy: f.needed("strategy"), Code: f.given("code"), Signature: f.given("signature"), Password: f.given("password"),
	}
	if err := f.done(); err != nil {
		return err
	}
	return x.signIn(attempt(x.caller, x.r.PathValue("sign_in_id"), proof))
}

// signIn answers with a sign-in, or with the error of its transition.
func (x *exchange) signIn(reply engine.SignInReply, err error) error {
	if err != nil {
		return err
	}
	return x.envelope(x.renderer().SignIn(reply.SignIn), reply.View)
}
