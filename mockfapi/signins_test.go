package mockfapi_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

const (
	janesName  = "jane_doe"
	janesPhone = "+14155552671"
	janesEmail = "jane@example.com"
)

// everyFactor lets people sign up and in with everything, and asks for nothing.
func everyFactor(s *environment.UserSettings) {
	a := &s.Attributes
	a.EmailAddress = environment.Email(environment.Optional, "email_code", "email_link")
	a.PhoneNumber = environment.Phone(environment.Optional, "sms", "whatsapp")
	a.PhoneNumber.UsedForSecondFactor, a.PhoneNumber.SecondFactors = true, []string{"phone_code"}
	a.EmailAddress.VerifyAtSignUp, a.PhoneNumber.VerifyAtSignUp = false, false
	a.Username, a.Password = environment.Username(environment.Optional), environment.Password(environment.Optional)
	a.Web3Wallet = environment.Wallet(environment.Optional)
	s.Social["oauth_google"] = environment.Provider("oauth_google")
	s.Actions.DeleteSelf = true
}

// jane signs up on the device with an address, a number, a name and a password.
func jane(d *device) signUp {
	d.tb.Helper()
	return d.create("email_address", janesEmail, "phone_number", janesPhone, "username", janesName, "password", password).
		want("200").signUp().want(d.tb, "complete")
}

// withJane returns an instance on which she has signed up, and another device.
func withJane(tb testing.TB, opts ...mockfapi.Option) (*mockfapi.Instance, *device) {
	tb.Helper()
	m := mockfapitest.NewT(tb, append([]mockfapi.Option{with(everyFactor)}, opts...)...)
	jane(newNative(tb, m))
	return m, newNative(tb, m)
}

func TestSignIn_with_a_password(t *testing.T) {
	t.Parallel()
	m, app := withJane(t, stopped())
	m.Advance(time.Hour)
	a := app.signIn("identifier", janesEmail, "locale", "de-AT").want("200")
	si := a.signIn().want(t, "needs_first_factor")
	equal(t, "sign-in of the client", *a.client().SignIn, si)
	equal(t, "identifier", si.Identifier+" "+si.Locale, janesEmail+" de-AT")
	equal(t, "abandoned", si.AbandonAt, m.Now().Add(24*time.Hour).UnixMilli())
	equal(t, "supported identifiers", si.Identifiers, []string{"email_address", "password", "phone_number", "username", "web3_wallet"})
	if si.FirstFactor != nil || si.SecondFactor != nil || si.Second != nil {
		t.Errorf("a sign-in that proved nothing is %+v", si)
	}

	before := app.header.Get("Authorization")
	a = app.onSignIn(si.ID, "attempt_first_factor", "strategy", "password", "password", password).want("200")
	si = a.signIn().want(t, "complete")
	equal(t, "first factor", si.FirstFactor.brief(), "verified password attempts 1")
	equal(t, "object", si.FirstFactor.Object, "verification_password")
	if si.First != nil || si.Second != nil || a.client().SignIn != nil {
		t.Error("a complete sign-in asks for something")
	}
	equal(t, "active session", a.client().LastActive, si.SessionID)
	equal(t, "strategy that the answer tells", a.client().LastUsed, "")
	if app.header.Get("Authorization") == before {
		t.Error("the token did not rotate")
	}
	held := app.getSignIn(si.ID).want("200")
	held.signIn().want(t, "complete")
	equal(t, "strategy to come back with", held.client().LastUsed, "password")
	equal(t, "last sign-in", held.client().Sessions[0].User.LastSignInAt, m.Now().UnixMilli())
}

func TestSignIn_in_one_request(t *testing.T) {
	t.Parallel()
	m, _ := withJane(t)
	for name, form := range map[string][]string{
		"address":           {"identifier", janesEmail},
		"address as typed":  {"identifier", " Jane@Example.COM "},
		"number":            {"identifier", janesPhone},
		"number as typed":   {"identifier", "+1 (415) 555-2671"},
		"name":              {"identifier", "Jane_Doe"},
		"with its strategy": {"identifier", janesName, "strategy", "password"},
	} {
		a := newNative(t, m).signIn(append(form, "password", password)...).want("200")
		si := a.signIn().want(t, "complete")
		if si.SessionID == "" || a.client().LastActive != si.SessionID {
			t.Errorf("%s: session %q, active is %q", name, si.SessionID, a.client().LastActive)
		}
	}
}

func TestSignIn_refusals_of_create(t *testing.T) {
	t.Parallel()
	m, app := withJane(t)
	for name, tt := range map[string]struct {
		form []string
		want string
	}{
		"unknown address":       {[]string{"identifier", "june@example.com"}, "422 form_identifier_not_found(identifier)"},
		"unknown wallet":        {[]string{"identifier", newWallet(t, 9).address}, "422 form_identifier_not_found(identifier)"},
		"unknown name":          {[]string{"identifier", "nobody"}, "422 form_identifier_not_found(identifier)"},
		"blank":                 {[]string{"identifier", " "}, "422 form_param_nil(identifier)"},
		"wrong password":        {[]string{"identifier", janesEmail, "password", "wrong horse battery"}, "422 form_password_incorrect(password)"},
		"blank password":        {[]string{"identifier", janesEmail, "password", ""}, "422 form_param_nil(password)"},
		"password alone":        {[]string{"password", password}, "422 form_conditional_param_missing(identifier)"},
		"strategy alone":        {[]string{"strategy", "email_code"}, "422 form_conditional_param_missing(identifier)"},
		"password is missing":   {[]string{"identifier", janesEmail, "strategy", "password"}, "422 form_conditional_param_missing(password)"},
		"unknown strategy":      {[]string{"identifier", janesEmail, "strategy", "telepathy"}, "422 form_param_value_invalid(strategy)"},
		"strategy of others":    {[]string{"identifier", janesEmail, "strategy", metamask}, "400 strategy_for_user_invalid"},
		"unknown provider":      {[]string{"strategy", "oauth_github", "redirect_url", ssoPage}, "400 oauth_provider_not_enabled"},
		"ticket is missing":     {[]string{"strategy", "ticket"}, "422 form_conditional_param_missing(ticket)"},
		"nobody's ticket":       {[]string{"strategy", "ticket", "ticket", "abc"}, "400 ticket_invalid_code"},
		"nothing to transfer":   {[]string{"transfer", "true"}, "400 account_transfer_invalid"},
		"transfer and strategy": {[]string{"transfer", "true", "strategy", "email_code"}, "422 form_conditional_param_disallowed(strategy)"},
		"no boolean":            {[]string{"transfer", "perhaps"}, "422 form_param_type_invalid(transfer)"},
		"no language":           {[]string{"locale", "German!"}, "422 form_param_format_invalid(locale)"},
		"unknown parameter":     {[]string{"nonsense", "1"}, "422 form_param_unknown(nonsense)"},
		"link without redirect": {[]string{"identifier", janesEmail, "strategy", "email_link"}, "200"},
		"nothing":               {nil, "200"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newNative(t, m)
			d.signIn(tt.form...).want(tt.want)
		})
	}
	app.sendBody("POST", signIns, "application/json", strings.NewReader("{}")).want("415 unsupported_content_type")
	app.signIn().want("200").signIn().want(t, "needs_identifier")
}

// An identifier of a kind with which nobody signs in is no identifier.
func TestSignIn_identifier_that_the_instance_does_not_use(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("email-code"))
	app := newNative(t, m)
	for _, text := range []string{"jane_doe", janesPhone, newWallet(t, 1).address, "jane@"} {
		app.signIn("identifier", text).want("422 form_param_format_invalid(identifier)")
	}
	app.signIn("identifier", janesEmail).want("422 form_identifier_not_found(identifier)")
}

func TestSignIn_does_not_tell_who_exists_where_it_must_not(t *testing.T) {
	t.Parallel()
	m, app := withJane(t, with(func(s *environment.UserSettings) { s.AttackProtection.EnumerationProtection.Enabled = true }))
	const secretive = "422 form_password_or_identifier_incorrect"
	app.signIn("identifier", "nobody", "password", password).want(secretive)
	app.signIn("identifier", janesName, "password", "wrong horse battery").want(secretive)
	newNative(t, m).create("username", "june_doe").want("200") // who has no password
	app.signIn("identifier", "june_doe", "password", password).want(secretive)
	app.signIn("identifier", "", "password", password).want("422 form_param_nil(identifier)")
	id := app.signIn("identifier", janesName).want("200").signIn().ID
	app.onSignIn(id, "attempt_first_factor", "strategy", "password", "password", "wrong horse battery").want(secretive)
}

func TestSignIn_password_that_was_in_a_breach(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, with(everyFactor), with(func(s *environment.UserSettings) {
		s.PasswordSettings.DisableHIBP = true
	}))
	newNative(t, m).create("username", janesName, "password", "password123").want("200").signUp().want(t, "complete")
	app := newNative(t, m)
	app.signIn("identifier", janesName, "password", "password123").want("200").signIn().want(t, "complete")
	if err := m.UpdateSettings(func(d *environment.Document) { d.UserSettings.PasswordSettings.EnforceHIBPOnSignIn = true }); err != nil {
		t.Fatal(err)
	}
	newNative(t, m).signIn("identifier", janesName, "password", "password123").want("422 form_password_pwned(password)")
}

func TestSignIn_of_somebody_else(t *testing.T) {
	t.Parallel()
	m, app := withJane(t, stopped())
	id := app.signIn("identifier", janesName).want("200").signIn().ID
	other := newNative(t, m)
	other.create()
	for _, action := range []string{"prepare_first_factor", "attempt_first_factor", "prepare_second_factor", "attempt_second_factor"} {
		other.onSignIn(id, action, "strategy", "phone_code").want("404 resource_not_found")
		app.onSignIn("sia_unknown", action, "strategy", "phone_code").want("404 resource_not_found")
		newNative(t, m).onSignIn(id, action, "strategy", "phone_code").want("400 client_not_found")
		app.onSignIn(id, action).want("422 form_param_missing(strategy)")
	}
	other.onSignIn(id, "reset_password", "password", password).want("404 resource_not_found")
	other.getSignIn(id).want("404 resource_not_found")
	newNative(t, m).getSignIn(id).want("400 client_not_found")

	// A newer one takes its place; what was can be read, not changed.
	newer := app.signIn("identifier", janesName).want("200").signIn().ID
	app.onSignIn(id, "attempt_first_factor", "strategy", "password", "password", password).want("403 resource_forbidden")
	app.getSignIn(id).want("200").signIn().want(t, "needs_first_factor")
	m.Advance(24 * time.Hour)
	app.getSignIn(newer).want("404 resource_not_found")
	app.onSignIn(newer, "attempt_first_factor", "strategy", "password", "password", password).want("404 resource_not_found")
	if app.create().client().SignIn != nil {
		t.Error("the client still has the sign-in that is over")
	}
}

func TestSignIn_ends_with_its_client(t *testing.T) {
	t.Parallel()
	_, app := withJane(t)
	app.signIn("identifier", janesName).want("200")
	if kept := decode[envelope[client]](app.send("DELETE", "/v1/client/sessions").want("200")).Response; kept.SignIn == nil {
		t.Error("signing out took the sign-in away")
	}
	if gone := decode[envelope[client]](app.send("DELETE", "/v1/client").want("200")).Response; gone.SignIn != nil {
		t.Error("a deleted client has a sign-in")
	}
}

func TestSignIn_that_is_complete_changes_no_more(t *testing.T) {
	t.Parallel()
	_, app := withJane(t)
	id := app.signIn("identifier", janesName, "password", password).want("200").signIn().ID
	for action, form := range map[string][]string{
		"prepare_first_factor": {"strategy", "email_code"}, "attempt_first_factor": {"strategy", "password", "password", password},
		"prepare_second_factor": {"strategy", "phone_code"}, "attempt_second_factor": {"strategy", "phone_code", "code", testCode},
		"reset_password": {"password", password},
	} {
		app.onSignIn(id, action, form...).want("403 resource_forbidden")
	}
}

func TestSignIn_of_a_user_who_is_signed_in(t *testing.T) {
	t.Parallel()
	m, app := withJane(t)
	early := app.signIn("identifier", janesName).want("200").signIn().ID
	newest := app.signIn("identifier", janesName).want("200").signIn().ID
	if early == newest {
		t.Fatal("two sign-ins have one id")
	}
	session := app.onSignIn(newest, "attempt_first_factor", "strategy", "password", "password", password).want("200").signIn().SessionID
	a := app.signIn("identifier", janesName).want("400 identifier_already_signed_in")
	equal(t, "session in the error", at(t, decode[any](a), "errors 0 meta session_id"), any(session))

	// Another user may, on the same client.
	newNative(t, m).create("username", "june_doe", "password", password).want("200")
	a = app.signIn("identifier", "june_doe", "password", password).want("200")
	equal(t, "sessions", len(a.client().Sessions), 2)
	equal(t, "active session", a.client().LastActive, a.signIn().SessionID)
}

func TestSignIn_single_session_mode(t *testing.T) {
	t.Parallel()
	m, app := withJane(t, mockfapi.WithSettings(func(d *environment.Document) { d.AuthConfig.SingleSessionMode = true }))
	newNative(t, m).create("username", "june_doe", "password", password).want("200")
	early := app.signIn("identifier", "june_doe").want("200").signIn().ID
	// The sign-up completes first; the sign-in from before takes its place.
	first := app.create("username", "third_one", "password", password).want("200").signUp().SessionID
	app.signIn("identifier", janesName).want("400 session_exists")
	a := app.onSignIn(early, "attempt_first_factor", "strategy", "password", "password", password).want("200")
	equal(t, "sessions", len(a.client().Sessions), 1)
	equal(t, "active session", a.client().LastActive, a.signIn().SessionID)
	equal(t, "status of the first", app.onSession("GET", first, "").want("200").inSession().Status, "replaced")
}

func TestSignIn_in_a_browser_without_cookies(t *testing.T) {
	t.Parallel()
	m, _ := withJane(t)
	d := newBrowser(t, m)
	token := decode[struct{ ID string }](d.send("POST", "/v1/dev_browser").want("200")).ID
	d.query.Set("__clerk_db_jwt", token)
	a := d.signIn("identifier", janesName, "password", password).want("200")
	a.signIn().want(t, "complete")
	if len(a.Header.Values("Set-Cookie")) > 0 {
		t.Error("a browser without cookies is given one")
	}
	equal(t, "session", decode[envelope[client]](d.send("GET", "/v1/client")).Response.LastActive, a.signIn().SessionID)
}

func TestSignIn_survives_a_snapshot(t *testing.T) {
	t.Parallel()
	m, app := withJane(t)
	id := app.signIn("identifier", janesEmail, "strategy", "email_code").want("200").signIn().ID
	data, err := m.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	m.Reset()
	app.getSignIn(id).want("400 cookie_invalid")
	if err := m.Restore(data); err != nil {
		t.Fatal(err)
	}
	app.onSignIn(id, "attempt_first_factor", "strategy", "email_code", "code", m.Code(janesEmail)).want("200").signIn().want(t, "complete")
}

func TestSignIn_factors_and_what_may_be_seen_of_them(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, with(everyFactor))
	w := newWallet(t, 3)
	d := newNative(t, m)
	id := d.create("email_address", janesEmail, "phone_number", janesPhone, "username", janesName, "web3_wallet", w.address).want("200").signUp().ID
	su := d.update(id, "strategy", metamask).want("200").signUp()
	d.attempt(id, metamask, "signature", w.sign(su.Verifications.Wallet.Message)).want("200").signUp().want(t, "complete")
	wallets := func(safe string) []string {
		return []string{
			metamask + " " + safe, "web3_base_signature " + safe, "web3_coinbase_wallet_signature " + safe, "web3_okx_wallet_signature " + safe,
		}
	}
	hidden := w.address[:4] + "***" + w.address[len(w.address)-4:]
	app := newNative(t, m)
	for identifier, want := range map[string][]string{
		janesEmail: slices.Concat([]string{"phone_code +*********71", "email_code " + janesEmail, "email_link " + janesEmail}, wallets(hidden)),
		janesPhone: slices.Concat([]string{"phone_code " + janesPhone, "email_code j***@example.com", "email_link j***@example.com"}, wallets(hidden)),
		janesName:  slices.Concat([]string{"phone_code +*********71", "email_code j***@example.com", "email_link j***@example.com"}, wallets(hidden)),
		w.address:  slices.Concat([]string{"phone_code +*********71", "email_code j***@example.com", "email_link j***@example.com"}, wallets(w.address)),
	} {
		si := app.signIn("identifier", identifier).want("200").signIn()
		equal(t, "factors for "+identifier, briefs(si.First), want)
		for _, f := range si.First {
			if !f.Primary {
				t.Errorf("%s is not the primary one", f.Strategy)
			}
		}
	}
	app.onSignIn(app.signIn("identifier", janesName).signIn().ID, "attempt_first_factor", "strategy", "password", "password", password).
		want("400 strategy_for_user_invalid")
}

// A password is reset by way of what the person typed.
func TestSignIn_factors_that_reset_a_password(t *testing.T) {
	t.Parallel()
	m, app := withJane(t)
	for identifier, want := range map[string][]string{
		janesEmail: {"reset_password_email_code " + janesEmail},
		janesPhone: {"reset_password_phone_code " + janesPhone},
		janesName:  {"reset_password_phone_code +*********71", "reset_password_email_code j***@example.com"},
	} {
		all := briefs(app.signIn("identifier", identifier).want("200").signIn().First)
		equal(t, "first factor for "+identifier, all[0], "password")
		equal(t, "resets for "+identifier, slices.DeleteFunc(all, func(s string) bool { return !strings.HasPrefix(s, "reset") }), want)
	}
	if err := m.UpdateSettings(func(d *environment.Document) {
		d.UserSettings.Attributes.Password.Enabled = false
		d.UserSettings.Attributes.PhoneNumber.UsedForFirstFactor = false
	}); err != nil {
		t.Fatal(err)
	}
	equal(t, "factors without passwords and numbers", briefs(app.signIn("identifier", janesEmail).want("200").signIn().First),
		[]string{"email_code " + janesEmail, "email_link " + janesEmail})
	app.signIn("identifier", janesEmail, "password", password).want("400 strategy_for_user_invalid")
}
