package token

import (
	"fmt"
	"maps"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

const categoryTemplate = "cl_B7d4PD222AAA"

// Template is a token for a session with claims of the application's choice.
type Template struct {
	Session
	Claims map[string]any
	// ClockSkew is how far before its issue the token is good.
	ClockSkew time.Duration
}

// Template returns a token with the template's claims and those of every token.
func (m *Minter) Template(t Template, now time.Time) (string, error) {
	claims := jwt.MapClaims{}
	maps.Copy(claims, t.Claims)
	claims["iss"], claims["sub"], claims["jti"] = t.Issuer, t.UserID, m.newID()
	claims["iat"], claims["nbf"], claims["exp"] = now.Unix(), now.Add(-t.ClockSkew).Unix(), now.Add(t.Lifetime).Unix()
	if t.Origin != "" {
		claims["azp"] = t.Origin
	}
	return m.keys.sign(categoryTemplate, claims)
}

// Session returns the id of the session that a session token belongs to. An error
// says that it is none of this instance's or expired.
func (k *Keys) Session(signed string, now time.Time) (string, error) {
	key, err := testKey()
	if err != nil {
		return "", err
	}
	claims := jwt.MapClaims{}
	parsed, err := jwt.ParseWithClaims(signed, claims, func(*jwt.Token) (any, error) { return &key.PublicKey, nil },
		jwt.WithValidMethods([]string{jwt.SigningMethodRS256.Alg()}), jwt.WithTimeFunc(func() time.Time { return now }))
	if err != nil {
		return "", fmt.Errorf("token: %w", err)
	}
	id, _ := claims["sid"].(string)
	if parsed.Header["kid"] != k.ID() || parsed.Header["cat"] != categorySession || id == "" {
		return "", ErrSeal
	}
	return id, nil
}
