package mockfapi_test

import (
	"fmt"
	"net/url"
	"testing"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

const (
	allowlist    = "/v1/allowlist_identifiers"
	blocklist    = "/v1/blocklist_identifiers"
	restrictions = "/v1/instance/restrictions"
)

// restricted returns an instance that asks for an e-mail address only.
func restricted(tb testing.TB, change func(*environment.UserSettings)) *mockfapi.Instance {
	tb.Helper()
	return mockfapitest.NewT(tb, mockfapi.WithPreset("email-code"), with(change))
}

func (d *device) list(path string, identifiers ...string) {
	d.tb.Helper()
	for _, identifier := range identifiers {
		d.json("POST", path, fmt.Sprintf(`{"identifier": %q}`, identifier)).want("200")
	}
}

func TestMode_without_an_invitation(t *testing.T) {
	t.Parallel()
	for mode, want := range map[string]string{
		"public": "200", "restricted": "403 sign_up_mode_restricted", "waitlist": "403 sign_up_restricted_waitlist",
	} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			m := restricted(t, func(s *environment.UserSettings) {
				s.SignUp.Mode = mode
				s.Social["oauth_google"] = environment.Provider("oauth_google")
			})
			app := newNative(t, m)
			app.create("email_address", "jane@example.com", "strategy", "email_code").want(want)
			app.create().want(want)
			app.create("strategy", "oauth_google", "redirect_url", ssoPage).want(want)
			app.create("ticket", "x", "strategy", "ticket").want("400 ticket_invalid_code")
			if mode != "public" {
				equal(t, "codes that were sent", m.Code("jane@example.com"), "")
				app.create("email_address", "nonsense").want(want)
			}
			ticket := newBackend(t, m).invite("june@example.com").ticket(t)
			app.create("strategy", "ticket", "ticket", ticket).want("200").signUp().want(t, "complete")
		})
	}
}

func TestMode_that_becomes_restricted(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	app := newNative(t, m)
	id := app.create("password", password).signUp().ID
	if err := m.UpdateSettings(func(d *environment.Document) { d.UserSettings.SignUp.Mode = "restricted" }); err != nil {
		t.Fatal(err)
	}
	app.update(id, "email_address", testEmail).want("403 sign_up_mode_restricted")
	ticket := newBackend(t, m).invite("june@example.com").ticket(t)
	app.update(id, "strategy", "ticket", "ticket", ticket).want("200").signUp().want(t, "complete")
}

func TestAllowlist(t *testing.T) {
	t.Parallel()
	m := restricted(t, func(s *environment.UserSettings) {
		s.Restrictions.Allowlist.Enabled = true
		s.Attributes.PhoneNumber = environment.Phone(environment.Optional)
	})
	backend, app := newBackend(t, m), newNative(t, m)
	const jane, anybody = "jane@example.com", "anybody@corp.test"
	app.create("email_address", jane).want("403 not_allowed_access") // an empty list keeps everybody out
	backend.list(allowlist, "JANE@example.com", "*@corp.test", "+14155552671")

	for _, tt := range []struct{ email, phone, want string }{
		{jane, "", "200"},
		{anybody, "", "200"},
		{"june@example.com", "", "403 not_allowed_access"},
		{"", "+14155552671", "200"},
		{"", "+14155552672", "403 not_allowed_access"},
		{jane, "+14155552672", "200"}, // one of them is enough
		{"june@example.com", "+14155552672", "403 not_allowed_access"},
	} {
		var form []string
		var given []any
		if tt.email != "" {
			form, given = append(form, "email_address", tt.email), append(given, tt.email)
		}
		if tt.phone != "" {
			form, given = append(form, "phone_number", tt.phone), append(given, tt.phone)
		}
		a := app.create(form...).want(tt.want)
		if a.Status == 403 {
			equal(t, "meta", at(t, decode[any](a), "errors 0 meta"), any(map[string]any{"identifiers": given}))
		}
	}
	// Nobody is lured out of it again.
	id := app.create("email_address", jane, "strategy", "email_code").signUp().ID
	app.update(id, "email_address", "june@example.com").want("403 not_allowed_access")
	app.attempt(id, "email_code", "code", m.Code(jane)).want("200").signUp().want(t, "complete")

	ticket := backend.invite("june@example.com").ticket(t)
	newNative(t, m).create("strategy", "ticket", "ticket", ticket).want("200").signUp().want(t, "complete")

	// Other modes keep people out in their own way.
	if err := m.UpdateSettings(func(d *environment.Document) { d.UserSettings.SignUp.Mode = "restricted" }); err != nil {
		t.Fatal(err)
	}
	ticket = backend.invite("jil@example.com").ticket(t)
	newNative(t, m).create("strategy", "ticket", "ticket", ticket).want("200").signUp().want(t, "complete")
}

func TestAllowlist_and_a_sign_up_without_identifier(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("username-password"), with(func(s *environment.UserSettings) { s.Restrictions.Allowlist.Enabled = true }))
	app := newNative(t, m)
	id := app.create("username", "jane_doe").want("200").signUp().ID
	a := app.update(id, "password", password).want("403 not_allowed_access")
	equal(t, "identifiers", at(t, decode[any](a), "errors 0 meta identifiers"), any([]any{}))
	newBackend(t, m).list(allowlist, "jane@example.com")
	app.update(id, "email_address", "jane@example.com", "password", password).want("200")
}

func TestBlocklist(t *testing.T) {
	t.Parallel()
	m := restricted(t, func(s *environment.UserSettings) {
		s.Restrictions.Blocklist.Enabled = true
		s.Attributes.PhoneNumber = environment.Phone(environment.Optional)
		s.Attributes.Web3Wallet = environment.Wallet(environment.Optional)
	})
	backend, app := newBackend(t, m), newNative(t, m)
	w := newWallet(t, 1)
	backend.list(blocklist, "jane@example.com", "*@*.bad.test", "+14155552671", w.address)
	for _, tt := range []struct{ name, value, want string }{
		{"email_address", "jane@example.com", "403 not_allowed_access"},
		{"email_address", "Jane+shop@example.com", "403 not_allowed_access"},
		{"email_address", "june@example.com", "200"},
		{"email_address", "x@sub.bad.test", "403 not_allowed_access"},
		{"email_address", "x@bad.test", "200"},
		{"phone_number", "+1 415 555 2671", "403 not_allowed_access"},
		{"phone_number", "+14155552672", "200"},
		{"web3_wallet", w.address, "403 not_allowed_access"},
		{"email_address_or_phone_number", "+14155552671", "403 not_allowed_access"},
	} {
		app.create(tt.name, tt.value).want(tt.want)
	}
	// An invitation is no way around it, the allow list is.
	ticket := backend.invite("x@sub.bad.test").ticket(t)
	app.create("strategy", "ticket", "ticket", ticket).want("403 not_allowed_access")
	backend.list(allowlist, "jane@example.com")
	app.create("email_address", "jane@example.com").want("403 not_allowed_access") // it is off
	backend.json("PATCH", restrictions, `{"allowlist": true}`).want("200")
	app.create("email_address", "jane@example.com").want("200")

	// A name that gets onto the list meanwhile does not complete.
	backend.json("PATCH", restrictions, `{"allowlist": false}`).want("200")
	id := app.create("email_address", "june+clerk_test@example.com", "strategy", "email_code").signUp().ID
	backend.list(blocklist, "*@example.com")
	app.attempt(id, "email_code", "code", testCode).want("403 not_allowed_access")
	app.get(id).signUp().want(t, "missing_requirements unverified email_address")
}

func TestRestrictions_reach_accounts_of_providers(t *testing.T) {
	t.Parallel()
	accounts := mockfapi.Accounts{"oauth_google": {
		{Key: "blocked", ProviderUserID: "1", EmailAddress: "jane@bad.test", EmailVerified: true},
		{Key: "subaddress", ProviderUserID: "2", EmailAddress: "jane+x@good.test", EmailVerified: true},
		{Key: "good", ProviderUserID: "3", EmailAddress: "jane@good.test", EmailVerified: true},
	}}
	const refused = "failed oauth_google not_allowed_access"
	for _, preset := range []string{"legal-consent", "oauth-only", "legacy-legal-consent"} {
		t.Run(preset, func(t *testing.T) {
			t.Parallel()
			m := mockfapitest.NewT(t, mockfapi.WithPreset(preset), mockfapi.WithAccounts(accounts), with(func(s *environment.UserSettings) {
				s.Restrictions.Blocklist.Enabled = true
				google := s.Social["oauth_google"]
				google.BlockEmailSubaddresses = true
				s.Social["oauth_google"] = google
			}))
			newBackend(t, m).list(blocklist, "*@bad.test")
			d := newBrowser(t, m)
			for account, want := range map[string]string{"blocked": refused, "subaddress": refused, "good": "verified oauth_google"} {
				su, page := d.google("legal_accepted", "true")
				authorize(t, m, page, account)
				su = d.get(su.ID).signUp()
				equal(t, account, su.Verifications.External.brief(), want)
				if account != "good" {
					equal(t, "status", su.Status, "missing_requirements")
				}
				if account == "subaddress" {
					equal(t, "meta", su.Verifications.External.Error.Meta, map[string]any{"param_name": "email_address"})
				}
			}
		})
	}
}

func TestSubaddresses_of_one_mailbox(t *testing.T) {
	t.Parallel()
	m := restricted(t, func(s *environment.UserSettings) { s.Restrictions.BlockEmailSubaddresses.Enabled = true })
	app := newNative(t, m)
	id := app.create("email_address", "j.doe+first@gmail.com", "strategy", "email_code").want("200").signUp().ID
	late := newNative(t, m)
	other := late.create("email_address", "jdoe@gmail.com", "strategy", "email_code").want("200").signUp().ID
	app.attempt(id, "email_code", "code", m.Code("j.doe+first@gmail.com")).want("200").signUp().want(t, "complete")

	late.attempt(other, "email_code", "code", m.Code("jdoe@gmail.com")).want("403 not_allowed_access")
	d := newNative(t, m)
	for email, want := range map[string]string{
		"jdoe@gmail.com": "403 not_allowed_access", "j.d.o.e+x@gmail.com": "403 not_allowed_access",
		"j.doe+first@gmail.com": "422 form_identifier_exists(email_address)", "jdoe@example.com": "200",
	} {
		d.create("email_address", email).want(want)
	}
}

func TestDisposable_domains(t *testing.T) {
	t.Parallel()
	m := restricted(t, func(s *environment.UserSettings) { s.Restrictions.BlockDisposableEmailDomains.Enabled = true })
	app := newNative(t, m)
	a := app.create("email_address", "x@mailinator.com").want("403 not_allowed_access")
	equal(t, "meta", at(t, decode[any](a), "errors 0 meta"), any(map[string]any{"identifiers": []any{"x@mailinator.com"}}))
	app.create("email_address", "x@example.com").want("200")
}

func TestLists_of_identifiers(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	backend := newBackend(t, m)
	for path, object := range map[string]string{allowlist: "allowlist_identifier", blocklist: "blocklist_identifier"} {
		a := backend.json("POST", path, `{"identifier": " Jane@Example.com "}`).want("200")
		keys(t, object, decode[any](a), "object id identifier identifier_type instance_id created_at updated_at")
		type entry struct {
			Object, ID, Identifier string
			Type                   string `json:"identifier_type"`
		}
		jane := decode[entry](a)
		equal(t, "entry", jane, entry{object, jane.ID, "jane@example.com", "email_address"})
		for identifier, kind := range map[string]string{
			"*@*.Corp.test": "email_address", "+1 415 555 2671": "phone_number", "0x2c7536E3605D9C16a7a3D7b1898e529396a65c23": "web3_wallet",
		} {
			equal(t, identifier, decode[entry](backend.json("POST", path, fmt.Sprintf(`{"identifier": %q}`, identifier)).want("200")).Type, kind)
		}
		for body, want := range map[string]string{
			`{}`:                                 "422 form_param_missing(identifier)",
			`{"identifier": ""}`:                 "422 form_param_format_invalid(identifier)",
			`{"identifier": "jane"}`:             "422 form_param_format_invalid(identifier)",
			`{"identifier": "JANE@example.com"}`: "400 duplicate_record",
			`{"identifier": "0x2C7536E3605D9C16A7A3D7B1898E529396A65C23"}`: "400 duplicate_record",
			`{"identifier": "a@b.test", "x": 1}`:                           "422 form_param_unknown(x)",
		} {
			backend.json("POST", path, body).want(want)
		}
		backend.json("DELETE", path+"/"+jane.ID, "").want("200")
		backend.json("DELETE", path+"/"+jane.ID, "").want("404 resource_not_found")
	}
	all := decode[[]struct{ Identifier string }](backend.send("GET", allowlist+"?limit=2").want("200"))
	equal(t, "entries", len(all), 2)
	equal(t, "total", at(t, decode[any](backend.send("GET", allowlist+"?paginated=true").want("200")), "total_count"), any(3.0))
	equal(t, "total", at(t, decode[any](backend.send("GET", blocklist).want("200")), "total_count"), any(3.0))
	backend.send("GET", allowlist+"?paginated=x").want("400 invalid_query_parameter_value(paginated)")

	invited := backend.json("POST", allowlist, `{"identifier": "june@example.com", "notify": true}`).want("200")
	if link := m.Link("june@example.com"); link == "" {
		t.Error("nobody was told")
	} else if u, err := url.Parse(link); err != nil || u.Path != "/v1/tickets/accept" {
		t.Errorf("link is %s", link)
	}
	keys(t, "entry", decode[any](invited), "object id identifier identifier_type instance_id invitation_id created_at updated_at")
	backend.json("POST", allowlist, `{"identifier": "*@example.com", "notify": true}`).want("200")
	backend.json("POST", blocklist, `{"identifier": "june@example.com", "notify": true}`).want("422 form_param_unknown(notify)")

	phones := newBackend(t, mockfapitest.NewT(t, mockfapi.WithPreset("phone-code")))
	phones.json("POST", allowlist, `{"identifier": "june@example.com", "notify": true}`).want("400 invitations_not_supported")
}

func TestRestrictions_of_the_instance(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	backend := newBackend(t, m)
	a := backend.json("PATCH", restrictions, `{"allowlist": true, "block_email_subaddresses": true, "blocklist": null}`).want("200")
	equal(t, "restrictions", decode[map[string]any](a), map[string]any{
		"object": "instance_restrictions", "allowlist": true, "blocklist": false, "allowlist_blocklist_disabled_on_sign_in": false,
		"block_email_subaddresses": true, "block_disposable_email_domains": false,
	})
	a = backend.json("PATCH", restrictions, `{"allowlist": false, "blocklist": true, "block_disposable_email_domains": true, "allowlist_blocklist_disabled_on_sign_in": true}`)
	equal(t, "restrictions", decode[map[string]any](a), map[string]any{
		"object": "instance_restrictions", "allowlist": false, "blocklist": true, "allowlist_blocklist_disabled_on_sign_in": true,
		"block_email_subaddresses": true, "block_disposable_email_domains": true,
	})
	equal(t, "settings", m.Settings().UserSettings.Restrictions.Blocklist.Enabled, true)
	backend.json("PATCH", restrictions, `{"allowlist": 1}`).want("422 form_param_type_invalid(allowlist)")
	if err := m.UpdateSettings(func(d *environment.Document) { d.UserSettings.SignUp.Mode = "waitlist" }); err != nil {
		t.Fatal(err)
	}
	backend.json("PATCH", restrictions, `{"allowlist": true}`).want("422 sign_up_mode_restricted_invalid_value(allowlist)")
	backend.json("PATCH", restrictions, `{"allowlist": false}`).want("200")
}
