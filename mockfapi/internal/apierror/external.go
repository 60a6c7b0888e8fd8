package apierror

import "net/http"

// GoogleOneTapTokenInvalid says: the ID token is not one of the mock's accounts.
func GoogleOneTapTokenInvalid() *Error {
	return bad("google_one_tap_token_invalid", "Google One Tap token is invalid", "The token is not one of an account of this instance, or was used before.")
}

// OAuthFetchUserError says: the provider does not know the account any more.
func OAuthFetchUserError() *Error {
	return bad("oauth_fetch_user_error", "Fetch user error", "The provider has no such account.")
}

// OAuthEmailDomainReservedBySAML says: an enterprise connection owns the domain of
// the provider's address.
func OAuthEmailDomainReservedBySAML() *Error {
	return bad("oauth_email_domain_reserved_by_saml", "email address domain is used for SAML SSO",
		"An enterprise connection owns the domain of this e-mail address. Sign up with it.")
}

// EnterpriseSSOSignUpConnectionMissing says: no connection owns the domain.
func EnterpriseSSOSignUpConnectionMissing() *Error {
	return unprocessable("enterprise_sso_sign_up_connection_missing", "No Enterprise Connection for this sign-up",
		"No enterprise connection owns the domain of the sign-up's e-mail address.")
}

// SAMLConnectionNotFound says the same to who asks for saml by name.
func SAMLConnectionNotFound() *Error {
	return param("email_address", "saml_connection_not_found", "SAML SSO not enabled", "No SAML connection owns the domain of this e-mail address.")
}

// EnterpriseConnectionIDRequired says: several connections own the domain.
func EnterpriseConnectionIDRequired() *Error {
	return unprocessable("enterprise_connection_id_is_required_with_multiple_connections", "Enterprise Connection ID is required with multiple connections",
		"Several enterprise connections own the domain: say which one in enterprise_connection_id.")
}

// EnterpriseSSOUserAttributeMissing says: the identity provider left something out.
func EnterpriseSSOUserAttributeMissing(attribute string) *Error {
	return bad("enterprise_sso_user_attribute_missing", "Enterprise Connection attribute missing",
		"The identity provider gave no "+attribute+".").with("missing_attribute", attribute)
}

// EnterpriseSSOEmailAddressDomainMismatch says: the identity provider's address is of
// a domain that the connection does not own.
func EnterpriseSSOEmailAddressDomainMismatch(expected, received string) *Error {
	return bad("enterprise_sso_email_address_domain_mismatch", "Enterprise Connection email address domain mismatch",
		"The identity provider gave an address of another domain.").with("expected_domain", expected).with("received_domain", received)
}

// ProtectCheckAlreadyResolved says: no protect check is pending.
func ProtectCheckAlreadyResolved() *Error {
	return bad("protect_check_already_resolved", "protect check already resolved", "No protect check of this sign-up is pending.")
}

func unprocessable(code, message, long string) *Error {
	return &Error{Status: http.StatusUnprocessableEntity, Code: code, Message: message, LongMessage: long}
}
