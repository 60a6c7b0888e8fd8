package bapi

import (
	"context"
	"net/http"
)

// InstanceService is the instance itself.
type InstanceService service

// Instance is what the service tells of it.
type Instance struct {
	ID              string   `json:"id"`
	EnvironmentType string   `json:"environment_type"` // development, production
	AllowedOrigins  []string `json:"allowed_origins"`
}

// UpdateInstanceParams are the settings to change; nil leaves one as it is.
type UpdateInstanceParams struct {
	TestMode     *bool   `json:"test_mode,omitempty"`
	HIBP         *bool   `json:"hibp,omitempty"`
	SupportEmail *string `json:"support_email,omitempty"`
	// DevelopmentOrigin is where an instance for development is used.
	DevelopmentOrigin *string   `json:"development_origin,omitempty"`
	AllowedOrigins    *[]string `json:"allowed_origins,omitempty"`
	// PreferredSignInStrategyWhenPasswordRequired is password, otp or empty.
	PreferredSignInStrategyWhenPasswordRequired *string `json:"preferred_sign_in_strategy_when_password_required,omitempty"`
}

// UpdateRestrictionsParams are the restrictions to change; nil leaves one as it is.
type UpdateRestrictionsParams struct {
	Allowlist                          *bool `json:"allowlist,omitempty"`
	Blocklist                          *bool `json:"blocklist,omitempty"`
	AllowlistBlocklistDisabledOnSignIn *bool `json:"allowlist_blocklist_disabled_on_sign_in,omitempty"`
	BlockEmailSubaddresses             *bool `json:"block_email_subaddresses,omitempty"`
	BlockDisposableEmailDomains        *bool `json:"block_disposable_email_domains,omitempty"`
}

// Restrictions say who may sign up.
type Restrictions struct {
	Allowlist                          bool `json:"allowlist"`
	Blocklist                          bool `json:"blocklist"`
	AllowlistBlocklistDisabledOnSignIn bool `json:"allowlist_blocklist_disabled_on_sign_in"`
	BlockEmailSubaddresses             bool `json:"block_email_subaddresses"`
	BlockDisposableEmailDomains        bool `json:"block_disposable_email_domains"`
}

// Get returns the instance.
//
// GetInstance, GET /v1/instance
func (s *InstanceService) Get(ctx context.Context) (*Instance, error) {
	return one[Instance](ctx, s.c, http.MethodGet, "/v1/instance", nil, nil)
}

// Update changes settings. The service does not tell what they are then.
//
// UpdateInstance, PATCH /v1/instance
func (s *InstanceService) Update(ctx context.Context, params *UpdateInstanceParams) error {
	_, err := one[struct{}](ctx, s.c, http.MethodPatch, "/v1/instance", nil, params)
	return err
}

// UpdateRestrictions changes restrictions and returns what they are then.
//
// UpdateInstanceRestrictions, PATCH /v1/instance/restrictions
func (s *InstanceService) UpdateRestrictions(ctx context.Context, params *UpdateRestrictionsParams) (*Restrictions, error) {
	return one[Restrictions](ctx, s.c, http.MethodPatch, "/v1/instance/restrictions", nil, params)
}
