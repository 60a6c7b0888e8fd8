package mockfapi_test

import (
	"fmt"
	"net/url"
	"testing"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

func TestTicket_proves_its_address(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ preset, state string }{
		{"email-code", "complete"},
		{"email-password", "missing_requirements missing password"},
		{"oauth", "missing_requirements missing phone_number,first_name,last_name"},
		{"legal-consent", "missing_requirements missing legal_accepted"},
		{"legacy-email-code", "complete"},
		{"legacy-email-password", "missing_requirements missing password"},
		{"legacy-oauth", "missing_requirements missing first_name,last_name"},
	} {
		t.Run(tt.preset, func(t *testing.T) {
			t.Parallel()
			m := mockfapitest.NewT(t, mockfapi.WithPreset(tt.preset))
			backend, app := newBackend(t, m), newNative(t, m)
			i := backend.invite("jane@example.com", `"public_metadata": {"team": "red"}`)
			a := app.create("strategy", "ticket", "ticket", i.ticket(t)).want("200")
			su := a.signUp().want(t, tt.state)
			equal(t, "address", su.EmailAddress+" "+su.Verifications.Email.brief(), "jane@example.com verified ticket")
			equal(t, "metadata", at(t, decode[any](a), "response public_metadata"), any(map[string]any{"team": "red"}))
			shown := at(t, decode[any](a), "response verifications email_address")
			keys(t, "verification", shown, pending)
			equal(t, "verification", []any{at(t, shown, "object"), at(t, shown, "attempts"), at(t, shown, "expire_at"), at(t, shown, "next_action")},
				[]any{"verification_ticket", nil, nil, ""})
			app.prepare(su.ID, "ticket").want(map[bool]string{true: "403 sign_up_cannot_be_updated", false: "422 form_param_value_invalid(strategy)"}[tt.state == "complete"])
		})
	}
}

func TestTicket_is_used_up_by_completion(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	backend, first, second := newBackend(t, m), newNative(t, m), newNative(t, m)
	i := backend.invite("jane@example.com", `"public_metadata": {"team": "red"}`)
	one := first.create("strategy", "ticket", "ticket", i.ticket(t)).signUp()
	two := second.create("strategy", "ticket", "ticket", i.ticket(t), "password", "short").want("422 form_password_length_too_short(password)")
	if two.Header.Get("Authorization") != "" {
		t.Error("a refused sign-up made a client")
	}
	two = second.create("strategy", "ticket", "ticket", i.ticket(t)).want("200")

	a := first.update(one.ID, "password", password).want("200")
	a.signUp().want(t, "complete")
	person := at(t, decode[any](a), "client sessions 0 user")
	equal(t, "metadata", at(t, person, "public_metadata"), any(map[string]any{"team": "red"}))
	equal(t, "verification", at(t, person, "email_addresses 0 verification strategy"), any("ticket"))
	equal(t, "strategy", first.get(one.ID).client().LastUsed, "ticket")
	equal(t, "status", decode[[]invitation](backend.send("GET", invitations+"?status=accepted"))[0].ID, i.ID)

	second.update(two.signUp().ID, "password", password).want("400 identification_claimed")
	newNative(t, m).create("strategy", "ticket", "ticket", i.ticket(t)).want("400 invitation_already_accepted")
	first.send("GET", i.URL).want("400 invitation_already_accepted")
}

func TestTicket_refused(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, stopped())
	backend, app := newBackend(t, m), newNative(t, m)
	ticket := backend.invite("jane@example.com").ticket(t)
	foreign := newBackend(t, mockfapitest.NewT(t)).invite("jane@example.com").ticket(t)
	for given, want := range map[string]string{
		"":           "422 form_param_nil(ticket)",
		"nonsense":   "400 ticket_invalid_code",
		ticket + "x": "400 ticket_invalid_code",
		foreign:      "400 ticket_invalid_code",
	} {
		app.create("strategy", "ticket", "ticket", given).want(want)
	}
	app.create("strategy", "ticket").want("422 form_conditional_param_missing(ticket)")
	// Without the strategy nobody reads it.
	app.create("ticket", "nonsense").want("200").signUp().want(t, "missing_requirements missing email_address,password")

	exists := backend.invite(testEmail)
	newNative(t, m).signedUp(testEmail)
	app.create("strategy", "ticket", "ticket", exists.ticket(t)).want("400 invitation_account_exists")
	m.Advance(30*24*time.Hour + time.Second)
	app.create("strategy", "ticket", "ticket", ticket).want("400 ticket_expired_code")

	fresh := backend.invite("june@example.com")
	if err := m.UpdateSettings(func(d *environment.Document) {
		d.UserSettings.Attributes.EmailAddress = environment.Email(environment.Off)
	}); err != nil {
		t.Fatal(err)
	}
	app.create("strategy", "ticket", "ticket", fresh.ticket(t)).want("400 invitations_not_supported")
	m.Reset()
	app = newNative(t, m)
	app.create("strategy", "ticket", "ticket", fresh.ticket(t)).want("404 resource_not_found")
}

func TestTicket_joins_an_open_sign_up(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	backend, app := newBackend(t, m), newNative(t, m)
	ticket := backend.invite("jane@example.com").ticket(t)
	id := app.create("password", password, "email_address", "june@example.com").signUp().ID
	su := app.update(id, "strategy", "ticket", "ticket", ticket).want("200").signUp().want(t, "complete")
	equal(t, "address", su.EmailAddress, "jane@example.com")

	// Another address than the invited one is nobody's proof.
	other := newNative(t, m)
	second := backend.invite("jil@example.com").ticket(t)
	su = other.create("strategy", "ticket", "ticket", second, "email_address", "jack@example.com").want("200").signUp()
	su.want(t, "missing_requirements missing password unverified email_address")
	equal(t, "invitations that wait", addresses(decode[[]invitation](backend.send("GET", invitations+"?status=pending"))), "jil@example.com")
	equal(t, "its own address, sent along", other.create("strategy", "ticket", "ticket", second, "email_address", "Jil@example.com").signUp().state(),
		"missing_requirements missing password")
}

// What an invitation brings with it goes to nobody else.
func TestTicket_is_for_its_own_address(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("restricted"), with(func(s *environment.UserSettings) {
		s.Attributes.Password = environment.Password(environment.Required)
	}))
	backend, app := newBackend(t, m), newNative(t, m)
	ticket := backend.invite("jane@example.com", `"public_metadata": {"team": "red"}`).ticket(t)
	id := app.create("strategy", "ticket", "ticket", ticket).want("200").signUp().ID
	app.update(id, "email_address", "june@example.com").want("403 sign_up_mode_restricted")
	if err := m.UpdateSettings(func(d *environment.Document) { d.UserSettings.SignUp.Mode = "public" }); err != nil {
		t.Fatal(err)
	}
	a := app.update(id, "email_address", testEmail, "strategy", "email_code", "password", password).want("200")
	equal(t, "metadata", at(t, decode[any](a), "response public_metadata"), any(map[string]any{}))
	app.attempt(id, "email_code", "code", testCode).want("200").signUp().want(t, "complete")
	equal(t, "invitation", decode[[]invitation](backend.send("GET", invitations))[0].Status, "pending")
}

func TestTicket_link_leads_to_the_application(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	backend, browser := newBackend(t, m), newBrowser(t, m)
	browser.http = noRedirects(browser)
	follow := func(link string) string {
		t.Helper()
		return browser.send("GET", link).want("303").Header.Get("Location")
	}
	own := backend.invite("jane@example.com", `"redirect_url": "https://app.test/welcome?a=b#c"`)
	equal(t, "own page", follow(m.Link("jane@example.com")), "https://app.test/welcome?__clerk_ticket="+own.ticket(t)+"&a=b#c")
	usual := backend.invite("june@example.com")
	equal(t, "sign-up page", follow(usual.URL), "https://app.test/sign-up?__clerk_ticket="+usual.ticket(t))

	user := newNative(t, m).signedUp(testEmail).UserID
	token := decode[signInToken](backend.json("POST", signInTokens, fmt.Sprintf(`{"user_id": %q}`, user)).want("200"))
	equal(t, "sign-in page", follow(token.URL), "https://app.test/sign-in?__clerk_ticket="+token.Token)

	const accept = "/v1/tickets/accept"
	browser.send("GET", accept).want("400 missing_query_parameter(ticket)")
	browser.send("GET", accept+"?ticket=nonsense").want("400 ticket_invalid_code")
	m.Advance(31 * 24 * time.Hour)
	browser.send("GET", own.URL).want("400 ticket_expired_code")

	if err := m.UpdateSettings(func(d *environment.Document) { d.DisplayConfig.SignUpURL = "" }); err != nil {
		t.Fatal(err)
	}
	page := browser.send("GET", backend.invite("jil@example.com").URL).want("200")
	equal(t, "content type", page.Header.Get("Content-Type"), "text/html; charset=utf-8")
}

const signInTokens = "/v1/sign_in_tokens"

type signInToken struct {
	Object, ID, Status, Token, URL string
	UserID                         string `json:"user_id"`
}

func TestSignInToken(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	backend, app := newBackend(t, m), newNative(t, m)
	user := app.signedUp(testEmail).UserID
	a := backend.json("POST", signInTokens, fmt.Sprintf(`{"user_id": %q, "expires_in_seconds": 60, "org_id": null}`, user)).want("200")
	keys(t, "token", decode[any](a), "object id status user_id token url created_at updated_at")
	token := decode[signInToken](a)
	equal(t, "token", []string{token.Object, token.Status, token.UserID}, []string{"sign_in_token", "pending", user})
	equal(t, "url", token.URL, m.URL()+"/v1/tickets/accept?ticket="+url.QueryEscape(token.Token))
	newNative(t, m).create("strategy", "ticket", "ticket", token.Token).want("400 sign_in_token_not_in_sign_in_code")

	person := newNative(t, m)
	done := person.signIn("strategy", "ticket", "ticket", token.Token).want("200")
	equal(t, "signed in", []any{at(t, decode[any](done), "response status"), at(t, decode[any](done), "response first_factor_verification strategy")}, []any{"complete", "ticket"})
	newNative(t, m).signIn("strategy", "ticket", "ticket", token.Token).want("400 sign_in_token_already_used_code")
	newNative(t, m).signIn("strategy", "ticket").want("422 form_conditional_param_missing(ticket)")
	newNative(t, m).signIn("strategy", "ticket", "ticket", "x").want("400 ticket_invalid_code")
	invited := backend.invite("june@example.com")
	newNative(t, m).signIn("strategy", "ticket", "ticket", invited.ticket(t)).want("400 invitation_account_not_exists")
	token = decode[signInToken](backend.json("POST", signInTokens, fmt.Sprintf(`{"user_id": %q}`, user)).want("200"))

	revoke := func(id string) answer { t.Helper(); return backend.json("POST", signInTokens+"/"+id+"/revoke", "") }
	gone := revoke(token.ID).want("200")
	equal(t, "revoked", []any{decode[signInToken](gone).Status, at(t, decode[any](gone), "url")}, []any{"revoked", nil})
	revoke(token.ID).want("400 sign_in_token_cannot_be_revoked_code")
	revoke("sit_unknown").want("404 resource_not_found")
	app.send("GET", token.URL).want("400 sign_in_token_revoked_code")
	for body, want := range map[string]string{
		`{}`:                         "422 form_param_missing(user_id)",
		`{"user_id": "user_nobody"}`: "404 resource_not_found",
		`{"user_id": "u", "expires_in_seconds": 0}`:                   "422 form_param_value_invalid(expires_in_seconds)",
		`{"user_id": "u", "expires_in_seconds": 9223372036854775807}`: "422 form_param_value_invalid(expires_in_seconds)",
		`{"user_id": "u", "expires_in_seconds": "x"}`:                 "422 form_param_type_invalid(expires_in_seconds)",
	} {
		backend.json("POST", signInTokens, body).want(want)
	}
	m.Reset()
	app = newNative(t, m)
	app.send("GET", token.URL).want("404 resource_not_found")
}

func TestTestingToken(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, stopped())
	a := newBackend(t, m).json("POST", "/v1/testing_tokens", "").want("200")
	keys(t, "token", decode[any](a), "object token expires_at")
	token := decode[struct {
		Object, Token string
		ExpiresAt     int64 `json:"expires_at"`
	}](a)
	equal(t, "object", token.Object, "testing_token")
	equal(t, "expires_at", token.ExpiresAt, m.Now().Add(time.Hour).Unix())
}

// What was invited before is invited after.
func TestTicket_outlives_the_process(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("email-code"))
	ticket := newBackend(t, m).invite("jane@example.com").ticket(t)
	state, err := m.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	next := mockfapitest.NewT(t, mockfapi.WithState(state))
	newNative(t, next).create("strategy", "ticket", "ticket", ticket).want("200").signUp().want(t, "complete")
}
