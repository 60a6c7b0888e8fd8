package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"charm.land/huh/v2"
	"github.com/google/go-cmp/cmp"

	"github.com/clerkflow/clerkflow-go/clerkflow/loopback"
	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
)

// typist fills in forms without a terminal: each field in the focus gets the keys
// that are down for its name, one list for each time that it is asked for.
type typist struct {
	keys map[string][]string
	// asked has the names of the fields in order, seen what the screen said.
	asked []string
	seen  strings.Builder
}

func (y *typist) Show(ctx context.Context, form *huh.Form) error {
	messages := make(chan tea.Msg, 100)
	start := func(command tea.Cmd) {
		if command != nil {
			go func() { messages <- command() }() // a blinking cursor takes its time
		}
	}
	start(form.Init())
	for form.State == huh.StateNormal {
		field := form.GetFocusedField()
		name := field.GetKey()
		y.asked = append(y.asked, name)
		y.seen.WriteString(form.View())
		if len(y.keys[name]) == 0 {
			return fmt.Errorf("%s was not to be asked for: %s", name, form.View())
		}
		keys := y.keys[name][0]
		y.keys[name] = y.keys[name][1:]
		for _, key := range keys {
			form.Update(tea.KeyPressMsg(tea.Key{Text: string(key), Code: key}))
		}
		_, command := form.Update(tea.KeyPressMsg(tea.Key{Code: tea.KeyEnter}))
		for start(command); form.State == huh.StateNormal && form.GetFocusedField() == field; {
			if errs := form.Errors(); len(errs) > 0 {
				return fmt.Errorf("%s does not take %q: %w", name, keys, errors.Join(errs...))
			}
			select {
			case message := <-messages:
				if batch, ok := message.(tea.BatchMsg); ok {
					for _, each := range batch {
						start(each)
					}
				} else if strings.Contains(fmt.Sprintf("%T", message), "huh.") { // and no blinking
					_, next := form.Update(message)
					start(next)
				}
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		}
	}
	return nil
}

func at(t *testing.T, m *mockfapi.Instance) func(string) string {
	t.Helper()
	env := map[string]string{"CLERK_PUBLISHABLE_KEY": m.PublishableKey(), "CLERK_PROXY_URL": m.ServeT(t).URL}
	return func(name string) string { return env[name] }
}

// testCode is the code of addresses and numbers that are meant for tests.
const testCode = "424242"

func TestWizard_form(t *testing.T) {
	t.Parallel()
	m := mockfapi.NewT(t, mockfapi.WithPreset("all-required"))
	y := &typist{keys: map[string][]string{
		"way": {""}, "first_name": {"Mia"}, "last_name": {"Winter"}, "username": {"me", "_too"},
		"email_address": {"mia+clerk_test@example.com"}, "phone_number": {"+15555550100"},
		"password": {"correct horse battery"}, "legal_accepted": {"y"},
		"code": {"000000", testCode, testCode},
	}}
	var out bytes.Buffer
	if err := run(t.Context(), nil, at(t, m), y, &out, io.Discard); err != nil {
		t.Fatalf("%v, after %v", err, y.asked)
	}
	if !strings.Contains(out.String(), "Welcome, Mia!") {
		t.Errorf("it said:\n%s", &out)
	}
	if users := m.Users(); len(users) != 1 || users[0].Username != "me_too" || !users[0].PasswordEnabled {
		t.Errorf("users %+v", users)
	}
	form := []string{"first_name", "last_name", "email_address", "phone_number", "username", "password", "legal_accepted"}
	want := slices.Concat([]string{"way"}, form, []string{"username", "code", "code", "code"})
	if diff := cmp.Diff(want, y.asked); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
	for _, text := range []string{"5 of 7 done.", "Code sent to mia+clerk_test@example.com", "The code is incorrect."} {
		if !strings.Contains(y.seen.String(), text) {
			t.Errorf("the screen never showed %q", text)
		}
	}
	if strings.Contains(y.seen.String(), "horse") {
		t.Error("the screen showed the password")
	}
}

func TestWizard_resendAndCorrect(t *testing.T) {
	t.Parallel()
	m := mockfapi.NewT(t, mockfapi.WithPreset("email-code"))
	y := &typist{keys: map[string][]string{
		"email_address": {"mai+clerk_test@example.com", "x"}, // typed behind what is there
		"code":          {"", "", testCode}, "instead": {"", "j"},
	}}
	if err := run(t.Context(), nil, at(t, m), y, io.Discard, io.Discard); err != nil {
		t.Fatalf("%v, after %v", err, y.asked)
	}
	want := []string{"email_address", "code", "instead", "code", "instead", "email_address", "code"}
	if diff := cmp.Diff(want, y.asked); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
	if users := m.Users(); len(users) != 1 || users[0].EmailAddresses[0] != "mai+clerk_test@example.comx" {
		t.Errorf("users %+v", users)
	}
}

func TestWizard_choice(t *testing.T) {
	t.Parallel()
	m := mockfapi.NewT(t, mockfapi.WithPreset("email-or-phone"), mockfapi.WithSettings(func(d *environment.Document) {
		d.UserSettings.Attributes.Password = environment.Password(environment.Required)
	}))
	y := &typist{keys: map[string][]string{
		"way": {"j"}, "phone_number": {"+15555550100"}, "password": {"correct horse battery"}, "code": {testCode},
	}}
	if err := run(t.Context(), nil, at(t, m), y, io.Discard, io.Discard); err != nil {
		t.Fatalf("%v, after %v", err, y.asked)
	}
	if users := m.Users(); len(users) != 1 || users[0].PhoneNumbers[0] != "+15555550100" {
		t.Errorf("users %+v", users)
	}
}

// browser is a person who chooses the account with that key.
func browser(t *testing.T, m *mockfapi.Instance, key string) loopback.Option {
	t.Helper()
	return loopback.WithBrowser(func(ctx context.Context, page string) error {
		back, err := m.Authorize(ctx, page, key)
		if err != nil {
			return err
		}
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, back.String(), nil)
		if err != nil {
			return err
		}
		answer, err := (&http.Client{}).Do(request)
		if err != nil {
			return err
		}
		return answer.Body.Close()
	})
}

func TestWizard_provider(t *testing.T) {
	t.Parallel()
	m := mockfapi.NewT(t, mockfapi.WithPreset("oauth"))
	y := &typist{keys: map[string][]string{
		"way": {"jjj"}, "last_name": {"Winter"}, "phone_number": {"+15555550100"}, "code": {testCode},
	}}
	if err := run(t.Context(), nil, at(t, m), y, io.Discard, io.Discard, browser(t, m, "no-last-name")); err != nil {
		t.Fatalf("%v, after %v", err, y.asked)
	}
	if diff := cmp.Diff([]string{"way", "last_name", "phone_number", "code"}, y.asked); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
	if users := m.Users(); len(users) != 1 || users[0].LastName != "Winter" || users[0].ExternalAccounts[0] != "oauth_google" {
		t.Errorf("users %+v", users)
	}
}

func TestRun_refuses(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		args []string
		env  map[string]string
		want string
	}{
		"an unknown flag":   {[]string{"-addr", "x"}, nil, "-addr"},
		"an unknown preset": {[]string{"-preset", "none"}, nil, `no preset "none"`},
		"a damaged key":     {nil, map[string]string{"CLERK_PUBLISHABLE_KEY": "pk_test_!"}, "the publishable key is damaged"},
		"no network": {nil, map[string]string{
			"CLERK_PUBLISHABLE_KEY": mockfapi.NewT(t).PublishableKey(), "CLERK_PROXY_URL": "http://127.0.0.1:1",
		}, "does not answer: check the network"},
	} {
		err := run(t.Context(), tc.args, func(name string) string { return tc.env[name] }, &typist{}, io.Discard, io.Discard)
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v, want %q", name, err, tc.want)
		}
	}
}

// aborts is a person who presses Ctrl-C at the first question.
type aborts struct{}

func (aborts) Show(context.Context, *huh.Form) error { return huh.ErrUserAborted }

func TestRun_ctrlC(t *testing.T) {
	t.Parallel()
	m := mockfapi.NewT(t, mockfapi.WithPreset("email-code"))
	if err := run(t.Context(), nil, at(t, m), aborts{}, io.Discard, io.Discard); !errors.Is(err, huh.ErrUserAborted) {
		t.Errorf("Ctrl-C at a question: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	oauth := mockfapi.NewT(t, mockfapi.WithPreset("oauth"))
	waits := &typist{keys: map[string][]string{"way": {"jjj"}}}
	stops := loopback.WithBrowser(func(context.Context, string) error { cancel(); return nil })
	if err := run(ctx, nil, at(t, oauth), waits, io.Discard, io.Discard, stops); !errors.Is(err, context.Canceled) {
		t.Errorf("Ctrl-C while the browser is out: %v", err)
	}
}
