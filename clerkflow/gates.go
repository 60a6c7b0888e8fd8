package clerkflow

import (
	"context"
	"net/http"
)

// What some instances put before a sign-up.

// ProtectCheck is a check that the service asks for before a sign-up goes on.
type ProtectCheck struct {
	Status string `json:"status"` // pending
	// Token is for the script at SDKURL, which gives the proof.
	Token  Secret `json:"token"`
	SDKURL string `json:"sdk_url"`
}

// SubmitProtectCheck gives the proof that the sign-up's ProtectCheck was passed.
//
// PATCH /v1/client/sign_ups/{sign_up_id}/protect_check
func (s *SignUpService) SubmitProtectCheck(ctx context.Context, id string, proof Secret) (*SignUp, error) {
	form := struct {
		ProofToken Secret `url:"proof_token"`
	}{proof}
	return s.send(ctx, call{method: http.MethodPatch, route: signUpRoute + "/protect_check", ids: []string{id}, form: form})
}

// EnterpriseConnection is one of the identity providers of an e-mail domain.
type EnterpriseConnection struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// EnterpriseConnections returns the connections of the domain of the sign-up's
// e-mail address. Where there are several, name one in
// [Preparation.EnterpriseConnectionID].
//
// GET /v1/client/sign_ups/{sign_up_id}/enterprise_connections
func (s *SignUpService) EnterpriseConnections(ctx context.Context, id string) ([]EnterpriseConnection, error) {
	var answer enveloped[[]EnterpriseConnection]
	r := call{method: http.MethodGet, route: signUpRoute + "/enterprise_connections", ids: []string{id}}
	if err := s.c.do(ctx, r, &answer); err != nil {
		return nil, err
	}
	return *answer.Response, nil
}
