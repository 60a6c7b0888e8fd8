package engine

import "github.com/clerkflow/clerkflow-go/mockfapi/environment"

// BetaFeatures is the body of PATCH /v1/beta_features/instance_settings; nil
// leaves a setting as it is.
type BetaFeatures struct {
	RestrictedToAllowlist *bool   `json:"restricted_to_allowlist"`
	FromEmailAddress      *string `json:"from_email_address"`
	ProgressiveSignUp     *bool   `json:"progressive_sign_up"`
	TestMode              *bool   `json:"test_mode"`
}

// InstanceSettings is what the Backend API shows of the settings.
type InstanceSettings struct {
	RestrictedToAllowlist, ProgressiveSignUp bool
	FromEmailAddress                         string
}

// UpdateBetaFeatures changes settings of the instance and applies them to every
// open sign-up.
func (e *Engine) UpdateBetaFeatures(b BetaFeatures) (InstanceSettings, error) {
	var after InstanceSettings
	err := e.UpdateSettings(func(d *environment.Document) error {
		s := &d.UserSettings
		set(&s.Restrictions.Allowlist.Enabled, b.RestrictedToAllowlist)
		set(&s.SignUp.Progressive, b.ProgressiveSignUp)
		set(&d.AuthConfig.TestMode, b.TestMode)
		set(&e.fromEmailAddress, b.FromEmailAddress)
		after = InstanceSettings{s.Restrictions.Allowlist.Enabled, s.SignUp.Progressive, e.fromEmailAddress}
		return nil
	})
	return after, err
}

func set[T any](held, given *T) {
	if given != nil {
		*held = *given
	}
}
