package mockfapi_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

// spots calls visit with a description of every part of a JSON document below
// value, and with a function that puts something else in its place.
func spots(path string, value any, visit func(path string, put func(any))) {
	switch v := value.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			inner := v[key]
			visit(path+"."+key, func(other any) { v[key] = other })
			v[key] = inner
			spots(path+"."+key, inner, visit)
		}
	case []any:
		for i := range v {
			inner := v[i]
			visit(path+"[]", func(other any) { v[i] = other })
			v[i] = inner
			spots(path+"[]", inner, visit)
		}
	}
}

// Whoever edits a snapshot by hand gets an error, or an instance that answers: it
// never fails.
func TestRestore_of_a_damaged_snapshot(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("all-required"), mockfapi.WithSeed(7), stopped())
	signedIn := newNative(t, m)
	sessionID := signedIn.signedUpWithEverything(testEmail, testPhone, "jane_doe").SessionID
	app := newNative(t, m)
	su, page := app.google("phone_number", "+14155552671", "email_address", "june@example.com")
	app.prepare(su.ID, "email_code").want("200")
	linked := newNative(t, m)
	other := linked.create("email_address", "jill@example.com", "strategy", "email_link", "redirect_url", appPage).want("200").signUp()
	link := m.Link("jill@example.com")
	var document map[string]any
	if err := json.Unmarshal(snapshotOf(t, m), &document); err != nil {
		t.Fatal(err)
	}
	state := document["state"].(map[string]any)
	damages := []any{nil, "", "x", 0, -1, []any{}, map[string]any{}, []any{nil}}
	done, taken := 0, 0
	for _, part := range []string{"store", "messages"} {
		spots(part, state[part], func(path string, put func(any)) {
			damage := damages[done%len(damages)] // all of them everywhere takes too long
			done++
			put(damage)
			data, err := json.Marshal(document)
			if err != nil {
				t.Fatal(err)
			}
			m := mockfapi.NewT(t) //nolint:forbidigo // what is damaged looks it
			if m.Restore(data) != nil {
				return
			}
			taken++
			app, signedIn, linked := app.onTo(m), signedIn.onTo(m), linked.onTo(m)
			for name, a := range map[string]answer{
				"read": app.get(su.ID), "page": app.send("GET", page), "code": app.attempt(su.ID, "email_code", "code", m.Code("june@example.com")),
				"update":  app.update(su.ID, "first_name", "June", "username", "june_doe", "password", password, "last_name", "Doe", "legal_accepted", "true"),
				"prepare": app.prepare(su.ID, "phone_code"), "client": signedIn.send("GET", "/v1/client"), "session": signedIn.send("GET", sessions+"/"+sessionID),
				"end":    signedIn.send("POST", sessions+"/"+sessionID+"/end"),
				"linked": linked.get(other.ID), "delete": linked.send("DELETE", "/v1/client"),
				"new": newNative(t, m).create("email_address", "june@example.com"), "people": control(t, m, "GET", "", ""), "state": control(t, m, "GET", "state", ""),
			} {
				if a.Status == 0 || a.Status >= 500 {
					t.Errorf("%s is %v: %s: status %d: %s", path, damage, name, a.Status, a.Body)
				}
			}
			if _, err := m.OpenLink(t.Context(), link); err != nil && strings.Contains(err.Error(), "broken") {
				t.Errorf("%s is %v: link: %v", path, damage, err)
			}
		})
	}
	if taken < 100 || taken == done {
		t.Errorf("%d of %d were taken", taken, done)
	}
}
