package clerkflow_test

import (
	"context"
	"net/url"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"github.com/clerkflow/clerkflow-go/clerkflow"
)

const aSignIn = `{"response":{"object":"sign_in_attempt","id":"sia_1","status":"needs_first_factor","supported_identifiers":["email_address"],
	"supported_first_factors":[{"strategy":"password"},{"strategy":"email_code","safe_identifier":"o***@example.com","email_address_id":"idn_2"},
		{"strategy":"email_code","safe_identifier":"v***@example.com","email_address_id":"idn_1","primary":true},
		{"strategy":"email_code","safe_identifier":"p***@example.com","email_address_id":"idn_3"}],
	"supported_second_factors":[{"strategy":"phone_code","safe_identifier":"+1***71","phone_number_id":"idn_4","default":true},{"strategy":"totp"}],
	"first_factor_verification":{"object":"verification_otp","status":"unverified","strategy":"email_code","attempts":0,"expire_at":1700000600000},
	"second_factor_verification":null,"identifier":"vera@example.com","user_data":{"first_name":"Vera","last_name":null,"image_url":"https://i.test","has_image":false},
	"created_session_id":null,"abandon_at":1700086400000,"locale":"de-CH"},"client":null}`

func TestSignIns_requests(t *testing.T) {
	t.Parallel()
	type service = *clerkflow.SignInService
	secret := clerkflow.NewSecret
	const one = "/v1/client/sign_ins/sia_1"
	for _, tt := range []struct {
		name, method, path string
		call               func(context.Context, service) (*clerkflow.SignIn, error)
		form               url.Values
	}{
		{"with a password", "POST", "/v1/client/sign_ins", func(x context.Context, s service) (*clerkflow.SignIn, error) {
			return s.Create(x, &clerkflow.SignInParams{Identifier: "vera@example.com", Password: secret("p w"), Locale: "de-CH"})
		}, url.Values{"identifier": {"vera@example.com"}, "password": {"p w"}, "locale": {"de-CH"}}},
		{"with a ticket", "POST", "/v1/client/sign_ins", func(x context.Context, s service) (*clerkflow.SignIn, error) {
			return s.Create(x, &clerkflow.SignInParams{Ticket: secret("t.t.t")})
		}, url.Values{"strategy": {"ticket"}, "ticket": {"t.t.t"}}},
		{"transfer", "POST", "/v1/client/sign_ins", func(x context.Context, s service) (*clerkflow.SignIn, error) {
			return s.Create(x, &clerkflow.SignInParams{Transfer: true})
		}, url.Values{"transfer": {"true"}}},
		{"OAuth", "POST", "/v1/client/sign_ins", func(x context.Context, s service) (*clerkflow.SignIn, error) {
			return s.Create(x, &clerkflow.SignInParams{
				Strategy: clerkflow.StrategyOAuthGoogle, Preparation: clerkflow.Preparation{RedirectURL: landing}, SignUpIfMissing: true,
				Captcha: clerkflow.Captcha{CaptchaToken: secret("c")},
			})
		}, url.Values{"strategy": {"oauth_google"}, "redirect_url": {landing}, "sign_up_if_missing": {"true"}, "captcha_token": {"c"}}},
		{"ID token", "POST", "/v1/client/sign_ins", func(x context.Context, s service) (*clerkflow.SignIn, error) {
			return s.Create(x, &clerkflow.SignInParams{Strategy: clerkflow.StrategyOAuthTokenApple, Token: secret("h.p.s"), Code: secret("c")})
		}, url.Values{"strategy": {"oauth_token_apple"}, "token": {"h.p.s"}, "code": {"c"}}},
		{"empty", "POST", "/v1/client/sign_ins", func(x context.Context, s service) (*clerkflow.SignIn, error) { return s.Create(x, nil) }, url.Values{}},
		{"get", "GET", one, func(x context.Context, s service) (*clerkflow.SignIn, error) { return s.Get(x, "sia_1") }, url.Values{}},
		{"get rotated", "GET", one, func(x context.Context, s service) (*clerkflow.SignIn, error) {
			return s.GetRotated(x, "sia_1", secret("n"))
		}, url.Values{}},
		{"prepare 1", "POST", one + "/prepare_first_factor", func(x context.Context, s service) (*clerkflow.SignIn, error) {
			return s.PrepareFirstFactor(x, "sia_1", clerkflow.Factor{Strategy: clerkflow.StrategyEmailCode, EmailAddressID: "idn_1"}.Preparation())
		}, url.Values{"strategy": {"email_code"}, "email_address_id": {"idn_1"}}},
		{"attempt 1", "POST", one + "/attempt_first_factor", func(x context.Context, s service) (*clerkflow.SignIn, error) {
			return s.AttemptFirstFactor(x, "sia_1", &clerkflow.AttemptFactorParams{Strategy: clerkflow.StrategyPassword, Password: secret("p")})
		}, url.Values{"strategy": {"password"}, "password": {"p"}}},
		{"attempt 1 with a wallet", "POST", one + "/attempt_first_factor", func(x context.Context, s service) (*clerkflow.SignIn, error) {
			return s.AttemptFirstFactor(x, "sia_1", &clerkflow.AttemptFactorParams{Strategy: clerkflow.StrategyMetamask, Signature: secret("0x1")})
		}, url.Values{"strategy": {"web3_metamask_signature"}, "signature": {"0x1"}}},
		{"prepare 2", "POST", one + "/prepare_second_factor", func(x context.Context, s service) (*clerkflow.SignIn, error) {
			return s.PrepareSecondFactor(x, "sia_1", &clerkflow.PrepareFactorParams{Strategy: clerkflow.StrategyPhoneCode, PhoneNumberID: "idn_4"})
		}, url.Values{"strategy": {"phone_code"}, "phone_number_id": {"idn_4"}}},
		{"attempt 2", "POST", one + "/attempt_second_factor", func(x context.Context, s service) (*clerkflow.SignIn, error) {
			return s.AttemptSecondFactor(x, "sia_1", &clerkflow.AttemptFactorParams{Strategy: clerkflow.StrategyTOTP, Code: secret("123456")})
		}, url.Values{"strategy": {"totp"}, "code": {"123456"}}},
		{"reset", "POST", one + "/reset_password", func(x context.Context, s service) (*clerkflow.SignIn, error) {
			return s.ResetPassword(x, "sia_1", &clerkflow.ResetPasswordParams{Password: secret("new"), SignOutOfOtherSessions: true})
		}, url.Values{"password": {"new"}, "sign_out_of_other_sessions": {"true"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, w := wired(t, ok(aSignIn))
			if got, err := tt.call(t.Context(), c.SignIns); err != nil || got.ID != "sia_1" {
				t.Fatalf("got %+v, %v", got, err)
			}
			r := w.only(t)
			if diff := cmp.Diff(tt.form, r.form(t)); diff != "" || r.method != tt.method || r.url.Path != tt.path {
				t.Errorf("%s %s: %s", r.method, r.url.Path, diff)
			}
			if nonce := r.url.Query().Get("rotating_token_nonce"); (nonce == "n") != (tt.name == "get rotated") {
				t.Errorf("the nonce is %q", nonce)
			}
			if tt.method == "POST" {
				c, w = wired(t, refusal(503, ""))
				if _, err := tt.call(t.Context(), c.SignIns); err == nil || len(w.requests()) != 1 {
					t.Errorf("a failure of the service: %v after %d requests, want 1", err, len(w.requests()))
				}
			}
			c, _ = wired(t, refusal(422, problems("form_identifier_not_found")))
			if got, err := tt.call(t.Context(), c.SignIns); got != nil || !clerkflow.IsCode(err, "form_identifier_not_found") {
				t.Errorf("a refusal: %+v, %v", got, err)
			}
		})
	}
}

func TestSignIn_readsEverything(t *testing.T) {
	t.Parallel()
	c, _ := wired(t, ok(aSignIn))
	got, err := c.SignIns.Get(t.Context(), "sia_1")
	if err != nil {
		t.Fatal(err)
	}
	want := &clerkflow.SignIn{
		ID: "sia_1", Status: clerkflow.SignInNeedsFirstFactor, SupportedIdentifiers: []clerkflow.Field{"email_address"},
		SupportedFirstFactors: []clerkflow.Factor{
			{Strategy: "password"},
			{Strategy: "email_code", SafeIdentifier: "o***@example.com", EmailAddressID: "idn_2"},
			{Strategy: "email_code", SafeIdentifier: "v***@example.com", EmailAddressID: "idn_1", Primary: true},
			{Strategy: "email_code", SafeIdentifier: "p***@example.com", EmailAddressID: "idn_3"},
		},
		SupportedSecondFactors:  []clerkflow.Factor{{Strategy: "phone_code", SafeIdentifier: "+1***71", PhoneNumberID: "idn_4", Default: true}, {Strategy: "totp"}},
		FirstFactorVerification: &clerkflow.Verification{Object: "verification_otp", Status: "unverified", Strategy: "email_code", Attempts: new(0), ExpireAt: 1700000600000},
		Identifier:              "vera@example.com", UserData: &clerkflow.UserData{FirstName: "Vera", ImageURL: "https://i.test"}, AbandonAt: 1700086400000, Locale: "de-CH",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	first, ok1 := got.FirstFactor(clerkflow.StrategyEmailCode)
	second, ok2 := got.SecondFactor(clerkflow.StrategyPhoneCode)
	if _, none := got.FirstFactor(clerkflow.StrategyMetamask); !ok1 || !ok2 || none || first.EmailAddressID != "idn_1" || second.PhoneNumberID != "idn_4" || got.Transferable() {
		t.Errorf("the factors are %+v and %+v", first, second)
	}
	got.FirstFactorVerification.Status = clerkflow.VerificationTransferable
	if !got.Transferable() || new(clerkflow.SignIn).Transferable() {
		t.Error("what is transferable is not seen")
	}
}

func TestClientResource_signIn(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"sign_in", "sign_in_attempt"} {
		c, _ := wired(t, ok(`{"response":{"id":"client_1","`+key+`":{"id":"sia_1"}},"client":null}`))
		if got, err := c.Clients.Get(t.Context()); err != nil || got.SignIn == nil || got.SignIn.ID != "sia_1" {
			t.Errorf("%s: got %+v, %v", key, got, err)
		}
	}
}

func TestSignIns_prepare_theSameAtOnceIsSentOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSlow()
		s.answers = ok(aSignIn)
		c := dial(t, s)
		var all sync.WaitGroup
		for range 3 {
			for _, prepare := range []func(context.Context, string, *clerkflow.PrepareFactorParams) (*clerkflow.SignIn, error){
				c.SignIns.PrepareFirstFactor, c.SignIns.PrepareSecondFactor,
			} {
				all.Go(func() {
					if _, err := prepare(t.Context(), "sia_1", &clerkflow.PrepareFactorParams{Strategy: clerkflow.StrategyPhoneCode}); err != nil {
						t.Error(err)
					}
				})
			}
		}
		synctest.Wait()
		close(s.let)
		all.Wait()
		if n := len(s.requests()); n != 2 {
			t.Errorf("%d requests were sent, want one for each factor", n)
		}
	})
}
