package sessiontoken

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/MicahParks/jwkset"
	"github.com/MicahParks/keyfunc/v3"
	"github.com/golang-jwt/jwt/v5"
	"golang.org/x/time/rate"

	"github.com/clerkflow/clerkflow-go/clerkflow"
)

// Why a token is refused. Test with errors.Is.
var (
	// ErrInvalid is every refusal.
	ErrInvalid = errors.New("sessiontoken: the token is not valid")
	// ErrExpired: ask the client for a fresh one.
	ErrExpired = fmt.Errorf("%w: it has expired: ask for a fresh one", ErrInvalid)
	// ErrPending: the session has something left to do, such as a second factor, and
	// counts as signed out until then.
	ErrPending = fmt.Errorf("%w: the session is pending", ErrInvalid)
	// ErrAuthorizedParty: the token was made for a page that is not authorized.
	ErrAuthorizedParty = fmt.Errorf("%w: it was not made for an authorized site", ErrInvalid)
)

// Claims are what a verified token says.
type Claims struct {
	UserID    string
	SessionID string
	Issuer    string
	// AuthorizedParty is the origin of the page that asked for the token, empty for
	// native applications.
	AuthorizedParty     string
	IssuedAt, ExpiresAt time.Time
	// All has every claim, the instance's own ones included.
	All map[string]any
}

// Verifier verifies the tokens of one instance. It reads the instance's keys when
// it is made, and again, at most once a minute, when a token names one that it does
// not know. It owns no goroutine and is safe for concurrent use.
type Verifier struct {
	keys    keyfunc.Keyfunc
	parser  *jwt.Parser
	parties []string
	pending bool
}

// Option configures a verifier.
type Option func(*config)

type config struct {
	baseURL string
	http    *http.Client
	parties []string
	pending bool
	now     func() time.Time
}

// WithBaseURL reads the keys somewhere else than at the host that the publishable
// key names, at a mock for example. Tokens still have to come from that host.
func WithBaseURL(base string) Option {
	return func(c *config) { c.baseURL = strings.TrimRight(base, "/") }
}

// WithHTTPClient reads the keys with another client than one with a time-out of 30
// seconds.
func WithHTTPClient(client *http.Client) Option { return func(c *config) { c.http = client } }

// WithAuthorizedParties refuses tokens that were made for other origins than
// these, and those that name none.
func WithAuthorizedParties(origins ...string) Option {
	return func(c *config) { c.parties = origins }
}

// WithPending accepts the tokens of sessions that have something left to do.
func WithPending() Option { return func(c *config) { c.pending = true } }

// WithClock verifies times by another clock than time.Now.
func WithClock(now func() time.Time) Option { return func(c *config) { c.now = now } }

// The clocks of two machines may differ by this much.
const leeway = 5 * time.Second

// New returns a verifier for the instance with that publishable key. It reads the
// instance's keys before it returns. The context bounds that and the reading of
// keys later on: it has to live as long as the verifier.
func New(ctx context.Context, publishableKey string, opts ...Option) (*Verifier, error) {
	key, err := clerkflow.ParsePublishableKey(publishableKey)
	if err != nil {
		return nil, err
	}
	issuer := "https://" + key.Host
	c := config{baseURL: issuer, http: &http.Client{Timeout: 30 * time.Second}, now: time.Now}
	for _, opt := range opts {
		opt(&c)
	}
	keys, err := readKeys(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("sessiontoken: the keys of %s could not be read: %w", key.Host, err)
	}
	return &Verifier{
		keys: keys, parties: c.parties, pending: c.pending,
		parser: jwt.NewParser(jwt.WithValidMethods([]string{jwt.SigningMethodRS256.Alg()}), jwt.WithIssuer(issuer),
			jwt.WithExpirationRequired(), jwt.WithIssuedAt(), jwt.WithLeeway(leeway), jwt.WithTimeFunc(c.now)),
	}, nil
}

func readKeys(ctx context.Context, c config) (keyfunc.Keyfunc, error) {
	const path = "/.well-known/jwks.json"
	remote, err := jwkset.NewStorageFromHTTP(c.baseURL+path, jwkset.HTTPClientStorageOptions{Client: c.http, Ctx: ctx})
	if err != nil {
		return nil, err
	}
	storage, err := jwkset.NewHTTPClient(jwkset.HTTPClientOptions{
		HTTPURLs:          map[string]jwkset.Storage{c.baseURL + path: remote},
		RefreshUnknownKID: rate.NewLimiter(rate.Every(time.Minute), 1),
	})
	if err != nil {
		return nil, err
	}
	return keyfunc.New(keyfunc.Options{Ctx: ctx, Storage: storage})
}

// Verify returns what the token says, or an error that is [ErrInvalid].
func (v *Verifier) Verify(ctx context.Context, token string) (*Claims, error) {
	claims := jwt.MapClaims{}
	parsed, err := v.parser.ParseWithClaims(token, claims, v.keys.KeyfuncCtx(ctx))
	switch {
	case errors.Is(err, jwt.ErrTokenExpired):
		return nil, ErrExpired
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	if typ, ok := parsed.Header["typ"]; ok && typ != "JWT" {
		return nil, fmt.Errorf("%w: its type is not JWT", ErrInvalid)
	}
	c := &Claims{Issuer: text(claims, "iss"), UserID: text(claims, "sub"), SessionID: text(claims, "sid"), AuthorizedParty: text(claims, "azp"), All: claims}
	c.IssuedAt, c.ExpiresAt = when(claims.GetIssuedAt()), when(claims.GetExpirationTime())
	switch {
	case c.UserID == "" || c.SessionID == "":
		return nil, fmt.Errorf("%w: it names no user or no session", ErrInvalid)
	case len(v.parties) > 0 && c.AuthorizedParty == "":
		return nil, fmt.Errorf("%w: it names none, as those of native applications do", ErrAuthorizedParty)
	case len(v.parties) > 0 && !slices.Contains(v.parties, c.AuthorizedParty):
		return nil, ErrAuthorizedParty
	case !v.pending && text(claims, "sts") == "pending":
		return nil, ErrPending
	}
	return c, nil
}

func text(claims jwt.MapClaims, name string) string {
	s, _ := claims[name].(string)
	return s
}

func when(t *jwt.NumericDate, err error) time.Time {
	if err != nil || t == nil {
		return time.Time{}
	}
	return t.Time
}
