package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
)

// keyboard types a line whenever one is read.
type keyboard []func() string

func (k *keyboard) Read(p []byte) (int, error) {
	if len(*k) == 0 {
		return 0, io.EOF
	}
	line := (*k)[0]() + "\n"
	*k = (*k)[1:]
	return copy(p, line), nil
}

func types(text string) func() string { return func() string { return text } }

// at is the environment of somebody who has that instance's publishable key.
func at(t *testing.T, m *mockfapi.Instance, change map[string]string) func(string) string {
	t.Helper()
	env := map[string]string{"CLERK_PUBLISHABLE_KEY": m.PublishableKey(), "CLERK_PROXY_URL": m.ServeT(t).URL}
	for name, value := range change {
		env[name] = value
	}
	return func(name string) string { return env[name] }
}

func newMock(t *testing.T) *mockfapi.Instance {
	t.Helper()
	return mockfapi.NewT(t, mockfapi.WithPreset("web3-email"), mockfapi.WithSettings(func(d *environment.Document) {
		d.UserSettings.Attributes.Password = environment.Password(environment.Optional)
		d.UserSettings.SignUp.LegalConsentEnabled = true
	}))
}

func TestRun_atTheMock(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := run(t.Context(), nil, func(string) string { return "" }, nil, &out, io.Discard); err != nil {
		t.Fatal(err)
	}
	if text := out.String(); !strings.Contains(text, "e-mail address ada@example.com, password true.") || strings.Contains(text, "horse") {
		t.Errorf("it said:\n%s", text)
	}
}

func TestRun_atAnInstance(t *testing.T) {
	t.Parallel()
	const wallet = "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf" // of the private key 1
	key := map[string]string{"WALLET_PRIVATE_KEY": strings.Repeat("0", 63) + "1"}
	for password, kept := range map[string]bool{"correct horse battery": true, "": false} {
		m := newMock(t)
		stdin := &keyboard{
			types("ada@"), types("yes"), types(password), types("ada@example.com"),
			types("000000"), func() string { return m.Code("ada@example.com") },
		}
		var out bytes.Buffer
		if err := run(t.Context(), nil, at(t, m, key), stdin, &out, io.Discard); err != nil {
			t.Fatalf("%v, after:\n%s", err, &out)
		}
		u := m.Users()[0]
		if u.PasswordEnabled != kept || u.EmailAddresses[0] != "ada@example.com" || !strings.EqualFold(u.Web3Wallets[0], wallet) {
			t.Errorf("password %q: user %+v", password, u)
		}
	}
}

func TestRun_inputEnds(t *testing.T) {
	t.Parallel()
	m := newMock(t)
	if err := run(t.Context(), nil, at(t, m, nil), strings.NewReader(""), io.Discard, io.Discard); err == nil || !strings.Contains(err.Error(), "the input is over") {
		t.Errorf("without input: %v", err)
	}
}

func TestRun_endsWithItsContext(t *testing.T) {
	t.Parallel()
	m := newMock(t)
	ctx, cancel := context.WithCancel(t.Context())
	silence, hangUp := io.Pipe()
	t.Cleanup(func() { _ = hangUp.Close() })
	out := writer(func(p []byte) {
		if strings.HasPrefix(string(p), "Your e-mail address") {
			cancel() // Ctrl-C at the question
		}
	})
	if err := run(ctx, nil, at(t, m, nil), silence, out, io.Discard); !errors.Is(err, context.Canceled) {
		t.Errorf("after Ctrl-C: %v", err)
	}
}

type writer func(p []byte)

func (w writer) Write(p []byte) (int, error) {
	w(p)
	return len(p), nil
}

func TestRun_refuses(t *testing.T) {
	t.Parallel()
	m := newMock(t)
	for name, tc := range map[string]struct {
		args []string
		env  map[string]string
		want string
	}{
		"an unknown flag":      {[]string{"-wallet", "x"}, nil, "-wallet"},
		"no wallet's strategy": {[]string{"-strategy", "email_code"}, nil, "-strategy"},
		"a broken key":         {nil, map[string]string{"WALLET_PRIVATE_KEY": "0xdeadbeef"}, "WALLET_PRIVATE_KEY: web3: a private key is 64"},
		"a damaged key":        {nil, map[string]string{"CLERK_PUBLISHABLE_KEY": "pk_test_!"}, "CLERK_PUBLISHABLE_KEY: clerkflow: the publishable key is damaged"},
		"no network":           {nil, map[string]string{"CLERK_PROXY_URL": "http://127.0.0.1:1"}, "does not answer: check the network"},
	} {
		err := run(t.Context(), tc.args, at(t, m, tc.env), strings.NewReader(""), io.Discard, io.Discard)
		if err == nil || !strings.Contains(err.Error(), tc.want) || strings.Contains(err.Error(), "deadbeef") {
			t.Errorf("%s: %v, want %q", name, err, tc.want)
		}
	}
}
