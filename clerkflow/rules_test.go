package clerkflow_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
)

// codes of problems, each of which has to be about the field.
func codes(tb testing.TB, field clerkflow.Field, problems []clerkflow.Problem) []string {
	tb.Helper()
	var all []string
	for _, p := range problems {
		if p.Field() != field || p.Message == "" || p.LongMessage == "" {
			tb.Errorf("the problem is %+v", p)
		}
		all = append(all, p.Code)
	}
	slices.Sort(all)
	return all
}

// refusedFor returns the codes with which a mock refuses values.
func refusedFor(tb testing.TB, m *mockfapi.Instance, field clerkflow.Field, v clerkflow.Values) []string {
	tb.Helper()
	_, err := clientOf(tb, m).SignUps.Create(tb.Context(), &clerkflow.SignUpParams{Values: v})
	if err == nil {
		return nil
	}
	e, ok := errors.AsType[*clerkflow.Error](err)
	if !ok {
		tb.Fatal(err)
	}
	return codes(tb, field, e.Problems)
}

// environmentOf reads the settings as a client sees them.
func environmentOf(tb testing.TB, m *mockfapi.Instance) *clerkflow.Environment {
	tb.Helper()
	env, err := clientOf(tb, m).Environment.Get(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	return env
}

// What is said locally is what the service says.
func TestEnvironment_CheckPassword(t *testing.T) {
	t.Parallel()
	for name, rules := range map[string]environment.PasswordSettings{
		"none":      {},
		"lengths":   {MinLength: 12, MaxLength: 20},
		"no bounds": {MinLength: 3, MaxLength: 100},
		"all":       {RequireLowercase: true, RequireUppercase: true, RequireNumbers: true, RequireSpecialChar: true},
		"own signs": {RequireSpecialChar: true, AllowedSpecialCharacters: "!?"},
	} {
		rules.DisableHIBP = true
		m := blank(t, func(s *environment.UserSettings) {
			emailAndPassword(s)
			s.PasswordSettings = rules
		})
		env := environmentOf(t, m)
		for _, password := range []string{
			"a", "1234567", "12345678", "abcdefgh", "ABCDEFGH", "Abcdefg1", "Abcdefg1!", "Abcdefg1#", "twelve chars", "a rather long passphrase, longer than twenty",
			strings.Repeat("a", 72), strings.Repeat("a", 73), strings.Repeat("ö", 36), strings.Repeat("ö", 37), strings.Repeat("ö", 73), "vera@example.com", "VERA@example.com", " spaces ",
		} {
			secret := clerkflow.NewSecret(password)
			got := codes(t, clerkflow.FieldPassword, env.CheckPassword(secret, "", "vera@example.com"))
			want := refusedFor(t, m, clerkflow.FieldPassword, clerkflow.Values{EmailAddress: "vera@example.com", Password: secret})
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s, %q (-service +local): %s", name, password, diff)
			}
		}
	}
}

func TestEnvironment_CheckUsername(t *testing.T) {
	t.Parallel()
	for name, rules := range map[string]environment.UsernameSettings{
		"none": {}, "lengths": {MinLength: new(6), MaxLength: new(10)},
		"extended": {AllowExtendedSpecialCharacters: true}, "numeric": {AllowNumericUsernames: true},
	} {
		m := blank(t, func(s *environment.UserSettings) {
			s.Attributes.Username = environment.Username(environment.Required)
			s.UsernameSettings = rules
		})
		env := environmentOf(t, m)
		for _, username := range []string{
			"abc", "abcd", "Vera_V", "vera-v", "vera.v", "vera v", " vera ", "vérà", "12345", "12345a", "+15555550100", "a+b=c", "verylongname", strings.Repeat("a", 64), strings.Repeat("a", 65), "!",
		} {
			got := codes(t, clerkflow.FieldUsername, env.CheckUsername(username))
			want := refusedFor(t, m, clerkflow.FieldUsername, clerkflow.Values{Username: username})
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s, %q (-service +local): %s", name, username, diff)
			}
		}
	}
}

// The problems tell the rule, never the password.
func TestEnvironment_CheckPassword_tellsNothing(t *testing.T) {
	t.Parallel()
	for _, p := range new(clerkflow.Environment).CheckPassword(clerkflow.NewSecret("x"+hidden[:4]), hidden) {
		if strings.Contains(p.Message+p.LongMessage, hidden[:4]) {
			t.Errorf("the problem is %+v", p)
		}
	}
}
