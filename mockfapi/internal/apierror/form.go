package apierror

import (
	"fmt"
	"net/http"
)

// FormParamUnknown says: the request has no such parameter, or it is switched off.
func FormParamUnknown(name string) *Error {
	return param(name, "form_param_unknown", "is unknown", name+" is not a valid parameter for this request.")
}

// FormParamMissing says: a parameter that the request needs is absent.
func FormParamMissing(name string) *Error {
	return param(name, "form_param_missing", "is missing", name+" must be included.")
}

// FormParamNil says: a parameter is there but blank.
func FormParamNil(name string) *Error {
	return param(name, "form_param_nil", "is missing", "Enter a value for "+name+".")
}

// FormParamDuplicate says: a parameter that stands for one value came twice.
func FormParamDuplicate(name string) *Error {
	return param(name, "form_param_duplicate", "is duplicate", name+" was included several times. There should be one.")
}

// FormParamTypeInvalid says: a parameter is not of its type.
func FormParamTypeInvalid(name, kind string) *Error {
	return param(name, "form_param_type_invalid", "is invalid", fmt.Sprintf("%s must be a %s.", name, kind))
}

// FormParamFormatInvalid says: a parameter is not what it should look like.
func FormParamFormatInvalid(name, shape string) *Error {
	return param(name, "form_param_format_invalid", "is invalid", fmt.Sprintf("%s must be %s.", name, shape))
}

// FormParamValueInvalid says: a parameter is none of its allowed values.
func FormParamValueInvalid(name string) *Error {
	return param(name, "form_param_value_invalid", "is invalid", "The value of "+name+" is not one of those allowed here.")
}

// FormParamValueDisabled says: a parameter names something the instance switched off.
func FormParamValueDisabled(name, value string) *Error {
	e := param(name, "form_param_value_disabled", "is disabled", value+" is disabled in the settings of this instance.")
	e.Status = http.StatusBadRequest
	return e
}

// FormParamMaxLengthExceeded says: a text is longer than limit characters.
func FormParamMaxLengthExceeded(name string, limit int) *Error {
	return param(name, "form_param_max_length_exceeded", "exceeds maximum length", fmt.Sprintf("%s should not exceed %d characters.", name, limit))
}

// FormParamExceedsAllowedSize says: a document is larger than limit bytes.
func FormParamExceedsAllowedSize(name string, limit int) *Error {
	return param(name, "form_param_exceeds_allowed_size", "is too large", fmt.Sprintf("%s should not exceed %d bytes.", name, limit))
}

// FormConditionalParamMissing says: another parameter makes this one necessary.
func FormConditionalParamMissing(name, because string) *Error {
	return param(name, "form_conditional_param_missing", "is missing", fmt.Sprintf("%s is required when %s.", name, because))
}

// FormConditionalParamDisallowed says: another parameter excludes this one.
func FormConditionalParamDisallowed(name, because string) *Error {
	return param(name, "form_conditional_param_disallowed", "is not allowed", fmt.Sprintf("%s is not allowed when %s.", name, because))
}

// FormIdentifierExists says: the identifier belongs to a user.
func FormIdentifierExists(name string) *Error {
	return param(name, "form_identifier_exists", "is taken", "That "+name+" is taken. Use another one.")
}

// FormCodeIncorrect says: the verification code is wrong.
func FormCodeIncorrect() *Error {
	return param("code", "form_code_incorrect", "is incorrect", "The code is incorrect.")
}

// FormIncorrectSignature says: the wallet did not sign the message.
func FormIncorrectSignature() *Error {
	return param("signature", "form_incorrect_signature", "is incorrect", "The signature is incorrect.")
}

// LegalNotAccepted says: consent is demanded and was refused.
func LegalNotAccepted() *Error {
	return param("legal_accepted", "legal_not_accepted", "legal not accepted", "The legal terms must be accepted to continue.")
}

// Password returns the error of a password rule, for example
// "form_password_length_too_short".
func Password(code, rule string) *Error {
	return param("password", code, "is not acceptable", "The password "+rule+".")
}

// Suggestion is one way to make a password stronger.
type Suggestion struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// PasswordNotStrongEnough says: the password is too easy to guess.
func PasswordNotStrongEnough(suggestions []Suggestion) *Error {
	return Password("form_password_not_strong_enough", "is not strong enough").
		with("zxcvbn", map[string]any{"suggestions": append([]Suggestion{}, suggestions...)})
}

// FormPasswordPwned says: the password is known to be stolen.
func FormPasswordPwned() *Error { return Password("form_password_pwned", "was found in a data breach") }

// Username returns the error of a username rule, for example
// "form_username_invalid_length".
func Username(code, rule string) *Error {
	return param("username", code, "is invalid", "The username "+rule+".")
}

// RedirectURL returns the error of a redirect URL rule: invalid_redirect_url,
// prohibited_redirect_url, invalid_url_scheme.
func RedirectURL(name, code, rule string) *Error {
	return param(name, code, "Redirect url invalid", name+" "+rule+".")
}
