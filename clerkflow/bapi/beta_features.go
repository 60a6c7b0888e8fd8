package bapi

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
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
	return one[InstanceSettings](ctx, s.c, http.MethodPatch, "/v1/beta_features/instance_settings", nil, params)
}

// InstanceSettingsChange says what a change did.
type InstanceSettingsChange struct{ Before, After InstanceSettings }

// ChangeInstanceSettings is UpdateInstanceSettings for those who want to see what
// it did, and to undo it: it asks what the settings are and changes them then.
// Whether an error left them as they were, [clerkflow.Error.Ambiguous] says.
//
// UpdateInstanceAuthConfig, PATCH /v1/beta_features/instance_settings
func (s *BetaFeaturesService) ChangeInstanceSettings(ctx context.Context, params *UpdateInstanceSettingsParams) (*InstanceSettingsChange, error) {
	before, err := s.UpdateInstanceSettings(ctx, &UpdateInstanceSettingsParams{}) // changes nothing
	if err != nil {
		return nil, err
	}
	after, err := s.UpdateInstanceSettings(ctx, params)
	if err != nil {
		return nil, err
	}
	return &InstanceSettingsChange{Before: *before, After: *after}, nil
}

// String tells each setting that is different now, one on a line.
func (c *InstanceSettingsChange) String() string {
	var lines []string
	differ := func(name string, before, after any) {
		if before != after {
			lines = append(lines, fmt.Sprintf("%s: %v -> %v", name, before, after))
		}
	}
	differ("progressive_sign_up", c.Before.ProgressiveSignUp, c.After.ProgressiveSignUp)
	differ("restricted_to_allowlist", c.Before.RestrictedToAllowlist, c.After.RestrictedToAllowlist)
	differ("from_email_address", strconv.Quote(c.Before.FromEmailAddress), strconv.Quote(c.After.FromEmailAddress))
	if len(lines) == 0 {
		return "no change"
	}
	return strings.Join(lines, "\n")
}
