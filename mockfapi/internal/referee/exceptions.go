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
// @clerk/clerk-js, IOS clerk-ios, ERR clerk-docs/data/api_errors.json, DOC a page of
// clerk.com/docs, OAS the files themselves.
var exceptions = []exception{
	// Parameters that every request may have.
	{"", "query _is_native", "a native application says so in every request; the files make it a security scheme", "OAS securitySchemes.ProductionNativeFlag; IOS"},
	{"", "query _method", "browsers send POST for PUT, PATCH and DELETE", "CJS core/fapiClient.ts"},
	{"", "query __clerk_api_version", "the version of the API, otherwise in the header", "CJS core/fapiClient.ts"},
	{"", "query __clerk_db_jwt", "the development browser's token; the files make it a security scheme", "CJS core/auth/devBrowser.ts"},
	{"", "query __dev_session", "the older name of __clerk_db_jwt", "OAS securitySchemes.DevBrowser"},
	{"", "query _clerk_session_id", "whose session a browser acts for; the files have it for some operations", "CJS core/fapiClient.ts"},
	{"", "query __clerk_testing_token", "passes the captcha in tests", "DOC testing/overview; @clerk/testing"},
	{"getSignUps", "query rotating_token_nonce", "native applications fetch the client's new token after a browser was involved", "IOS SignUp.swift; CJS authenticateWithTransport.ts"},
	{"getSignIn", "query rotating_token_nonce", "native applications fetch the client's new token after a browser was involved", "CJS authenticateWithTransport.ts"},
	{"handshakeClient", "query suffixed_cookies", "whether the server reads cookies with a suffix", "@clerk/backend tokens/handshake.ts"},

	// Forms.
	{"createSignUps", "body/locale", "the browser's language", "CJS 5 and 6; IOS"},
	{"updateSignUps", "body/locale", "the browser's language", "IOS"},
	{"createSignUps", "body/timezone", "the browser's time zone", "CJS 6"},
	{"createSignUps", "body/channel", "how a code reaches a phone, when creation prepares the verification", "CJS SignUpStart"},
	{"updateSignUps", "body/channel", "how a code reaches a phone, when the update prepares the verification", "CJS SignUpStart"},
	{"prepareSignUpsVerification", "body/channel", "how a code reaches a phone", "CJS preparePhoneNumberVerification"},

	{"updateSignUps", "body/captcha_token", "sent with every step of a sign-up", "CJS resources/SignUp.ts"},
	{"createSignUps", "body/enterprise_connection_id", "which connection, when a domain has several", "CJS resources/SignUp.ts"},
	{"prepareSignUpsVerification", "body/enterprise_connection_id", "which connection, when a domain has several", "CJS resources/SignUp.ts"},
	{"createSignIn", "body/locale", "the browser's language", "CJS resources/SignIn.ts"},
	{"createSignIn", "body/sign_up_if_missing", "somebody unknown goes on to sign up", "CJS resources/SignIn.ts"},
	{"createSignIn", "body/channel", "how a code reaches a phone, when creation prepares the factor", "CJS SignInStart"},
	{"patchUser", "body/unsafe_metadata", "refused by the newest version only, and the older ones have it", "OAS fapi/2025-11-10"},
	{"UpdateUser", "body/public_metadata", "refused by the newest version only, and the older one has it", "OAS bapi/2021-02-05"},

	// Statuses: the files list errors incompletely.
	{"", "status 400", "every route refuses requests that contradict themselves", "ERR MalformedRequestParameters"},
	{"", "status 401", "every route that needs a client or a secret key refuses strangers", "ERR AuthenticationInvalid, ClerkKeyInvalid"},
	{"getSignUps", "status 403", "a sign-up of somebody else", "ERR ResourceForbidden"},
	{"prepareSignUpsVerification", "status 403", "a sign-up of somebody else", "ERR ResourceForbidden"},
	{"prepareSignUpsVerification", "status 404", "no such sign-up", "ERR ResourceNotFound"},
	{"attemptSignUpsVerification", "status 404", "no such sign-up", "ERR ResourceNotFound"},
	{"prepareSignInFactorTwo", "status 404", "no such sign-in", "ERR ResourceNotFound"},
	{"attemptSignInFactorTwo", "status 404", "no such sign-in", "ERR ResourceNotFound"},
	{"resetPassword", "status 404", "no such sign-in", "ERR ResourceNotFound"},
	{"BanUser", "status 404", "no such user", "ERR ResourceNotFound"},
	{"UnbanUser", "status 404", "no such user", "ERR ResourceNotFound"},
	{"LockUser", "status 404", "no such user", "ERR ResourceNotFound"},
	{"UnlockUser", "status 404", "no such user", "ERR ResourceNotFound"},
	{"UpdateJWTTemplate", "status 404", "no such template", "ERR ResourceNotFound"},
	{"GetSignUp", "status 404", "no such sign-up", "ERR ResourceNotFound"},
	{"UpdateSignUp", "status 404", "no such sign-up", "ERR ResourceNotFound"},
	{"UpdateEmailAddress", "status 422", "only a verified address can be the primary one", "ERR FormVerificationNeeded"},
	{"", "status 415", "forms only", "ERR UnsupportedContentType"},
	{"UpdatePhoneNumber", "status 422", "parameters that do not fit the settings or the number", "ERR FormUnknownParameter"},
	{"sendVerificationSMS", "status 422", "an unknown strategy", "ERR FormInvalidParameterValue"},
	{"CreateSessionToken", "status 422", "a lifetime out of range", "ERR FormInvalidParameterValue"},
	{"VerifyClient", "status 422", "no token", "ERR FormMissingParameter"},
	{"", "status 429", "every route has a limit", "ERR TooManyRequests; DOC system-limits"},

	// Answers.
	{"createDevBrowser", "200", "the files have no body: clients read the token in it", "CJS core/auth/devBrowser.ts"},
	{"createSessionToken", "200/object", "the files have jwt only; the same object in sessions has object", "REC last_active_token"},
	{"acceptTicket", "200", "the files have text or HTML in prose only", "OAS description"},
	{"", "Client.SessionBase-2/status", "a session that another one took the place of is replaced", "CJS SessionStatus"},
	{"", "Client.SignUp/locale", "answers have it", "REC sign_up_test"},
	{"", "Client.SignUp/protect_check", "what a sign-up waits for; the files have it with sign-ins", "CJS resources/SignUp.ts"},
	{"", "Client.SignIn-2/locale", "answers have it", "REC sign_in_test"},
	{"", "Client.SignIn/locale", "answers have it", "REC sign_in_test"},
	{"", "Client.SignIn-2/supported_identifiers/*", "answers have password, too", "REC sign_in_test"},
	{"", "Client.SignIn/supported_identifiers/*", "answers have password, too", "REC sign_in_test"},
	{"", "Client.User/locale", "answers have it", "REC sign_up_test"},
	{"", "Client.Session-2/tasks", "the oldest file does not have what keeps a session pending", "OAS 2025-11-10"},
	{"", "Client.User/bypass_client_trust", "answers have it", "REC sign_up_test"},
	{"", "Client.User/enterprise_accounts", "answers have it", "REC sign_up_test"},
	{"", "Client.SignUp.Verifications/phone_number/channel", "answers have it", "REC sign_up_test/phone_code"},
	{"", "Stubs.Verification.GoogleOneTap/status", "transferable when the account has a user, as with every provider", "CJS handleGoogleOneTapCallback"},
	{"", "Stubs.Verification.GoogleOneTap/error", "why it is transferable, as with every provider", "CJS handleGoogleOneTapCallback"},
	{"", "Stubs.Verification.OTP/channel", "answers have it", "REC user_details/additional_phone_number"},
	{"", "verification_oauth/external_verification_redirect_url", "null once the provider was visited", "the client that github.com/TheoVezier/clerk-fapi-rs tests with"},

	// The environment.
	{"", "Client.DisplayConfig/oauth_consent_url", "the files require it, answers lack it", "REC environment_test"},
	{"", "UserSettings.SignUp/mfa", "answers have it", "REC environment_test"},
}
