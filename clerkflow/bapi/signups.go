package bapi

import (
	"context"
	"net/http"

	"github.com/clerkflow/clerkflow-go/clerkflow"
)

// SignUpService is the sign-ups of the instance.
type SignUpService service

// UpdateSignUpParams are the parameters of Update; nil leaves a field as it is.
type UpdateSignUpParams struct {
	// ExternalID becomes the user's.
	ExternalID *string `json:"external_id,omitempty"`
	// CustomAction says that what the application asks for beside the service is done.
	// It may complete the sign-up.
	CustomAction *bool `json:"custom_action,omitempty"`
}

const signUpRoute = "/v1/sign_ups/{id}"

// Get returns a sign-up.
//
// GetSignUp, GET /v1/sign_ups/{id}
func (s *SignUpService) Get(ctx context.Context, id string) (*clerkflow.SignUp, error) {
	return one[clerkflow.SignUp](ctx, s.c, http.MethodGet, signUpRoute, []string{id}, nil)
}

// Update changes a sign-up.
//
// UpdateSignUp, PATCH /v1/sign_ups/{id}
func (s *SignUpService) Update(ctx context.Context, id string, params *UpdateSignUpParams) (*clerkflow.SignUp, error) {
	return one[clerkflow.SignUp](ctx, s.c, http.MethodPatch, signUpRoute, []string{id}, params)
}
