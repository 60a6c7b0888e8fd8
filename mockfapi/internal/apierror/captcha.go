package apierror

// CaptchaMissingToken says: the instance wants a captcha and was given none.
func CaptchaMissingToken() *Error {
	return bad("captcha_missing_token", "Authentication unsuccessful due to failed security validations.",
		"This instance wants a captcha_token. Tests can send a testing token instead.")
}

// CaptchaInvalid says: the captcha was not solved.
func CaptchaInvalid() *Error {
	return bad("captcha_invalid", "Authentication unsuccessful due to failed security validations.",
		"The captcha_token is wrong, or the captcha could not be loaded.")
}

// CaptchaNotEnabled says: the instance wants no captcha and was given one.
func CaptchaNotEnabled() *Error {
	return bad("captcha_not_enabled", "CAPTCHA not enabled", "This instance wants no captcha_token.")
}
