package clerkflow_test

import (
	"context"
	"errors"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clerkflow/clerkflow-go/clerkflow"
)

// Every way in carries what belongs to every sign-up of the program.
func TestFlow_start_carriesMetadataConsentAndLocale(t *testing.T) {
	t.Parallel()
	token := clerkflow.NewSecret("h.p.s")
	names := clerkflow.Values{FirstName: "Ada", LastName: "Apple"}
	for _, tt := range []struct {
		name  string
		start func(ctx context.Context, f *clerkflow.Flow) error
		want  url.Values
	}{
		{"OAuth", func(ctx context.Context, f *clerkflow.Flow) error {
			return f.StartOAuth(ctx, clerkflow.StrategyOAuthGoogle)
		}, url.Values{"strategy": {"oauth_google"}, "redirect_url": {landing}, "action_complete_redirect_url": {landing}}},
		{"enterprise SSO", func(ctx context.Context, f *clerkflow.Flow) error {
			return f.StartEnterpriseSSO(ctx, "ada@corp.test")
		}, url.Values{"strategy": {"enterprise_sso"}, "email_address": {"ada@corp.test"}, "redirect_url": {landing}, "action_complete_redirect_url": {landing}}},
		{"wallet", func(ctx context.Context, f *clerkflow.Flow) error {
			return f.StartWeb3(ctx, "0xAb", clerkflow.StrategyBase)
		}, url.Values{"strategy": {"web3_base_signature"}, "web3_wallet": {"0xAb"}}},
		{"Apple's ID token", func(ctx context.Context, f *clerkflow.Flow) error {
			return f.StartIDToken(ctx, clerkflow.StrategyOAuthTokenApple, token, names)
		}, url.Values{"strategy": {"oauth_token_apple"}, "token": {"h.p.s"}, "first_name": {"Ada"}, "last_name": {"Apple"}}},
		{"Google One Tap", func(ctx context.Context, f *clerkflow.Flow) error {
			return f.StartIDToken(ctx, clerkflow.StrategyGoogleOneTap, token, clerkflow.Values{})
		}, url.Values{"strategy": {"google_one_tap"}, "token": {"h.p.s"}}},
		{"ticket", func(ctx context.Context, f *clerkflow.Flow) error {
			return f.StartTicket(ctx, clerkflow.NewSecret("t.t.t"), clerkflow.Values{Password: clerkflow.NewSecret("long enough")})
		}, url.Values{"strategy": {"ticket"}, "ticket": {"t.t.t"}, "password": {"long enough"}}},
		{"transfer", func(ctx context.Context, f *clerkflow.Flow) error {
			return f.StartTransfer(ctx, names)
		}, url.Values{"transfer": {"true"}, "first_name": {"Ada"}, "last_name": {"Apple"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, w := wired(t, ok(aSignUp))
			f := clerkflow.NewSignUp(c, clerkflow.WithRedirectURL(landing), clerkflow.WithValues(clerkflow.Values{
				LegalAccepted: true, UnsafeMetadata: clerkflow.Metadata{"plan": "gold"}, Locale: "de-CH",
			}))
			if err := tt.start(t.Context(), f); err != nil || f.SignUp().ID != "sua_1" {
				t.Fatalf("got %+v, %v", f.SignUp(), err)
			}
			tt.want["legal_accepted"], tt.want["unsafe_metadata"], tt.want["locale"] = []string{"true"}, []string{`{"plan":"gold"}`}, []string{"de-CH"}
			r := w.only(t)
			if diff := cmp.Diff(tt.want, r.form(t)); diff != "" || r.method != "POST" || r.url.Path != "/v1/client/sign_ups" {
				t.Errorf("%s %s: %s", r.method, r.url.Path, diff)
			}
		})
	}
}

const (
	signedInClient  = `{"response":{"id":"client_1","sessions":[{"id":"sess_1","status":"active"}]},"client":null}`
	signedOutClient = `{"response":{"id":"client_1","sessions":[{"id":"sess_1","status":"ended"}]},"client":null}`
)

func TestFlow_StartTicket_whileSignedIn(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name     string
		answers  []reply
		want     error
		requests int
	}{
		{"signed in", ok(signedInClient), clerkflow.ErrSignedIn, 1},
		{"signed out", append(ok(signedOutClient), ok(aSignUp)...), nil, 2},
		{"no client", append(ok(`{"response":null,"client":null}`), ok(aSignUp)...), nil, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, w := wired(t, tt.answers, clerkflow.WithClientToken(clerkflow.NewSecret("h.token.s")))
			err := clerkflow.NewSignUp(c).StartTicket(t.Context(), clerkflow.NewSecret("t.t.t"), clerkflow.Values{})
			if !errors.Is(err, tt.want) || len(w.requests()) != tt.requests {
				t.Errorf("got %v after %d requests, want %v after %d", err, len(w.requests()), tt.want, tt.requests)
			}
		})
	}
	c, _ := wired(t, refusal(401, problems("authentication_invalid")), clerkflow.WithClientToken(clerkflow.NewSecret("h.token.s")))
	if err := clerkflow.NewSignUp(c).StartTicket(t.Context(), clerkflow.NewSecret("t.t.t"), clerkflow.Values{}); !clerkflow.IsCode(err, "authentication_invalid") {
		t.Errorf("got %v", err)
	}
}

// A ticket is ignored without its strategy: it cannot be sent without.
func TestSignUpParams_ticket(t *testing.T) {
	t.Parallel()
	ticket := clerkflow.NewSecret("t.t.t")
	for _, tt := range []struct {
		params clerkflow.SignUpParams
		want   url.Values
	}{
		{clerkflow.SignUpParams{Ticket: ticket}, url.Values{"ticket": {"t.t.t"}, "strategy": {"ticket"}}},
		{clerkflow.SignUpParams{Ticket: ticket, Strategy: clerkflow.StrategyOAuthApple}, url.Values{"ticket": {"t.t.t"}, "strategy": {"oauth_apple"}}},
	} {
		for name, send := range map[string]func(context.Context, *clerkflow.SignUpService) (*clerkflow.SignUp, error){
			"create": func(ctx context.Context, s *clerkflow.SignUpService) (*clerkflow.SignUp, error) {
				return s.Create(ctx, &tt.params)
			},
			"update": func(ctx context.Context, s *clerkflow.SignUpService) (*clerkflow.SignUp, error) {
				return s.Update(ctx, "sua_1", &tt.params)
			},
		} {
			before := tt.params.Strategy
			if diff := cmp.Diff(tt.want, formOf(t, send)); diff != "" || tt.params.Strategy != before {
				t.Errorf("%s: %s, the caller's strategy is %q now", name, diff, tt.params.Strategy)
			}
		}
	}
}

// A flow that is under way makes a new sign-up from a sign-in, in its own place.
func TestFlow_StartTransfer_inTheMiddle(t *testing.T) {
	t.Parallel()
	c, w := wired(t, ok(aSignUp))
	f := clerkflow.Resume(c, clerkflow.State{SignUpID: "sua_0"})
	if err := f.StartTransfer(t.Context(), clerkflow.Values{}); err != nil {
		t.Fatal(err)
	}
	if r := w.only(t); r.method != "POST" || f.State().SignUpID != "sua_1" {
		t.Errorf("sent %s %s, the flow goes on with %s", r.method, r.url.Path, f.State().SignUpID)
	}
}

func TestStrategy_IsIDToken(t *testing.T) {
	t.Parallel()
	for s, want := range map[clerkflow.Strategy]bool{
		clerkflow.StrategyOAuthTokenApple: true, clerkflow.StrategyOAuthTokenGoogle: true, clerkflow.StrategyGoogleOneTap: true,
		"oauth_token_custom_x": true, clerkflow.StrategyOAuthGoogle: false, clerkflow.StrategyTicket: false, "": false,
	} {
		if s.IsIDToken() != want || want && s.IsOAuth() {
			t.Errorf("%s: %t, OAuth %t", s, s.IsIDToken(), s.IsOAuth())
		}
	}
}

func TestSignUp_externalAccountOfAUser(t *testing.T) {
	t.Parallel()
	for document, want := range map[string]struct {
		transferable bool
		session      string
	}{
		`{}`: {},
		`{"verifications":{"external_account":{"status":"transferable","error":{"code":"external_account_exists"}}}}`:                                   {true, ""},
		`{"verifications":{"external_account":{"status":"unverified","error":{"code":"identifier_already_signed_in","meta":{"session_id":"sess_1"}}}}}`: {false, "sess_1"},
		`{"verifications":{"external_account":{"status":"failed","error":{"code":"oauth_access_denied","meta":{"session_id":"sess_1"}}}}}`:              {},
	} {
		su := signUpOf(t, document)
		if su.Transferable() != want.transferable || su.ExistingSessionID() != want.session {
			t.Errorf("%s: %t, %q", document, su.Transferable(), su.ExistingSessionID())
		}
	}
}
