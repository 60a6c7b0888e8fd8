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
// widget, some providers ask for themselves, and whoever is transferred proved
// something already.
func (t *work) human(ch Change, transfer bool) error {
	wanted := t.settings.UserSettings.SignUp.CaptchaEnabled
	strategy := ch.Strategy
	if si := t.store.SignIns.Get(t.client.SignInID); transfer && si != nil && si.FirstFactor != nil {
		strategy = si.FirstFactor.Strategy
	}
	switch {
	case t.caller.Native, t.caller.Testing, slices.Contains(t.settings.DisplayConfig.CaptchaOAuthBypass, strategy):
		return nil
	case transfer && attributeOf(strategy) != "":
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
