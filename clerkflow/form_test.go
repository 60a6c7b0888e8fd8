package clerkflow_test

import (
	"context"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clerkflow/clerkflow-go/clerkflow"
)

// formOf returns the body that a request has.
func formOf(t *testing.T, send func(context.Context, *clerkflow.SignUpService) (*clerkflow.SignUp, error)) url.Values {
	t.Helper()
	c, w := wired(t, ok(aSignUp))
	if _, err := send(t.Context(), c.SignUps); err != nil {
		t.Fatal(err)
	}
	return w.only(t).form(t)
}

func created(t *testing.T, params *clerkflow.SignUpParams) url.Values {
	t.Helper()
	return formOf(t, func(ctx context.Context, s *clerkflow.SignUpService) (*clerkflow.SignUp, error) {
		return s.Create(ctx, params)
	})
}

func values(v clerkflow.Values) clerkflow.SignUpParams { return clerkflow.SignUpParams{Values: v} }

func preparation(p clerkflow.Preparation) clerkflow.SignUpParams {
	return clerkflow.SignUpParams{Preparation: p}
}

// parameters has each field of SignUpParams once, with how it is written.
var parameters = []struct {
	params      clerkflow.SignUpParams
	name, value string
}{
	{values(clerkflow.Values{EmailAddress: "a+b@example.com"}), "email_address", "a+b@example.com"},
	{values(clerkflow.Values{PhoneNumber: "+15555550100"}), "phone_number", "+15555550100"},
	{values(clerkflow.Values{EmailAddressOrPhoneNumber: "x@example.com"}), "email_address_or_phone_number", "x@example.com"},
	{values(clerkflow.Values{Web3Wallet: "0xAb"}), "web3_wallet", "0xAb"},
	{values(clerkflow.Values{Username: "jane_d"}), "username", "jane_d"},
	{values(clerkflow.Values{Password: clerkflow.NewSecret("p&s=w ö%")}), "password", "p&s=w ö%"},
	{values(clerkflow.Values{FirstName: "Jane, of"}), "first_name", "Jane, of"},
	{values(clerkflow.Values{LastName: "O'Doe"}), "last_name", "O'Doe"},
	{values(clerkflow.Values{LegalAccepted: true}), "legal_accepted", "true"},
	{values(clerkflow.Values{UnsafeMetadata: clerkflow.Metadata{"b": []int{1, 2}, "a": map[string]any{"x": nil}}}), "unsafe_metadata", `{"a":{"x":null},"b":[1,2]}`},
	{values(clerkflow.Values{Locale: "de-CH"}), "locale", "de-CH"},
	{clerkflow.SignUpParams{Strategy: clerkflow.StrategyEmailCode}, "strategy", "email_code"},
	{preparation(clerkflow.Preparation{Channel: "whatsapp"}), "channel", "whatsapp"},
	{preparation(clerkflow.Preparation{RedirectURL: "https://app.test/a?b=c&d"}), "redirect_url", "https://app.test/a?b=c&d"},
	{preparation(clerkflow.Preparation{ActionCompleteRedirectURL: "app:/done"}), "action_complete_redirect_url", "app:/done"},
	{preparation(clerkflow.Preparation{OIDCPrompt: "login"}), "oidc_prompt", "login"},
	{preparation(clerkflow.Preparation{OIDCLoginHint: "jane@example.com"}), "oidc_login_hint", "jane@example.com"},
	{preparation(clerkflow.Preparation{EnterpriseConnectionID: "idn_1"}), "enterprise_connection_id", "idn_1"},
	{preparation(clerkflow.Preparation{RedirectURI: "app://back"}), "redirect_uri", "app://back"},
	{preparation(clerkflow.Preparation{CodeChallenge: "c"}), "code_challenge", "c"},
	{preparation(clerkflow.Preparation{CodeChallengeMethod: "S256"}), "code_challenge_method", "S256"},
	{clerkflow.SignUpParams{Token: clerkflow.NewSecret("h.p.s")}, "token", "h.p.s"},
	{clerkflow.SignUpParams{Code: clerkflow.NewSecret("c&d")}, "code", "c&d"},
	{clerkflow.SignUpParams{Transfer: true}, "transfer", "true"},
	{clerkflow.SignUpParams{Captcha: clerkflow.Captcha{CaptchaToken: clerkflow.NewSecret("t")}}, "captcha_token", "t"},
	{clerkflow.SignUpParams{Captcha: clerkflow.Captcha{CaptchaError: "not_loaded"}}, "captcha_error", "not_loaded"},
	{clerkflow.SignUpParams{Captcha: clerkflow.Captcha{CaptchaWidgetType: "smart"}}, "captcha_widget_type", "smart"},
}

func TestSignUpParams_form(t *testing.T) {
	t.Parallel()
	for _, tt := range parameters {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			want := url.Values{tt.name: {tt.value}}
			if diff := cmp.Diff(want, created(t, &tt.params)); diff != "" {
				t.Errorf("create: %s", diff)
			}
			updated := formOf(t, func(ctx context.Context, s *clerkflow.SignUpService) (*clerkflow.SignUp, error) {
				return s.Update(ctx, "sua_1", &tt.params)
			})
			if diff := cmp.Diff(want, updated); diff != "" {
				t.Errorf("update: %s", diff)
			}
		})
	}
}

// A field that the table above forgets is found here.
func TestSignUpParams_everyFieldIsTested(t *testing.T) {
	t.Parallel()
	var tested []string
	for _, p := range parameters {
		tested = append(tested, p.name)
	}
	names := parameterNames(reflect.TypeFor[clerkflow.SignUpParams]())
	tested = append(tested, "ticket") // it brings its strategy along: tested with the tickets
	slices.Sort(tested)
	slices.Sort(names)
	if diff := cmp.Diff(names, tested); diff != "" {
		t.Error(diff)
	}
}

func parameterNames(params reflect.Type) []string {
	var names []string
	for i := range params.NumField() {
		field := params.Field(i)
		if field.Anonymous {
			names = append(names, parameterNames(field.Type)...)
			continue
		}
		name, _, _ := strings.Cut(field.Tag.Get("url"), ",")
		names = append(names, name)
	}
	return names
}

func TestSignUpParams_zeroValuesAreNotSent(t *testing.T) {
	t.Parallel()
	for name, params := range map[string]*clerkflow.SignUpParams{
		"nil": nil, "zero": {}, "empty": {Values: clerkflow.Values{Password: clerkflow.NewSecret(""), UnsafeMetadata: nil}},
	} {
		if form := created(t, params); len(form) != 0 {
			t.Errorf("%s: sent %v", name, form)
		}
	}
}

func TestSignUpParams_together(t *testing.T) {
	t.Parallel()
	form := created(t, &clerkflow.SignUpParams{
		Values: clerkflow.Values{
			EmailAddress: "jane@example.com", Password: clerkflow.NewSecret("long enough"), LegalAccepted: true,
			UnsafeMetadata: clerkflow.Metadata{"plan": "gold", "seats": 3, "html": "<b>&"},
		},
		Strategy:    clerkflow.StrategyEmailLink,
		Preparation: clerkflow.Preparation{RedirectURL: "https://app.test/"},
	})
	want := url.Values{
		"email_address": {"jane@example.com"}, "password": {"long enough"}, "legal_accepted": {"true"},
		"unsafe_metadata": {`{"html":"\u003cb\u003e\u0026","plan":"gold","seats":3}`},
		"strategy":        {"email_link"}, "redirect_url": {"https://app.test/"},
	}
	if diff := cmp.Diff(want, form); diff != "" {
		t.Error(diff)
	}
}

func TestSignUpParams_metadataThatIsNoJSON(t *testing.T) {
	t.Parallel()
	c, w := wired(t, ok(aSignUp))
	_, err := c.SignUps.Create(t.Context(), new(values(clerkflow.Values{UnsafeMetadata: clerkflow.Metadata{"c": make(chan int)}})))
	if want := "clerkflow: POST /v1/client/sign_ups: unsafe_metadata cannot be written as JSON: json: unsupported type: chan int"; errorText(err) != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if n := len(w.requests()); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}

func TestPrepareParams_form(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		params clerkflow.PrepareParams
		want   url.Values
	}{
		{clerkflow.PrepareParams{Strategy: clerkflow.StrategyPhoneCode, Preparation: clerkflow.Preparation{Channel: "sms"}}, url.Values{"strategy": {"phone_code"}, "channel": {"sms"}}},
		{clerkflow.PrepareParams{Strategy: clerkflow.StrategyEmailLink, Preparation: clerkflow.Preparation{RedirectURL: "https://a.test"}}, url.Values{"strategy": {"email_link"}, "redirect_url": {"https://a.test"}}},
		{clerkflow.PrepareParams{Strategy: clerkflow.StrategyMetamask}, url.Values{"strategy": {"web3_metamask_signature"}}},
	} {
		form := formOf(t, func(ctx context.Context, s *clerkflow.SignUpService) (*clerkflow.SignUp, error) {
			return s.Prepare(ctx, "sua_1", &tt.params)
		})
		if diff := cmp.Diff(tt.want, form); diff != "" {
			t.Errorf("%s: %s", tt.params.Strategy, diff)
		}
	}
}

func TestAttemptParams_form(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		params clerkflow.AttemptParams
		want   url.Values
	}{
		{clerkflow.AttemptParams{Strategy: clerkflow.StrategyEmailCode, Code: clerkflow.NewSecret("424242")}, url.Values{"strategy": {"email_code"}, "code": {"424242"}}},
		{clerkflow.AttemptParams{Strategy: clerkflow.StrategySolana, Signature: clerkflow.NewSecret("a+/=")}, url.Values{"strategy": {"web3_solana_signature"}, "signature": {"a+/="}}},
	} {
		form := formOf(t, func(ctx context.Context, s *clerkflow.SignUpService) (*clerkflow.SignUp, error) {
			return s.Attempt(ctx, "sua_1", &tt.params)
		})
		if diff := cmp.Diff(tt.want, form); diff != "" {
			t.Errorf("%s: %s", tt.params.Strategy, diff)
		}
	}
}
