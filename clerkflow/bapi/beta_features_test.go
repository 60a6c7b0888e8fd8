package bapi_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/clerkflow/bapi"
	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

func TestBetaFeatures_UpdateInstanceSettings_body(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		params *bapi.UpdateInstanceSettingsParams
		want   string
	}{
		{&bapi.UpdateInstanceSettingsParams{}, `{}`},
		{&bapi.UpdateInstanceSettingsParams{ProgressiveSignUp: new(true)}, `{"progressive_sign_up":true}`},
		{&bapi.UpdateInstanceSettingsParams{ProgressiveSignUp: new(false)}, `{"progressive_sign_up":false}`},
		{
			&bapi.UpdateInstanceSettingsParams{RestrictedToAllowlist: new(false), FromEmailAddress: new(""), TestMode: new(true)},
			`{"restricted_to_allowlist":false,"from_email_address":"","test_mode":true}`,
		},
	} {
		b := &backend{status: 200, body: `{"object":"instance_settings","id":"ins_1","progressive_sign_up":true,"restricted_to_allowlist":true,"from_email_address":"noreply"}`}
		got, err := dial(t, b).BetaFeatures.UpdateInstanceSettings(t.Context(), tt.params)
		if err != nil {
			t.Fatal(err)
		}
		want := &bapi.InstanceSettings{ID: "ins_1", ProgressiveSignUp: true, RestrictedToAllowlist: true, FromEmailAddress: "noreply"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if r := b.only(t); r.method != "PATCH" || r.url != "https://api.clerk.com/v1/beta_features/instance_settings" || r.body != tt.want {
			t.Errorf("sent %s %s %s, want %s", r.method, r.url, r.body, tt.want)
		}
	}
}

func backendOf(tb testing.TB, m *mockfapi.Instance, key string) *bapi.Client {
	tb.Helper()
	c, err := bapi.New(key, bapi.WithBaseURL(m.URL()), bapi.WithHTTPClient(m.HTTPClient()))
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

func TestBetaFeatures_UpdateInstanceSettings(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("legacy-email-password"))
	b := backendOf(t, m, m.SecretKey())
	visitor, err := clerkflow.New(m.PublishableKey(), clerkflow.WithHTTPClient(m.HTTPClient()))
	if err != nil {
		t.Fatal(err)
	}
	for _, on := range []bool{true, false, true} {
		settings, err := b.BetaFeatures.UpdateInstanceSettings(t.Context(), &bapi.UpdateInstanceSettingsParams{ProgressiveSignUp: &on})
		if err != nil || settings.ProgressiveSignUp != on || settings.ID == "" {
			t.Fatalf("got %+v, %v", settings, err)
		}
		if env, err := visitor.Environment.Get(t.Context()); err != nil || env.UserSettings.SignUp.Progressive != on {
			t.Errorf("visitors see %+v, %v, want progressive %t", env.UserSettings.SignUp, err, on)
		}
	}
	// Nothing to change changes nothing.
	if settings, err := b.BetaFeatures.UpdateInstanceSettings(t.Context(), &bapi.UpdateInstanceSettingsParams{}); err != nil || !settings.ProgressiveSignUp {
		t.Errorf("got %+v, %v", settings, err)
	}
}

func TestBetaFeatures_UpdateInstanceSettings_refused(t *testing.T) {
	t.Parallel()
	m, other := mockfapitest.NewT(t), mockfapitest.NewT(t)
	params := &bapi.UpdateInstanceSettingsParams{ProgressiveSignUp: new(false)}
	settings, err := backendOf(t, m, other.SecretKey()).BetaFeatures.UpdateInstanceSettings(t.Context(), params)
	if settings != nil || !clerkflow.IsCode(err, "clerk_key_invalid") || !strings.Contains(err.Error(), " 401 ") {
		t.Errorf("with another instance's key: %+v, %v", settings, err)
	}
	if !m.Settings().UserSettings.SignUp.Progressive {
		t.Error("another instance's key changed the settings")
	}
	_, err = backendOf(t, m, m.SecretKey()).BetaFeatures.UpdateInstanceSettings(t.Context(), &bapi.UpdateInstanceSettingsParams{FromEmailAddress: new("no reply@")})
	if e, ok := errors.AsType[*clerkflow.Error](err); !ok || e.Status != 422 || len(e.Problems) != 1 || e.Problems[0].Meta.ParamName != "from_email_address" || e.TraceID == "" {
		t.Errorf("a bad local part: %v", err)
	}
	if err := backendOf(t, m, m.SecretKey()).Do(t.Context(), "PATCH", "/v1/beta_features/instance_settings", map[string]any{"later": 1}, nil); !clerkflow.IsCode(err, "form_param_unknown") {
		t.Errorf("an unknown setting: %v", err)
	}
}
