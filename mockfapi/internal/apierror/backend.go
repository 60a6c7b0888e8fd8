package apierror

import (
	"fmt"
	"net/http"
)

// UserDataMissing says: the instance requires more of a user.
func UserDataMissing(names []string) *Error {
	e := &Error{
		Status: http.StatusUnprocessableEntity, Code: "form_data_missing", Message: "missing data",
		LongMessage: "The settings of this instance require more of a user: see meta.names.",
	}
	return e.with("names", names)
}

// NoPasswordSet says: the user has no password to compare with.
func NoPasswordSet() *Error {
	return bad("no_password_set", "no password set", "This user has no password.")
}

// IncorrectPassword says: it is not the user's password.
func IncorrectPassword() *Error {
	return &Error{
		Status: http.StatusUnprocessableEntity, Code: "incorrect_password",
		Message: "incorrect password", LongMessage: "This is not the password of the user.",
	}
}

// PasswordDigestInvalid says: the hasher makes no such digests.
func PasswordDigestInvalid(hasher string) *Error {
	return param("password_digest", "form_password_digest_invalid_code", "is invalid", "password_digest must be a digest of "+hasher+".")
}

// RequestInvalidForEnvironment says: only instances for development do it.
func RequestInvalidForEnvironment() *Error {
	return bad("request_invalid_for_environment", "Request invalid for environment", "This is for instances for development only.")
}

// InvalidSessionToken says: the token is none of this instance or too old.
func InvalidSessionToken() *Error {
	return bad("invalid_session_token", "Invalid session token", "The token is none of this instance, or too old.")
}

// JWTTemplateReservedClaim says: the service itself makes that claim.
func JWTTemplateReservedClaim(claim string) *Error {
	e := param("claims", "jwt_template_reserved_claim", "reserved claim used", "Templates can't claim "+claim+".")
	e.Status = http.StatusBadRequest
	return e
}

// DuplicateRecord says: there is one already.
func DuplicateRecord(kind string) *Error {
	return bad("duplicate_record", "is duplicate", "There is such a "+kind+" already.")
}

// FormParamInvalidTime says: a parameter is no time.
func FormParamInvalidTime(name string) *Error {
	return param(name, "form_param_invalid_time", "invalid format", name+" must be a time as RFC 3339 has it.")
}

// FormParamArraySizeExceeded says: a list is longer than limit entries.
func FormParamArraySizeExceeded(name string, limit int) *Error {
	return param(name, "form_param_array_size_exceeded", "exceeds maximum size", fmt.Sprintf("%s should not exceed %d items.", name, limit))
}

// FeatureNotEnabled says: the settings switched the feature off.
func FeatureNotEnabled(feature string) *Error {
	return forbidden("feature_not_enabled", "not enabled", feature+" is not enabled in the settings of this instance.")
}
