package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi"
)

// variables is an environment.
func variables(pairs map[string]string) func(string) string {
	return func(name string) string { return pairs[name] }
}

func TestRun_endsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	out := announced{cancel: cancel}
	if err := run(ctx, []string{"-addr", "127.0.0.1:0"}, variables(nil), &out, &bytes.Buffer{}); err != nil {
		t.Errorf("Ctrl-C ended it with %v", err)
	}
	if !strings.Contains(out.String(), "Sign up at http://127.0.0.1:") {
		t.Errorf("it said %q", out.String())
	}
}

// announced ends the run as soon as something is printed.
type announced struct {
	bytes.Buffer
	cancel context.CancelFunc
}

func (a *announced) Write(p []byte) (int, error) {
	defer a.cancel()
	return a.Buffer.Write(p)
}

func TestRun_refuses(t *testing.T) {
	t.Parallel()
	m := mockfapi.NewT(t)
	live := m.ServeT(t)
	for name, tc := range map[string]struct {
		args []string
		env  map[string]string
		want string
	}{
		"an unknown flag":   {[]string{"-port", "1"}, nil, "-port"},
		"an unknown preset": {[]string{"-preset", "none"}, nil, `no preset "none"`},
		"a bad address":     {[]string{"-addr", "nowhere"}, nil, "-addr"},
		"a bad origin":      {[]string{"-addr", "127.0.0.1:0", "-origin", "app.test"}, nil, "-origin"},
		"half of the keys":  {nil, map[string]string{"CLERK_SECRET_KEY": "sk_test_x"}, "CLERK_PUBLISHABLE_KEY is not"},
		"the other half":    {nil, map[string]string{"CLERK_PUBLISHABLE_KEY": m.PublishableKey(), "CLERK_PROXY_URL": live.URL}, "CLERK_SECRET_KEY is not set"},
		"a damaged key":     {nil, map[string]string{"CLERK_PUBLISHABLE_KEY": "pk_test_!", "CLERK_SECRET_KEY": "sk_test_x"}, "CLERK_PUBLISHABLE_KEY: clerkflow: the publishable key is damaged"},
		"no network":        {nil, map[string]string{"CLERK_PUBLISHABLE_KEY": m.PublishableKey(), "CLERK_SECRET_KEY": "sk_test_x", "CLERK_PROXY_URL": "http://127.0.0.1:1"}, "does not answer: check the network and CLERK_PUBLISHABLE_KEY"},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		args := append([]string{"-addr", "127.0.0.1:0"}, tc.args...)
		err := run(ctx, args, variables(tc.env), &bytes.Buffer{}, &bytes.Buffer{})
		cancel()
		if err == nil || !strings.Contains(err.Error(), tc.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, want one line with %q", name, err, tc.want)
		}
	}
}
