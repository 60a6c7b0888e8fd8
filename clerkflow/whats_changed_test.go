package clerkflow_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/clerkflow/bapi"
	"github.com/clerkflow/clerkflow-go/clerkflow/web3"
	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
)

// The four changes that Progressive Sign Up brought in 2022, each through driver,
// client, wire and mock, before and after the switch is thrown.

// switched runs the same story on an instance before and after its backend switched
// progressive_sign_up on.
func switched(t *testing.T, change func(s *environment.UserSettings), story func(t *testing.T, m *mockfapi.Instance, progressive bool)) {
	t.Helper()
	for _, progressive := range []bool{false, true} {
		name := map[bool]string{false: "before", true: "after"}[progressive]
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := blank(t, func(s *environment.UserSettings) {
				change(s)
				s.SignUp.Progressive = !progressive
			})
			backend, err := bapi.New(m.SecretKey(), bapi.WithBaseURL(m.URL()), bapi.WithHTTPClient(m.HTTPClient()))
			if err != nil {
				t.Fatal(err)
			}
			settings, err := backend.BetaFeatures.UpdateInstanceSettings(t.Context(), &bapi.UpdateInstanceSettingsParams{ProgressiveSignUp: &progressive})
			if err != nil {
				t.Fatal(err)
			}
			if settings.ProgressiveSignUp != progressive {
				t.Fatalf("progressive_sign_up is %t after switching it to %t", settings.ProgressiveSignUp, progressive)
			}
			story(t, m, progressive)
		})
	}
}

// withGoogle lets a person come with a Google account and stops where the browser
// is back: what the service says then is what changed.
func withGoogle(t *testing.T, m *mockfapi.Instance, account string) (*visitor, *clerkflow.Flow, error) {
	t.Helper()
	v := newVisitor(t, m)
	f := v.flow(clerkflow.Policy{})
	if err := f.StartOAuth(t.Context(), clerkflow.StrategyOAuthGoogle); err != nil {
		t.Fatal(err)
	}
	step, err := f.Next(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	redirect, ok := step.(*clerkflow.RedirectStep)
	if !ok {
		t.Fatalf("the step is %s, want a redirect", step.Kind())
	}
	back, err := m.Authorize(t.Context(), redirect.URL.String(), account)
	if err != nil {
		t.Fatal(err)
	}
	return v, f, redirect.Returned(t.Context(), back)
}

// says compares what the service says of a sign-up.
func says(t *testing.T, su *clerkflow.SignUp, status clerkflow.Status, missing, unverified []clerkflow.Field) {
	t.Helper()
	got := []any{su.Status, slices.Sorted(slices.Values(su.MissingFields)), slices.Sorted(slices.Values(su.UnverifiedFields))}
	want := []any{status, slices.Sorted(slices.Values(missing)), slices.Sorted(slices.Values(unverified))}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("status, missing and unverified fields (-want +got):\n%s", diff)
	}
}

// finish runs the flow and compares what was asked and who came of it.
func finish(t *testing.T, v *visitor, f *clerkflow.Flow, asked []string, user string) {
	t.Helper()
	done, err := f.Run(t.Context(), v.callbacks())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(asked, v.asked); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(user, essence(v.user(t, f, done))); diff != "" {
		t.Errorf("user (-want +got):\n%s", diff)
	}
}

const (
	complete            = clerkflow.StatusComplete
	missingRequirements = clerkflow.StatusMissingRequirements
)

type fields = []clerkflow.Field

// First: "Now they have to be collected before the sign-up can complete."
func TestChanged_requiredNameAndPhoneAfterOAuth(t *testing.T) {
	t.Parallel()
	switched(t, func(s *environment.UserSettings) {
		s.Attributes.EmailAddress, s.Attributes.PhoneNumber = environment.Email(environment.Required), environment.Phone(environment.Required)
		s.Attributes.FirstName, s.Attributes.LastName = environment.Plain(environment.Required), environment.Plain(environment.Required)
		s.Social["oauth_google"] = environment.Provider("oauth_google")
	}, func(t *testing.T, m *mockfapi.Instance, progressive bool) {
		v, f, err := withGoogle(t, m, "no-last-name")
		if err != nil {
			t.Fatal(err)
		}
		if !progressive {
			says(t, f.SignUp(), complete, nil, nil)
			finish(t, v, f, nil, "account oauth_google google-no-last-name, email mono@google.test verified, name Mono , username ")
			return
		}
		says(t, f.SignUp(), missingRequirements, fields{"last_name", "phone_number"}, nil)
		finish(t, v, f, []string{"phone_number", "last_name", "code phone_number"},
			"account oauth_google google-no-last-name, email mono@google.test verified, name Mono Visitor, phone +14155552671 verified, username ")
	})
}

// Second: a provider without a verified e-mail address "will be handled gracefully".
func TestChanged_providerWithoutVerifiedEmail(t *testing.T) {
	t.Parallel()
	change := func(s *environment.UserSettings) {
		s.Attributes.EmailAddress = environment.Email(environment.Required)
		s.Social["oauth_google"] = environment.Provider("oauth_google")
	}
	const refused = "external_account_email_address_verification_required"
	t.Run("unverified", func(t *testing.T) {
		t.Parallel()
		switched(t, change, func(t *testing.T, m *mockfapi.Instance, progressive bool) {
			v, f, err := withGoogle(t, m, "unverified")
			if !progressive {
				if got := outcome(err); got != refused {
					t.Errorf("the round trip ended in %s, want %s", got, refused)
				}
				return
			}
			says(t, f.SignUp(), missingRequirements, nil, fields{"email_address"})
			finish(t, v, f, []string{"code email_address"}, "account oauth_google google-unverified, email unverified@google.test verified, name  , username ")
		})
	})
	t.Run("absent", func(t *testing.T) {
		t.Parallel()
		switched(t, change, func(t *testing.T, m *mockfapi.Instance, progressive bool) {
			v, f, err := withGoogle(t, m, "no-email")
			if !progressive {
				if got := outcome(err); got != refused {
					t.Errorf("the round trip ended in %s, want %s", got, refused)
				}
				return
			}
			says(t, f.SignUp(), missingRequirements, fields{"email_address"}, nil)
			finish(t, v, f, []string{"email_address", "code email_address"}, "account oauth_google google-no-email, email vera@example.com verified, name  , username ")
		})
	})
}

// Third: Web3 together with e-mail, names, phone and password.
func TestChanged_web3WithTheRest(t *testing.T) {
	t.Parallel()
	switched(t, func(s *environment.UserSettings) {
		s.Attributes.EmailAddress, s.Attributes.PhoneNumber = environment.Email(environment.Required), environment.Phone(environment.Required)
		s.Attributes.FirstName, s.Attributes.LastName = environment.Plain(environment.Required), environment.Plain(environment.Required)
		s.Attributes.Password, s.Attributes.Web3Wallet = environment.Password(environment.Optional), environment.Wallet(environment.Optional)
	}, func(t *testing.T, m *mockfapi.Instance, progressive bool) {
		v := newVisitor(t, m)
		wallet, err := web3.GeneratePrivateKey()
		if err != nil {
			t.Fatal(err)
		}
		v.wallet = wallet

		// Everything in one request, which is what "in combination" means.
		_, err = v.client.SignUps.Create(t.Context(), &clerkflow.SignUpParams{Values: clerkflow.Values{
			Web3Wallet: wallet.Address(), EmailAddress: "w@example.com", Password: clerkflow.NewSecret("correct horse battery"),
		}})
		if progressive != (err == nil) {
			t.Errorf("a wallet with e-mail and password: %s", outcome(err))
		}
		if !progressive && !clerkflow.IsCode(err, "form_conditional_param_disallowed") {
			t.Errorf("a wallet with e-mail and password: %s", outcome(err))
		}

		f := v.flow(clerkflow.Policy{Optional: fields{clerkflow.FieldPassword}})
		if err := f.StartWeb3(t.Context(), wallet.Address(), clerkflow.StrategyMetamask); err != nil {
			t.Fatal(err)
		}
		if !progressive {
			finish(t, v, f, []string{"sign"}, "name  , username , wallet "+wallet.Address()+" verified")
			return
		}
		finish(t, v, f,
			[]string{"sign", "email_address", "phone_number", "first_name", "last_name", "password", "code email_address", "code phone_number"},
			"email vera@example.com verified, name Vera Visitor, password, phone +14155552671 verified, username , wallet "+wallet.Address()+" verified")
	})
}

// Fourth: "Emails and phones could not be marked as required/optional."
func TestChanged_emailAndPhoneRequiredOrOptional(t *testing.T) {
	t.Parallel()
	start := func(t *testing.T, m *mockfapi.Instance) (*visitor, *clerkflow.SignUp) {
		t.Helper()
		v := newVisitor(t, m)
		su, err := v.client.SignUps.Create(t.Context(), &clerkflow.SignUpParams{})
		if err != nil {
			t.Fatal(err)
		}
		return v, su
	}
	t.Run("both required", func(t *testing.T) {
		t.Parallel()
		switched(t, func(s *environment.UserSettings) {
			s.Attributes.EmailAddress, s.Attributes.PhoneNumber = environment.Email(environment.Required), environment.Phone(environment.Required)
		}, func(t *testing.T, m *mockfapi.Instance, progressive bool) {
			v, su := start(t, m)
			if !progressive {
				if len(su.RequiredFields) != 0 {
					t.Errorf("required fields are %v before they could be", su.RequiredFields)
				}
				finish(t, v, v.flow(clerkflow.Policy{}), []string{"choose", "email_address", "code email_address"}, "email vera@example.com verified, name  , username ")
				return
			}
			says(t, su, missingRequirements, fields{"email_address", "phone_number"}, nil)
			finish(t, v, v.flow(clerkflow.Policy{}), []string{"email_address", "phone_number", "code email_address", "code phone_number"},
				"email vera@example.com verified, name  , phone +14155552671 verified, username ")
		})
	})
	t.Run("e-mail required, phone optional", func(t *testing.T) {
		t.Parallel()
		switched(t, func(s *environment.UserSettings) {
			s.Attributes.EmailAddress, s.Attributes.PhoneNumber = environment.Email(environment.Required), environment.Phone(environment.Optional)
		}, func(t *testing.T, m *mockfapi.Instance, progressive bool) {
			v, su := start(t, m)
			if !progressive { // either will do, whatever the settings say
				says(t, su, missingRequirements, fields{"email_address", "phone_number"}, nil)
				v.types[clerkflow.FieldEmailAddress] = ""
				finish(t, v, v.flow(clerkflow.Policy{}, clerkflow.WithValues(clerkflow.Values{PhoneNumber: "+14155552671"})), []string{"code phone_number"}, "name  , phone +14155552671 verified, username ")
				return
			}
			says(t, su, missingRequirements, fields{"email_address"}, nil)
			finish(t, v, v.flow(clerkflow.Policy{}), []string{"email_address", "code email_address"}, "email vera@example.com verified, name  , username ")
		})
	})
	t.Run("both optional", func(t *testing.T) {
		t.Parallel()
		switched(t, func(s *environment.UserSettings) {
			s.Attributes.EmailAddress, s.Attributes.PhoneNumber = environment.Email(environment.Optional), environment.Phone(environment.Optional)
			s.Attributes.Username, s.Attributes.Password = environment.Username(environment.Required), environment.Password(environment.Required)
		}, func(t *testing.T, m *mockfapi.Instance, progressive bool) {
			v, su := start(t, m)
			if !progressive { // an address had to be given, though nothing required one
				says(t, su, missingRequirements, fields{"email_address", "password", "phone_number", "username"}, nil)
				return
			}
			says(t, su, missingRequirements, fields{"password", "username"}, nil)
			finish(t, v, v.flow(clerkflow.Policy{}), []string{"username", "password"}, "name  , password, username vera_v")
		})
	})
}
