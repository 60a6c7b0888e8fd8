package clerkflow_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/clerkflow/web3"
	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
)

// What the service does to its clients besides answering: the driver does not mind
// what is only in another order, added or renamed, and names what it cannot know.

func TestAwkward_whatDoesNotMatter(t *testing.T) {
	t.Parallel()
	for name, a := range map[string]mockfapi.Awkward{
		"another order":   {Shuffle: true},
		"extra keys":      {ExtraKeys: true},
		"old client keys": {LegacyClientKeys: true},
		"all of it":       {Shuffle: true, ExtraKeys: true, LegacyClientKeys: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for preset, want := range map[string]string{
				"all-required": "consent, email vera@example.com verified, name Vera Visitor, password, phone +14155552671 verified, username vera_v",
				"email-link":   "email vera@example.com verified, name  , username ",
				"legacy-oauth": "email vera@example.com verified, name Vera Visitor, username ",
			} {
				m := mockfapi.NewT(t, mockfapi.WithPreset(preset), mockfapi.WithAwkward(a)) //nolint:forbidigo // no file allows these answers
				v := newVisitor(t, m)
				f := v.flow(clerkflow.Policy{})
				done, err := f.Run(t.Context(), v.callbacks())
				if err != nil {
					t.Errorf("%s: %v", preset, err)
					continue
				}
				if diff := cmp.Diff(want, essence(v.user(t, f, done))); diff != "" {
					t.Errorf("%s: user (-want +got):\n%s", preset, diff)
				}
			}
			m := mockfapi.NewT(t, mockfapi.WithPreset("oauth"), mockfapi.WithAwkward(a)) //nolint:forbidigo // no file allows these answers
			v, f, err := withGoogle(t, m, "no-email")
			if err != nil {
				t.Fatal(err)
			}
			finish(t, v, f, []string{"email_address", "phone_number", "code email_address", "code phone_number"},
				"account oauth_google google-no-email, email vera@example.com verified, name Noemi Less, phone +14155552671 verified, username ")
		})
	}
}

func TestAwkward_whatNobodyKnows(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		awkward mockfapi.Awkward
		want    clerkflow.UnsupportedError
		text    string
	}{
		"field": {
			mockfapi.Awkward{MissingField: "shoe_size"},
			clerkflow.UnsupportedError{Status: missingRequirements, Missing: fields{"shoe_size"}, Unverified: fields{}},
			"clerkflow: unsupported: status missing_requirements, missing shoe_size: update this module, or finish the sign-up in a browser",
		},
		"status": {
			mockfapi.Awkward{Status: "in_review"},
			clerkflow.UnsupportedError{Status: "in_review", Missing: fields{}, Unverified: fields{"email_address", "phone_number"}},
			"clerkflow: unsupported: status in_review, unverified email_address phone_number: update this module, or finish the sign-up in a browser",
		},
		"strategy": {
			mockfapi.Awkward{Strategy: "fax_code"},
			clerkflow.UnsupportedError{Status: missingRequirements, Missing: fields{}, Unverified: fields{"email_address", "phone_number"}, Strategies: []clerkflow.Strategy{"fax_code"}},
			"clerkflow: unsupported: status missing_requirements, unverified email_address phone_number, by fax_code: update this module, or finish the sign-up in a browser",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := mockfapi.NewT(t, mockfapi.WithPreset("all-required"), mockfapi.WithAwkward(tt.awkward)) //nolint:forbidigo // no file allows these answers
			v := newVisitor(t, m)
			_, err := v.flow(clerkflow.Policy{}).Run(t.Context(), v.callbacks())
			got, ok := errors.AsType[*clerkflow.UnsupportedError](err)
			if !ok || !errors.Is(err, clerkflow.ErrUnsupported) {
				t.Fatalf("error %v, want an UnsupportedError", err)
			}
			if diff := cmp.Diff(&tt.want, got); diff != "" {
				t.Errorf("error (-want +got):\n%s", diff)
			}
			if got.Error() != tt.text {
				t.Errorf("text %q, want %q", got, tt.text)
			}
			if len(m.Users()) != 0 {
				t.Errorf("there are users: %v", m.Users())
			}
		})
	}
}

// A wallet was asked for a signature in a way that nobody knows.
func TestAwkward_unknownWayToSign(t *testing.T) {
	t.Parallel()
	m := blank(t, func(s *environment.UserSettings) { s.Attributes.Web3Wallet = environment.Wallet(environment.Required) },
		mockfapi.WithAwkward(mockfapi.Awkward{Strategy: "starknet_signature"}))
	v := newVisitor(t, m)
	wallet, err := web3.GeneratePrivateKey()
	if err != nil {
		t.Fatal(err)
	}
	v.wallet = wallet
	_, err = v.flow(clerkflow.Policy{}).Run(t.Context(), v.callbacks())
	got, ok := errors.AsType[*clerkflow.UnsupportedError](err)
	if !ok || len(got.Strategies) != 1 || got.Strategies[0] != "starknet_signature" {
		t.Errorf("error %v", err)
	}
}
