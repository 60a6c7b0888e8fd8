package clerkflow_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/clerkflow/clerkflow-go/clerkflow"
)

// describe writes a step in a line.
func describe(step clerkflow.Step) string {
	text := string(step.Kind())
	names := func(specs []clerkflow.FieldSpec) string {
		var all []string
		for _, spec := range specs {
			all = append(all, string(spec.Field))
		}
		return "[" + strings.Join(all, " ") + "]"
	}
	switch s := step.(type) {
	case *clerkflow.CollectStep:
		text += " " + names(s.Fields)
		if len(s.Optional) > 0 {
			text += " optional " + names(s.Optional)
		}
	case *clerkflow.ChooseStep:
		text += " " + names(s.Options) + " and " + names(s.Fields)
	case *clerkflow.VerifyCodeStep:
		text += fmt.Sprintf(" %s %s sent %t", s.Field, s.Strategy, s.Sent)
	case *clerkflow.VerifyLinkStep:
		text += fmt.Sprintf(" %s sent %t", s.Field, s.Sent)
	case *clerkflow.SignMessageStep:
		text += fmt.Sprintf(" %s message %q", s.Strategy, s.Message)
	case *clerkflow.RedirectStep:
		text += " " + string(s.Strategy)
		if s.URL != nil {
			text += " " + s.URL.String()
		}
	case *clerkflow.AccountExistsStep:
		text += " " + string(s.Strategy)
	case *clerkflow.DoneStep:
		text += " " + s.UserID + " " + s.SessionID
	case *clerkflow.UnsupportedStep:
		text += fmt.Sprintf(" %s %v %v", s.Status, s.Missing, s.Unverified)
	}
	return text
}

func signUpOf(t *testing.T, document string) *clerkflow.SignUp {
	t.Helper()
	su := &clerkflow.SignUp{Status: clerkflow.StatusMissingRequirements}
	if err := json.Unmarshal([]byte(document), su); err != nil {
		t.Fatal(err)
	}
	return su
}

func settingsOf(t *testing.T, document string) *clerkflow.Environment {
	t.Helper()
	e := &clerkflow.Environment{}
	if err := json.Unmarshal([]byte(document), e); err != nil {
		t.Fatal(err)
	}
	return e
}

const (
	codeSent   = `{"status":"unverified","strategy":"email_code","next_action":"needs_attempt","supported_strategies":["email_code"]}`
	codeOver   = `{"status":"expired","strategy":"email_code","next_action":"needs_prepare","supported_strategies":["email_code"]}`
	walletAsks = `{"status":"unverified","strategy":"web3_base_signature","next_action":"needs_attempt","message":"sign me"}`
	goingOut   = `{"status":"unverified","strategy":"oauth_google","external_verification_redirect_url":"https://idp.test/a?state=1"}`
)

func TestPlan(t *testing.T) {
	t.Parallel()
	verifyFirst := clerkflow.Policy{Order: clerkflow.VerifyFirst}
	for _, tc := range []struct {
		name, signUp, env string
		policy            clerkflow.Policy
		want              string
	}{
		{"complete", `{"status":"complete","created_user_id":"user_1","created_session_id":"sess_1"}`, "", verifyFirst, "done user_1 sess_1"},
		{"abandoned", `{"status":"abandoned","missing_fields":["password"]}`, "", verifyFirst, "unsupported abandoned [password] []"},
		{"a status of the future", `{"status":"on_the_moon"}`, "", verifyFirst, "unsupported on_the_moon [] []"},
		{"nothing left, not complete", `{}`, "", verifyFirst, "unsupported missing_requirements [] []"},
		{"a field of the future", `{"missing_fields":["shoe_size"],"required_fields":["shoe_size"]}`, "", verifyFirst, "unsupported missing_requirements [shoe_size] []"},
		{"a field of the future comes last", `{"missing_fields":["shoe_size","password"],"required_fields":["password","shoe_size"]}`, "", verifyFirst, "collect [password]"},
		{"an unverified field of the future", `{"unverified_fields":["fax_number"]}`, "", verifyFirst, "unsupported missing_requirements [] [fax_number]"},
		{"custom action", `{"missing_fields":["custom_action"],"required_fields":["custom_action"]}`, "", verifyFirst, "unsupported missing_requirements [custom_action] []"},

		{"account exists", `{"missing_fields":["email_address"],"verifications":{"external_account":{"status":"transferable","strategy":"oauth_google","error":{"code":"external_account_exists"}}}}`, "", verifyFirst, "account_exists oauth_google"},
		{"round trip under way", `{"missing_fields":["email_address"],"required_fields":["email_address"],"verifications":{"external_account":` + goingOut + `}}`, "", verifyFirst, "redirect oauth_google https://idp.test/a?state=1"},
		{"round trip refused", `{"missing_fields":["email_address"],"required_fields":["email_address"],"verifications":{"external_account":{"status":"failed","strategy":"oauth_google","error":{"code":"oauth_access_denied"}}}}`, "", verifyFirst, "collect [email_address]"},
		{"round trip over", `{"missing_fields":["username"],"required_fields":["username"],"verifications":{"external_account":{"status":"expired","strategy":"oauth_google","external_verification_redirect_url":"https://idp.test/a"}}}`, "", verifyFirst, "collect [username]"},
		{"provider required", `{"missing_fields":["oauth_google","username"],"required_fields":["oauth_google","username"]}`, "", verifyFirst, "redirect oauth_google"},
		{"enterprise connection", `{"missing_fields":["enterprise_sso"],"unverified_fields":["email_address"],"email_address":"a@b.test"}`, "", verifyFirst, "redirect enterprise_sso"},

		{"collect first", `{"missing_fields":["last_name"],"required_fields":["last_name"],"unverified_fields":["email_address"]}`, "", clerkflow.Policy{}, "collect [last_name]"},
		{"verify first", `{"missing_fields":["last_name"],"required_fields":["last_name"],"unverified_fields":["email_address"]}`, "", verifyFirst, "verify_code email_address email_code sent false"},
		{"one stable order", `{"missing_fields":["legal_accepted","last_name","first_name","password","web3_wallet","username","phone_number","email_address"],"required_fields":["email_address","password","phone_number","username","web3_wallet","first_name","last_name","legal_accepted"]}`, "", clerkflow.Policy{}, "collect [email_address phone_number username web3_wallet first_name last_name legal_accepted]"},
		{"password without a wallet", `{"missing_fields":["password","username"],"required_fields":["password","username"]}`, "", clerkflow.Policy{}, "collect [username password]"},
		{"optional fields ride along", `{"missing_fields":["password"],"required_fields":["password"],"optional_fields":["first_name","last_name","oauth_google"],"first_name":"Ada"}`, "", clerkflow.Policy{Optional: []clerkflow.Field{"last_name", "first_name", "phone_number"}}, "collect [password] optional [last_name]"},
		{"e-mail before phone before wallet", `{"unverified_fields":["web3_wallet","phone_number","email_address"]}`, "", clerkflow.Policy{}, "verify_code email_address email_code sent false"},
		{"phone", `{"unverified_fields":["phone_number"]}`, "", clerkflow.Policy{}, "verify_code phone_number phone_code sent false"},
		{"wallet not asked yet", `{"unverified_fields":["web3_wallet"]}`, `{"user_settings":{"attributes":{"web3_wallet":{"verifications":["web3_okx_wallet_signature"]}}}}`, clerkflow.Policy{}, `sign_message web3_okx_wallet_signature message ""`},
		{"wallet asked comes first", `{"missing_fields":["email_address"],"required_fields":["email_address"],"unverified_fields":["web3_wallet"],"verifications":{"web3_wallet":` + walletAsks + `}}`, "", clerkflow.Policy{}, `sign_message web3_base_signature message "sign me"`},

		{"code sent", `{"unverified_fields":["email_address"],"verifications":{"email_address":` + codeSent + `}}`, "", clerkflow.Policy{}, "verify_code email_address email_code sent true"},
		{"code over", `{"unverified_fields":["email_address"],"verifications":{"email_address":` + codeOver + `}}`, "", clerkflow.Policy{}, "verify_code email_address email_code sent false"},
		{"the provider's word is no code", `{"unverified_fields":["email_address"],"verifications":{"email_address":{"status":"unverified","strategy":"from_oauth_google","supported_strategies":["email_code"]}}}`, "", clerkflow.Policy{}, "verify_code email_address email_code sent false"},
		{"settings allow only a link", `{"unverified_fields":["email_address"]}`, `{"user_settings":{"attributes":{"email_address":{"verifications":["email_link"]}}}}`, clerkflow.Policy{}, "verify_link email_address sent false"},
		{"codes before links", `{"unverified_fields":["email_address"]}`, `{"user_settings":{"attributes":{"email_address":{"verifications":["email_link","email_code"]}}}}`, clerkflow.Policy{}, "verify_code email_address email_code sent false"},
		{"link preferred", `{"unverified_fields":["email_address"]}`, `{"user_settings":{"attributes":{"email_address":{"verifications":["email_code","email_link"]}}}}`, clerkflow.Policy{Prefer: []clerkflow.Strategy{"email_link"}}, "verify_link email_address sent false"},
		{"preferred but not allowed", `{"unverified_fields":["email_address"]}`, `{"user_settings":{"attributes":{"email_address":{"verifications":["email_code"]}}}}`, clerkflow.Policy{Prefer: []clerkflow.Strategy{"email_link"}}, "verify_code email_address email_code sent false"},
		{"what was sent counts, not what is preferred", `{"unverified_fields":["email_address"],"verifications":{"email_address":` + codeSent + `}}`, "", clerkflow.Policy{Prefer: []clerkflow.Strategy{"email_link"}}, "verify_code email_address email_code sent true"},
		{"a strategy of the future", `{"unverified_fields":["email_address"]}`, `{"user_settings":{"attributes":{"email_address":{"verifications":["email_pigeon"]}}}}`, clerkflow.Policy{}, "unsupported missing_requirements [] [email_address]"},
		{"a strategy of the future beside one of today", `{"unverified_fields":["email_address"]}`, `{"user_settings":{"attributes":{"email_address":{"verifications":["email_pigeon","email_link"]}}}}`, clerkflow.Policy{}, "verify_link email_address sent false"},

		{"alternatives", `{"missing_fields":["oauth_google","phone_number","email_address"]}`, "", clerkflow.Policy{}, "choose [email_address phone_number oauth_google] and []"},
		{"alternatives beside a requirement", `{"missing_fields":["phone_number","email_address","password"],"required_fields":["password"]}`, "", clerkflow.Policy{}, "choose [email_address phone_number] and [password]"},
		{"a single alternative needs no choice", `{"missing_fields":["phone_number","password"],"required_fields":["password"]}`, "", clerkflow.Policy{}, "collect [phone_number password]"},
		{"a single provider is still a choice", `{"missing_fields":["oauth_github"]}`, "", clerkflow.Policy{}, "choose [oauth_github] and []"},
		{"either address", `{"missing_fields":["email_address_or_phone_number"],"required_fields":["email_address_or_phone_number"]}`, "", clerkflow.Policy{}, "collect [email_address_or_phone_number]"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var env *clerkflow.Environment
			if tc.env != "" {
				env = settingsOf(t, tc.env)
			}
			if got := describe(clerkflow.Plan(signUpOf(t, tc.signUp), env, tc.policy)); got != tc.want {
				t.Errorf("Plan(%s) is\n  %s\nwant\n  %s", tc.signUp, got, tc.want)
			}
		})
	}
}

func TestPlan_first(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, env string
		policy    clerkflow.Policy
		want      string
	}{
		{"required fields", `{"user_settings":{"sign_up":{"progressive":true,"legal_consent_enabled":true},"attributes":{"email_address":{"enabled":true,"required":true},"first_name":{"enabled":true},"password":{"enabled":true,"required":true}}}}`, clerkflow.Policy{}, "collect [email_address password legal_accepted]"},
		{"optional fields that exist", `{"user_settings":{"sign_up":{"progressive":true},"attributes":{"email_address":{"enabled":true,"required":true},"first_name":{"enabled":true}}}}`, clerkflow.Policy{Optional: []clerkflow.Field{"first_name", "last_name"}}, "collect [email_address] optional [first_name]"},
		{"verify first begins with what is verified", `{"user_settings":{"sign_up":{"progressive":true},"attributes":{"email_address":{"enabled":true,"required":true,"verify_at_sign_up":true},"password":{"enabled":true,"required":true}}}}`, clerkflow.Policy{Order: clerkflow.VerifyFirst}, "collect [email_address]"},
		{"verify first with nothing to verify", `{"user_settings":{"sign_up":{"progressive":true},"attributes":{"email_address":{"enabled":true,"required":true},"password":{"enabled":true,"required":true}}}}`, clerkflow.Policy{Order: clerkflow.VerifyFirst}, "collect [email_address password]"},
		{"ways in", `{"user_settings":{"sign_up":{"progressive":true},"social":{"oauth_b":{"enabled":true,"authenticatable":true},"oauth_a":{"enabled":true,"authenticatable":true},"oauth_c":{"enabled":true}},"attributes":{"phone_number":{"enabled":true},"username":{"enabled":true,"used_for_first_factor":true},"password":{"enabled":true,"required":true}}}}`, clerkflow.Policy{}, "choose [phone_number username oauth_a oauth_b] and [password]"},
		{"a username that identifies nobody", `{"user_settings":{"sign_up":{"progressive":true},"attributes":{"phone_number":{"enabled":true},"username":{"enabled":true,"required":true}}}}`, clerkflow.Policy{}, "collect [phone_number username]"},
		{"a wallet needs no password", `{"user_settings":{"sign_up":{"progressive":true},"attributes":{"web3_wallet":{"enabled":true,"required":true},"password":{"enabled":true,"required":true}}}}`, clerkflow.Policy{}, "collect [web3_wallet]"},
		{"legacy: required says nothing of addresses", `{"user_settings":{"attributes":{"email_address":{"enabled":true,"required":true,"used_for_first_factor":true},"phone_number":{"enabled":true,"required":true,"used_for_first_factor":true},"username":{"enabled":true,"required":true,"used_for_first_factor":true}}}}`, clerkflow.Policy{}, "choose [email_address phone_number] and [username]"},
		{"legacy: a wallet comes alone", `{"user_settings":{"attributes":{"web3_wallet":{"enabled":true},"first_name":{"enabled":true,"required":true}}}}`, clerkflow.Policy{}, "collect [web3_wallet]"},
		{"nothing at all", `{}`, clerkflow.Policy{}, "collect []"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if got := describe(clerkflow.Plan(nil, settingsOf(t, tc.env), tc.policy)); got != tc.want {
				t.Errorf("Plan is\n  %s\nwant\n  %s", got, tc.want)
			}
		})
	}
	if got := describe(clerkflow.Plan(nil, nil, clerkflow.Policy{})); got != "unsupported  [] []" {
		t.Errorf("knowing nothing, Plan is %s", got)
	}
}

// TestPlan_total feeds it whatever a service could send: there is always an answer,
// the same one however the lists are ordered, and it changes nothing.
func TestPlan_total(t *testing.T) {
	t.Parallel()
	fields := rapid.SampledFrom([]clerkflow.Field{
		"email_address", "phone_number", "username", "web3_wallet", "password", "first_name", "last_name", "legal_accepted",
		"custom_action", "enterprise_sso", "saml", "protect_check", "oauth_google", "oauth_", "oauth_token_apple", "email_address_or_phone_number", "", "shoe_size",
	})
	statuses := rapid.SampledFrom([]clerkflow.Status{"missing_requirements", "complete", "abandoned", "", "future"})
	verification := rapid.Custom(func(t *rapid.T) *clerkflow.Verification {
		if rapid.Bool().Draw(t, "none") {
			return nil
		}
		return &clerkflow.Verification{
			Status:                          rapid.SampledFrom([]clerkflow.VerificationStatus{"unverified", "verified", "failed", "expired", "transferable", "future"}).Draw(t, "status"),
			Strategy:                        rapid.SampledFrom([]clerkflow.Strategy{"email_code", "email_link", "phone_code", "web3_metamask_signature", "oauth_google", "from_oauth_google", "ticket", "", "future"}).Draw(t, "strategy"),
			NextAction:                      rapid.SampledFrom([]string{"", "needs_prepare", "needs_attempt", "future"}).Draw(t, "next"),
			Message:                         rapid.SampledFrom([]string{"", "sign"}).Draw(t, "message"),
			ExternalVerificationRedirectURL: rapid.SampledFrom([]string{"", "https://idp.test", "::", "/relative"}).Draw(t, "url"),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		su := &clerkflow.SignUp{
			Status: statuses.Draw(t, "status"), RequiredFields: rapid.SliceOf(fields).Draw(t, "required"), OptionalFields: rapid.SliceOf(fields).Draw(t, "optional"),
			MissingFields: rapid.SliceOf(fields).Draw(t, "missing"), UnverifiedFields: rapid.SliceOf(fields).Draw(t, "unverified"),
			Verifications: clerkflow.Verifications{
				EmailAddress: verification.Draw(t, "email"), PhoneNumber: verification.Draw(t, "phone"),
				Web3Wallet: verification.Draw(t, "wallet"), ExternalAccount: verification.Draw(t, "external"),
			},
		}
		before, _ := json.Marshal(su)
		p := clerkflow.Policy{Order: clerkflow.Order(rapid.IntRange(0, 1).Draw(t, "order")), Optional: rapid.SliceOf(fields).Draw(t, "asked")}
		step := clerkflow.Plan(su, nil, p)
		if step == nil {
			t.Fatal("no step")
		}
		if after, _ := json.Marshal(su); string(before) != string(after) {
			t.Fatalf("Plan changed the sign-up:\n%s", cmp.Diff(string(before), string(after)))
		}
		if step.Kind() == clerkflow.KindUnsupported {
			return // its lists keep the service's order
		}
		shuffled := *su
		shuffled.MissingFields = rapid.Permutation(su.MissingFields).Draw(t, "missing again")
		shuffled.UnverifiedFields = rapid.Permutation(su.UnverifiedFields).Draw(t, "unverified again")
		shuffled.RequiredFields = rapid.Permutation(su.RequiredFields).Draw(t, "required again")
		if one, other := describe(step), describe(clerkflow.Plan(&shuffled, nil, p)); one != other {
			t.Fatalf("the order of the lists decides:\n  %s\n  %s", one, other)
		}
	})
}
