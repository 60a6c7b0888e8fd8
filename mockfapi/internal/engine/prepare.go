package engine

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/field"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/policy"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/requirements"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/wallet"
)

// Preparation is what a strategy needs beside the value that it verifies.
type Preparation struct {
	Channel                  string
	RedirectURL, CompleteURL *string
	// LoginHint and Prompt are handed on to the provider.
	LoginHint, Prompt string
	// ConnectionID chooses an enterprise connection.
	ConnectionID string
}

const (
	emailCode = "email_code"
	emailLink = "email_link"
	phoneCode = "phone_code"
	byOAuth   = "oauth_"
	// accountExists is the kind of message that tells a user of a sign-up with
	// their address.
	accountExists = "account_exists"
	// These two are for sign-ins alone.
	resetByEmail = "reset_password_email_code"
	resetByPhone = "reset_password_phone_code"
)

// PrepareVerification sends a code or link, or starts an OAuth or wallet round.
func (e *Engine) PrepareVerification(c Caller, id, strategy string, p Preparation) (Reply, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	t, err := e.write(c, id)
	if err != nil {
		return Reply{}, err
	}
	name := attributeOf(strategy)
	if name != "" && !slices.Contains(t.settings.UserSettings.Attributes.Get(name).Verifications, strategy) ||
		name == "" && !roundTrips(strategy) {
		return Reply{}, apierror.FormParamValueInvalid("strategy")
	}
	if _, v := t.slot(name); v != nil && (*v).Verified() {
		return Reply{}, apierror.VerificationAlreadyVerified()
	}
	if err := t.prepare(strategy, p); err != nil {
		return Reply{}, err
	}
	return t.finish()
}

// prepareWithChange prepares in the same request that gave the value.
func (t *transition) prepareWithChange(strategy string, p Preparation) error {
	name := attributeOf(strategy)
	switch {
	case strategy == byTicket:
		return nil // it came before everything else
	case strategy == field.Password:
		if t.su.PasswordDigest == "" {
			return apierror.FormConditionalParamMissing(field.Password, "strategy is password")
		}
		return nil
	case name == "" && !roundTrips(strategy):
		return apierror.FormParamValueInvalid("strategy")
	case name != "" && !slices.Contains(t.settings.UserSettings.Attributes.Get(name).Verifications, strategy):
		return apierror.FormParamValueDisabled("strategy", strategy)
	}
	if _, v := t.slot(name); v != nil && (*v).Verified() {
		return nil // the same value once more: nothing to do
	}
	return t.prepare(strategy, p)
}

// attributeOf returns the attribute that a strategy verifies, empty for those that
// verify an external account or nothing.
func attributeOf(strategy string) string {
	switch {
	case strategy == emailCode, strategy == emailLink:
		return field.EmailAddress
	case strategy == phoneCode:
		return field.PhoneNumber
	case strings.HasPrefix(strategy, "web3_") && strings.HasSuffix(strategy, "_signature"):
		return field.Web3Wallet
	}
	return ""
}

// slot returns where the sign-up keeps an identifier and its verification; nil for
// what is no identifier.
func (t *transition) slot(name string) (*string, **model.Verification) {
	switch name {
	case field.EmailAddress:
		return &t.su.EmailAddress, &t.su.EmailVerification
	case field.PhoneNumber:
		return &t.su.PhoneNumber, &t.su.PhoneVerification
	case field.Web3Wallet:
		return &t.su.Web3Wallet, &t.su.Web3Verification
	}
	return nil, nil
}

func (t *transition) prepare(strategy string, p Preparation) error {
	if enterprise(strategy) {
		return t.prepareEnterprise(strategy, p)
	}
	if strings.HasPrefix(strategy, byOAuth) {
		return t.prepareOAuth(strategy, p)
	}
	name := attributeOf(strategy)
	held, verification := t.slot(name)
	if *held == "" {
		return apierror.FormConditionalParamMissing(name, "strategy is "+strategy)
	}
	v, err := t.fresh(*verification, subject{SignUpID: t.su.ID}, strategy, *held, p)
	if err == nil {
		*verification = v
	}
	return err
}

// subject is what a verification belongs to: a sign-up, a sign-in, or something
// that a user added.
type subject struct{ SignUpID, SignInID, UserID, IdentificationID string }

// fresh returns the verification that takes the place of the old one, and sends
// what belongs to it.
func (t *work) fresh(old *model.Verification, of subject, strategy, value string, p Preparation) (*model.Verification, error) {
	if t.rateLimits && old != nil && old.Nonce == "" { // a wallet is sent nothing
		if wait := time.Duration(old.SentAt-t.at)*time.Millisecond + resendPause; wait > 0 {
			return nil, apierror.VerificationCodeTooManyRequests(wait)
		}
	}
	v := &model.Verification{Status: model.Unverified, Strategy: strategy, SentAt: t.at, Native: t.caller.Native}
	message := model.Message{To: value, Kind: strategy, SignUpID: of.SignUpID, SignInID: of.SignInID, CreatedAt: t.at}
	switch strategy {
	case emailCode, resetByEmail:
		v.ExpireAt, v.Code = t.in(codeLife), t.code(policy.IsTestEmail(value))
		message.Channel, message.Code = "email", v.Code
	case phoneCode, resetByPhone:
		channels := t.settings.UserSettings.Attributes.PhoneNumber.Channels
		if v.Channel = p.Channel; v.Channel == "" {
			v.Channel = "sms"
		} else if v.Channel != "sms" && !slices.Contains(channels, v.Channel) {
			return nil, apierror.FormParamValueInvalid("channel")
		}
		v.ExpireAt, v.Code = t.in(codeLife), t.code(policy.IsTestPhone(value))
		message.Channel, message.Code = v.Channel, v.Code
	case emailLink:
		if err := t.redirectURL("redirect_url", p.RedirectURL, strategy, true); err != nil {
			return nil, err
		}
		v.ExpireAt, v.Code, v.ReturnURL = t.in(linkLife), t.ids.Hex(16), *p.RedirectURL
		link, err := t.link(v, of)
		if err != nil {
			return nil, err
		}
		message.Channel, message.Link = "email", link
	default:
		v.ExpireAt, v.Nonce = t.in(messageLife), t.ids.Hex(16)
		statement := "Sign up to "
		if of.SignInID != "" {
			statement = "Sign in to "
		}
		v.Message = wallet.Request{
			Statement: statement + t.settings.DisplayConfig.ApplicationName + ".", Origin: t.asking(), Address: value, Nonce: v.Nonce,
			Issued: time.UnixMilli(t.at), Expires: time.UnixMilli(v.ExpireAt),
		}.Message()
		return v, nil
	}
	silent := v.Code == policy.TestCode
	if name := attributeOf(strategy); of.SignUpID != "" && t.taken(name, value) && t.hidden(name) {
		// The owner is told that somebody tried; no code can be right.
		v.Code, message.Code, message.Link, message.Kind = "", "", "", accountExists
	}
	if !silent {
		if err := t.spendQuota(message.Channel); err != nil {
			return nil, err
		}
		message.ID = t.ids.ID("msg")
		t.Outbox.send(message)
	}
	return v, nil
}

// code returns a new code; that of a test identity, in test mode, is always the
// same and never sent.
func (t *work) code(test bool) string {
	if test && t.settings.AuthConfig.TestMode {
		return policy.TestCode
	}
	for {
		if code := t.ids.Code(); code != policy.TestCode {
			return code
		}
	}
}

// asking is the site that a wallet shows as the one who asks.
func (t *work) asking() string {
	if t.caller.Origin != "" {
		return t.caller.Origin
	}
	return t.caller.BaseURL
}

// redirectURL checks a URL that a browser is sent back to.
func (t *work) redirectURL(name string, given *string, strategy string, needed bool) error {
	if given == nil {
		if needed {
			return apierror.FormConditionalParamMissing(name, "strategy is "+strategy)
		}
		return nil
	}
	if err := redirectURL(name, *given, t.caller.Native); err != nil {
		return err
	}
	return nil
}

// redirectURL refuses what a browser cannot or must not be sent to. Only a native
// application has a scheme of its own.
func redirectURL(name, given string, native bool) *apierror.Error {
	parsed, err := url.Parse(given)
	if err != nil || !parsed.IsAbs() {
		return apierror.RedirectURL(name, "invalid_redirect_url", "must be an absolute URL")
	}
	switch scheme := strings.ToLower(parsed.Scheme); {
	case scheme == "javascript", scheme == "data", scheme == "vbscript":
		return apierror.RedirectURL(name, "prohibited_redirect_url", "must not run code")
	case scheme != "http" && scheme != "https" && !native:
		return apierror.RedirectURL(name, "invalid_url_scheme", "must begin with https or http")
	case scheme == "http" || scheme == "https":
		if parsed.Host == "" {
			return apierror.RedirectURL(name, "invalid_redirect_url", "must name a host")
		}
	}
	return nil
}

// open says whether anything is left to do.
func open(s *model.SignUp) bool {
	return s.CreatedUserID == "" && s.Lists.Status != requirements.Abandoned
}
