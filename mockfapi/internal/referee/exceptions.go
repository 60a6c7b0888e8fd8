package referee

// exception is something that the files do not say and that is right all the same.
type exception struct {
	operation string // operationId, empty for all
	place     string // as violations name it
	reason    string
	source    string // of the knowledge that beats the files
}

// The sources that the exceptions name. REC are the answers of the service that
// clerk-sdk-flutter has recorded in packages/clerk_auth/test/_responses; CJS is
// @clerk/clerk-js, IOS clerk-ios, ERR clerk-docs/data/api_errors.json.
var exceptions = []exception{
	// Parameters that every request may have.
	{"", "query _is_native", "a native application says so in every request; the files make it a security scheme", "OAS securitySchemes.ProductionNativeFlag; IOS"},
	{"", "query _method", "browsers send POST for PUT, PATCH and DELETE", "CJS core/fapiClient.ts"},
	{"", "query __clerk_api_version", "the version of the API, otherwise in the header", "CJS core/fapiClient.ts"},
	{"", "query __clerk_db_jwt", "the development browser's token; the files make it a security scheme", "CJS core/auth/devBrowser.ts"},
	{"", "query __dev_session", "the older name of __clerk_db_jwt", "OAS securitySchemes.DevBrowser"},
	{"getSignUps", "query rotating_token_nonce", "native applications fetch the client's new token after a browser was involved", "IOS SignUp.swift; CJS authenticateWithTransport.ts"},

	// Forms.
	{"createSignUps", "body/locale", "the browser's language", "CJS 5 and 6; IOS"},
	{"updateSignUps", "body/locale", "the browser's language", "IOS"},
	{"createSignUps", "body/timezone", "the browser's time zone", "CJS 6"},
	{"createSignUps", "body/channel", "how a code reaches a phone, when creation prepares the verification", "CJS SignUpStart"},
	{"updateSignUps", "body/channel", "how a code reaches a phone, when the update prepares the verification", "CJS SignUpStart"},
	{"prepareSignUpsVerification", "body/channel", "how a code reaches a phone", "CJS preparePhoneNumberVerification"},

	// Statuses: the files list errors incompletely.
	{"", "status 400", "every route refuses requests that contradict themselves", "ERR MalformedRequestParameters"},
	{"", "status 401", "every route that needs a client or a secret key refuses strangers", "ERR AuthenticationInvalid, ClerkKeyInvalid"},
	{"getSignUps", "status 403", "a sign-up of somebody else", "ERR ResourceForbidden"},
	{"prepareSignUpsVerification", "status 403", "a sign-up of somebody else", "ERR ResourceForbidden"},
	{"prepareSignUpsVerification", "status 404", "no such sign-up", "ERR ResourceNotFound"},
	{"attemptSignUpsVerification", "status 404", "no such sign-up", "ERR ResourceNotFound"},
	{"", "status 415", "forms only", "ERR UnsupportedContentType"},

	// Answers.
	{"createDevBrowser", "200", "the files have no body: clients read the token in it", "CJS core/auth/devBrowser.ts"},
	{"createSessionToken", "200/object", "the files have jwt only; the same object in sessions has object", "REC last_active_token"},
	{"", "Client.SessionBase-2/status", "a session that another one took the place of is replaced", "CJS SessionStatus"},
	{"", "Client.SignUp/locale", "answers have it", "REC sign_up_test"},
	{"", "Client.User/locale", "answers have it", "REC sign_up_test"},
	{"", "Client.User/bypass_client_trust", "answers have it", "REC sign_up_test"},
	{"", "Client.User/enterprise_accounts", "answers have it", "REC sign_up_test"},
	{"", "Client.SignUp.Verifications/phone_number/channel", "answers have it", "REC sign_up_test/phone_code"},
	{"", "Stubs.Verification.OTP/channel", "answers have it", "REC user_details/additional_phone_number"},
	{"", "verification_oauth/external_verification_redirect_url", "null once the provider was visited", "the client that github.com/TheoVezier/clerk-fapi-rs tests with"},

	// The environment.
	{"", "Client.DisplayConfig/oauth_consent_url", "the files require it, answers lack it", "REC environment_test"},
	{"", "UserSettings.SignUp/mfa", "answers have it", "REC environment_test"},
}
