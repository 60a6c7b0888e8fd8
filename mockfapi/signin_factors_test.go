package mockfapi_test

import (
	"testing"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

// signInCodes are the strategies that send a code for a sign-in, each with the
// parameter that names where to, and what is left when the code is right.
func signInCodes() map[string]struct{ param, to, status string } {
	return map[string]struct{ param, to, status string }{
		"email_code":                {"email_address_id", janesEmail, "complete"},
		"phone_code":                {"phone_number_id", janesPhone, "complete"},
		"reset_password_email_code": {"email_address_id", janesEmail, "needs_new_password"},
		"reset_password_phone_code": {"phone_number_id", janesPhone, "needs_new_password"},
	}
}

func TestSignIn_code_lifecycle(t *testing.T) {
	t.Parallel()
	for strategy, c := range signInCodes() {
		t.Run(strategy, func(t *testing.T) {
			t.Parallel()
			m, app := withJane(t, stopped())
			si := app.signIn("identifier", janesName).want("200").signIn()
			attempt := func(code string) answer {
				return app.onSignIn(si.ID, "attempt_first_factor", "strategy", strategy, "code", code)
			}
			prepare := func(form ...string) answer {
				return app.onSignIn(si.ID, "prepare_first_factor", append(form, "strategy", strategy)...)
			}
			now := func() string { return app.getSignIn(si.ID).signIn().FirstFactor.brief() }

			attempt("123456").want("400 verification_missing")
			prepare().want("422 form_param_missing(" + c.param + ")")
			prepare(c.param, "idn_unknown").want("422 form_resource_not_found(" + c.param + ")")
			prepare(c.param, "").want("422 form_resource_not_found(" + c.param + ")")
			equal(t, "prepared", prepare(c.param, si.id(strategy)).want("200").signIn().FirstFactor.brief(), "unverified "+strategy)
			sent := m.Messages(c.to)
			equal(t, "message", sent[0].Kind+" "+sent[0].SignInID+sent[0].SignUpID, strategy+" "+si.ID)
			first := m.Code(c.to)
			for _, outcome := range []string{"unverified " + strategy + " attempts 1", "unverified " + strategy + " attempts 2", "failed " + strategy + " attempts 3"} {
				attempt(wrong(first)).want("422 form_code_incorrect(code)")
				equal(t, "after a wrong code", now(), outcome)
			}
			attempt(first).want("400 verification_failed")

			prepare(c.param, si.id(strategy)).want("200")
			m.Advance(10 * time.Minute)
			equal(t, "after ten minutes", now(), "expired "+strategy)
			attempt(m.Code(c.to)).want("400 verification_expired")

			prepare(c.param, si.id(strategy)).want("200")
			app.onSignIn(si.ID, "attempt_first_factor", "strategy", strategy).want("422 form_param_missing(code)")
			attempt("").want("422 form_param_nil(code)")
			a := attempt(m.Code(c.to)).want("200")
			a.signIn().want(t, c.status)
			equal(t, "after the right code", now(), "verified "+strategy+" attempts 1")
			if c.status == "complete" {
				equal(t, "strategy to come back with", app.getSignIn(si.ID).client().LastUsed, strategy)
				return
			}
			attempt(m.Code(c.to)).want("400 verification_already_verified")
			prepare(c.param, si.id(strategy)).want("400 verification_already_verified")
		})
	}
}

// In one request, the code goes to what was typed.
func TestSignIn_code_with_create(t *testing.T) {
	t.Parallel()
	m, app := withJane(t)
	for strategy, c := range signInCodes() {
		for _, identifier := range []string{c.to, janesName} {
			m.ClearMessages()
			si := app.signIn("identifier", identifier, "strategy", strategy).want("200").signIn().want(t, "needs_first_factor")
			equal(t, strategy, si.FirstFactor.brief(), "unverified "+strategy)
			if m.Code(c.to) == "" {
				t.Errorf("%s for %s sent nothing to %s", strategy, identifier, c.to)
			}
		}
	}
	app.signIn("identifier", janesEmail, "strategy", "reset_password_phone_code").want("400 strategy_for_user_invalid")
	si := app.signIn("identifier", janesPhone, "strategy", "phone_code", "channel", "whatsapp").want("200").signIn()
	equal(t, "channel", si.FirstFactor.Channel, "whatsapp")
	app.signIn("identifier", janesPhone, "strategy", "phone_code", "channel", "pigeon").want("422 form_param_value_invalid(channel)")
}

// Of several addresses the primary one is meant, unless another was typed.
func TestSignIn_code_goes_to_the_primary_address(t *testing.T) {
	t.Parallel()
	m, app := withJane(t)
	owner := newNative(t, m)
	signInAside(owner)
	id := owner.send("POST", emailAddresses, "email_address", junesEmail).want("200").identification().ID
	owner.send("POST", emailAddresses+"/"+id+"/prepare_verification", "strategy", "email_code").want("200")
	owner.send("POST", emailAddresses+"/"+id+"/attempt_verification", "code", m.Code(junesEmail)).want("200")
	for identifier, to := range map[string]string{janesName: janesEmail, junesEmail: junesEmail} {
		m.ClearMessages()
		app.signIn("identifier", identifier, "strategy", "email_code").want("200")
		equal(t, "messages", []bool{m.Code(janesEmail) != "", m.Code(junesEmail) != ""}, []bool{to == janesEmail, to == junesEmail})
	}
}

func TestSignIn_prepare_and_attempt_refusals(t *testing.T) {
	t.Parallel()
	_, app := withJane(t)
	empty := app.signIn().want("200").signIn().ID
	app.onSignIn(empty, "prepare_first_factor", "strategy", "email_code", "email_address_id", "idn_1").want("400 client_state_invalid")
	app.onSignIn(empty, "attempt_first_factor", "strategy", "password", "password", password).want("400 client_state_invalid")
	app.onSignIn(empty, "reset_password", "password", password).want("400 client_state_invalid")

	id := app.signIn("identifier", janesEmail, "strategy", "email_code").want("200").signIn().ID
	for _, strategy := range []string{"password", "totp", "nonsense"} {
		app.onSignIn(id, "prepare_first_factor", "strategy", strategy).want("422 form_param_value_invalid(strategy)")
	}
	for _, strategy := range []string{"email_link", "oauth_google", "nonsense"} {
		app.onSignIn(id, "attempt_first_factor", "strategy", strategy, "code", testCode).want("422 form_param_value_invalid(strategy)")
	}
	app.onSignIn(id, "prepare_first_factor", "strategy", metamask).want("400 strategy_for_user_invalid")
	app.onSignIn(id, "prepare_first_factor", "strategy", "oauth_github", "redirect_url", ssoPage).want("400 oauth_provider_not_enabled")
	app.onSignIn(id, "attempt_first_factor", "strategy", "phone_code", "code", testCode).want("400 verification_strategy_invalid")
	app.onSignIn(id, "attempt_first_factor", "strategy", "password").want("422 form_param_missing(password)")
	app.onSignIn(id, "attempt_first_factor", "strategy", "password", "password", "").want("422 form_param_nil(password)")
	app.onSignIn(id, "attempt_first_factor", "nonsense", "1").want("422 form_param_missing(strategy) form_param_unknown(nonsense)")
	app.onSignIn(id, "prepare_second_factor", "strategy", "phone_code").want("400 client_state_invalid")
	app.onSignIn(id, "attempt_second_factor", "strategy", "phone_code", "code", testCode).want("400 client_state_invalid")
	app.onSignIn(id, "reset_password", "password", password).want("400 client_state_invalid")
	app.onSignIn(id, "reset_password", "nonsense", "1").want("422 form_param_unknown(nonsense)")
}

func TestSignIn_wrong_passwords_are_counted(t *testing.T) {
	t.Parallel()
	_, app := withJane(t)
	id := app.signIn("identifier", janesEmail).want("200").signIn().ID
	for _, outcome := range []string{"unverified password attempts 1", "unverified password attempts 2"} {
		app.onSignIn(id, "attempt_first_factor", "strategy", "password", "password", "wrong horse battery").want("422 form_password_incorrect(password)")
		equal(t, "first factor", app.getSignIn(id).signIn().FirstFactor.brief(), outcome)
	}
	app.onSignIn(id, "attempt_first_factor", "strategy", "password", "password", password).want("200").signIn().want(t, "complete")
}

func TestSignIn_waits_between_two_codes(t *testing.T) {
	t.Parallel()
	m, app := withJane(t, stopped(), mockfapi.WithRateLimits())
	si := app.signIn("identifier", janesEmail, "strategy", "email_code").want("200").signIn()
	again := func(strategy, param string) answer {
		return app.onSignIn(si.ID, "prepare_first_factor", "strategy", strategy, param, si.id(strategy))
	}
	equal(t, "Retry-After", again("email_code", "email_address_id").want("429 verification_code_too_many_requests").Header.Get("Retry-After"), "30")
	again("phone_code", "phone_number_id").want("200") // nothing was sent there
	m.Advance(30 * time.Second)
	again("phone_code", "phone_number_id").want("200")
}

func TestSignIn_email_link(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		sameClient bool
		before     func(m *mockfapi.Instance, desk *device)
		opener     string
		status     string
	}{
		"on another device":     {opener: "phone", status: "verified"},
		"on the same device":    {sameClient: true, opener: "desk", status: "verified"},
		"on a forbidden one":    {sameClient: true, opener: "phone", status: "client_mismatch"},
		"too late":              {before: func(m *mockfapi.Instance, _ *device) { m.Advance(10 * time.Minute) }, opener: "desk", status: "expired"},
		"of an older sign-in":   {before: func(_ *mockfapi.Instance, d *device) { d.signIn("identifier", janesName) }, opener: "desk", status: "expired"},
		"while signed in":       {before: func(_ *mockfapi.Instance, d *device) { signInAside(d) }, opener: "desk", status: "expired"},
		"of a banned user":      {before: func(m *mockfapi.Instance, d *device) { edit(d.tb, m, `"Banned":false`, `"Banned":true`) }, opener: "desk", status: "failed"},
		"of a user who is gone": {before: func(m *mockfapi.Instance, d *device) { leave(d.tb, m) }, opener: "desk", status: "expired"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, _ := withJane(t, stopped(), with(func(s *environment.UserSettings) { s.AttackProtection.EmailLink.RequireSameClient = tt.sameClient }))
			devices := map[string]*device{"desk": newBrowser(t, m), "phone": newBrowser(t, m)}
			desk := devices["desk"]
			devices["phone"].create()
			si := desk.signIn("identifier", janesEmail, "strategy", "email_link", "redirect_url", appPage+"/in").want("200").signIn()
			equal(t, "pending", si.FirstFactor.brief(), "unverified email_link")
			if tt.before != nil {
				tt.before(m, desk)
			}
			landed := devices[tt.opener].open(m.Link(janesEmail))
			if tt.status != "verified" {
				equal(t, "landed", landed, appPage+"/in?__clerk_created_session=&__clerk_status="+tt.status)
				return
			}
			a := desk.getSignIn(si.ID).want("200")
			si = a.signIn().want(t, "complete")
			equal(t, "landed", landed, appPage+"/in?__clerk_created_session="+si.SessionID+"&__clerk_status=verified")
			equal(t, "first factor", si.FirstFactor.brief(), "verified email_link")
			equal(t, "session on the desk", a.client().LastActive, si.SessionID)
			equal(t, "opened once more", devices[tt.opener].open(m.Link(janesEmail)), landed)
		})
	}
}

// signInAside signs in with another sign-in of the same device.
func signInAside(d *device) {
	d.tb.Helper()
	d.signIn("identifier", janesName, "password", password).want("200").signIn().want(d.tb, "complete")
}

func TestSignIn_email_link_that_another_one_replaced(t *testing.T) {
	t.Parallel()
	m, app := withJane(t)
	si := app.signIn("identifier", janesEmail, "strategy", "email_link", "redirect_url", appPage).want("200").signIn()
	stale := m.Link(janesEmail)
	app.onSignIn(si.ID, "prepare_first_factor", "strategy", "email_link", "email_address_id", si.id("email_link")).
		want("422 form_conditional_param_missing(redirect_url)")
	app.onSignIn(si.ID, "prepare_first_factor", "strategy", "email_link", "email_address_id", si.id("email_link"), "redirect_url", appPage).want("200")
	app.send("GET", stale).want("400 verification_link_token_stale")
	m.Reset()
	app.header.Del("Authorization")
	app.send("GET", stale).want("400 verification_link_token_stale")
}

func TestSignIn_with_a_wallet(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("web3"))
	w, thief := newWallet(t, 1), newWallet(t, 2)
	// What the clients do: a sign-in, and where nobody has the wallet a sign-up.
	app := newNative(t, m)
	app.signIn("identifier", w.address).want("422 form_identifier_not_found(identifier)")
	su := app.create("web3_wallet", w.address, "strategy", metamask).want("200").signUp()
	app.attempt(su.ID, metamask, "signature", w.sign(su.Verifications.Wallet.Message)).want("200").signUp().want(t, "complete")

	app = newNative(t, m)
	app.create("web3_wallet", w.address).want("422 form_identifier_exists(web3_wallet)")
	si := app.signIn("identifier", w.address).want("200").signIn()
	prepared := app.onSignIn(si.ID, "prepare_first_factor", "strategy", metamask, "web3_wallet_id", si.id(metamask)).want("200").signIn().FirstFactor
	equal(t, "prepared", prepared.brief()+" "+prepared.Object, "unverified "+metamask+" verification_web3")
	attempt := func(form ...string) answer {
		return app.onSignIn(si.ID, "attempt_first_factor", append(form, "strategy", metamask)...)
	}
	attempt().want("422 form_param_missing(signature)")
	attempt("signature", thief.sign(prepared.Message)).want("422 form_incorrect_signature(signature)")
	attempt("signature", w.sign(prepared.Nonce)).want("200").signIn().want(t, "complete")
	equal(t, "strategy to come back with", app.getSignIn(si.ID).client().LastUsed, metamask)
}
