package mockfapi_test

import (
	"strings"
	"testing"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

const (
	waitlist        = "/v1/waitlist"
	waitlistEntries = "/v1/waitlist_entries"
)

type waitlistEntry struct {
	Object, ID, Status string
	EmailAddress       string `json:"email_address"`
	Invitation         *invitation
}

func waiting(tb testing.TB) *mockfapi.Instance {
	tb.Helper()
	return restricted(tb, func(s *environment.UserSettings) { s.SignUp.Mode = "waitlist" })
}

func TestWaitlist_is_joined(t *testing.T) {
	t.Parallel()
	m := waiting(t)
	browser := newBrowser(t, m)
	a := browser.send("POST", waitlist, "email_address", "Jane@Example.com").want("200")
	keys(t, "entry", decode[any](a), "object id")
	again := browser.send("POST", waitlist, "email_address", "jane@example.com").want("200")
	equal(t, "second time", string(again.Body), string(a.Body))
	messages := m.Messages("jane@example.com")
	if len(messages) != 1 || messages[0].Kind != "waitlist_confirmation" {
		t.Errorf("messages are %+v", messages)
	}
	browser.send("POST", waitlist).want("422 form_param_missing(email_address)")
	browser.send("POST", waitlist, "email_address", " ").want("422 form_param_nil(email_address)")
	browser.send("POST", waitlist, "email_address", "jane").want("422 form_param_format_invalid(email_address)")
	browser.send("POST", waitlist, "email_address", "a@b.test", "x", "y").want("422 form_param_unknown(x)")
	browser.json("POST", waitlist, "{}").want("415 unsupported_content_type")
	newBrowser(t, mockfapitest.NewT(t)).send("POST", waitlist, "email_address", "a@b.test").want("403 waitlist_not_accepting_entries")
}

func TestWaitlist_lets_people_in(t *testing.T) {
	t.Parallel()
	m := waiting(t)
	backend, app := newBackend(t, m), newNative(t, m)
	decide := func(id, decision string) answer {
		t.Helper()
		return backend.json("POST", waitlistEntries+"/"+id+"/"+decision, "")
	}
	id := decode[waitlistEntry](app.send("POST", waitlist, "email_address", "jane@example.com")).ID
	app.create("email_address", "jane@example.com").want("403 sign_up_restricted_waitlist")

	equal(t, "rejected", decode[waitlistEntry](decide(id, "reject").want("200")).Status, "rejected")
	decide(id, "reject").want("409 waitlist_entry_already_rejected")
	a := decide(id, "invite").want("200")
	keys(t, "entry", decode[any](a), "object id email_address status is_locked invitation created_at updated_at")
	entry := decode[waitlistEntry](a)
	equal(t, "invited", []string{entry.Object, entry.Status, entry.Invitation.Status}, []string{"waitlist_entry", "invited", "pending"})
	equal(t, "link", m.Link("jane@example.com"), entry.Invitation.URL)
	decide(id, "invite").want("409 waitlist_entry_already_invited")
	backend.json("DELETE", waitlistEntries+"/"+id, "").want("409 waitlist_entry_already_invited")

	rejected := decode[waitlistEntry](decide(id, "reject").want("200"))
	equal(t, "rejected", []string{rejected.Status, rejected.Invitation.Status}, []string{"rejected", "revoked"})
	app.create("strategy", "ticket", "ticket", entry.Invitation.ticket(t)).want("400 revoked_invitation")
	entry = decode[waitlistEntry](decide(id, "invite").want("200"))
	app.create("strategy", "ticket", "ticket", entry.Invitation.ticket(t)).want("200").signUp().want(t, "complete")
	for _, decision := range []string{"invite", "reject"} {
		decide(id, decision).want("409 waitlist_entry_already_completed")
		decide("wle_unknown", decision).want("404 resource_not_found")
	}
	backend.json("DELETE", waitlistEntries+"/"+id, "").want("409 waitlist_entry_already_completed")
}

func TestWaitlist_entries(t *testing.T) {
	t.Parallel()
	m := waiting(t)
	backend := newBackend(t, m)
	create := func(body string) answer { t.Helper(); return backend.json("POST", waitlistEntries, body) }
	a := create(`{"email_address": "a@x.test", "notify": false}`).want("200")
	equal(t, "invitation of somebody who waits", at(t, decode[any](a), "invitation"), nil)
	equal(t, "messages", len(m.Messages("")), 0)
	create(`{"email_address": "b@y.test"}`).want("200")
	third := decode[waitlistEntry](create(`{"email_address": "c@x.test"}`).want("200"))
	create(`{}`).want("422 form_param_missing(email_address)")
	create(`{"email_address": "x"}`).want("422 form_param_format_invalid(email_address)")
	create(`{"email_address": "x", "y": 1}`).want("422 form_param_unknown(y)")
	backend.json("POST", waitlistEntries+"/"+third.ID+"/reject", "").want("200")

	bulk := func(body string) answer { t.Helper(); return backend.json("POST", waitlistEntries+"/bulk", body) }
	again := decode[[]waitlistEntry](bulk(`[{"email_address": "a@x.test"}, {"email_address": "b@y.test", "notify": false}]`).want("200"))
	equal(t, "entries that were there", again[0].ID, decode[waitlistEntry](a).ID)
	bulk(`[]`).want("400 malformed_request_parameters")
	bulk(`{}`).want("400 request_body_invalid")
	bulk(`[{"email_address": "new@x.test"}, {}]`).want("422 form_param_missing(email_address)")

	type list struct {
		Data  []waitlistEntry
		Total int `json:"total_count"`
	}
	for query, want := range map[string]string{
		"": "c@x.test b@y.test a@x.test", "order_by=%2Bcreated_at": "a@x.test b@y.test c@x.test", "limit=1&offset=1": "b@y.test",
		"status=rejected": "c@x.test", "status=pending&query=X.test": "a@x.test", "query=" + third.ID: "c@x.test",
	} {
		var got []string
		for _, e := range decode[list](backend.send("GET", waitlistEntries+"?"+query).want("200")).Data {
			got = append(got, e.EmailAddress)
		}
		equal(t, query, strings.Join(got, " "), want)
	}
	equal(t, "total", decode[list](backend.send("GET", waitlistEntries+"?limit=1")).Total, 3)
	for _, name := range []string{"status", "order_by", "limit"} {
		backend.send("GET", waitlistEntries+"?"+name+"=x").want("400 invalid_query_parameter_value(" + name + ")")
	}
	gone := backend.json("DELETE", waitlistEntries+"/"+third.ID, "").want("200")
	equal(t, "deleted", decode[map[string]any](gone), map[string]any{"object": "waitlist_entry", "id": third.ID, "deleted": true})
	backend.json("DELETE", waitlistEntries+"/"+third.ID, "").want("404 resource_not_found")

	if err := m.UpdateSettings(func(d *environment.Document) {
		d.UserSettings.Attributes.EmailAddress = environment.Email(environment.Off)
		d.UserSettings.Attributes.PhoneNumber = environment.Phone(environment.Required)
	}); err != nil {
		t.Fatal(err)
	}
	first := decode[waitlistEntry](a)
	backend.json("POST", waitlistEntries+"/"+first.ID+"/invite", "").want("400 invitations_not_supported")
}
