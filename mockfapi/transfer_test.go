package mockfapi_test

import (
	"testing"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

// googles are accounts of three people; jane's address is one of theirs.
func googles() mockfapi.Option {
	return mockfapi.WithAccounts(mockfapi.Accounts{"oauth_google": {
		{Key: "jane", ProviderUserID: "1", EmailAddress: janesEmail, EmailVerified: true, FirstName: "Jane"},
		{Key: "june", ProviderUserID: "2", EmailAddress: "june@example.com", EmailVerified: true},
		{Key: "claims", ProviderUserID: "3", EmailAddress: janesEmail},
	}})
}

// toGoogle starts a sign-in at Google and returns it with the provider's page.
func (d *device) toGoogle(form ...string) (si signIn, page string) {
	d.tb.Helper()
	si = d.signIn(append(form, "strategy", "oauth_google", "redirect_url", ssoPage)...).want("200").signIn().want(d.tb, "needs_identifier")
	equal(d.tb, "pending", si.FirstFactor.brief()+" "+si.FirstFactor.Object, "unverified oauth_google verification_oauth")
	return si, si.FirstFactor.URL
}

// atGoogle signs in at Google with that account.
func (d *device) atGoogle(m *mockfapi.Instance, account string) signIn {
	d.tb.Helper()
	si, page := d.toGoogle()
	authorize(d.tb, m, page, account)
	return d.getSignIn(si.ID).want("200").signIn()
}

func TestSignIn_at_a_provider(t *testing.T) {
	t.Parallel()
	m, _ := withJane(t, googles())
	d := newBrowser(t, m)
	si, page := d.toGoogle("action_complete_redirect_url", appPage+"/done")
	equal(t, "landed", authorize(t, m, page, "jane"), appPage+"/done")
	a := d.getSignIn(si.ID).want("200")
	si = a.signIn().want(t, "complete")
	equal(t, "first factor", si.FirstFactor.brief(), "verified oauth_google")
	equal(t, "identifier", si.Identifier, janesEmail)
	equal(t, "session", a.client().LastActive, si.SessionID)
	equal(t, "strategy to come back with", a.client().LastUsed, "oauth_google")
	// Her address was known, her account was not: it is hers from now on.
	her := a.client().Sessions[0].User
	equal(t, "external account", her.External[0].Provider+" "+her.External[0].ProviderUserID, "oauth_google 1")
	equal(t, "link", her.Emails[0].LinkedTo, []struct{ Type, ID string }{{"oauth_google", her.External[0].IdentificationID}})

	again := newBrowser(t, m).atGoogle(m, "jane").want(t, "complete")
	equal(t, "first factor", again.FirstFactor.brief(), "verified oauth_google")
	equal(t, "accounts", m.Users()[0].ExternalAccounts, []string{"oauth_google"})
	factors := briefs(newNative(t, m).signIn("identifier", janesName).want("200").signIn().First)
	equal(t, "last factor", factors[len(factors)-1], "oauth_google")
}

func TestSignIn_at_a_provider_as_a_first_factor(t *testing.T) {
	t.Parallel()
	m, d := withJane(t, googles())
	id := d.signIn("identifier", janesName).want("200").signIn().ID
	a := d.onSignIn(id, "prepare_first_factor", "strategy", "oauth_google", "redirect_url", ssoPage).want("200")
	landed := authorize(t, m, a.signIn().FirstFactor.URL, "jane")
	if landedAt(t, landed).Get("rotating_token_nonce") == "" {
		t.Errorf("a native application landed at %s", landed)
	}
	d.getSignIn(id).signIn().want(t, "complete")
}

func TestSignIn_at_a_provider_on_a_native_device(t *testing.T) {
	t.Parallel()
	m, app := withJane(t, googles())
	si, page := app.toGoogle()
	before := app.header.Get("Authorization")
	nonce := landedAt(t, authorize(t, m, page, "jane")).Get("rotating_token_nonce")
	path := signIns + "/" + si.ID + "?rotating_token_nonce="
	app.send("GET", path+"wrong").want("400 invalid_query_parameter_value(rotating_token_nonce)")
	app.send("GET", path+nonce).want("200").signIn().want(t, "complete")
	if app.header.Get("Authorization") == before {
		t.Error("the token did not rotate")
	}

	other := newNative(t, m)
	_, page = other.toGoogle()
	equal(t, "landed", authorize(t, m, page, "june"), ssoPage+"?__clerk_error_code=external_account_not_found&__clerk_status=failed")
}

func TestSignIn_at_a_provider_that_leads_nowhere(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		before  func(m *mockfapi.Instance, d *device)
		account string
		want    string
	}{
		"refused":                   {nil, "", "failed oauth_google oauth_access_denied"},
		"nobody's account":          {nil, "june", "transferable oauth_google external_account_not_found"},
		"an address nobody checked": {nil, "claims", "transferable oauth_google external_account_not_found"},
		"of a banned user":          {func(m *mockfapi.Instance, d *device) { edit(d.tb, m, `"Banned":false`, `"Banned":true`) }, "jane", "failed oauth_google user_banned"},
		"of a locked user": {func(m *mockfapi.Instance, d *device) {
			edit(d.tb, m, `"LockedUntil":0`, `"LockedUntil":99999999999999`)
		}, "jane", "failed oauth_google user_locked"},
		"where nobody may sign up": {func(m *mockfapi.Instance, d *device) {
			if err := m.UpdateSettings(func(d *environment.Document) { d.UserSettings.SignUp.Mode = "restricted" }); err != nil {
				d.tb.Error(err)
			}
		}, "june", "failed oauth_google external_account_not_found"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, _ := withJane(t, googles())
			d := newBrowser(t, m)
			if tt.before != nil {
				tt.before(m, d)
			}
			si, page := d.toGoogle("action_complete_redirect_url", appPage+"/done")
			equal(t, "landed", authorize(t, m, page, tt.account), ssoPage)
			si = d.getSignIn(si.ID).want("200").signIn().want(t, "needs_identifier")
			equal(t, "first factor", si.FirstFactor.brief(), tt.want)
		})
	}
}

func TestSignIn_at_a_provider_while_signed_in(t *testing.T) {
	t.Parallel()
	m, d := withJane(t, googles())
	session := d.signIn("identifier", janesName, "password", password).want("200").signIn().SessionID
	si := d.atGoogle(m, "jane")
	equal(t, "first factor", si.FirstFactor.brief(), "unverified oauth_google identifier_already_signed_in")
	equal(t, "session", si.FirstFactor.Error.Meta, map[string]any{"session_id": session})
}

func TestSignIn_callback_of_a_sign_in_that_is_over(t *testing.T) {
	t.Parallel()
	m, d := withJane(t, googles(), stopped())
	si, page := d.toGoogle()
	authorize(t, m, page, "jane")
	equal(t, "sessions", len(d.getSignIn(si.ID).client().Sessions), 1)
	if _, err := m.Authorize(t.Context(), page, "jane"); err == nil {
		t.Error("a state is good twice")
	}

	other := newNative(t, m)
	_, page = other.toGoogle()
	other.send("DELETE", "/v1/client").want("200")
	if _, err := m.Authorize(t.Context(), page, "jane"); err == nil {
		t.Error("the sign-in of a deleted client went on")
	}
}

func TestTransfer_of_a_sign_up_to_a_sign_in(t *testing.T) {
	t.Parallel()
	m, _ := withJane(t, googles())
	d := newBrowser(t, m)
	su, page := d.google()
	authorize(t, m, page, "jane")
	equal(t, "external account", d.get(su.ID).signUp().Verifications.External.brief(), "transferable oauth_google external_account_exists")

	a := d.signIn("transfer", "true").want("200")
	si := a.signIn().want(t, "complete")
	equal(t, "first factor", si.FirstFactor.brief(), "verified oauth_google")
	equal(t, "active session", a.client().LastActive, si.SessionID)
	if a.client().SignUp != nil || a.client().SignIn != nil {
		t.Error("the transfer left a sign-up or sign-in")
	}
	equal(t, "accounts", m.Users()[0].ExternalAccounts, []string{"oauth_google"})
	d.signIn("transfer", "true").want("400 account_transfer_invalid")
}

func TestTransfer_asks_for_the_second_factor(t *testing.T) {
	t.Parallel()
	m, d := withSecondFactor(t, googles())
	_, page := d.google()
	authorize(t, m, page, "jane")
	id := d.signIn("transfer", "true").want("200").signIn().want(t, "needs_second_factor").ID
	equal(t, "accounts", m.Users()[0].ExternalAccounts, []string{"oauth_google"})
	d.onSignIn(id, "prepare_second_factor", "strategy", "phone_code").want("200")
	d.onSignIn(id, "attempt_second_factor", "strategy", "phone_code", "code", m.Code(janesPhone)).want("200").signIn().want(t, "complete")
}

func TestTransfer_to_a_sign_in_that_is_refused(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		before func(m *mockfapi.Instance, d *device)
		want   string
	}{
		"user is gone":      {func(m *mockfapi.Instance, d *device) { leave(d.tb, m) }, "400 account_transfer_invalid"},
		"user is banned":    {func(m *mockfapi.Instance, d *device) { edit(d.tb, m, `"Banned":false`, `"Banned":true`) }, "403 user_banned"},
		"user is signed in": {func(_ *mockfapi.Instance, d *device) { signInAside(d) }, "400 identifier_already_signed_in"},
		"another sign-up":   {func(_ *mockfapi.Instance, d *device) { d.create() }, "400 account_transfer_invalid"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, d := withJane(t, googles())
			_, page := d.google()
			authorize(t, m, page, "jane")
			tt.before(m, d)
			d.signIn("transfer", "true").want(tt.want)
		})
	}
}

func TestTransfer_of_a_sign_in_to_a_sign_up(t *testing.T) {
	t.Parallel()
	m, _ := withJane(t, googles())
	d := newBrowser(t, m)
	d.atGoogle(m, "june").want(t, "needs_identifier")
	a := d.create("transfer", "true", "unsafe_metadata", `{"a":1}`, "email_address", janesEmail).want("422 form_identifier_exists(email_address)")
	if a.client().SignIn == nil {
		t.Error("a request that failed took the sign-in away")
	}
	a = d.create("transfer", "true", "unsafe_metadata", `{"a":1}`).want("200")
	su := a.signUp().want(t, "complete")
	equal(t, "external account", su.Verifications.External.brief(), "verified oauth_google")
	equal(t, "e-mail address", su.EmailAddress+" "+su.Verifications.Email.brief(), "june@example.com verified from_oauth_google")
	equal(t, "metadata", su.UnsafeMetadata, map[string]any{"a": 1.0})
	if a.client().SignUp != nil || a.client().SignIn != nil {
		t.Error("the transfer left a sign-up or sign-in")
	}
	newBrowser(t, m).atGoogle(m, "june").want(t, "complete")
	d.create("transfer", "true").want("400 account_transfer_invalid")
}

func TestTransfer_to_a_sign_up_leaves_the_rest_to_ask(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("legal-consent"))
	d := newBrowser(t, m)
	d.atGoogle(m, "full")
	a := d.create("transfer", "true").want("200")
	su := a.signUp().want(t, "missing_requirements missing legal_accepted")
	if a.client().SignIn != nil {
		t.Error("the transfer left the sign-in")
	}
	d.update(su.ID, "legal_accepted", "true").want("200").signUp().want(t, "complete")
}

func TestTransfer_to_a_sign_up_that_is_refused(t *testing.T) {
	t.Parallel()
	m, d := withJane(t, googles())
	d.create("transfer", "true").want("400 account_transfer_invalid")
	d.create("transfer", "true", "strategy", "email_code").want("422 form_conditional_param_disallowed(strategy)")
	d.signIn().want("200")
	d.create("transfer", "true").want("400 account_transfer_invalid")
	id := d.create("transfer", "false").want("200").signUp().ID
	d.update(id, "transfer", "true").want("422 form_param_unknown(transfer)")

	// Somebody signs up with the account while this device waits.
	d.atGoogle(m, "june")
	other := newBrowser(t, m)
	_, page := other.google()
	authorize(t, m, page, "june")
	d.create("transfer", "true").want("400 external_account_exists")
}
