package clerkflow

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
)

// MagicLink is an e-mail link that leads back into the application on this device,
// which proves by a secret of its own (PKCE, RFC 7636) that it asked for it. The
// other kind of link, which may be followed on any device, needs none of this: see
// [SignUpService.WaitEmailLink].
type MagicLink struct {
	// RedirectURI is where the link leads, such as com.example.app://callback.
	RedirectURI string
	// Verifier is the secret. Keep it until the link comes back.
	Verifier Secret
}

// NewMagicLink returns a link that leads to that address.
func NewMagicLink(redirectURI string) MagicLink {
	var random [32]byte
	_, _ = rand.Read(random[:]) // it ends the program rather than fail
	return MagicLink{RedirectURI: redirectURI, Verifier: NewSecret(base64.RawURLEncoding.EncodeToString(random[:]))}
}

// Preparation goes with [StrategyEmailLink]: it sends the link.
func (l MagicLink) Preparation() Preparation {
	challenge := sha256.Sum256([]byte(l.Verifier.Reveal()))
	return Preparation{
		RedirectURI: l.RedirectURI, CodeChallengeMethod: "S256",
		CodeChallenge: base64.RawURLEncoding.EncodeToString(challenge[:]),
	}
}

// MagicLinkCompletion is what came of a link: one of the two.
type MagicLinkCompletion struct {
	// SignUp as it is now, nil when there is a ticket.
	SignUp *SignUp
	// Ticket for [SignInParams], empty when there is a sign-up.
	Ticket Secret
}

// CompleteMagicLink takes a link that came back: callback is the URL with which the
// application was opened. An [*Error] has the codes approval_token_invalid,
// approval_token_expired, approval_token_consumed or pkce_verification_failed.
//
// POST /v1/client/magic_links/complete
func (s *SignUpService) CompleteMagicLink(ctx context.Context, link MagicLink, callback *url.URL) (*MagicLinkCompletion, error) {
	query := callback.Query()
	form := struct {
		FlowID        string `url:"flow_id"`
		ApprovalToken Secret `url:"approval_token"`
		CodeVerifier  Secret `url:"code_verifier"`
	}{query.Get("flow_id"), NewSecret(query.Get("approval_token")), link.Verifier}
	if form.FlowID == "" || form.ApprovalToken.IsZero() {
		return nil, errors.New("clerkflow: this is no URL of a magic link: flow_id and approval_token are not in it")
	}
	var answer magicLinkAnswer
	if err := s.c.do(ctx, call{method: http.MethodPost, route: "/v1/client/magic_links/complete", form: form}, &answer); err != nil {
		return nil, err
	}
	return (*MagicLinkCompletion)(answer.Response), nil
}

type magicLinkAnswer struct {
	enveloped[magicLinkResponse]
}

// magicLinkResponse is a ticket or, with an id, a sign-up.
type magicLinkResponse MagicLinkCompletion

func (r *magicLinkResponse) UnmarshalJSON(data []byte) error {
	var ticket struct {
		Ticket Secret `json:"ticket"`
	}
	if err := json.Unmarshal(data, &ticket); err != nil {
		return err
	}
	if r.Ticket = ticket.Ticket; !r.Ticket.IsZero() {
		return nil
	}
	return json.Unmarshal(data, &r.SignUp)
}
