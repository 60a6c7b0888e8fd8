// Package token makes the signed texts of an instance. What others verify, the
// session tokens, is signed with RSA; what only the instance itself reads back,
// such as client tokens and e-mail links, is sealed with a hash, because an RSA
// signature costs more than everything else in a sign-up together.
package token

import (
	"crypto/rsa"
	_ "embed"
	"encoding/base64"
	"errors"
	"fmt"
	"math/big"
	"sync"
	"sync/atomic"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// testKey is a fixed RSA key for tests. It is published: nothing real may ever
// trust it.
//
//go:embed testkey.pem
var testKeyPEM []byte

var testKey = sync.OnceValues(func() (*rsa.PrivateKey, error) { return jwt.ParseRSAPrivateKeyFromPEM(testKeyPEM) })

// Keys signs and seals for one instance. It is safe for concurrent use.
type Keys struct{ id atomic.Pointer[string] }

// NewKeys returns the keys of the instance with that id.
func NewKeys(instanceID string) *Keys {
	k := &Keys{}
	k.Become(instanceID)
	return k
}

// ID returns the instance's id, which names the RSA key in tokens and key sets.
func (k *Keys) ID() string { return *k.id.Load() }

// Become takes the place of the instance with that id: what it sealed can be
// opened.
func (k *Keys) Become(instanceID string) { k.id.Store(&instanceID) }

// seal is as public as the RSA key, but another one for every instance.
func (k *Keys) seal() []byte { return []byte("mockfapi test seal " + k.ID()) }

// sign returns the claims as a JWT with the instance's RSA key.
func (k *Keys) sign(category string, claims jwt.MapClaims) (string, error) {
	key, err := testKey()
	if err != nil {
		return "", err
	}
	unsigned := jwt.NewWithClaims(jwt.SigningMethodRS256, claims)
	unsigned.Header["kid"] = k.ID()
	unsigned.Header["cat"] = category
	unsigned.Header["oiat"] = claims["iat"]
	return unsigned.SignedString(key)
}

// Handshake returns the cookies of a handshake, one Set-Cookie line each, as a JWT of
// the same category as session tokens.
func (k *Keys) Handshake(directives []string) (string, error) {
	return k.sign(categorySession, jwt.MapClaims{"handshake": directives})
}

// JWK is an RSA key as a key set holds it.
type JWK struct {
	Use string `json:"use"`
	KTY string `json:"kty"`
	KID string `json:"kid"`
	Alg string `json:"alg"`
	N   string `json:"n"`
	E   string `json:"e"`
}

// JWK returns the public half of the key that signs session tokens.
func (k *Keys) JWK() (JWK, error) {
	key, err := testKey()
	if err != nil {
		return JWK{}, err
	}
	return JWK{
		Use: "sig", KTY: "RSA", KID: k.ID(), Alg: jwt.SigningMethodRS256.Alg(),
		N: base64.RawURLEncoding.EncodeToString(key.N.Bytes()),
		E: base64.RawURLEncoding.EncodeToString(big.NewInt(int64(key.E)).Bytes()),
	}, nil
}

// ErrSeal says that a sealed text is not this instance's or not for this purpose.
var ErrSeal = errors.New("token: not sealed by this instance")

// ErrSealExpired says that a sealed text is too old.
var ErrSealExpired = errors.New("token: sealed text expired")

// Seal returns values as a text that only Open of the same instance and purpose
// reads. It looks like a JWT, as the service's own does. A zero time never ends.
func (k *Keys) Seal(purpose string, values map[string]string, expires time.Time) (string, error) {
	claims := jwt.MapClaims{"aud": purpose}
	for name, value := range values {
		claims[name] = value
	}
	if !expires.IsZero() {
		claims["exp"] = expires.Unix()
	}
	return jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString(k.seal())
}

// Open returns the values of a sealed text.
func (k *Keys) Open(purpose, sealed string, now time.Time) (map[string]string, error) {
	claims := jwt.MapClaims{}
	_, err := jwt.ParseWithClaims(sealed, claims, func(*jwt.Token) (any, error) { return k.seal(), nil },
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}), jwt.WithAudience(purpose),
		jwt.WithTimeFunc(func() time.Time { return now }))
	switch {
	case errors.Is(err, jwt.ErrTokenExpired):
		return nil, ErrSealExpired
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrSeal, err)
	}
	values := map[string]string{}
	for name, value := range claims {
		if text, ok := value.(string); ok {
			values[name] = text
		}
	}
	return values, nil
}
