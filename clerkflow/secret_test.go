package clerkflow_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clerkflow/clerkflow-go/clerkflow"
)

// hidden is a text that nothing may show: not as it is, not in hexadecimal.
const hidden = "hunter2"

func shows(text string) bool {
	text = strings.ToLower(text)
	return strings.Contains(text, hidden) || strings.Contains(text, fmt.Sprintf("%x", hidden)) || strings.Contains(text, fmt.Sprintf("% x", hidden))
}

// nested holds secrets wherever a program may keep them.
type nested struct {
	Shown    clerkflow.Secret
	private  clerkflow.Secret
	pointer  *clerkflow.Secret
	list     []clerkflow.Secret
	byName   map[string]clerkflow.Secret
	anything any
	Params   clerkflow.SignUpParams
	attempt  clerkflow.AttemptParams
	state    clerkflow.State
	token    clerkflow.SessionToken
}

func newNested() nested {
	s := clerkflow.NewSecret(hidden)
	return nested{
		Shown: s, private: s, pointer: &s, list: []clerkflow.Secret{s}, byName: map[string]clerkflow.Secret{"s": s}, anything: s,
		Params:  clerkflow.SignUpParams{Values: clerkflow.Values{Password: s}},
		attempt: clerkflow.AttemptParams{Code: s, Signature: s},
		state:   clerkflow.State{SignUpID: "sua_1", ClientToken: s},
		token:   clerkflow.SessionToken{JWT: s},
	}
}

func TestSecret_isNotPrinted(t *testing.T) {
	t.Parallel()
	s := clerkflow.NewSecret(hidden)
	n := newNested()
	values := map[string]any{"secret": s, "pointer": &s, "struct": n, "pointer to struct": &n, "list": n.list, "map": n.byName, "state": n.state}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "% x", "%d", "%t", "%c", "%U", "%b", "%o", "%e", "%p", "%T", "%10.3s", "%w", "%!"} {
		for name, value := range values {
			if text := fmt.Sprintf(verb, value); shows(text) {
				t.Errorf("%s of the %s shows the text: %s", verb, name, text)
			}
		}
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		if text := fmt.Sprintf(verb, s); text != "[secret]" {
			t.Errorf("%s is %q, want [secret]", verb, text)
		}
	}
	if text := fmt.Sprint(s, "|", &s); text != "[secret]|[secret]" {
		t.Errorf("Sprint: %q", text)
	}
	if s.String() != "[secret]" || s.GoString() != "[secret]" {
		t.Errorf("String %q, GoString %q", s.String(), s.GoString())
	}
}

func TestSecret_isNotMarshalled(t *testing.T) {
	t.Parallel()
	n := newNested()
	data, err := json.Marshal(map[string]any{"struct": n, "pointer": &n, "token": n.token, "key": map[string]any{"s": n.Shown}})
	if err != nil {
		t.Fatal(err)
	}
	if shows(string(data)) || !strings.Contains(string(data), `"Shown":"[secret]"`) {
		t.Errorf("JSON: %s", data)
	}
	text, err := n.Shown.MarshalText()
	if err != nil || string(text) != "[secret]" {
		t.Errorf("MarshalText: %q, %v", text, err)
	}
	data, err = xml.Marshal(n.Shown)
	if err != nil || string(data) != "<Secret>[secret]</Secret>" {
		t.Errorf("XML: %s, %v", data, err)
	}
}

func TestSecret_isNotLogged(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	n := newNested()
	for name, h := range map[string]slog.Handler{"text": slog.NewTextHandler(&out, nil), "JSON": slog.NewJSONHandler(&out, nil)} {
		out.Reset()
		slog.New(h).With("with", n.Shown).WithGroup("g").
			Info("m", "secret", n.Shown, "pointer", n.pointer, "struct", n, "any", n.anything, slog.Group("h", "list", n.list, "state", n.state))
		if shows(out.String()) || strings.Count(out.String(), "[secret]") < 3 {
			t.Errorf("%s handler: %s", name, out.String())
		}
	}
}

func TestSecret_isNotInTestDiffs(t *testing.T) {
	t.Parallel()
	n, other := newNested().Params, clerkflow.SignUpParams{Values: clerkflow.Values{Password: clerkflow.NewSecret("another")}}
	if diff := cmp.Diff(n, other); diff == "" || shows(diff) || strings.Contains(diff, "another") {
		t.Errorf("diff: %s", diff)
	}
	if !cmp.Equal(n, newNested().Params) {
		t.Error("equal secrets are not equal")
	}
}

func TestSecret_text(t *testing.T) {
	t.Parallel()
	s := clerkflow.NewSecret(hidden)
	for _, tt := range []struct {
		name         string
		secret       clerkflow.Secret
		text         string
		zero, equals bool
	}{
		{"same text", clerkflow.NewSecret(hidden), hidden, false, true},
		{"prefix", clerkflow.NewSecret(hidden[:3]), hidden[:3], false, false},
		{"other of the same length", clerkflow.NewSecret("hunter3"), "hunter3", false, false},
		{"empty", clerkflow.NewSecret(""), "", true, false},
		{"zero", clerkflow.Secret{}, "", true, false},
	} {
		if tt.secret.Reveal() != tt.text || tt.secret.IsZero() != tt.zero || tt.secret.Equal(s) != tt.equals || s.Equal(tt.secret) != tt.equals {
			t.Errorf("%s: %q, zero %t, equal %t", tt.name, tt.secret.Reveal(), tt.secret.IsZero(), tt.secret.Equal(s))
		}
	}
	if !(clerkflow.Secret{}).Equal(clerkflow.NewSecret("")) {
		t.Error("two empty secrets differ")
	}
}

func TestSecret_UnmarshalJSON(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ data, text, err string }{
		{`"` + hidden + `"`, hidden, ""},
		{`""`, "", ""},
		{`null`, "", ""},
		{`{"jwt":"` + hidden + `"}`, "", "clerkflow: a secret has to be a string"},
		{`123`, "", "clerkflow: a secret has to be a string"},
	} {
		var s clerkflow.Secret
		err := json.Unmarshal([]byte(tt.data), &s)
		if s.Reveal() != tt.text || errorText(err) != tt.err {
			t.Errorf("%s: %q, %v", tt.data, s.Reveal(), err)
		}
	}
}

func TestSecret_EncodeValues(t *testing.T) {
	t.Parallel()
	form := url.Values{}
	if err := clerkflow.NewSecret(hidden).EncodeValues("password", &form); err != nil {
		t.Fatal(err)
	}
	if err := (clerkflow.Secret{}).EncodeValues("code", &form); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(url.Values{"password": {hidden}}, form); diff != "" {
		t.Error(diff)
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
