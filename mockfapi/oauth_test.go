package mockfapi_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

const ssoPage = appPage + "/sso"

// google starts a sign-up at Google and returns it with the provider's page.
func (d *device) google(form ...string) (su signUp, page string) {
	d.tb.Helper()
	su = d.create(append(form, "strategy", "oauth_google", "redirect_url", ssoPage)...).want("200").signUp()
	if su.Verifications.External == nil {
		d.tb.Error("there is no external account")
		return su, ""
	}
	return su, su.Verifications.External.URL
}

// What each kind of account leaves to ask, under both algorithms.
func TestOAuth_accounts(t *testing.T) {
	t.Parallel()
	const refused = "failed oauth_google external_account_email_address_verification_required"
	const nothing = "missing_requirements missing email_address,phone_number,first_name,last_name"
	for _, tt := range []struct{ preset, account, external, email, state string }{
		{"oauth", "full", "verified oauth_google", "verified from_oauth_google", "missing_requirements missing phone_number"},
		{"oauth", "no-last-name", "verified oauth_google", "verified from_oauth_google", "missing_requirements missing phone_number,last_name"},
		{"oauth", "unverified", "verified oauth_google", "unverified from_oauth_google", "missing_requirements missing phone_number unverified email_address"},
		{"oauth", "no-email", "verified oauth_google", "none", "missing_requirements missing email_address,phone_number"},
		{"oauth", "bare", "verified oauth_google", "none", nothing},
		{"oauth-only", "full", "verified oauth_google", "none", "complete"},
		{"oauth-only", "bare", "verified oauth_google", "none", "complete"},
		{"legal-consent", "full", "verified oauth_google", "verified from_oauth_google", "missing_requirements missing legal_accepted"},
		{"legacy-oauth", "full", "verified oauth_google", "verified from_oauth_google", "complete"},
		{"legacy-oauth", "no-last-name", "verified oauth_google", "verified from_oauth_google", "complete"},
		{"legacy-oauth", "unverified", refused, "none", nothing},
		{"legacy-oauth", "no-email", refused, "none", nothing},
		{"legacy-oauth", "bare", refused, "none", nothing},
		{"legacy-oauth-only", "bare", "verified oauth_google", "none", "complete"},
	} {
		t.Run(tt.preset+" "+tt.account, func(t *testing.T) {
			t.Parallel()
			m := mockfapitest.NewT(t, mockfapi.WithPreset(tt.preset))
			d := newBrowser(t, m)
			su, page := d.google("action_complete_redirect_url", appPage+"/done")
			equal(t, "pending", su.Verifications.External.brief(), "unverified oauth_google")
			landed := authorize(t, m, page, tt.account)

			a := d.get(su.ID).want("200")
			su = a.signUp().want(t, tt.state)
			equal(t, "external account", su.Verifications.External.brief(), tt.external)
			equal(t, "page of the provider", su.Verifications.External.URL, "")
			equal(t, "e-mail address", su.Verifications.Email.brief(), tt.email)
			if tt.state != "complete" {
				equal(t, "landed", landed, ssoPage)
				return
			}
			equal(t, "landed", landed, appPage+"/done")
			equal(t, "session", a.client().LastActive, su.SessionID)
			equal(t, "strategy to come back with", a.client().LastUsed, "oauth_google")
			linked := a.client().Sessions[0].User
			equal(t, "external account", linked.External[0].Provider+" "+linked.External[0].ProviderUserID, "oauth_google google-"+tt.account)
			for _, e := range linked.Emails {
				equal(t, "link", e.LinkedTo, []struct{ Type, ID string }{{"oauth_google", linked.External[0].IdentificationID}})
			}
		})
	}
}

func TestOAuth_address_that_the_provider_did_not_verify_can_be(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("legal-consent"))
	d := newBrowser(t, m)
	su, page := d.google("legal_accepted", "true")
	authorize(t, m, page, "unverified")
	su = d.get(su.ID).signUp().want(t, "missing_requirements unverified email_address")
	equal(t, "next action", su.Verifications.Email.NextAction, "needs_prepare")
	equal(t, "strategies", su.Verifications.Email.Supported, []string{"email_code"})
	d.attempt(su.ID, "email_code", "code", testCode).want("400 verification_missing")
	d.prepare(su.ID, "email_code").want("200")
	d.attempt(su.ID, "email_code", "code", m.Code("unverified@google.test")).want("200").signUp().want(t, "complete")
}

func TestOAuth_landing_pages(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ account, redirect, complete, want string }{
		"incomplete":                  {"no-email", ssoPage, appPage + "/done", ssoPage},
		"complete":                    {"full", ssoPage, appPage + "/done", appPage + "/done"},
		"complete, a path":            {"full", ssoPage, "/done?a=b", appPage + "/done?a=b"},
		"complete, one page for both": {"full", ssoPage, "", ssoPage},
		"fragment and query stay":     {"no-email", appPage + "/?a=b&c=d#/sso-callback?e=f", "", appPage + "/?a=b&c=d#/sso-callback?e=f"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := mockfapitest.NewT(t, mockfapi.WithPreset("legal-consent"))
			form := []string{"strategy", "oauth_google", "redirect_url", tt.redirect, "legal_accepted", "true"}
			if tt.complete != "" {
				form = append(form, "action_complete_redirect_url", tt.complete)
			}
			page := newBrowser(t, m).create(form...).want("200").signUp().Verifications.External.URL
			equal(t, "landed", authorize(t, m, page, tt.account), tt.want)
		})
	}
}

func TestOAuth_native_round_trip_rotates_the_token(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("oauth"))
	app := newNative(t, m)
	su := app.create("strategy", "oauth_google", "redirect_url", "myapp://callback?a=b#here").want("200").signUp()
	before := app.header.Get("Authorization")
	landed, err := url.Parse(authorize(t, m, su.Verifications.External.URL, "full"))
	if err != nil {
		t.Fatal(err)
	}
	nonce := landed.Query().Get("rotating_token_nonce")
	equal(t, "landed", landed.String(), "myapp://callback?a=b&rotating_token_nonce="+nonce+"#here")

	path := signUps + "/" + su.ID + "?rotating_token_nonce="
	app.send("GET", path+"wrong").want("400 invalid_query_parameter_value(rotating_token_nonce)")
	app.send("GET", path+nonce).want("200").signUp().want(t, "missing_requirements missing phone_number")
	if after := app.header.Get("Authorization"); after == before {
		t.Error("the token did not rotate")
	}
	app.send("GET", path+nonce).want("400 invalid_query_parameter_value(rotating_token_nonce)") // it is good once
	m.Advance(time.Minute)
	app.get(su.ID).want("200")
	presenting(t, m, before).get(su.ID).want("400 cookie_invalid")

	_, page := app.google()
	landed, err = url.Parse(authorize(t, m, page, ""))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "landed after a refusal", landed.String(), ssoPage+"?__clerk_error_code=oauth_access_denied&__clerk_status=failed")
}

func TestOAuth_account_or_address_that_has_a_user(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("legal-consent"), mockfapi.WithAccounts(mockfapi.Accounts{"oauth_google": {
		{Key: "hers", ProviderUserID: "1", EmailAddress: "Jane@google.test", EmailVerified: true},
		{Key: "hers with another address", ProviderUserID: "1", EmailAddress: "june@google.test", EmailVerified: true},
		{Key: "another with her address", ProviderUserID: "2", EmailAddress: "jane@google.test", EmailVerified: true},
		{Key: "somebody's who claims her address", ProviderUserID: "3", EmailAddress: "jane@google.test"},
	}}))
	d := newBrowser(t, m)
	su, page := d.google("legal_accepted", "true")
	authorize(t, m, page, "hers")
	jane := d.get(su.ID).signUp().want(t, "complete")

	for account, want := range map[string]string{
		"hers":                              "transferable oauth_google external_account_exists",
		"hers with another address":         "transferable oauth_google external_account_exists",
		"another with her address":          "transferable oauth_google external_account_exists",
		"somebody's who claims her address": "verified oauth_google",
	} {
		other := newBrowser(t, m)
		su, page := other.google()
		equal(t, "landed", authorize(t, m, page, account), ssoPage)
		su = other.get(su.ID).signUp()
		equal(t, account, su.Verifications.External.brief(), want)
		equal(t, "state", su.state(), "missing_requirements missing email_address,legal_accepted")
	}

	again, page := d.google() // she is signed in on this very browser
	authorize(t, m, page, "hers")
	v := d.get(again.ID).signUp().Verifications.External
	equal(t, "signed in", v.brief(), "unverified oauth_google identifier_already_signed_in")
	equal(t, "her session", v.Error.Meta, map[string]any{"session_id": jane.SessionID})
}

func TestOAuth_what_was_typed_wins(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("oauth"))
	for name, tt := range map[string]struct{ email, account, want string }{
		"another address":          {"jane@example.com", "full", "none"},
		"the same address":         {"full@google.test", "full", "verified from_oauth_google"},
		"the same, but unverified": {"unverified@google.test", "unverified", "none"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newBrowser(t, m)
			su, page := d.google("email_address", tt.email, "first_name", "Jane")
			authorize(t, m, page, tt.account)
			su = d.get(su.ID).signUp()
			equal(t, "e-mail address", su.EmailAddress, tt.email)
			equal(t, "its verification", su.Verifications.Email.brief(), tt.want)
			equal(t, "first name", su.FirstName, "Jane")
			if su.LastName == "" {
				t.Error("the last name that nobody typed is not the provider's")
			}
		})
	}
}

func TestOAuth_continues_a_sign_up(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("oauth"))
	d := newBrowser(t, m)
	id := d.create("phone_number", testPhone, "strategy", "phone_code").signUp().ID
	d.attempt(id, "phone_code", "code", testCode).want("200")
	page := d.prepare(id, "oauth_google", "redirect_url", ssoPage, "oidc_login_hint", "full", "oidc_prompt", "login").want("200").signUp().Verifications.External.URL
	for _, part := range []string{"login_hint=full", "prompt=login", "response_type=code", "redirect_uri=" + url.QueryEscape(m.URL()+"/v1/oauth_callback")} {
		if !strings.Contains(page, part) {
			t.Errorf("the page %s has no %s", page, part)
		}
	}
	page = d.update(id, "strategy", "oauth_github", "redirect_url", ssoPage).want("200").signUp().Verifications.External.URL
	authorize(t, m, page, "full")
	su := d.get(id).signUp().want(t, "complete")
	equal(t, "e-mail address", su.EmailAddress, "full@github.test")
}

func TestOAuth_picture_becomes_the_users(t *testing.T) {
	t.Parallel()
	const picture = "https://img.google.test/jane.png"
	m := mockfapitest.NewT(t, mockfapi.WithPreset("oauth-only"), mockfapi.WithAccounts(mockfapi.Accounts{"oauth_google": {
		{Key: "with", ProviderUserID: "1", ImageURL: picture}, {Key: "without", ProviderUserID: "2"},
	}}))
	for account, want := range map[string]struct {
		image string
		has   bool
	}{"with": {picture, true}, "without": {m.URL() + "/avatar.svg", false}} {
		d := newBrowser(t, m)
		su, page := d.google()
		authorize(t, m, page, account)
		body := decode[any](d.get(su.ID))
		for _, part := range []string{"user", "public_user_data"} {
			shown := at(t, body, "client sessions 0 "+part)
			equal(t, account+" "+part, []any{at(t, shown, "image_url"), at(t, shown, "has_image")}, []any{want.image, want.has})
		}
	}
}

// Another sign-up gets the username while this one is at the provider.
func TestOAuth_identifier_claimed_meanwhile(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("oauth-only"), with(func(s *environment.UserSettings) {
		s.Attributes.Username = environment.Username(environment.Required)
		s.Attributes.FirstName = environment.Plain(environment.Required)
	}))
	slow, fast := newNative(t, m), newNative(t, m)
	su, page := slow.google("username", "jane_doe")
	fast.create("username", "jane_doe", "first_name", "June").want("200").signUp().want(t, "complete")
	landed := authorize(t, m, page, "full")
	equal(t, "landed", landed, ssoPage+"?__clerk_error_code=identification_claimed&__clerk_status=failed")
	after := slow.get(su.ID).signUp()
	equal(t, "external account", after.Verifications.External.brief(), "failed oauth_google identification_claimed")
	equal(t, "status", after.Status, "missing_requirements")
}
