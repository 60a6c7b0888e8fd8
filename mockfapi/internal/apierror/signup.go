package apierror

import (
	"net/http"
	"time"
)

// VerificationAlreadyVerified says: there is nothing left to verify.
func VerificationAlreadyVerified() *Error {
	return bad("verification_already_verified", "already verified", "This verification is done.")
}

// VerificationExpired says: the code, link or message is too old.
func VerificationExpired() *Error {
	return bad("verification_expired", "expired", "This verification has expired. Prepare a new one.")
}

// VerificationFailed says: too many wrong attempts.
func VerificationFailed() *Error {
	return bad("verification_failed", "failed", "Too many failed attempts. Prepare a new verification.")
}

// VerificationMissing says: attempt before prepare.
func VerificationMissing() *Error {
	return bad("verification_missing", "is missing", "Prepare the verification before attempting it.")
}

// VerificationStrategyInvalid says: attempt with another strategy than prepared.
func VerificationStrategyInvalid() *Error {
	return bad("verification_strategy_invalid", "has invalid strategy", "Another strategy was prepared for this verification.")
}

// VerificationCodeTooManyRequests says: a code was sent a moment ago.
func VerificationCodeTooManyRequests(wait time.Duration) *Error {
	return &Error{
		Status: http.StatusTooManyRequests, RetryAfter: wait, Code: "verification_code_too_many_requests",
		Message: "Too many verification code requests", LongMessage: "Wait before asking for another code.",
	}
}

// VerificationLinkTokenInvalid says: the link was not made by this instance.
func VerificationLinkTokenInvalid() *Error {
	return bad("verification_link_token_invalid", "invalid link token", "The link is not one of this instance.")
}

// IdentificationClaimed says: an identifier of the sign-up became another user's.
func IdentificationClaimed() *Error {
	return bad("identification_claimed", "Identification claimed by another user",
		"One of the identifiers of this sign-up belongs to another user by now. Sign up with another one.")
}

// SignUpNotFound says: no such sign-up, or its time is over.
func SignUpNotFound(id string) *Error {
	return notFound("resource_not_found", "Sign up not found", "No sign up was found with id "+id+".")
}

// SignUpForbidden says: the sign-up is another client's.
func SignUpForbidden() *Error {
	return forbidden("resource_forbidden", "Sign up forbidden", "This sign-up belongs to another client.")
}

// SignUpCannotBeUpdated says: the sign-up is complete.
func SignUpCannotBeUpdated() *Error {
	return forbidden("sign_up_cannot_be_updated", "Sign up cannot be updated", "This sign-up is in a terminal state.")
}

// SessionExists says: single-session mode and somebody is signed in.
func SessionExists() *Error {
	return bad("session_exists", "Session already exists", "Somebody is signed in on this client.")
}

// UserSettingsInvalid says: the instance offers no way to sign up.
func UserSettingsInvalid() *Error {
	return &Error{
		Status: http.StatusConflict, Code: "user_settings_invalid",
		Message: "Invalid user settings", LongMessage: "Every attribute and provider of this instance is off: nobody can sign up.",
	}
}

// OAuthProviderNotEnabled says: the provider is off.
func OAuthProviderNotEnabled(strategy string) *Error {
	return bad("oauth_provider_not_enabled", "OAuth provider not enabled", strategy+" is not enabled for this instance.")
}

// OAuthNonAuthenticatableProvider says: the provider can be connected, not signed up with.
func OAuthNonAuthenticatableProvider(strategy string) *Error {
	return bad("oauth_non_authenticatable_provider", "Provider not available for authentication", strategy+" can only be connected to an existing user.")
}

// OAuthCallbackInvalid says: state or parameters of the callback are not ours.
func OAuthCallbackInvalid() *Error {
	return bad("oauth_callback_invalid", "Invalid OAuth callback", "The callback's state is unknown or too old. Start again.")
}

// OAuthAccessDenied says: the person refused at the provider.
func OAuthAccessDenied(provider string) *Error {
	return forbidden("oauth_access_denied", "Access denied", "Access to the "+provider+" account was not granted.")
}

// OAuthTokenExchangeError says: the provider did not accept the authorization code.
func OAuthTokenExchangeError() *Error {
	return bad("oauth_token_exchange_error", "Token exchange failed", "The provider did not accept the authorization code.")
}

// ExternalAccountExists says: the provider's account belongs to a user.
func ExternalAccountExists() *Error {
	return bad("external_account_exists", "already exists", "This external account already exists.")
}

// IdentifierAlreadySignedIn says: that user has a session on this client.
func IdentifierAlreadySignedIn(sessionID string) *Error {
	return bad("identifier_already_signed_in", "You're already signed in", "You're already signed in.").with("session_id", sessionID)
}

// ExternalAccountEmailAddressVerificationRequired says: the legacy algorithm takes no
// provider without a verified e-mail address.
func ExternalAccountEmailAddressVerificationRequired() *Error {
	return bad("external_account_email_address_verification_required", "Email address verification required",
		"The provider gave no verified e-mail address.")
}

// VerificationLinkTokenStale says: a newer link was sent, or the address changed.
func VerificationLinkTokenStale() *Error {
	return bad("verification_link_token_stale", "stale link token", "A newer link was sent, or the address changed.")
}
