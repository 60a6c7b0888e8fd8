package clerkflow_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clerkflow/clerkflow-go/clerkflow"
)

const anEnvironment = `{
	"auth_config":{"object":"auth_config","single_session_mode":true,"phone_number":"on","native_settings":{"api_enabled":true}},
	"display_config":{"application_name":"Shop","terms_url":"https://shop.test/terms","privacy_policy_url":"https://shop.test/privacy","captcha_oauth_bypass":[]},
	"user_settings":{
		"attributes":{
			"email_address":{"enabled":true,"required":true,"used_for_first_factor":true,"first_factors":["email_code"],"used_for_second_factor":false,"second_factors":[],"verifications":["email_code","email_link"],"verify_at_sign_up":true,"immutable":false},
			"phone_number":{"enabled":true,"channels":["sms","whatsapp"]},
			"passkey":{"enabled":true},
			"later_addition":{"enabled":true,"required":true}},
		"social":{
			"oauth_google":{"enabled":true,"required":false,"authenticatable":true,"strategy":"oauth_google","name":"Google","logo_url":null},
			"oauth_custom_acme":{"enabled":true,"authenticatable":true,"name":"Acme"},
			"oauth_notion":{"enabled":true,"authenticatable":false,"strategy":"oauth_notion"},
			"oauth_apple":{"enabled":false,"authenticatable":true,"strategy":"oauth_apple"}},
		"sign_up":{"progressive":true,"mode":"restricted","captcha_enabled":true,"legal_consent_enabled":true,"custom_action_required":true,"mfa":{"required":false}},
		"password_settings":{"min_length":8,"max_length":0,"require_special_char":true,"require_numbers":true,"require_uppercase":true,"require_lowercase":true,"allowed_special_characters":"!?"},
		"username_settings":{"min_length":4,"max_length":64}},
	"maintenance_mode":false}`

func TestEnvironment_Get(t *testing.T) {
	t.Parallel()
	c, _ := wired(t, ok(anEnvironment))
	got, err := c.Environment.Get(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := &clerkflow.Environment{UserSettings: clerkflow.UserSettings{
		Attributes: map[clerkflow.Field]clerkflow.Attribute{
			"email_address": {
				Enabled: true, Required: true, UsedForFirstFactor: true, VerifyAtSignUp: true,
				Verifications: []clerkflow.Strategy{"email_code", "email_link"},
			},
			"phone_number": {Enabled: true, Channels: []string{"sms", "whatsapp"}}, "passkey": {Enabled: true}, "later_addition": {Enabled: true, Required: true},
		},
		Social: map[clerkflow.Strategy]clerkflow.Social{
			"oauth_google":      {Enabled: true, Authenticatable: true, Strategy: "oauth_google", Name: "Google"},
			"oauth_custom_acme": {Enabled: true, Authenticatable: true, Name: "Acme"},
			"oauth_notion":      {Enabled: true, Strategy: "oauth_notion"},
			"oauth_apple":       {Authenticatable: true, Strategy: "oauth_apple"},
		},
		SignUp: clerkflow.SignUpSettings{Progressive: true, Mode: "restricted", CaptchaEnabled: true, LegalConsentEnabled: true, CustomActionRequired: true},
		PasswordSettings: clerkflow.PasswordSettings{
			MinLength: 8, RequireSpecialChar: true, RequireNumbers: true, RequireUppercase: true, RequireLowercase: true, AllowedSpecialCharacters: "!?",
		},
		UsernameSettings: clerkflow.UsernameSettings{MinLength: 4, MaxLength: 64},
	}}
	want.AuthConfig.SingleSessionMode = true
	want.DisplayConfig.ApplicationName = "Shop"
	want.DisplayConfig.TermsURL, want.DisplayConfig.PrivacyPolicyURL = "https://shop.test/terms", "https://shop.test/privacy"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	socials := []clerkflow.Social{
		{Enabled: true, Authenticatable: true, Strategy: "oauth_custom_acme", Name: "Acme"},
		{Enabled: true, Authenticatable: true, Strategy: "oauth_google", Name: "Google"},
	}
	if diff := cmp.Diff(socials, got.Socials()); diff != "" {
		t.Errorf("Socials: %s", diff)
	}
}

func TestEnvironment_Get_absentGroups(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{}`, `{"auth_config":null,"display_config":null,"user_settings":null}`, `{"user_settings":{}}`,
		`{"user_settings":{"attributes":null,"social":null,"sign_up":null,"password_settings":null,"username_settings":{"min_length":null}}}`,
	} {
		c, _ := wired(t, ok(body))
		got, err := c.Environment.Get(t.Context())
		if err != nil {
			t.Errorf("%s: %v", body, err)
			continue
		}
		if diff := cmp.Diff(&clerkflow.Environment{}, got); diff != "" || got.Socials() != nil {
			t.Errorf("%s: %s, socials %v", body, diff, got.Socials())
		}
	}
}

func TestFlow_Environment_isReadOnceInFiveMinutes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, w := wired(t, ok(anEnvironment))
		read := func(c *clerkflow.Client, want int) {
			t.Helper()
			env, err := clerkflow.NewSignUp(c).Environment(t.Context())
			if err != nil || env.DisplayConfig.ApplicationName != "Shop" {
				t.Fatalf("%+v, %v", env, err)
			}
			if n := len(w.requests()); n != want {
				t.Errorf("%d requests after %s, want %d", n, time.Since(w.requests()[0].arrived), want)
			}
		}
		read(c, 1)
		read(c, 1)
		pass(5*time.Minute - 1)
		read(c, 1)
		pass(1)
		read(c, 2)
		pass(4 * time.Minute)
		read(clerkflow.NewSignUp(c).Client(), 2) // a copy for one flow knows it, too
		read(dial(t, w), 3)                      // another client does not
		if _, err := c.Environment.Get(t.Context()); err != nil || len(w.requests()) != 4 {
			t.Errorf("Get: %v, %d requests, want one each time", err, len(w.requests()))
		}
	})
}

// pass lets time pass in a bubble.
func pass(d time.Duration) { <-time.NewTimer(d).C }

func TestFlow_Environment_errorsAreNotKept(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, w := wired(t, append(refusal(500, problems("internal_clerk_error")), ok(anEnvironment)...))
		flow := clerkflow.NewSignUp(c)
		if _, err := flow.Environment(t.Context()); !clerkflow.IsCode(err, "internal_clerk_error") {
			t.Errorf("the error is %v", err)
		}
		if env, err := flow.Environment(t.Context()); err != nil || env.DisplayConfig.ApplicationName != "Shop" || len(w.requests()) != 2 {
			t.Errorf("%+v, %v after %d requests", env, err, len(w.requests()))
		}
	})
}

func TestFlow_Environment_parallelCallersWaitForOneRequest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const path = "/v1/environment"
		g := newGate(path)
		c := dial(t, g)
		impatient, leave := context.WithCancelCause(t.Context())
		gone := make(chan error)
		var group sync.WaitGroup
		for range 20 {
			group.Go(func() {
				if env, err := clerkflow.NewSignUp(c).Environment(t.Context()); err != nil || env.DisplayConfig.ApplicationName != "Shop" {
					t.Errorf("%+v, %v", env, err)
				}
			})
		}
		<-g.arrived
		synctest.Wait() // the others stand in line
		go func() {
			_, err := clerkflow.NewSignUp(c).Environment(impatient)
			gone <- err
		}()
		synctest.Wait()
		leave(errGone)
		if err := <-gone; !errors.Is(err, errGone) {
			t.Errorf("who does not wait any more gets %v", err)
		}
		g.open[path] <- reply{status: 200, body: anEnvironment}
		group.Wait()
		if n := len(g.arrived); n != 0 {
			t.Errorf("%d requests too many", n)
		}
	})
}
