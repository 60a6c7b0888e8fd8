package sessiontoken_test

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"go.uber.org/goleak"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/clerkflow/sessiontoken"
	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// person is somebody who is signed in at a mock.
type person struct {
	instance  *mockfapi.Instance
	client    *clerkflow.Client
	sessionID string
}

func signedUp(tb testing.TB, opts ...mockfapi.Option) *person {
	tb.Helper()
	m := mockfapitest.NewT(tb, opts...)
	c, err := clerkflow.New(m.PublishableKey(), clerkflow.WithHTTPClient(m.HTTPClient()))
	if err != nil {
		tb.Fatal(err)
	}
	flow := clerkflow.NewSignUp(c, clerkflow.WithValues(clerkflow.Values{EmailAddress: "jane@example.com", Password: clerkflow.NewSecret("correct horse battery")}))
	done, err := flow.Run(tb.Context(), clerkflow.Callbacks{
		Code: func(_ context.Context, s *clerkflow.VerifyCodeStep) (string, error) {
			return m.Code(s.Destination), nil
		},
	})
	if err != nil {
		tb.Fatal(err)
	}
	return &person{m, done.Client(), done.SessionID}
}

func (p *person) token(tb testing.TB) string {
	tb.Helper()
	token, err := p.client.Sessions.Token(tb.Context(), p.sessionID)
	if err != nil {
		tb.Fatal(err)
	}
	return token.Reveal()
}

// verifier reads the keys of the person's instance and goes by its clock.
func (p *person) verifier(tb testing.TB, opts ...sessiontoken.Option) *sessiontoken.Verifier {
	tb.Helper()
	opts = append([]sessiontoken.Option{sessiontoken.WithHTTPClient(p.instance.HTTPClient()), sessiontoken.WithClock(p.instance.Now)}, opts...)
	v, err := sessiontoken.New(tb.Context(), p.instance.PublishableKey(), opts...)
	if err != nil {
		tb.Fatal(err)
	}
	return v
}

func TestVerifier_Verify(t *testing.T) {
	t.Parallel()
	p := signedUp(t)
	claims, err := p.verifier(t).Verify(t.Context(), p.token(t))
	if err != nil {
		t.Fatal(err)
	}
	user := p.instance.Users()[0]
	if claims.UserID != user.ID || claims.SessionID != p.sessionID || claims.Issuer != p.instance.URL() || claims.AuthorizedParty != "" {
		t.Errorf("the claims are %+v", claims)
	}
	if life := claims.ExpiresAt.Sub(claims.IssuedAt); life != time.Minute {
		t.Errorf("the token lives %s", life)
	}
	if claims.All["sub"] != user.ID {
		t.Errorf("all claims are %v", claims.All)
	}
}

func TestVerifier_Verify_expired(t *testing.T) {
	t.Parallel()
	p := signedUp(t)
	v, token := p.verifier(t), p.token(t)
	p.instance.Advance(time.Minute + 4*time.Second)
	if _, err := v.Verify(t.Context(), token); err != nil {
		t.Errorf("within the leeway: %v", err)
	}
	p.instance.Advance(2 * time.Second)
	if _, err := v.Verify(t.Context(), token); !errors.Is(err, sessiontoken.ErrExpired) || !errors.Is(err, sessiontoken.ErrInvalid) {
		t.Errorf("afterwards: %v", err)
	}
}

func TestVerifier_Verify_invalid(t *testing.T) {
	t.Parallel()
	p := signedUp(t)
	v, good := p.verifier(t), p.token(t)
	parts := strings.Split(good, ".")
	// The same signature over other claims, and claims that nobody signed.
	claims, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	forged := base64.RawURLEncoding.EncodeToString([]byte(strings.Replace(string(claims), `"sub":"user_`, `"sub":"user_x`, 1)))
	unsigned, err := jwt.NewWithClaims(jwt.SigningMethodNone, jwt.MapClaims{"sub": "user_1", "sid": "sess_1", "iss": p.instance.URL(), "exp": p.instance.Now().Add(time.Minute).Unix()}).SignedString(jwt.UnsafeAllowNoneSignatureType)
	if err != nil {
		t.Fatal(err)
	}
	symmetric, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{"sub": "user_1"}).SignedString([]byte("guessed"))
	if err != nil {
		t.Fatal(err)
	}
	for name, token := range map[string]string{
		"empty": "", "no token": "hello", "two parts": parts[0] + "." + parts[1], "other claims": parts[0] + "." + forged + "." + parts[2],
		"no algorithm": unsigned, "another algorithm": symmetric, "a client token": p.client.Token().Reveal(),
	} {
		claims, err := v.Verify(t.Context(), token)
		if claims != nil || !errors.Is(err, sessiontoken.ErrInvalid) || errors.Is(err, sessiontoken.ErrExpired) {
			t.Errorf("%s: %+v, %v", name, claims, err)
		}
		if token != "" && strings.Contains(err.Error(), token) {
			t.Errorf("%s: the error repeats the token: %v", name, err)
		}
	}
}

func TestVerifier_Verify_anotherInstance(t *testing.T) {
	t.Parallel()
	p, other := signedUp(t), signedUp(t, mockfapi.WithKeyHost("other-host-9.clerk.accounts.dev"))
	if _, err := p.verifier(t).Verify(t.Context(), other.token(t)); !errors.Is(err, sessiontoken.ErrInvalid) {
		t.Errorf("a token of another instance: %v", err)
	}
}

func TestVerifier_Verify_authorizedParties(t *testing.T) {
	t.Parallel()
	p := signedUp(t)
	v := p.verifier(t, sessiontoken.WithAuthorizedParties("https://app.example.com"))
	if _, err := v.Verify(t.Context(), p.token(t)); !errors.Is(err, sessiontoken.ErrAuthorizedParty) {
		t.Errorf("a native token, where only a page is authorized: %v", err)
	}
	for origin, want := range map[string]error{"https://app.example.com": nil, "https://evil.example.com": sessiontoken.ErrAuthorizedParty} {
		claims, err := v.Verify(t.Context(), p.browserToken(t, origin))
		if !errors.Is(err, want) || want == nil && claims.AuthorizedParty != origin {
			t.Errorf("%s: %+v, %v", origin, claims, err)
		}
	}
}

// browserToken asks for a token as a page of that origin does.
func (p *person) browserToken(tb testing.TB, origin string) string {
	tb.Helper()
	r := httptest.NewRequestWithContext(tb.Context(), http.MethodPost, p.instance.URL()+"/v1/client/sessions/"+p.sessionID+"/tokens", http.NoBody)
	r.Header.Set("Origin", origin)
	r.AddCookie(&http.Cookie{Name: "__client", Value: p.client.Token().Reveal()})
	w := httptest.NewRecorder()
	p.instance.ServeHTTP(w, r)
	_, rest, _ := strings.Cut(w.Body.String(), `"jwt":"`)
	token, _, ok := strings.Cut(rest, `"`)
	if !ok {
		tb.Fatalf("no token: %d %s", w.Code, w.Body)
	}
	return token
}

func TestNew_unusable(t *testing.T) {
	t.Parallel()
	if v, err := sessiontoken.New(t.Context(), "pk_nonsense"); v != nil || err == nil {
		t.Errorf("a bad key: %v, %v", v, err)
	}
	m := mockfapitest.NewT(t)
	for name, answer := range map[string]http.HandlerFunc{
		"an error":     func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) },
		"not the keys": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>")) },
	} {
		broken := httptest.NewServer(answer)
		v, err := sessiontoken.New(t.Context(), m.PublishableKey(), sessiontoken.WithBaseURL(broken.URL+"/"))
		broken.Close()
		if v != nil || err == nil || !strings.Contains(err.Error(), "the keys of mock-fapi-0.clerk.accounts.dev could not be read") {
			t.Errorf("%s: %v, %v", name, v, err)
		}
	}
}

// counting counts the requests that it passes on.
type counting struct {
	http.RoundTripper
	n atomic.Int64
}

func (c *counting) RoundTrip(r *http.Request) (*http.Response, error) {
	c.n.Add(1)
	return c.RoundTripper.RoundTrip(r)
}

// One request reads the keys; an unknown key is looked up once a minute, so that
// nonsense does not cost the service a request each.
func TestVerifier_Verify_requests(t *testing.T) {
	t.Parallel()
	p := signedUp(t)
	via := &counting{RoundTripper: p.instance.Transport()}
	v := p.verifier(t, sessiontoken.WithHTTPClient(&http.Client{Transport: via}))
	for range 20 {
		if _, err := v.Verify(t.Context(), p.token(t)); err != nil {
			t.Fatal(err)
		}
	}
	if n := via.n.Load(); n != 1 {
		t.Errorf("%d requests for known keys", n)
	}
	header := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"RS256","kid":"ins_unknown"}`))
	_, rest, _ := strings.Cut(p.token(t), ".")
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	for range 20 {
		if _, err := v.Verify(ctx, header+"."+rest); !errors.Is(err, sessiontoken.ErrInvalid) {
			t.Errorf("an unknown key: %v", err)
		}
	}
	if n := via.n.Load(); n > 2 {
		t.Errorf("%d requests for an unknown key", n)
	}
}
