package mockfapi_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

const enterpriseSSO = "enterprise_sso"

// corp is the identity provider of corp.test.
func corp() mockfapi.EnterpriseConnection {
	return mockfapi.EnterpriseConnection{Domains: []string{"Corp.test", "corp.example"}, Accounts: []mockfapi.Account{
		{Key: "jane", ProviderUserID: "1", EmailAddress: "Jane@corp.test", FirstName: "Jane"},
		{Key: "stranger", ProviderUserID: "2", EmailAddress: "jane@elsewhere.test"},
		{Key: "nameless", ProviderUserID: "3"},
	}}
}

func TestEnterprise_domain_leads_to_its_connection(t *testing.T) {
	t.Parallel()
	for _, preset := range []string{"email-password", "email-code", "legal-consent", "legacy-email-password"} {
		for _, strategy := range []string{enterpriseSSO, "saml"} {
			t.Run(preset+" "+strategy, func(t *testing.T) {
				t.Parallel()
				m := mockfapitest.NewT(t, mockfapi.WithPreset(preset), mockfapi.WithEnterpriseConnections(corp()))
				d := newBrowser(t, m)
				a := d.create("email_address", "jane@corp.test").want("200")
				id := a.signUp().want(t, "missing_requirements missing enterprise_sso").ID
				equal(t, "connections", at(t, decode[any](d.send("GET", signUps+"/"+id+"/enterprise_connections").want("200")), "response"),
					any([]any{map[string]any{"id": "ent_corp_test", "name": "corp.test"}}))
				a = d.update(id, "strategy", strategy, "redirect_url", ssoPage, "action_complete_redirect_url", appPage).want("200")
				equal(t, "pending", a.signUp().Verifications.External.brief(), "unverified saml")
				keys(t, "verification", at(t, decode[any](a), "response verifications external_account"), common+" external_verification_redirect_url error")
				landed := authorize(t, m, a.signUp().Verifications.External.URL, "jane")

				a = d.get(id).want("200")
				su := a.signUp()
				equal(t, "external account", su.Verifications.External.brief(), "verified saml")
				equal(t, "e-mail address", su.EmailAddress+" "+su.Verifications.Email.brief(), "jane@corp.test verified saml")
				if preset == "legal-consent" {
					su.want(t, "missing_requirements missing legal_accepted")
					equal(t, "landed", landed, ssoPage)
					return
				}
				su.want(t, "complete")
				equal(t, "landed", landed, appPage)
				person := at(t, decode[any](a), "client sessions 0 user")
				keys(t, "enterprise account", at(t, person, "enterprise_accounts 0"), `object id protocol provider active email_address
					first_name last_name provider_user_id enterprise_connection_id enterprise_connection last_authenticated_at public_metadata verification`)
				equal(t, "connection", at(t, person, "enterprise_accounts 0 enterprise_connection_id"), any("ent_corp_test"))
				equal(t, "external accounts", at(t, person, "external_accounts"), any([]any{}))

				again := newBrowser(t, m)
				url := again.create("strategy", strategy, "email_address", "june@corp.test", "redirect_url", ssoPage).want("200").signUp().Verifications.External.URL
				authorize(t, m, url, "jane")
				held := again.send("GET", "/v1/client").want("200")
				equal(t, "second time", at(t, decode[any](held), "response sign_up verifications external_account error code"), any("external_account_exists"))
			})
		}
	}
}

func TestEnterprise_accounts_that_the_connection_cannot_vouch_for(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("email-code"), mockfapi.WithEnterpriseConnections(corp()))
	d := newBrowser(t, m)
	for account, want := range map[string]struct {
		code string
		meta map[string]any
	}{
		"stranger": {"enterprise_sso_email_address_domain_mismatch", map[string]any{"expected_domain": "corp.test,corp.example", "received_domain": "elsewhere.test"}},
		"nameless": {"enterprise_sso_user_attribute_missing", map[string]any{"missing_attribute": "email_address"}},
	} {
		su := d.create("email_address", "jane@corp.example", "strategy", enterpriseSSO, "redirect_url", ssoPage).want("200").signUp()
		equal(t, "landed", authorize(t, m, su.Verifications.External.URL, account), ssoPage)
		su = d.get(su.ID).signUp().want(t, "missing_requirements missing enterprise_sso")
		equal(t, account, su.Verifications.External.brief(), "failed saml "+want.code)
		equal(t, "meta", su.Verifications.External.Error.Meta, want.meta)
	}
}

func TestEnterprise_connection_is_missing_or_ambiguous(t *testing.T) {
	t.Parallel()
	second := corp()
	second.ID, second.Name = "ent_second", "Second"
	m := mockfapitest.NewT(t, mockfapi.WithPreset("email-code"), mockfapi.WithEnterpriseConnections(corp(), second))
	d := newBrowser(t, m)
	create := func(form ...string) answer {
		t.Helper()
		return d.create(append(form, "redirect_url", ssoPage)...)
	}
	create("strategy", enterpriseSSO, "email_address", "jane@example.com").want("422 enterprise_sso_sign_up_connection_missing")
	create("strategy", enterpriseSSO).want("422 enterprise_sso_sign_up_connection_missing")
	create("strategy", enterpriseSSO, "enterprise_connection_id", "ent_unknown", "email_address", "jane@corp.test").want("422 enterprise_sso_sign_up_connection_missing")
	create("strategy", "saml", "email_address", "jane@example.com").want("422 saml_connection_not_found(email_address)")
	create("strategy", enterpriseSSO, "email_address", "jane@corp.test").want("422 enterprise_connection_id_is_required_with_multiple_connections")
	d.create("strategy", enterpriseSSO, "email_address", "jane@corp.test", "enterprise_connection_id", "ent_second").want("422 form_conditional_param_missing(redirect_url)")
	d.create("strategy", enterpriseSSO, "enterprise_connection_id", "ent_second", "redirect_url", "").want("422 invalid_redirect_url(redirect_url)")

	id := create("email_address", "jane@corp.test").signUp().ID
	all, ok := at(t, decode[any](d.send("GET", signUps+"/"+id+"/enterprise_connections")), "response").([]any)
	if !ok || len(all) != 2 {
		t.Errorf("connections are %v", all)
	}
	newNative(t, m).send("GET", signUps+"/"+id+"/enterprise_connections").want("400 client_not_found")
	d.prepare(id, enterpriseSSO, "redirect_url", ssoPage).want("422 enterprise_connection_id_is_required_with_multiple_connections")
	page := d.prepare(id, enterpriseSSO, "redirect_url", ssoPage, "enterprise_connection_id", "ent_second").want("200").signUp().Verifications.External.URL
	authorize(t, m, page, "jane")
	d.get(id).signUp().want(t, "complete")

	// The same person at another connection is another account, but the address is hers.
	other := newBrowser(t, m)
	su := other.create("strategy", enterpriseSSO, "enterprise_connection_id", "ent_corp_test", "redirect_url", ssoPage).want("200").signUp()
	authorize(t, m, su.Verifications.External.URL, "jane")
	equal(t, "external account", other.get(su.ID).signUp().Verifications.External.brief(), "transferable saml external_account_exists")
}

func TestEnterprise_and_other_ways_in(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("oauth"), mockfapi.WithEnterpriseConnections(corp()), mockfapi.WithAccounts(mockfapi.Accounts{
		"oauth_google": {{Key: "corp", ProviderUserID: "1", EmailAddress: "Jane@Corp.test", EmailVerified: true}},
	}))
	d := newBrowser(t, m)
	su, page := d.google()
	authorize(t, m, page, "corp")
	equal(t, "external account", d.get(su.ID).signUp().Verifications.External.brief(), "failed oauth_google oauth_email_domain_reserved_by_saml")

	// An invitation is not asked of them.
	if err := m.UpdateSettings(func(d *environment.Document) { d.UserSettings.SignUp.Mode = "restricted" }); err != nil {
		t.Fatal(err)
	}
	d.create("email_address", "jane@example.com").want("403 sign_up_mode_restricted")
	d.create("email_address", "jane@corp.test").want("200")
	su = d.create("strategy", enterpriseSSO, "enterprise_connection_id", "ent_corp_test", "redirect_url", ssoPage, "phone_number", testPhone, "first_name", "J", "last_name", "D").want("200").signUp()
	authorize(t, m, su.Verifications.External.URL, "jane")
	d.prepare(su.ID, "phone_code").want("200")
	d.attempt(su.ID, "phone_code", "code", testCode).want("200").signUp().want(t, "complete")

	// Off is off.
	if err := m.UpdateSettings(func(d *environment.Document) {
		d.UserSettings.EnterpriseSSO.Enabled, d.UserSettings.SignUp.Mode = false, "public"
	}); err != nil {
		t.Fatal(err)
	}
	d.create("email_address", "june@corp.test").want("200").signUp().
		want(t, "missing_requirements missing phone_number,first_name,last_name unverified email_address")
	d.create("strategy", enterpriseSSO, "enterprise_connection_id", "ent_corp_test", "redirect_url", ssoPage).want("422 enterprise_sso_sign_up_connection_missing")
}

func TestEnterprise_provider_page_is_for_its_own_round_trip(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("email-code"), mockfapi.WithEnterpriseConnections(corp()))
	d := newBrowser(t, m)
	page := d.create("strategy", enterpriseSSO, "email_address", "jane@corp.test", "redirect_url", ssoPage).signUp().Verifications.External.URL
	html := string(d.send("GET", page).want("200").Body)
	if !strings.Contains(html, "Enterprise SSO") || !strings.Contains(html, "Jane@corp.test (verified)") {
		t.Errorf("the page is %s", html)
	}
	u, err := url.Parse(page)
	if err != nil {
		t.Fatal(err)
	}
	d.send("POST", u.RequestURI(), "account", "nobody").want("422 form_param_value_invalid(account)")
}

func TestWithEnterpriseConnections_refuses_what_nobody_can_use(t *testing.T) {
	t.Parallel()
	domain := []string{"corp.test"}
	for want, list := range map[string][]mockfapi.EnterpriseConnection{
		"enterprise connections: 0: domains is empty":                        {{}},
		`enterprise connections: 0: domains[0] is "corp"`:                    {{Domains: []string{"corp"}}},
		"enterprise connections: 0: accounts[0].key is missing":              {{Domains: domain, Accounts: []mockfapi.Account{{}}}},
		"enterprise connections: 0: accounts[0].provider_user_id is missing": {{Domains: domain, Accounts: []mockfapi.Account{{Key: "a"}}}},
		`enterprise connections: 0: accounts has the key "a" twice`:          {{Domains: domain, Accounts: []mockfapi.Account{{Key: "a", ProviderUserID: "1"}, {Key: "a", ProviderUserID: "2"}}}},
		`enterprise connections: 1: the id "ent_corp_test" is there twice`:   {{Domains: domain}, {Domains: domain}},
	} {
		if _, err := mockfapi.New(mockfapi.WithEnterpriseConnections(list...)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %s", err, want)
		}
	}
}

func TestEnterprise_connections_outlive_the_process(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("email-code"), mockfapi.WithEnterpriseConnections(corp()))
	state, err := m.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	next := mockfapitest.NewT(t, mockfapi.WithState(state))
	newBrowser(t, next).create("email_address", "jane@corp.test").signUp().want(t, "missing_requirements missing enterprise_sso")
}

func TestEnterprise_connections_change(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("email-code"))
	d := newBrowser(t, m)
	const plain, sso = "missing_requirements unverified email_address", "missing_requirements missing enterprise_sso"
	id := d.create("email_address", "jane@corp.test").signUp().want(t, plain).ID
	if err := m.SetEnterpriseConnections(corp()); err != nil {
		t.Fatal(err)
	}
	d.get(id).signUp().want(t, sso)
	equal(t, "enterprise SSO", m.Settings().UserSettings.EnterpriseSSO.Enabled, true)
	m.EnterpriseConnections()[0].Domains[0] = "scribble"
	equal(t, "domains", m.EnterpriseConnections()[0].Domains, []string{"corp.test", "corp.example"})
	if err := m.SetEnterpriseConnections(mockfapi.EnterpriseConnection{}); err == nil {
		t.Error("a connection without domains is taken")
	}

	const connections = "/_mock/enterprise_connections"
	served := d.send("GET", connections).want("200").Body
	d.json("PUT", connections, "[]").want("200")
	d.get(id).signUp().want(t, plain)
	equal(t, "none", strings.TrimSpace(string(d.send("GET", connections).want("200").Body)), "[]")
	d.json("PUT", connections, string(served)).want("200")
	d.get(id).signUp().want(t, sso)
	for body, want := range map[string]string{"{}": "body: ", `[{"domains": []}]`: "domains is empty", `[{"domain": "x"}]`: `unknown field "domain"`} {
		if a := d.json("PUT", connections, body).want("422"); !strings.Contains(decode[struct{ Error string }](a).Error, want) {
			t.Errorf("%s: %s, want %s", body, a.Body, want)
		}
	}
}
