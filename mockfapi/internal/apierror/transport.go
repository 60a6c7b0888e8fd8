package apierror

import (
	"net/http"
	"time"
)

// ResourceNotFound says: no route, or no such resource of the kind.
func ResourceNotFound(kind, id string) *Error {
	long := "The requested resource does not exist."
	if id != "" {
		long = "No " + kind + " was found with id " + id + "."
	}
	return notFound("resource_not_found", "not found", long)
}

// UnsupportedContentType says: the body is not what the API reads.
func UnsupportedContentType(got, want string) *Error {
	return &Error{
		Status: http.StatusUnsupportedMediaType, Code: "unsupported_content_type",
		Message: "Content-Type is unsupported", LongMessage: "Content-Type " + got + " is unsupported. Use " + want + ".",
	}
}

// MalformedRequestParameters says: the request contradicts itself or cannot be parsed.
func MalformedRequestParameters(long string) *Error {
	return bad("malformed_request_parameters", "Malformed request parameters", long)
}

// RequestBodyInvalid says: a JSON body is no JSON.
func RequestBodyInvalid() *Error {
	return bad("request_body_invalid", "Request body invalid", "The request body is not a valid JSON object.")
}

// InvalidQueryParameterValue says: a query parameter has a value that means nothing.
func InvalidQueryParameterValue(name string) *Error {
	return bad("invalid_query_parameter_value", "Invalid query parameter value", "The value of "+name+" is not valid.").with("param_name", name)
}

// MissingQueryParameter says: a query parameter is absent.
func MissingQueryParameter(name string) *Error {
	return bad("missing_query_parameter", "Missing query parameter", name+" is missing.").with("param_name", name)
}

// OriginAuthorizationHeadersConflict says: a native request carries an Origin.
func OriginAuthorizationHeadersConflict() *Error {
	return bad("origin_authorization_headers_conflict", "Setting both the 'Origin' and 'Authorization' headers is forbidden",
		"Browsers send Origin, native applications Authorization; never both.")
}

// MultipleHeaderValues says: Authorization or Origin came several times.
func MultipleHeaderValues(header string) *Error {
	if header == "Origin" {
		return bad("multiple_origin_header_values_forbidden", "Multiple Origin header values", "Origin must come once.")
	}
	return bad("multiple_authorization_header_values_forbidden", "Multiple Authorization header values", "Authorization must come once.")
}

// NativeAPIDisabled says: the instance takes no native requests.
func NativeAPIDisabled() *Error {
	return bad("native_api_disabled", "Native API disabled", "The Native API is disabled for this instance.")
}

// CookieInvalid says: the client token is not ours or no longer valid.
func CookieInvalid() *Error {
	return bad("cookie_invalid", "Invalid client token", "The client token is not valid any more. Start with a new client.")
}

// TooManyRequests says: the caller has to wait. The time is told in whole seconds.
func TooManyRequests(wait time.Duration) *Error {
	return (&Error{
		Status: http.StatusTooManyRequests, RetryAfter: wait, Code: "too_many_requests",
		Message: "Too many requests", LongMessage: "Too many requests. Wait as long as Retry-After says.",
	}).with("resets_in", int((wait+time.Second-1)/time.Second))
}

// DevMonthlyLimitExceeded says: a development instance has sent its messages of this
// month. kind is email or sms.
func DevMonthlyLimitExceeded(kind string, limit int) *Error {
	return bad("dev_monthly_"+kind+"_limit_exceeded", "Development monthly "+kind+" limit exceeded",
		"This development instance has sent its messages of this month. Use test addresses and numbers.").with("limit", limit)
}

// ClientNotFound says: the request needs a client and presented none.
func ClientNotFound() *Error {
	return bad("client_not_found", "No client found", "This request needs a client and found none.")
}

// DevBrowserUnauthenticated says: the dev browser token is unknown.
func DevBrowserUnauthenticated() *Error {
	return unauthorized("dev_browser_unauthenticated", "Browser unauthenticated", "The dev browser token is unknown. Ask for a new one.")
}

// InvalidHandshake says: the nonce of a handshake is unknown or too old.
func InvalidHandshake() *Error {
	return bad("invalid_handshake", "Invalid handshake", "The handshake is unknown or too old. Send the browser to a new one.")
}

// SignedOut says: the session is over.
func SignedOut() *Error { return unauthorized("signed_out", "Signed out", "You are signed out.") }

// SessionNotFound says: no such session on this client.
func SessionNotFound(id string) *Error {
	return notFound("resource_not_found", "Session not found", "No session was found with id "+id+".")
}

// InvalidActionForSession says: the session's status does not allow the action.
func InvalidActionForSession(action, id string) *Error {
	return bad("invalid_action_for_session", "Invalid action for user session", "Unable to "+action+" session "+id+".")
}

// AuthorizationHeaderFormatInvalid says: a Backend API request without a bearer key.
func AuthorizationHeaderFormatInvalid() *Error {
	return unauthorized("authorization_header_format_invalid", "Invalid Authorization header format",
		"The Authorization header must be 'Bearer <SECRET KEY>'.")
}

// ClerkKeyInvalid says: the secret key is not this instance's.
func ClerkKeyInvalid() *Error {
	return unauthorized("clerk_key_invalid", "The provided Clerk Secret Key is invalid. Make sure that your Clerk Secret Key is correct.",
		"The secret key is not the one of this instance.")
}
