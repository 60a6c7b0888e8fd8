package clerkflow

import (
	"context"
	"net/http"
	"net/url"
)

// SignInService is the sign-ins of the Frontend API: for people who turn out to
// have an account, and for coming back. Its methods return an [*Error]; none but
// those that only read is ever sent twice.
type SignInService service

// SignInParams are the parameters of Create.
type SignInParams struct {
	// Identifier is an e-mail address, phone number, username or wallet. With the
	// password it completes in one request, unless a second factor is asked for.
	Identifier string   `url:"identifier,omitempty"`
	Password   Secret   `url:"password,omitempty"`
	Strategy   Strategy `url:"strategy,omitempty"`
	Preparation
	// Ticket is that of a sign-in token or an invitation. It goes with
	// [StrategyTicket], which is sent by itself.
	Ticket Secret `url:"ticket,omitempty"`
	// Token is a provider's ID token, see [Strategy.IsIDToken].
	Token Secret `url:"token,omitempty"`
	Code  Secret `url:"code,omitempty"`
	// Transfer makes the sign-in from the client's sign-up whose account at the
	// provider belongs to a user: see [SignUp.Transferable].
	Transfer bool `url:"transfer,omitempty"`
	// SignUpIfMissing lets a person without an account go on: the sign-in becomes
	// transferable.
	SignUpIfMissing bool   `url:"sign_up_if_missing,omitempty"`
	Locale          string `url:"locale,omitempty"`
	Captcha
}

// PrepareFactorParams are the parameters of PrepareFirstFactor and
// PrepareSecondFactor: see [Factor.Preparation].
type PrepareFactorParams struct {
	Strategy       Strategy `url:"strategy"`
	EmailAddressID string   `url:"email_address_id,omitempty"`
	PhoneNumberID  string   `url:"phone_number_id,omitempty"`
	Web3WalletID   string   `url:"web3_wallet_id,omitempty"`
	Preparation
}

// AttemptFactorParams are the parameters of AttemptFirstFactor and
// AttemptSecondFactor: one proof.
type AttemptFactorParams struct {
	Strategy  Strategy `url:"strategy"`
	Code      Secret   `url:"code,omitempty"`
	Password  Secret   `url:"password,omitempty"`
	Signature Secret   `url:"signature,omitempty"`
	Token     Secret   `url:"token,omitempty"`
}

// ResetPasswordParams are the parameters of ResetPassword.
type ResetPasswordParams struct {
	Password               Secret `url:"password"`
	SignOutOfOtherSessions bool   `url:"sign_out_of_other_sessions,omitempty"`
}

const signInRoute = "/v1/client/sign_ins/{id}"

// Create starts a sign-in, in the place of the client's old one.
//
// createSignIn, POST /v1/client/sign_ins
func (s *SignInService) Create(ctx context.Context, params *SignInParams) (*SignIn, error) {
	if params != nil && !params.Ticket.IsZero() && params.Strategy == "" {
		with := *params
		with.Strategy = StrategyTicket
		params = &with
	}
	return s.send(ctx, call{method: http.MethodPost, route: "/v1/client/sign_ins", form: params})
}

// Get returns the client's sign-in with that id.
//
// getSignIn, GET /v1/client/sign_ins/{sign_in_id}
func (s *SignInService) Get(ctx context.Context, id string) (*SignIn, error) {
	return s.send(ctx, call{method: http.MethodGet, route: signInRoute, ids: []string{id}})
}

// GetRotated is Get after an OAuth round trip: see [SignUpService.GetRotated].
//
// getSignIn, GET /v1/client/sign_ins/{sign_in_id}
func (s *SignInService) GetRotated(ctx context.Context, id string, nonce Secret) (*SignIn, error) {
	return s.send(ctx, call{
		method: http.MethodGet, route: signInRoute, ids: []string{id},
		query: url.Values{"rotating_token_nonce": {nonce.Reveal()}},
	})
}

// PrepareFirstFactor sends a code or link, or starts an OAuth or wallet round. A
// call that is the same as one under way waits for that one's answer.
//
// prepareSignInFactorOne, POST /v1/client/sign_ins/{sign_in_id}/prepare_first_factor
func (s *SignInService) PrepareFirstFactor(ctx context.Context, id string, params *PrepareFactorParams) (*SignIn, error) {
	return s.prepare(ctx, id, "/prepare_first_factor", params)
}

// AttemptFirstFactor gives the code, password, signature or token.
//
// attemptSignInFactorOne, POST /v1/client/sign_ins/{sign_in_id}/attempt_first_factor
func (s *SignInService) AttemptFirstFactor(ctx context.Context, id string, params *AttemptFactorParams) (*SignIn, error) {
	return s.act(ctx, id, "/attempt_first_factor", params)
}

// PrepareSecondFactor sends a code or link. A call that is the same as one under
// way waits for that one's answer.
//
// prepareSignInFactorTwo, POST /v1/client/sign_ins/{sign_in_id}/prepare_second_factor
func (s *SignInService) PrepareSecondFactor(ctx context.Context, id string, params *PrepareFactorParams) (*SignIn, error) {
	return s.prepare(ctx, id, "/prepare_second_factor", params)
}

// AttemptSecondFactor gives the code: one that was sent, of an authenticator
// application, or a backup code.
//
// attemptSignInFactorTwo, POST /v1/client/sign_ins/{sign_in_id}/attempt_second_factor
func (s *SignInService) AttemptSecondFactor(ctx context.Context, id string, params *AttemptFactorParams) (*SignIn, error) {
	return s.act(ctx, id, "/attempt_second_factor", params)
}

// ResetPassword sets a new password, once the sign-in needs one.
//
// resetPassword, POST /v1/client/sign_ins/{sign_in_id}/reset_password
func (s *SignInService) ResetPassword(ctx context.Context, id string, params *ResetPasswordParams) (*SignIn, error) {
	return s.act(ctx, id, "/reset_password", params)
}

// preparingFactor is what makes two preparations the same.
type preparingFactor struct {
	id, action string
	params     PrepareFactorParams
}

func (s *SignInService) prepare(ctx context.Context, id, action string, params *PrepareFactorParams) (*SignIn, error) {
	same := preparingFactor{id: id, action: action}
	if params != nil {
		same.params = *params
	}
	return s.c.prepareFactors.Do(ctx, same, func() (*SignIn, error) { return s.act(ctx, id, action, params) })
}

func (s *SignInService) act(ctx context.Context, id, action string, params any) (*SignIn, error) {
	return s.send(ctx, call{method: http.MethodPost, route: signInRoute + action, ids: []string{id}, form: params})
}

func (s *SignInService) send(ctx context.Context, r call) (*SignIn, error) {
	var answer enveloped[SignIn]
	if err := s.c.do(ctx, r, &answer); err != nil {
		return nil, err
	}
	return answer.Response, nil
}
