package clerkflow

import (
	"context"
	"net/http"
	"net/url"
)

// SignUpService is the sign-ups of the Frontend API. Its methods return an
// [*Error]; none but those that only read is ever sent twice.
type SignUpService service

// Values are what a person gives at sign-up. The zero value of a field is not
// sent.
type Values struct {
	EmailAddress string `url:"email_address,omitempty"`
	PhoneNumber  string `url:"phone_number,omitempty"`
	// EmailAddressOrPhoneNumber is for forms with one field for both.
	EmailAddressOrPhoneNumber string `url:"email_address_or_phone_number,omitempty"`
	Web3Wallet                string `url:"web3_wallet,omitempty"`
	Username                  string `url:"username,omitempty"`
	Password                  Secret `url:"password,omitempty"`
	FirstName                 string `url:"first_name,omitempty"`
	LastName                  string `url:"last_name,omitempty"`
	LegalAccepted             bool   `url:"legal_accepted,omitempty"`
	// UnsafeMetadata ends up in the user's metadata of the same name.
	UnsafeMetadata Metadata `url:"unsafe_metadata,omitempty"`
	// Locale is a BCP-47 language tag.
	Locale string `url:"locale,omitempty"`
}

// SignUpParams are the parameters of create and update.
type SignUpParams struct {
	Values
	// Strategy prepares its verification in the same request: a code is sent, an
	// OAuth round trip started.
	Strategy Strategy `url:"strategy,omitempty"`
	Preparation
	// Ticket is that of an invitation. It goes with [StrategyTicket], which is sent by
	// itself: the service ignores a ticket without it.
	Ticket Secret `url:"ticket,omitempty"`
	// Token is a provider's ID token, for [StrategyGoogleOneTap] and those for which
	// [Strategy.IsIDToken] holds. Code may take its place for some providers.
	Token Secret `url:"token,omitempty"`
	Code  Secret `url:"code,omitempty"`
	// Transfer makes the sign-up from the client's sign-in whose verification is
	// [VerificationTransferable], without a strategy. Only for Create.
	Transfer bool `url:"transfer,omitempty"`
	Captcha
}

// Captcha is the answer to a challenge that a browser solved, for instances that
// ask for it. Only for Create.
type Captcha struct {
	CaptchaToken Secret `url:"captcha_token,omitempty"`
	// CaptchaError says why there is no token.
	CaptchaError string `url:"captcha_error,omitempty"`
	// CaptchaWidgetType is smart or invisible.
	CaptchaWidgetType string `url:"captcha_widget_type,omitempty"`
}

// Preparation is what a strategy needs beside the value that it verifies.
type Preparation struct {
	// Channel of a phone code: sms (the default) or whatsapp.
	Channel string `url:"channel,omitempty"`
	// RedirectURL is where the browser comes back to from an OAuth provider when
	// more is needed, and from an e-mail link.
	RedirectURL string `url:"redirect_url,omitempty"`
	// ActionCompleteRedirectURL is where it comes back to when nothing is.
	ActionCompleteRedirectURL string `url:"action_complete_redirect_url,omitempty"`
	OIDCPrompt                string `url:"oidc_prompt,omitempty"`
	OIDCLoginHint             string `url:"oidc_login_hint,omitempty"`
	// EnterpriseConnectionID chooses among the connections of an e-mail domain.
	EnterpriseConnectionID string `url:"enterprise_connection_id,omitempty"`
	// These three are those of a [MagicLink], in the place of RedirectURL.
	RedirectURI         string `url:"redirect_uri,omitempty"`
	CodeChallenge       string `url:"code_challenge,omitempty"`
	CodeChallengeMethod string `url:"code_challenge_method,omitempty"`
}

// PrepareParams are the parameters of Prepare.
type PrepareParams struct {
	Strategy Strategy `url:"strategy"`
	Preparation
}

// AttemptParams are the parameters of Attempt: a code, a wallet's signature or an
// ID token.
type AttemptParams struct {
	Strategy  Strategy `url:"strategy"`
	Code      Secret   `url:"code,omitempty"`
	Signature Secret   `url:"signature,omitempty"`
	Token     Secret   `url:"token,omitempty"`
}

// complete adds the strategy without which the service would ignore a ticket.
func (p *SignUpParams) complete() *SignUpParams {
	if p == nil || p.Ticket.IsZero() || p.Strategy != "" {
		return p
	}
	with := *p
	with.Strategy = StrategyTicket
	return &with
}

const signUpRoute = "/v1/client/sign_ups/{id}"

// Create starts a sign-up, in the place of the client's old one.
//
// createSignUps, POST /v1/client/sign_ups
func (s *SignUpService) Create(ctx context.Context, params *SignUpParams) (*SignUp, error) {
	return s.send(ctx, call{method: http.MethodPost, route: "/v1/client/sign_ups", form: params.complete()})
}

// Get returns the client's sign-up with that id, also when it is complete or
// abandoned.
//
// getSignUps, GET /v1/client/sign_ups/{sign_up_id}
func (s *SignUpService) Get(ctx context.Context, id string) (*SignUp, error) {
	return s.send(ctx, call{method: http.MethodGet, route: signUpRoute, ids: []string{id}})
}

// GetRotated is Get after an OAuth round trip: the nonce that came back in
// rotating_token_nonce buys the client's new token.
//
// getSignUps, GET /v1/client/sign_ups/{sign_up_id}
func (s *SignUpService) GetRotated(ctx context.Context, id string, nonce Secret) (*SignUp, error) {
	return s.send(ctx, call{
		method: http.MethodGet, route: signUpRoute, ids: []string{id},
		query: url.Values{"rotating_token_nonce": {nonce.Reveal()}},
	})
}

// Update changes what the sign-up holds. A changed e-mail address, phone number or
// wallet is unverified again.
//
// updateSignUps, PATCH /v1/client/sign_ups/{sign_up_id}
func (s *SignUpService) Update(ctx context.Context, id string, params *SignUpParams) (*SignUp, error) {
	return s.send(ctx, call{method: http.MethodPatch, route: signUpRoute, ids: []string{id}, form: params.complete()})
}

// Prepare sends a code or link, or starts an OAuth or wallet round. A call that is
// the same as one under way waits for that one's answer: nothing is sent twice.
//
// prepareSignUpsVerification, POST /v1/client/sign_ups/{sign_up_id}/prepare_verification
func (s *SignUpService) Prepare(ctx context.Context, id string, params *PrepareParams) (*SignUp, error) {
	same := preparing{id: id}
	if params != nil {
		same.params = *params
	}
	return s.c.prepares.Do(ctx, same, func() (*SignUp, error) {
		return s.send(ctx, call{method: http.MethodPost, route: signUpRoute + "/prepare_verification", ids: []string{id}, form: params})
	})
}

// preparing is what makes two preparations the same.
type preparing struct {
	id     string
	params PrepareParams
}

// Attempt gives the code, signature or token that a preparation asked for.
//
// attemptSignUpsVerification, POST /v1/client/sign_ups/{sign_up_id}/attempt_verification
func (s *SignUpService) Attempt(ctx context.Context, id string, params *AttemptParams) (*SignUp, error) {
	return s.send(ctx, call{method: http.MethodPost, route: signUpRoute + "/attempt_verification", ids: []string{id}, form: params})
}

func (s *SignUpService) send(ctx context.Context, r call) (*SignUp, error) {
	var answer enveloped[SignUp]
	if err := s.c.do(ctx, r, &answer); err != nil {
		return nil, err
	}
	return answer.Response, nil
}
