package clerkflow_test

import (
	"encoding/base64"
	"net/url"
	"strings"
	"testing"

	"github.com/clerkflow/clerkflow-go/clerkflow"
)

func TestParsePublishableKey(t *testing.T) {
	t.Parallel()
	unpadded := strings.TrimRight(publishable("pk_test_", "a.clerk.accounts.dev"), "=")
	for _, tt := range []struct {
		name, key, host string
		production      bool
	}{
		{"development", "pk_test_Zm9vLWJhci0xMy5jbGVyay5hY2NvdW50cy5kZXYk", "foo-bar-13.clerk.accounts.dev", false},
		{"production", "pk_live_Y2xlcmsuZXhhbXBsZS5jb20k", "clerk.example.com", true},
		{"padded", publishable("pk_test_", "a.clerk.accounts.dev"), "a.clerk.accounts.dev", false},
		{"unpadded", unpadded, "a.clerk.accounts.dev", false},
		{"host with port", publishable("pk_test_", "127.0.0.1:8080"), "127.0.0.1:8080", false},
		{"new line behind it", publishable("pk_live_", "clerk.example.com") + "\n", "clerk.example.com", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := clerkflow.ParsePublishableKey(tt.key)
			if want := (clerkflow.PublishableKey{Host: tt.host, Production: tt.production}); err != nil || got != want {
				t.Errorf("got %+v, %v, want %+v", got, err, want)
			}
		})
	}
}

func TestParsePublishableKey_refuses(t *testing.T) {
	t.Parallel()
	const (
		begins  = "clerkflow: a publishable key begins with pk_test_ or pk_live_"
		secret  = "clerkflow: that is a secret key: use the publishable one, which begins with pk_"
		damaged = "clerkflow: the publishable key is damaged: copy it again from the dashboard"
		noHost  = "clerkflow: the publishable key names no host: copy it again from the dashboard"
	)
	encoded := func(text string) string { return "pk_test_" + base64.StdEncoding.EncodeToString([]byte(text)) }
	for _, tt := range []struct{ name, key, want string }{
		{"empty", "", begins},
		{"no prefix", "Y2xlcmsuZXhhbXBsZS5jb20k", begins},
		{"other environment", "pk_prod_Y2xlcmsuZXhhbXBsZS5jb20k", begins},
		{"prefix in capitals", "PK_TEST_Y2xlcmsuZXhhbXBsZS5jb20k", begins},
		{"prefix only", "pk_test", begins},
		{"four parts", "pk_test_Y2xlcmsuZXhhbXBsZS5jb20k_x", begins},
		{"secret key", "sk_test_Zm9vYmFyYmF6cXV4", secret},
		{"live secret key", "sk_live_Zm9vYmFyYmF6cXV4", secret},
		{"no base 64", "pk_test_%%%", damaged},
		{"cut", "pk_test_Y2xlc", damaged},
		{"nothing behind the prefix", "pk_test_", noHost},
		{"no dollar", encoded("clerk.example.com"), noHost},
		{"two dollars", encoded("clerk.example.com$$"), noHost},
		{"dollar inside", encoded("clerk$.example.com$"), noHost},
		{"no dot", encoded("localhost$"), noHost},
		{"path", encoded("clerk.example.com/v1$"), noHost},
		{"query", encoded("clerk.example.com?x$"), noHost},
		{"fragment", encoded("clerk.example.com#x$"), noHost},
		{"user", encoded("user:word@clerk.example.com$"), noHost},
		{"space", encoded("clerk .example.com$"), noHost},
		{"control character", encoded("clerk.example.com\r\n$"), noHost},
		{"percent", encoded("clerk.example%zz.com$"), noHost},
		{"backslash", encoded("clerk.example.com\\$"), noHost},
		{"bad port", encoded("clerk.example.com:http$"), noHost},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := clerkflow.ParsePublishableKey(tt.key)
			if got != (clerkflow.PublishableKey{}) || errorText(err) != tt.want {
				t.Errorf("got %+v, %v, want %q", got, err, tt.want)
			}
		})
	}
}

// FuzzParsePublishableKey: whatever a key says, it names a host that a URL can have
// and nothing else, and an error does not repeat it.
func FuzzParsePublishableKey(f *testing.F) {
	for _, seed := range []string{
		"", "pk_test_", "pk_live_Y2xlcmsuZXhhbXBsZS5jb20k", publishable("pk_test_", "127.0.0.1:8080"), publishable("pk_test_", "[::1.2.3.4]"),
		publishable("pk_test_", "a.b\x00"), publishable("pk_live_", "a.b@c"), publishable("pk_live_", "a.b%41"), "sk_test_abcdefgh",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, key string) {
		parsed, err := clerkflow.ParsePublishableKey(key)
		if err != nil {
			if parsed != (clerkflow.PublishableKey{}) {
				t.Errorf("%q: an error and %+v", key, parsed)
			}
			if len(key) > 12 && strings.Contains(err.Error(), key) {
				t.Errorf("the error repeats the key: %v", err)
			}
			return
		}
		u, err := url.Parse("https://" + parsed.Host + "/v1/environment")
		if err != nil || u.Host != parsed.Host || u.Path != "/v1/environment" || u.User != nil || u.RawQuery != "" || !strings.Contains(u.Host, ".") {
			t.Errorf("%q: the host %q makes the URL %v, %v", key, parsed.Host, u, err)
		}
	})
}
