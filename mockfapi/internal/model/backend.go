package model

import "encoding/json"

// JWTTemplate says what tokens of its name claim.
type JWTTemplate struct {
	ID, Name string
	Claims   json.RawMessage
	// Lifetime and AllowedClockSkew are in seconds.
	Lifetime, AllowedClockSkew int
	CreatedAt, UpdatedAt       int64
}

// RedirectURL is where a native application may be sent back to.
type RedirectURL struct {
	ID, URL              string
	CreatedAt, UpdatedAt int64
}
