package token_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/token"
)

var now = time.Date(2026, 5, 12, 12, 0, 0, 0, time.UTC)

func sealed(tb testing.TB, k *token.Keys, purpose string, expires time.Time) string {
	tb.Helper()
	text, err := k.Seal(purpose, map[string]string{"id": "client_1"}, expires)
	if err != nil {
		tb.Fatal(err)
	}
	return text
}

func TestSeal_is_for_one_instance_and_purpose(t *testing.T) {
	t.Parallel()
	keys, others := token.NewKeys("ins_1"), token.NewKeys("ins_2")
	text := sealed(t, keys, "client", time.Time{})
	values, err := keys.Open("client", text, now)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff("client_1", values["id"]); diff != "" {
		t.Error(diff)
	}
	head, body, _ := strings.Cut(text, ".")
	body, _, _ = strings.Cut(body, ".")
	unsigned, err := jwt.New(jwt.SigningMethodNone).SignedString(jwt.UnsafeAllowNoneSignatureType)
	if err != nil {
		t.Fatal(err)
	}
	for name, open := range map[string]func() (map[string]string, error){
		"another purpose":  func() (map[string]string, error) { return keys.Open("email_link", text, now) },
		"another instance": func() (map[string]string, error) { return others.Open("client", text, now) },
		"no signature":     func() (map[string]string, error) { return keys.Open("client", head+"."+body+".", now) },
		"no algorithm":     func() (map[string]string, error) { return keys.Open("client", unsigned, now) },
		"a changed value": func() (map[string]string, error) {
			changed := base64.RawURLEncoding.EncodeToString([]byte(`{"aud":"client","id":"client_2"}`))
			return keys.Open("client", strings.Replace(text, body, changed, 1), now)
		},
		"nothing": func() (map[string]string, error) { return keys.Open("client", "", now) },
	} {
		if values, err := open(); !errors.Is(err, token.ErrSeal) || values != nil {
			t.Errorf("%s: %v, %v", name, values, err)
		}
	}
}

func TestSeal_expires(t *testing.T) {
	t.Parallel()
	keys := token.NewKeys("ins_1")
	text := sealed(t, keys, "client", now.Add(time.Minute))
	if _, err := keys.Open("client", text, now.Add(59*time.Second)); err != nil {
		t.Error(err)
	}
	if _, err := keys.Open("client", text, now.Add(time.Minute)); !errors.Is(err, token.ErrSealExpired) || errors.Is(err, token.ErrSeal) {
		t.Errorf("error %v", err)
	}
	if _, err := keys.Open("client", text, time.Time{}); err != nil { // who asks for no time gets an old one, too
		t.Error(err)
	}
	if _, err := keys.Open("email_link", text, now.Add(time.Hour)); !errors.Is(err, token.ErrSeal) && !errors.Is(err, token.ErrSealExpired) {
		t.Errorf("error %v", err)
	}
}

func FuzzOpen(f *testing.F) {
	keys := token.NewKeys("ins_1")
	good := sealed(f, keys, "client", now.Add(time.Minute))
	f.Add(good)
	f.Add(good + "=")
	f.Add(sealed(f, token.NewKeys("ins_2"), "client", time.Time{}))
	f.Add("eyJhbGciOiJub25lIn0.eyJhdWQiOiJjbGllbnQifQ.")
	f.Add("eyJhbGciOiJIUzI1NiJ9.eyJhdWQiOlsxXSwiZXhwIjoiYSJ9.x")
	f.Add("..")
	f.Fuzz(func(t *testing.T, text string) {
		values, err := keys.Open("client", text, now)
		switch {
		case err == nil && values["id"] != "client_1":
			t.Errorf("%q was sealed by nobody and says %v", text, values)
		case err != nil && !errors.Is(err, token.ErrSeal) && !errors.Is(err, token.ErrSealExpired):
			t.Errorf("%q: error %v", text, err)
		}
	})
}

func TestMinter_signs_once_for_each_audience_while_fresh(t *testing.T) {
	t.Parallel()
	numbers := 0
	m := token.NewMinter(token.NewKeys("ins_1"), func() string { numbers++; return strings.Repeat("x", numbers) })
	session := token.Session{Issuer: "https://a.test", SessionID: "sess_1", UserID: "user_1", Status: "active", Version: 2, FirstFactorAt: now}
	mint := func(s token.Session, at time.Time) string {
		t.Helper()
		text, err := m.Token(s, at)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	first := mint(session, now)
	if mint(session, now.Add(4999*time.Millisecond)) != first {
		t.Error("a fresh token is signed again")
	}
	for name, change := range map[string]func(*token.Session){
		"session": func(s *token.Session) { s.SessionID = "sess_2" },
		"origin":  func(s *token.Session) { s.Origin = "https://app.test" },
		"status":  func(s *token.Session) { s.Status = "pending" },
		"version": func(s *token.Session) { s.Version = 1 },
	} {
		other := session
		change(&other)
		if mint(other, now) == first {
			t.Errorf("another %s shares the token", name)
		}
	}
	if mint(session, now.Add(4*time.Second)) != first {
		t.Error("the others took the place of the first")
	}
	m.Forget("sess_1")
	if mint(session, now) == first {
		t.Error("a session that is over is remembered")
	}
	if mint(session, now.Add(-time.Second)) == first { // a clock that was set back
		t.Error("a token from the future is handed out")
	}
}

func TestJWK_matches_the_signature(t *testing.T) {
	t.Parallel()
	keys := token.NewKeys("ins_1")
	key, err := keys.JWK()
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(key)
	if err != nil {
		t.Fatal(err)
	}
	var names map[string]string
	if err := json.Unmarshal(data, &names); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"kid": "ins_1", "kty": "RSA", "alg": "RS256", "use": "sig", "e": "AQAB"} {
		if names[name] != want {
			t.Errorf("%s is %q, want %q", name, names[name], want)
		}
	}
	if len(names) != 6 {
		t.Errorf("the key shows %v", names) // and nothing private
	}
}
