package wire

import (
	"strings"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/field"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
)

// Verification is the JSON of a verification; its keys depend on the strategy.
type Verification map[string]any

// verification renders a verification as users and external accounts show it.
func verification(v *model.Verification) Verification {
	if v == nil {
		return nil
	}
	j := Verification{
		"object": kind(v.Strategy), "status": v.Status, "strategy": told(v.Strategy),
		"attempts": nil, "expire_at": when(v.ExpireAt),
	}
	switch kind(v.Strategy) {
	case otp, password:
		j["attempts"] = v.Attempts
		if v.Channel != "" {
			j["channel"] = v.Channel
		}
	case web3:
		j["nonce"], j["message"] = text(v.Nonce), text(v.Message)
	case oauth, saml:
		j["external_verification_redirect_url"], j["error"] = text(v.AuthorizeURL), failure(v.Error)
	case oneTap:
		if v.Error != nil {
			j["error"] = failure(v.Error)
		}
	case emailLink:
		if v.VerifiedAtClient != "" {
			j["verified_at_client"] = v.VerifiedAtClient
		}
	}
	return j
}

// told is what answers call a strategy: every enterprise connection here is a SAML
// one, and enterprise_sso only asks for whichever there is.
func told(strategy string) string {
	if strategy == field.EnterpriseSSO {
		return field.SAML
	}
	return strategy
}

const (
	otp       = "verification_otp"
	emailLink = "verification_email_link"
	ticket    = "verification_ticket"
	saml      = "verification_saml"
	oneTap    = "verification_google_one_tap"
	password  = "verification_password"
	web3      = "verification_web3"
	oauth     = "verification_oauth"
)

func kind(strategy string) string {
	switch {
	case strategy == "email_link":
		return emailLink
	case strategy == "ticket":
		return ticket
	case told(strategy) == field.SAML:
		return saml
	case strategy == "google_one_tap":
		return oneTap
	case strategy == "password":
		return password
	case strategy == "admin":
		return "verification_admin"
	case strings.HasPrefix(strategy, "web3_"):
		return web3
	case strings.HasPrefix(strategy, "oauth_"):
		return oauth
	case strings.HasPrefix(strategy, "from_oauth_"):
		return "verification_from_oauth"
	}
	return otp
}

// pending renders the verification of a sign-up's identifier: it also says what
// to do next, and with which strategies.
func pending(v *model.Verification, alternatives []string) Verification {
	j := verification(v)
	if j == nil {
		return nil
	}
	strategies := []string{told(v.Strategy)}
	if strings.HasPrefix(v.Strategy, "from_oauth_") {
		strategies = append([]string{}, alternatives...)
	}
	j["supported_strategies"], j["next_action"] = strategies, ""
	switch {
	case v.Status == model.Verified:
	case v.Status == model.Unverified && v.SentAt != 0:
		j["next_action"] = "needs_attempt"
	default:
		j["next_action"] = "needs_prepare"
	}
	return j
}

// failure renders the error of a verification.
func failure(e *apierror.Error) map[string]any {
	if e == nil {
		return nil
	}
	meta := e.Meta
	if meta == nil {
		meta = map[string]any{}
	}
	return map[string]any{"code": e.Code, "message": e.Message, "long_message": e.LongMessage, "meta": meta}
}
