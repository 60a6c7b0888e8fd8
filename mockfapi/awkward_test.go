package mockfapi_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

// awkward is an instance that asks for a lot, always in the same way.
func awkward(tb testing.TB, a mockfapi.Awkward) *mockfapi.Instance {
	tb.Helper()
	return mockfapi.NewT(tb, mockfapi.WithPreset("all-required"), mockfapi.WithAwkward(a), mockfapi.WithSeed(7), stopped()) //nolint:forbidigo // no file allows these answers
}

func TestWithAwkward_shuffles_every_answer(t *testing.T) {
	t.Parallel()
	run := func() []string {
		app := newNative(t, awkward(t, mockfapi.Awkward{Shuffle: true}))
		id := app.create().want("200").signUp().ID
		var bodies []string
		for range 4 {
			bodies = append(bodies, string(app.get(id).want("200").Body))
		}
		return append(bodies, string(app.send("GET", "/v1/environment").want("200").Body))
	}
	once := run()
	equal(t, "the same seed", run(), once)

	a := answer{tb: t, Body: []byte(once[0])}
	told, alongside := a.signUp(), a.client().SignUp
	if slices.Equal(told.Missing, alongside.Missing) || slices.Equal(told.Missing, (answer{tb: t, Body: []byte(once[1])}).signUp().Missing) {
		t.Errorf("missing fields are %v again", told.Missing)
	}
	straight := newNative(t, awkward(t, mockfapi.Awkward{})).create().signUp()
	equal(t, "the same set", slices.Sorted(slices.Values(told.Missing)), slices.Sorted(slices.Values(straight.Missing)))
	if !strings.Contains(once[4], `"identification_strategies":[`) {
		t.Error("the settings lost something")
	}
}

func TestWithAwkward_keeps_what_has_a_place(t *testing.T) {
	t.Parallel()
	m := mockfapi.NewT(t, mockfapi.WithAwkward(mockfapi.Awkward{Shuffle: true, ExtraKeys: true})) //nolint:forbidigo // no file allows these answers
	app := newNative(t, m)
	id := app.create("unsafe_metadata", `{"list":["a","b","c","d","e","f"],"big":9007199254740993}`).want("200").signUp().ID
	app.update(id, "email_address", testEmail, "password", password, "strategy", "email_code").want("200")
	a := app.attempt(id, "email_code", "code", testCode).want("200")
	if !strings.Contains(string(a.Body), `"unsafe_metadata":{"big":9007199254740993,"list":["a","b","c","d","e","f"]}`) {
		t.Error("metadata changed")
	}
	for range 16 {
		if body := app.send("GET", "/v1/client").want("200").Body; !strings.Contains(string(body), `"factor_verification_age":[0,-1]`) {
			t.Fatalf("factor_verification_age changed: %s", body)
		}
	}
}

func TestWithAwkward_extra_keys_everywhere(t *testing.T) {
	t.Parallel()
	m := awkward(t, mockfapi.Awkward{ExtraKeys: true})
	app := newNative(t, m)
	id := app.create("email_address", testEmail, "strategy", "email_code").want("200").signUp().ID
	want := any(map[string]any{"of": []any{"anything"}})
	refused := app.attempt(id, "email_code", "code", "000000").want("422 form_code_incorrect(code)")
	for path, body := range map[string]any{
		"":                                     decode[any](app.get(id)),
		"response":                             decode[any](app.get(id)),
		"response verifications email_address": decode[any](app.get(id)),
		"client sign_up":                       decode[any](app.get(id)),
		"errors 0 meta":                        decode[any](refused),
		"meta client":                          decode[any](refused),
		"user_settings attributes password":    decode[any](app.send("GET", "/v1/environment")),
		"keys 0":                               decode[any](app.send("GET", "/.well-known/jwks.json")),
	} {
		equal(t, path, at(t, body, path+" unheard_of"), want)
	}
}

func TestWithAwkward_old_and_unknown_names(t *testing.T) {
	t.Parallel()
	m := awkward(t, mockfapi.Awkward{LegacyClientKeys: true, MissingField: "shoe_size", Status: "in_review", Strategy: "fax_code"})
	app := newNative(t, m)
	id := app.create("email_address", testEmail, "strategy", "email_code").want("200").signUp().ID
	body := decode[any](app.get(id))
	keys(t, "client", at(t, body, "client"), strings.NewReplacer("sign_in", "sign_in_attempt", "sign_up", "sign_up_attempt").Replace(clientKeys))
	for _, su := range []string{"response", "client sign_up_attempt"} {
		equal(t, "status", at(t, body, su+" status"), any("in_review"))
		equal(t, "strategy", at(t, body, su+" verifications email_address strategy"), any("fax_code"))
		equal(t, "strategies", at(t, body, su+" verifications email_address supported_strategies"), any([]any{"fax_code"}))
		for _, list := range []string{"required_fields", "missing_fields"} {
			if names := at(t, body, su+" "+list).([]any); !slices.Contains(names, any("shoe_size")) {
				t.Errorf("%s of %s are %v", list, su, names)
			}
		}
	}
	settings := decode[any](app.send("GET", "/v1/environment"))
	equal(t, "strategies of the settings", at(t, settings, "user_settings attributes email_address verifications"), any([]any{"fax_code"}))
	equal(t, "an attribute that nothing verifies", at(t, settings, "user_settings attributes password verifications"), any([]any{}))
}

// What nobody can supply keeps a sign-up open.
func TestWithAwkward_unknown_field_blocks(t *testing.T) {
	t.Parallel()
	for _, preset := range []string{"email-code", "legacy-email-code"} {
		m := mockfapitest.NewT(t, mockfapi.WithPreset(preset), mockfapi.WithAwkward(mockfapi.Awkward{MissingField: "shoe_size"}))
		app := newNative(t, m)
		id := app.create("email_address", testEmail, "strategy", "email_code").want("200").signUp().ID
		app.attempt(id, "email_code", "code", testCode).want("200").signUp().want(t, "missing_requirements missing shoe_size")
		app.update(id, "shoe_size", "41").want("422 form_param_unknown(shoe_size)")
		equal(t, "users", len(m.Users()), 0)
	}
}
