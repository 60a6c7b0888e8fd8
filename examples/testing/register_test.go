package signup_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	signup "github.com/clerkflow/clerkflow-go/examples/testing"
	"github.com/clerkflow/clerkflow-go/mockfapi"
)

// newClient is the application's client, with the mock in the place of the network.
func newClient(t *testing.T, m *mockfapi.Instance) *clerkflow.Client {
	t.Helper()
	client, err := clerkflow.New(m.PublishableKey(), clerkflow.WithHTTPClient(m.HTTPClient()))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// reads is a person who reads the codes that were sent and types them.
func reads(m *mockfapi.Instance) func(context.Context, string) (string, error) {
	return func(_ context.Context, sentTo string) (string, error) { return m.Code(sentTo), nil }
}

// jane fills in the form.
func jane(change ...func(*signup.Form)) signup.Form {
	form := signup.Form{EmailAddress: "jane@example.com", FirstName: "Jane", Password: clerkflow.NewSecret("correct horse battery")}
	for _, c := range change {
		c(&form)
	}
	return form
}

func TestRegister(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		form func(*signup.Form)
		want string // the code of the problem, empty for a new user
	}{
		"everything is given":      {func(*signup.Form) {}, ""},
		"optional name is missing": {func(f *signup.Form) { f.FirstName = "" }, ""},
		"no address":               {func(f *signup.Form) { f.EmailAddress = "jane@" }, "form_param_format_invalid"},
		"short password":           {func(f *signup.Form) { f.Password = clerkflow.NewSecret("short") }, "form_password_length_too_short"},
		"taken address":            {func(f *signup.Form) { f.EmailAddress = "old@example.com" }, "form_identifier_exists"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := mockfapi.NewT(t) // email-password, unless told otherwise
			old := jane(func(f *signup.Form) { f.EmailAddress = "old@example.com" })
			if _, err := signup.Register(t.Context(), newClient(t, m), old, reads(m)); err != nil {
				t.Fatal(err)
			}

			id, err := signup.Register(t.Context(), newClient(t, m), jane(tc.form), reads(m))
			if tc.want == "" {
				if err != nil || id != m.Users()[1].ID {
					t.Fatalf("registered %q, %v; users %+v", id, err, m.Users())
				}
				return
			}
			problem, ok := errors.AsType[*clerkflow.Problem](err)
			if !ok || problem.Code != tc.want {
				t.Errorf("error %v, want the problem %s", err, tc.want)
			}
			if taken := tc.want == "form_identifier_exists"; errors.Is(err, signup.ErrTaken) != taken {
				t.Errorf("errors.Is(%v, ErrTaken) is %t", err, !taken)
			}
			if len(m.Users()) != 1 {
				t.Errorf("users %+v", m.Users())
			}
		})
	}
}

func TestRegister_whatIsKept(t *testing.T) {
	t.Parallel()
	m := mockfapi.NewT(t)
	if _, err := signup.Register(t.Context(), newClient(t, m), jane(), reads(m)); err != nil {
		t.Fatal(err)
	}
	want := []mockfapi.User{{FirstName: "Jane", EmailAddresses: []string{"jane@example.com"}, PasswordEnabled: true}}
	if diff := cmp.Diff(want, m.Users(), cmpopts.IgnoreFields(mockfapi.User{}, "ID"), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("users (-want +got):\n%s", diff)
	}
	// The request log masks secrets, so that it can be printed.
	for _, r := range m.Requests("POST /v1/client/sign_ups") {
		if got := r.Form["password"]; len(got) != 1 || got[0] == "correct horse battery" {
			t.Errorf("the log has the password as %q", got)
		}
	}
}

func TestRegister_wrongCode(t *testing.T) {
	t.Parallel()
	m := mockfapi.NewT(t)
	answers := []string{"000000", ""}
	_, err := signup.Register(t.Context(), newClient(t, m), jane(), func(_ context.Context, sentTo string) (string, error) {
		if len(answers) > 0 {
			wrong := answers[0]
			answers = answers[1:]
			return wrong, nil
		}
		return m.Code(sentTo), nil
	})
	if err != nil || len(m.Users()) != 1 {
		t.Errorf("after two wrong answers: %v, users %+v", err, m.Users())
	}
}
