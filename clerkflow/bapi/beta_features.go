package bapi

import (
	"context"
	"net/http"
)

// BetaFeaturesService is the beta switches of the instance.
type BetaFeaturesService service

// UpdateInstanceSettingsParams are the settings to change; nil leaves one as it is.
type UpdateInstanceSettingsParams struct {
	// ProgressiveSignUp selects the sign-up algorithm. Make sure that every client of
	// the instance is new enough (Clerk.js 3.13.0) before switching it on.
	ProgressiveSignUp *bool `json:"progressive_sign_up,omitempty"`
	// RestrictedToAllowlist lets only those on the allowlist sign up.
	RestrictedToAllowlist *bool `json:"restricted_to_allowlist,omitempty"`
	// FromEmailAddress is the local part of the address that codes come from.
	FromEmailAddress *string `json:"from_email_address,omitempty"`
	// TestMode allows test addresses and numbers.
	TestMode *bool `json:"test_mode,omitempty"`
}

// InstanceSettings is what the service tells of the settings.
type InstanceSettings struct {
	ID                    string `json:"id"`
	ProgressiveSignUp     bool   `json:"progressive_sign_up"`
	RestrictedToAllowlist bool   `json:"restricted_to_allowlist"`
	FromEmailAddress      string `json:"from_email_address"`
}

// UpdateInstanceSettings changes beta settings and returns what they are now.
//
// UpdateInstanceAuthConfig, PATCH /v1/beta_features/instance_settings
func (s *BetaFeaturesService) UpdateInstanceSettings(ctx context.Context, params *UpdateInstanceSettingsParams) (*InstanceSettings, error) {
	var settings InstanceSettings
	if err := s.c.Do(ctx, http.MethodPatch, "/v1/beta_features/instance_settings", params, &settings); err != nil {
		return nil, err
	}
	return &settings, nil
}
