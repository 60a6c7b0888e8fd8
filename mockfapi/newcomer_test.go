package mockfapi_test

import (
	"testing"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

const junesEmail = "june@example.com"

// newcomer starts a sign-in that may become a sign-up.
func (d *device) newcomer(identifier string, form ...string) answer {
	d.tb.Helper()
	return d.signIn(append(form, "identifier", identifier, "sign_up_if_missing", "true")...)
}

func TestSignUpIfMissing_by_a_code(t *testing.T) {
	t.Parallel()
	m, app := withJane(t, locked(30))
	si := app.newcomer(" June@Example.com").want("200").signIn().want(t, "needs_first_factor")
	equal(t, "identifier", si.Identifier, junesEmail)
	equal(t, "factors", briefs(si.First), []string{"email_code " + junesEmail, "email_link " + junesEmail})
	attempt := func(form ...string) answer { return app.onSignIn(si.ID, "attempt_first_factor", form...) }
	prepare := func(form ...string) answer { return app.onSignIn(si.ID, "prepare_first_factor", form...) }
	const unsupported = "422 sign_up_if_missing_strategy_not_supported"
	attempt("strategy", "password", "password", password).want(unsupported)
	prepare("strategy", "phone_code", "phone_number_id", "idn_1").want(unsupported)
	prepare("strategy", "reset_password_email_code", "email_address_id", si.id("email_code")).want(unsupported)
	prepare("strategy", "email_code", "email_address_id", "idn_1").want("422 form_resource_not_found(email_address_id)")
	prepare("strategy", "email_code", "email_address_id", si.id("email_code")).want("200")
	attempt("strategy", "email_code", "code", wrong(m.Code(junesEmail))).want("422 form_code_incorrect(code)")

	a := attempt("strategy", "email_code", "code", m.Code(junesEmail)).want("404 sign_up_if_missing_transfer")
	waiting := a.client().SignIn
	equal(t, "status", waiting.Status, "needs_first_factor")
	equal(t, "first factor", waiting.FirstFactor.brief(), "transferable email_code attempts 2")
	attempt("strategy", "email_code", "code", m.Code(junesEmail)).want("404 sign_up_if_missing_transfer")
	a = app.create("transfer", "true", "username", "june_doe").want("200")
	su := a.signUp().want(t, "complete")
	equal(t, "e-mail address", su.EmailAddress+" "+su.Verifications.Email.brief(), junesEmail+" verified email_code attempts 2")
	if a.client().SignIn != nil {
		t.Error("the transfer left the sign-in")
	}
	newNative(t, m).newcomer(junesEmail, "strategy", "email_code").want("200").signIn().want(t, "needs_first_factor")
}

func TestSignUpIfMissing_by_a_wallet(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("web3"))
	app, w := newNative(t, m), newWallet(t, 7)
	si := app.newcomer(w.address, "strategy", metamask).want("200").signIn()
	app.onSignIn(si.ID, "attempt_first_factor", "strategy", metamask, "signature", w.sign(si.FirstFactor.Message)).want("404 sign_up_if_missing_transfer")
	su := app.create("transfer", "true").want("200").signUp().want(t, "complete")
	equal(t, "wallet", su.Web3Wallet+" "+su.Verifications.Wallet.brief(), w.address+" verified "+metamask)

	si = newNative(t, m).newcomer(w.address, "strategy", metamask).want("200").signIn()
	equal(t, "whose wallet it is", si.Identifier, w.address)
}

func TestSignUpIfMissing_by_a_link(t *testing.T) {
	t.Parallel()
	m, _ := withJane(t)
	desk, phone := newBrowser(t, m), newBrowser(t, m)
	si := desk.newcomer(junesEmail, "strategy", "email_link", "redirect_url", appPage).want("200").signIn()
	const landed = appPage + "?__clerk_created_session=&__clerk_status=transferable"
	equal(t, "landed", phone.open(m.Link(junesEmail)), landed)
	equal(t, "opened once more", phone.open(m.Link(junesEmail)), landed)
	equal(t, "first factor", desk.getSignIn(si.ID).signIn().FirstFactor.brief(), "transferable email_link")
	su := desk.create("transfer", "true").want("200").signUp().want(t, "complete")
	equal(t, "e-mail address", su.Verifications.Email.brief(), "verified email_link")
}

func TestSignUpIfMissing_of_somebody_who_is_there(t *testing.T) {
	t.Parallel()
	m, app := withJane(t)
	app.newcomer(janesName, "password", password).want("200").signIn().want(t, "complete")
	id := newNative(t, m).newcomer(janesEmail, "strategy", "email_code").want("200").signIn().ID
	if id == "" {
		t.Error("there is no sign-in")
	}

	// Somebody signs up with the address before the code comes back.
	app = newNative(t, m)
	id = app.newcomer(junesEmail, "strategy", "email_code").want("200").signIn().ID
	code := m.Code(junesEmail)
	newNative(t, m).create("email_address", junesEmail).want("200").signUp().want(t, "complete")
	app.onSignIn(id, "attempt_first_factor", "strategy", "email_code", "code", code).want("200").signIn().want(t, "complete")

	// Or after it.
	app = newNative(t, m)
	id = app.newcomer(testEmail, "strategy", "email_code").want("200").signIn().ID
	app.onSignIn(id, "attempt_first_factor", "strategy", "email_code", "code", testCode).want("404 sign_up_if_missing_transfer")
	newNative(t, m).create("email_address", testEmail).want("200").signUp().want(t, "complete")
	app.create("transfer", "true").want("400 identification_claimed")
}

// Who comes back from a provider is not who typed the address.
func TestSignUpIfMissing_of_somebody_else_at_a_provider(t *testing.T) {
	t.Parallel()
	m, _ := withJane(t, googles())
	var d *device
	for _, account := range []string{"jane", "june"} {
		d = newBrowser(t, m)
		si := d.newcomer(testEmail).want("200").signIn()
		a := d.onSignIn(si.ID, "prepare_first_factor", "strategy", "oauth_google", "redirect_url", ssoPage).want("200")
		authorize(t, m, a.signIn().FirstFactor.URL, account)
		d.getSignIn(si.ID).signIn().want(t, map[string]string{"jane": "complete", "june": "needs_first_factor"}[account])
	}
	su := d.create("transfer", "true").want("200").signUp().want(t, "complete")
	equal(t, "e-mail address", su.EmailAddress, junesEmail)
	newNative(t, m).signIn("identifier", testEmail).want("422 form_identifier_not_found(identifier)")
}

func TestSignUpIfMissing_refusals(t *testing.T) {
	t.Parallel()
	m, app := withJane(t)
	app.newcomer("nobody").want("422 sign_up_if_missing_not_allowed")
	app.newcomer(junesEmail, "strategy", "phone_code").want("422 sign_up_if_missing_strategy_not_supported")
	app.newcomer(junesEmail, "password", password).want("422 sign_up_if_missing_strategy_not_supported")
	app.newcomer(junesEmail).want("200")
	app.create("transfer", "true").want("400 account_transfer_invalid") // nothing is proved yet
	set(t, m, func(s *environment.UserSettings) { s.SignUp.Mode = "waitlist" })
	app.newcomer(junesEmail).want("422 sign_up_if_missing_not_allowed")
	app.newcomer(janesEmail).want("200")
}
