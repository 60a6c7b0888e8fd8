package environment_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
)

func TestParse_errors_name_the_place_and_the_key(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ document, want string }{
		"empty":             {"", "environment: line 1, column 1: unexpected end of JSON input"},
		"cut off":           {"{\n  \"user_settings\": {", "environment: line 2, column 20: unexpected end of JSON input"},
		"no JSON":           {"<html>", "environment: line 1, column 1: invalid character '<' looking for beginning of value"},
		"wrong character":   {"{\n  \"user_settings\": x\n}", "environment: line 2, column 20: invalid character 'x' looking for beginning of value"},
		"no object":         {"[]", "environment: line 1, column 2: the document is array, want object"},
		"null":              {"null", "environment: user_settings is missing: save the whole answer of GET /v1/environment"},
		"another document":  {`{"auth_config": {}}`, "environment: user_settings is missing: save the whole answer of GET /v1/environment"},
		"another envelope":  {`{"response": {"object": "client"}}`, "environment: user_settings is missing: save the whole answer of GET /v1/environment"},
		"wrong type":        {"{\"user_settings\": {\n\"sign_up\": {\n\"progressive\": \"yes\"}}}", "environment: line 3, column 21: user_settings.sign_up.progressive is string, want bool"},
		"text, no object":   {"{\"user_settings\":\n{\"sign_up\": \"all\"}}", "environment: line 2, column 18: user_settings.sign_up is string, want object"},
		"provider":          {`{"user_settings": {"social": {"oauth_google": {"enabled": 1}}}}`, "environment: line 1, column 60: user_settings.social.enabled is number, want bool"},
		"in an envelope":    {"{\"response\": {\"user_settings\": {\n\"sign_up\": {\n\"progressive\": \"yes\"}}}}", "environment: line 3, column 21: response.user_settings.sign_up.progressive is string, want bool"},
		"no instance's":     {`{"user_settings": {"sign_up": {"mode": "closed"}}}`, `environment: user_settings.sign_up.mode is "closed", want "public", "restricted" or "waitlist"`},
		"password too long": {`{"user_settings": {"password_settings": {"min_length": 100}}}`, "environment: user_settings.password_settings.min_length is 100, want 0 to 72"},
	} {
		_, err := environment.Parse([]byte(tt.document))
		if err == nil {
			t.Errorf("%s: no error", name)
		} else if diff := cmp.Diff(tt.want, err.Error()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestParse_of_a_document_that_says_little(t *testing.T) {
	t.Parallel()
	d, err := environment.Parse([]byte(`{"user_settings": {}, "unknown": 12345678901}`))
	if err != nil {
		t.Fatal(err)
	}
	d.UserSettings.Social["oauth_google"] = environment.Provider("oauth_google") // there is a map to write to
	delete(d.UserSettings.Social, "oauth_google")
	data, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"unknown":12345678901,"user_settings":{}}`; string(data) != want {
		t.Errorf("served is %s, want %s", data, want)
	}
}

// fill sets every field that can be reached to something that is not zero.
func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem())
	case reflect.Struct:
		for _, field := range v.Fields() {
			if field.CanSet() {
				fill(field)
			}
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0))
	case reflect.Map:
		entry := reflect.New(v.Type().Elem()).Elem()
		fill(entry)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(reflect.ValueOf("oauth_x"), entry)
	case reflect.String:
		v.SetString(v.String() + "x")
	case reflect.Bool:
		v.SetBool(!v.Bool())
	default:
		v.SetInt(v.Int() + 1)
	}
}

// change changes, in place, everything that a copy could share.
func change(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		fill(v.Elem())
	case reflect.Struct:
		for _, field := range v.Fields() {
			if field.CanSet() {
				change(field)
			}
		}
	case reflect.Slice:
		change(v.Index(0))
		if v.Index(0).Kind() == reflect.String {
			v.Index(0).SetString("changed")
		}
	case reflect.Map:
		entry := reflect.New(v.Type().Elem()).Elem()
		entry.Set(v.MapIndex(reflect.ValueOf("oauth_x")))
		change(entry)
		v.SetMapIndex(reflect.ValueOf("oauth_y"), entry)
	}
}

func TestClone_shares_nothing(t *testing.T) {
	t.Parallel()
	d := &environment.Document{}
	fill(reflect.ValueOf(d).Elem())
	// Not the document itself: what it serves is partly worked out.
	fields := func(d *environment.Document) string {
		data, err := json.Marshal([]any{d.AuthConfig, d.DisplayConfig, d.UserSettings})
		if err != nil {
			t.Error(err)
		}
		return string(data)
	}
	before, c := fields(d), d.Clone()
	if diff := cmp.Diff(before, fields(c)); diff != "" {
		t.Errorf("the copy differs (-want +got):\n%s", diff)
	}
	change(reflect.ValueOf(c).Elem())
	if diff := cmp.Diff(before, fields(d)); diff != "" {
		t.Errorf("the original changed with its copy (-want +got):\n%s", diff)
	}
	if fields(c) == before {
		t.Error("the copy did not change: this test looks at nothing")
	}
}

func FuzzParse(f *testing.F) {
	for _, preset := range []string{"all-required", "legacy-web3"} {
		d, err := environment.Preset(preset)
		if err != nil {
			f.Fatal(err)
		}
		data, err := json.Marshal(d)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	for _, seed := range []string{
		`{"response":{"user_settings":{}}}`, `{"user_settings":{"social":null,"attributes":[]}}`, "{\n\"user_settings\":", `{"user_settings":{"social":{"oauth_x":{"strategy":"oauth_y"}}}}`,
		`{"user_settings":{"username_settings":{"min_length":9,"max_length":3}}}`, `{"USER_SETTINGS":{},"user_settings":{"Attributes":{}}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := environment.Parse(data)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "environment: ") {
				t.Errorf("error %v does not say where it is from", err)
			}
			return
		}
		served, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		// What is served is what was saved.
		var want, got map[string]any
		if err := json.Unmarshal(data, &want); err != nil {
			t.Fatal(err)
		}
		if inner, ok := want["response"].(map[string]any); ok {
			want = inner
		}
		if err := json.Unmarshal(served, &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("served (-want +got):\n%s", diff)
		}
	})
}
