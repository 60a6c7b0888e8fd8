package mockfapi_test

import (
	"encoding/base64"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/MicahParks/keyfunc/v3"
	"github.com/golang-jwt/jwt/v5"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

// verified checks a session token as an application's server does: with the
// published keys and another library.
func verified(tb testing.TB, m *mockfapi.Instance, token string) *jwt.Token {
	tb.Helper()
	published := newBrowser(tb, m).send("GET", "/.well-known/jwks.json").want("200").Body
	keys, err := keyfunc.NewJWKSetJSON(published)
	if err != nil {
		tb.Fatal(err)
	}
	parsed, err := jwt.Parse(token, keys.Keyfunc, jwt.WithTimeFunc(m.Now), jwt.WithIssuer(m.URL()),
		jwt.WithExpirationRequired(), jwt.WithIssuedAt(), jwt.WithValidMethods([]string{"RS256"}))
	if err != nil {
		tb.Fatalf("token %.20s…: %v", token, err)
	}
	return parsed
}

// token asks for a session token.
func (d *device) token(sessionID string) string {
	d.tb.Helper()
	body := decode[struct{ Object, JWT string }](d.onSession("POST", sessionID, "tokens").want("200"))
	equal(d.tb, "object", body.Object, "token")
	return body.JWT
}

func TestToken_claims_follow_the_API_version(t *testing.T) {
	t.Parallel()
	first := []string{"exp", "fva", "iat", "iss", "nbf", "sid", "sub"}
	second := append([]string{"jti", "sts", "v"}, first...)
	slices.Sort(second)
	for name, tt := range map[string]struct {
		header, query string
		want          []string
	}{
		"none":                 {"", "", first},
		"first":                {"2021-02-05", "", first},
		"last before the new":  {"", "2025-03-12", first},
		"first of the new":     {"2025-04-10", "", second},
		"published":            {"", "2026-05-12", second},
		"later than published": {"", "2031-01-31", second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := mockfapitest.NewT(t, stopped())
			app := newNative(t, m)
			done := app.signedUp(testEmail)
			if tt.header != "" {
				app.header.Set("Clerk-Api-Version", tt.header)
			}
			if tt.query != "" {
				app.query.Set("__clerk_api_version", tt.query)
			}
			m.Advance(3 * time.Minute)
			token := verified(t, m, app.token(done.SessionID))
			claims, _ := token.Claims.(jwt.MapClaims)
			equal(t, "claims", slices.Sorted(maps.Keys(claims)), tt.want)
			if len(tt.want) > len(first) {
				equal(t, "version and status", []any{claims["v"], claims["sts"]}, []any{2.0, "active"})
			}
			for _, name := range []string{"jti", "sts", "v"} {
				delete(claims, name)
			}
			now := float64(m.Now().Unix())
			equal(t, "values", claims, jwt.MapClaims{
				"iss": m.URL(), "sub": done.UserID, "sid": done.SessionID, "iat": now, "nbf": now - 10, "exp": now + 60,
				"fva": []any{3.0, -1.0},
			})
		})
	}
}

func TestToken_header(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, stopped())
	app := newNative(t, m)
	token := verified(t, m, app.token(app.signedUp(testEmail).SessionID))
	published := decode[struct{ Keys []map[string]string }](app.send("GET", "/.well-known/jwks.json").want("200"))
	if len(published.Keys) != 1 {
		t.Fatalf("keys are %v", published.Keys)
	}
	key := published.Keys[0]
	equal(t, "header", token.Header, map[string]any{
		"alg": "RS256", "typ": "JWT", "cat": "cl_B7d4PD111AAA", "kid": key["kid"], "oiat": float64(m.Now().Unix()),
	})
	equal(t, "exponent", key["e"], "AQAB") // @clerk/backend knows no other
	if modulus, err := base64.RawURLEncoding.DecodeString(key["n"]); err != nil || len(modulus) != 256 {
		t.Errorf("the modulus has %d bytes: %v", len(modulus), err)
	}
	equal(t, "kind", key["kty"]+" "+key["use"]+" "+key["alg"], "RSA sig RS256")
	if !strings.HasPrefix(key["kid"], "ins_") {
		t.Errorf("the key is %q", key["kid"])
	}

	backend := newBrowser(t, m)
	backend.header.Set("Authorization", "Bearer "+m.SecretKey())
	equal(t, "keys of the Backend API", decode[struct{ Keys []map[string]string }](backend.send("GET", "/v1/jwks").want("200")), published)
	newBrowser(t, m).send("GET", "/v1/jwks").want("401 authorization_header_format_invalid")
}

func TestToken_authorized_party_is_the_page(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	d := newBrowser(t, m)
	id := d.signedUp(testEmail).SessionID
	for _, origin := range []string{"", appPage, "http://localhost:3000"} {
		d.header.Del("Origin")
		var want any
		if origin != "" {
			d.header.Set("Origin", origin)
			want = origin
		}
		claims, _ := verified(t, m, d.token(id)).Claims.(jwt.MapClaims)
		equal(t, "azp", claims["azp"], want)
	}
}

// Everything that follows a sign-up at once shares one signature.
func TestToken_is_handed_out_again_while_fresh(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, stopped())
	app := newNative(t, m)
	id := app.create("email_address", testEmail, "password", password, "strategy", "email_code").signUp().ID
	done := app.attempt(id, "email_code", "code", testCode).want("200")
	first := done.client().Sessions[0].Token.JWT
	sessionID := done.signUp().SessionID
	equal(t, "at once", app.token(sessionID), first)
	m.Advance(5*time.Second - time.Millisecond)
	equal(t, "five seconds later, nearly", app.onSession("GET", sessionID, "").inSession().Token.JWT, first)
	m.Advance(time.Millisecond)
	second := app.token(sessionID)
	if second == first {
		t.Error("five seconds later the token is the same")
	}
	verified(t, m, second)

	// Another session has another one.
	other := app.signedUp("june+clerk_test@example.com").SessionID
	if app.token(other) == second {
		t.Error("two sessions share a token")
	}
}

// Servers take no token that is older than the client's last change.
func TestToken_is_signed_again_after_a_touch(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, stopped())
	app := newNative(t, m)
	done := app.create("email_address", testEmail, "password", password, "strategy", "email_code").signUp()
	done = app.attempt(done.ID, "email_code", "code", testCode).want("200").signUp()
	first := app.token(done.SessionID)
	equal(t, "in the same second", app.onSession("POST", done.SessionID, "touch").inSession().Token.JWT, first)
	m.Advance(time.Second)
	touched := app.onSession("POST", done.SessionID, "touch").inSession().Token.JWT
	claims, _ := verified(t, m, touched).Claims.(jwt.MapClaims)
	equal(t, "issued at", claims["iat"], any(float64(m.Now().Unix())))
	equal(t, "afterwards", app.token(done.SessionID), touched)
}

func TestToken_is_of_the_instance_that_signed_it(t *testing.T) {
	t.Parallel()
	m, other := mockfapitest.NewT(t), mockfapitest.NewT(t, mockfapi.WithKeyHost("clerk.app.test"))
	app := newNative(t, other)
	token := app.token(app.signedUp(testEmail).SessionID)
	equal(t, "origin", other.URL(), "https://clerk.app.test")
	verified(t, other, token)
	published := newBrowser(t, m).send("GET", "/.well-known/jwks.json").Body
	keys, err := keyfunc.NewJWKSetJSON(published)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := jwt.Parse(token, keys.Keyfunc); err == nil {
		t.Error("the keys of another instance accept the token")
	}
}
