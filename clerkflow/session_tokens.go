package clerkflow

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/clerkflow/clerkflow-go/clerkflow/internal/share"
)

// TokenFromTemplate returns a token for the session with the claims of one of the
// instance's JWT templates. It is sent again when the network or the service fails.
//
// createSessionTokenWithTemplate, POST /v1/client/sessions/{session_id}/tokens/{template_name}
func (s *SessionService) TokenFromTemplate(ctx context.Context, id, template string) (Secret, error) {
	return s.token(ctx, call{route: sessionRoute + "/tokens/{template}", ids: []string{id, template}})
}

// TokenSource returns the session's tokens for as long as it lasts.
func (s *SessionService) TokenSource(id string) *TokenSource {
	return &TokenSource{sessions: s, id: id}
}

// TokenSource gives out a session's token and asks for a new one shortly before the
// old one expires. It is safe for concurrent use: callers that need a new one at the
// same time share one request. A token that was given out stays good after a
// sign-out, until it expires by itself.
type TokenSource struct {
	sessions *SessionService
	id       string
	token    share.Value[Secret]
}

// early is how long before its end a token is not given out any more: it has to
// last for the request that it goes with.
const early = 10 * time.Second

// Token returns a token that is good for a few seconds at least.
//
// createSessionToken, POST /v1/client/sessions/{session_id}/tokens
func (t *TokenSource) Token(ctx context.Context) (Secret, error) {
	return t.token.Get(ctx, func(old Secret) (Secret, time.Time, error) {
		asked := time.Now()
		r := call{route: sessionRoute + "/tokens", ids: []string{t.id}}
		token, err := t.sessions.token(ctx, r)
		if IsCode(err, "missing_expired_token") && !old.IsZero() { // some instances want to see it
			r.query = url.Values{"expired_token": {old.Reveal()}}
			token, err = t.sessions.token(ctx, r)
		}
		return token, asked.Add(lifetime(token) - early), err
	})
}

// token asks for one.
func (s *SessionService) token(ctx context.Context, r call) (Secret, error) {
	var answer SessionToken
	r.method, r.repeatable = http.MethodPost, true
	if err := s.c.do(ctx, r, &answer); err != nil {
		return Secret{}, err
	}
	return answer.JWT, nil
}

// lifetime is how long the token says that it lasts, by the clock of whoever made
// it: 0 for one that does not say. It is not verified here, only kept.
func lifetime(token Secret) time.Duration {
	var claims struct {
		IssuedAt  int64 `json:"iat"`
		ExpiresAt int64 `json:"exp"`
	}
	parts := strings.Split(token.Reveal(), ".")
	if len(parts) != 3 {
		return 0
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil || json.Unmarshal(payload, &claims) != nil {
		return 0
	}
	return time.Duration(claims.ExpiresAt-claims.IssuedAt) * time.Second
}
