package clerkflow

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
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
	flights  flights[struct{}, Secret]

	mu      sync.Mutex
	token   Secret
	renewal time.Time // when to ask for a new one
}

// early is how long before its end a token is not given out any more: it has to
// last for the request that it goes with.
const early = 10 * time.Second

// Token returns a token that is good for a few seconds at least.
//
// createSessionToken, POST /v1/client/sessions/{session_id}/tokens
func (t *TokenSource) Token(ctx context.Context) (Secret, error) {
	if token, fresh := t.known(); fresh {
		return token, nil
	}
	return t.flights.do(ctx, struct{}{}, func() (Secret, error) { return t.renew(ctx) })
}

func (t *TokenSource) known() (token Secret, fresh bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.token, time.Now().Before(t.renewal)
}

// renew asks for a token. Some instances want to see the one that expired.
func (t *TokenSource) renew(ctx context.Context) (Secret, error) {
	old, fresh := t.known()
	if fresh { // somebody was faster
		return old, nil
	}
	asked := time.Now()
	r := call{route: sessionRoute + "/tokens", ids: []string{t.id}}
	token, err := t.sessions.token(ctx, r)
	if IsCode(err, "missing_expired_token") && !old.IsZero() {
		r.query = url.Values{"expired_token": {old.Reveal()}}
		token, err = t.sessions.token(ctx, r)
	}
	if err != nil {
		return Secret{}, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.token, t.renewal = token, asked.Add(lifetime(token)-early)
	return token, nil
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
