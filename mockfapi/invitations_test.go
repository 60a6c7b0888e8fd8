package mockfapi_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

const invitations = "/v1/invitations"

type invitation struct {
	Object, ID, Status, URL string
	EmailAddress            string         `json:"email_address"`
	PublicMetadata          map[string]any `json:"public_metadata"`
	Revoked                 bool
	ExpiresAt               int64 `json:"expires_at"`
	CreatedAt               int64 `json:"created_at"`
}

// ticket is the ticket in the invitation's link.
func (i invitation) ticket(tb testing.TB) string {
	tb.Helper()
	u, err := url.Parse(i.URL)
	if err != nil || u.Query().Get("ticket") == "" {
		tb.Errorf("no ticket in %q: %v", i.URL, err)
		return ""
	}
	return u.Query().Get("ticket")
}

// invite invites the address; fields are more JSON of the body.
func (d *device) invite(email string, fields ...string) invitation {
	d.tb.Helper()
	body := fmt.Sprintf(`{"email_address": %q%s}`, email, strings.Join(append([]string{""}, fields...), ","))
	return decode[invitation](d.json("POST", invitations, body).want("200"))
}

func addresses(list []invitation) string {
	var all []string
	for _, i := range list {
		all = append(all, i.EmailAddress)
	}
	return strings.Join(all, " ")
}

func TestInvitation_is_mailed(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, stopped())
	backend := newBackend(t, m)
	a := backend.json("POST", invitations, `{"email_address": " Jane@Example.com", "public_metadata": {"team": "red"}, "redirect_url": "https://app.test/welcome"}`).want("200")
	keys(t, "invitation", decode[any](a), "object id email_address public_metadata revoked status url expires_at created_at updated_at")
	i := decode[invitation](a)
	equal(t, "invitation", []any{i.Object, i.EmailAddress, i.Status, i.Revoked, i.PublicMetadata, i.CreatedAt},
		[]any{"invitation", "jane@example.com", "pending", false, map[string]any{"team": "red"}, m.Now().UnixMilli()})
	equal(t, "expires_at", i.ExpiresAt, m.Now().Add(30*24*time.Hour).UnixMilli())
	if !strings.HasPrefix(i.URL, m.URL()+"/v1/tickets/accept?ticket=") {
		t.Errorf("url is %s", i.URL)
	}
	messages := m.Messages("jane@example.com")
	if len(messages) != 1 || messages[0].Kind != "invitation" || messages[0].Channel != "email" || messages[0].Link != i.URL {
		t.Errorf("messages are %+v", messages)
	}
	backend.invite("june@example.com", `"notify": false`, `"expires_in_days": 1`, `"template_slug": "waitlist_invitation"`)
	equal(t, "messages with notify false", len(m.Messages("june@example.com")), 0)
}

func TestInvitation_refused(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	backend := newBackend(t, m)
	newNative(t, m).signedUp(testEmail)
	backend.invite("june@example.com")
	for body, want := range map[string]string{
		`{}`:                        "422 form_param_missing(email_address)",
		`{"email_address": "june"}`: "422 form_param_format_invalid(email_address)",
		`{"email_address": 1}`:      "422 form_param_type_invalid(email_address)",
		`{"email_address": "a@b.test", "expires_in_days": 0}`:      "422 form_param_value_invalid(expires_in_days)",
		`{"email_address": "a@b.test", "expires_in_days": 366}`:    "422 form_param_value_invalid(expires_in_days)",
		`{"email_address": "a@b.test", "template_slug": "x"}`:      "422 form_param_value_invalid(template_slug)",
		`{"email_address": "a@b.test", "public_metadata": "x"}`:    "422 form_param_value_invalid(public_metadata)",
		`{"email_address": "a@b.test", "redirect_url": "x"}`:       "422 invalid_redirect_url(redirect_url)",
		`{"email_address": "a@b.test", "redirect_url": "data:,x"}`: "422 prohibited_redirect_url(redirect_url)",
		`{"email_address": "x", "expires_in_days": 0, "extra": 1}`: "422 form_param_unknown(extra)",
		`{"email_address": "x", "expires_in_days": 0}`:             "422 form_param_format_invalid(email_address) form_param_value_invalid(expires_in_days)",
		fmt.Sprintf(`{"email_address": %q}`, testEmail):            "422 form_identifier_exists(email_address)",
		`{"email_address": "JUNE@example.com"}`:                    "400 duplicate_record",
	} {
		backend.json("POST", invitations, body).want(want)
	}
	a := backend.json("POST", invitations, `{"email_address": "june@example.com"}`)
	equal(t, "meta", at(t, decode[any](a), "errors 0 meta"), any(map[string]any{"email_addresses": []any{"june@example.com"}}))
	backend.invite("june@example.com", `"ignore_existing": true`)
	backend.invite(testEmail, `"ignore_existing": true`)
	newBrowser(t, m).json("POST", invitations, `{"email_address": "a@b.test"}`).want("401 authorization_header_format_invalid")

	usernames := newBackend(t, mockfapitest.NewT(t, mockfapi.WithPreset("phone-code")))
	usernames.json("POST", invitations, `{"email_address": "a@b.test"}`).want("400 invitations_not_supported")
}

func TestInvitations_in_bulk_are_all_or_none(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	backend := newBackend(t, m)
	newNative(t, m).signedUp(testEmail)
	bulk := func(body string) answer { t.Helper(); return backend.json("POST", invitations+"/bulk", body) }
	one := func(email string) string { return fmt.Sprintf(`{"email_address": %q}`, email) }

	made := decode[[]invitation](bulk("[" + one("a@b.test") + "," + one("c@d.test") + "]").want("200"))
	equal(t, "addresses", addresses(made), "a@b.test c@d.test")
	for body, want := range map[string]string{
		`[]`: "400 malformed_request_parameters",
		`[` + strings.Repeat(one("e@f.test")+",", 10) + one("e@f.test") + `]`: "400 malformed_request_parameters",
		`{}`:                           "400 request_body_invalid",
		`[` + one("e@f.test") + `,{}]`: "422 form_param_missing(email_address)",
		`[` + one("e@f.test") + `,` + one("a@b.test") + `]`:                                   "400 duplicate_record",
		`[` + one("e@f.test") + `,` + one("e@f.test") + `]`:                                   "400 duplicate_record",
		`[{"email_address": "` + testEmail + `", "ignore_existing": true}]`:                   "422 form_identifier_exists(email_address)",
		`[` + one("e@f.test") + `, {"email_address": "x", "public_metadata": {}, "x": null}]`: "422 form_param_unknown(x)",
	} {
		bulk(body).want(want)
	}
	equal(t, "messages to who was never invited", len(m.Messages("e@f.test")), 0)
	bulk(`[{"email_address": "a@b.test", "ignore_existing": true, "notify": false}]`).want("200")
	equal(t, "messages", len(m.Messages("a@b.test")), 1)
}

func TestInvitations_are_listed(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, stopped())
	backend := newBackend(t, m)
	empty := backend.send("GET", invitations).want("200")
	equal(t, "no invitations", string(empty.Body), "[]")
	last := invitation{}
	for _, email := range []string{"b@x.test", "c@y.test", "a@x.test", "d@x.test"} {
		last = backend.invite(email, fmt.Sprintf(`"expires_in_days": %d`, 1+len(email)%2*int(email[0]-'a')))
		m.Advance(time.Second)
	}
	backend.json("POST", invitations+"/"+last.ID+"/revoke", "").want("200")
	for query, want := range map[string]string{
		"":                                     "a@x.test c@y.test b@x.test",
		"order_by=created_at":                  "b@x.test c@y.test a@x.test",
		"order_by=%2Bcreated_at":               "b@x.test c@y.test a@x.test",
		"order_by=+email_address":              "a@x.test b@x.test c@y.test",
		"order_by=-email_address&limit=2":      "c@y.test b@x.test",
		"order_by=-expires_at":                 "a@x.test c@y.test b@x.test",
		"limit=1&offset=1":                     "c@y.test",
		"offset=7":                             "",
		"status=revoked":                       "d@x.test",
		"status=pending&query=X.TEST":          "a@x.test b@x.test",
		"query=" + last.ID + "&status=revoked": "d@x.test",
		"status=accepted":                      "",
	} {
		equal(t, query, addresses(decode[[]invitation](backend.send("GET", invitations+"?"+query).want("200"))), want)
	}
	wrapped := decode[struct {
		Data  []invitation
		Total int `json:"total_count"`
	}](backend.send("GET", invitations+"?paginated=true&limit=1").want("200"))
	equal(t, "page", addresses(wrapped.Data), "a@x.test")
	equal(t, "total", wrapped.Total, 3)
	for query, want := range map[string]string{
		"status=open": "status", "order_by=age": "order_by", "limit=0": "limit", "limit=501": "limit", "limit=x": "limit",
		"offset=-1": "offset", "paginated=perhaps": "paginated",
	} {
		backend.send("GET", invitations+"?"+query).want("400 invalid_query_parameter_value(" + want + ")")
	}
	m.Advance(400 * 24 * time.Hour)
	over := decode[[]invitation](backend.send("GET", invitations+"?status=expired").want("200"))
	equal(t, "expired", addresses(over), "a@x.test c@y.test b@x.test")
	equal(t, "link of an expired one", over[0].URL, "")
	backend.invite("a@x.test") // the old one is no obstacle
}

func TestInvitation_revoked(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("email-code"))
	backend, app := newBackend(t, m), newNative(t, m)
	revoke := func(id string) answer { t.Helper(); return backend.json("POST", invitations+"/"+id+"/revoke", "") }
	i := backend.invite("jane@example.com")
	gone := decode[invitation](revoke(i.ID).want("200"))
	equal(t, "revoked", []any{gone.Status, gone.Revoked, gone.URL}, []any{"revoked", true, ""})
	revoke(i.ID).want("400 invitation_already_revoked")
	revoke("inv_unknown").want("404 resource_not_found")
	app.create("strategy", "ticket", "ticket", i.ticket(t)).want("400 revoked_invitation")
	app.send("GET", i.URL).want("400 revoked_invitation")

	again := backend.invite("jane@example.com")
	app.create("strategy", "ticket", "ticket", again.ticket(t)).want("200").signUp().want(t, "complete")
	revoke(again.ID).want("400 invitation_already_accepted")
}
