package engine

import (
	"slices"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
)

// Captcha is what a browser says of the captcha; empty is not sent.
type Captcha struct{ Token, Error string }

// captchaTokens pass: what the widget gives for its published test keys, and one for
// clients that have no widget.
func captchaTokens() []string { return []string{"XXXX.DUMMY.TOKEN.XXXX", "mock-captcha-ok"} }

// human refuses a new sign-up that may be a robot's. Native applications have no
// widget, and some providers ask for themselves.
func (e *Engine) human(c Caller, ch Change) error {
	wanted := e.settings.UserSettings.SignUp.CaptchaEnabled
	switch {
	case c.Native, c.Testing, slices.Contains(e.settings.DisplayConfig.CaptchaOAuthBypass, ch.Strategy):
		return nil
	case !wanted && ch.Captcha.Token != "":
		return apierror.CaptchaNotEnabled()
	case !wanted, slices.Contains(captchaTokens(), ch.Captcha.Token):
		return nil
	case ch.Captcha == Captcha{}:
		return apierror.CaptchaMissingToken()
	}
	return apierror.CaptchaInvalid()
}
