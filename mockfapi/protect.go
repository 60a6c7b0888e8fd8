package mockfapi

import (
	"errors"
	"net/http"
)

// WithProtectCheck lets no sign-up complete before a protect check, the service's own
// proof that somebody is no robot. The proof token is mock-proof-ok; browsers get it
// from the script that the check names.
func WithProtectCheck() Option {
	return func(c *config) error {
		c.protectCheck = true
		return nil
	}
}

// SetProtectCheck says whether new sign-ups have to pass a protect check.
func (m *Instance) SetProtectCheck(required bool) { m.engine.SetProtectCheck(required) }

func (m *Instance) controlProtectCheck(r *http.Request) (any, error) {
	var check struct{ Required *bool }
	if err := read(r, &check); err != nil {
		return nil, err
	}
	if check.Required == nil {
		return nil, errors.New("required: want true or false")
	}
	m.SetProtectCheck(*check.Required)
	return done, nil
}
