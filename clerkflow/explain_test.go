package clerkflow_test

import "testing"

func TestSignUp_Explain(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ document, want string }{
		{
			`{"status":"missing_requirements","required_fields":["email_address","password"],"missing_fields":["password"],"unverified_fields":["email_address"]}`,
			"status missing_requirements, missing password, unverified email_address: update it with password",
		},
		{
			`{"status":"missing_requirements","missing_fields":["email_address","oauth_google"]}`,
			"status missing_requirements, missing email_address oauth_google: update it with one of email_address, oauth_google",
		},
		{
			`{"status":"missing_requirements","unverified_fields":["phone_number"]}`,
			"status missing_requirements, unverified phone_number: prepare the verification with the strategy phone_code",
		},
		{
			`{"status":"missing_requirements","unverified_fields":["email_address"],"verifications":{"email_address":{"status":"unverified","strategy":"email_code","next_action":"needs_attempt"}}}`,
			"status missing_requirements, unverified email_address: attempt the verification with the strategy email_code",
		},
		{
			`{"status":"missing_requirements","unverified_fields":["email_address"],"verifications":{"email_address":{"status":"unverified","strategy":"email_link"}}}`,
			"status missing_requirements, unverified email_address: wait for the link to be followed",
		},
		{
			`{"status":"missing_requirements","unverified_fields":["web3_wallet"]}`,
			"status missing_requirements, unverified web3_wallet: prepare the verification with the strategy web3_metamask_signature",
		},
		{
			`{"status":"missing_requirements","missing_fields":["enterprise_sso"]}`,
			"status missing_requirements, missing enterprise_sso: update it with the strategy enterprise_sso and a redirect URL",
		},
		{
			`{"status":"missing_requirements","verifications":{"external_account":{"status":"unverified","strategy":"oauth_google","external_verification_redirect_url":"https://p.test"}}}`,
			"status missing_requirements: lead the browser to oauth_google's page, then get the sign-up",
		},
		{
			`{"status":"missing_requirements","verifications":{"external_account":{"status":"transferable","strategy":"oauth_google"}}}`,
			"status missing_requirements: the account belongs to a user: create a sign-in with transfer",
		},
		{
			`{"status":"missing_requirements","missing_fields":["protect_check"],"protect_check":{"status":"pending"}}`,
			"status missing_requirements, missing protect_check: pass the check and submit its proof",
		},
		{`{"status":"complete"}`, "status complete: nothing is left to do"},
		{
			`{"status":"missing_requirements","missing_fields":["shoe_size"]}`,
			"status missing_requirements, missing shoe_size: this version of the package does not know what comes next",
		},
	} {
		if got := signUpOf(t, tt.document).Explain(); got != tt.want {
			t.Errorf("%s\n  is explained as %q\n  want %q", tt.document, got, tt.want)
		}
	}
}
