package clerkflow_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/clerkflow/clerkflow-go/clerkflow"
)

// tellers are the calls that carry something that no error may tell.
func tellers() map[string]func(context.Context, *clerkflow.Client) error {
	return map[string]func(context.Context, *clerkflow.Client) error{
		"create": func(ctx context.Context, c *clerkflow.Client) error {
			_, err := c.SignUps.Create(ctx, &clerkflow.SignUpParams{
				Values: clerkflow.Values{
					EmailAddress: hidden + "@example.com", PhoneNumber: hidden, Username: hidden, Password: clerkflow.NewSecret(hidden),
					FirstName: hidden, UnsafeMetadata: clerkflow.Metadata{hidden: hidden},
				},
				Preparation: clerkflow.Preparation{RedirectURL: "https://app.test/" + hidden},
			})
			return err
		},
		"nonce": func(ctx context.Context, c *clerkflow.Client) error {
			_, err := c.SignUps.GetRotated(ctx, hidden, clerkflow.NewSecret(hidden))
			return err
		},
		"attempt": func(ctx context.Context, c *clerkflow.Client) error {
			_, err := c.SignUps.Attempt(ctx, hidden, &clerkflow.AttemptParams{Strategy: "email_code", Code: clerkflow.NewSecret(hidden), Signature: clerkflow.NewSecret(hidden)})
			return err
		},
		"session token": func(ctx context.Context, c *clerkflow.Client) error {
			_, err := c.Sessions.Token(ctx, hidden)
			return err
		},
	}
}

// silent fails the test if an error tells something, however it is written down.
func silent(t *testing.T, err error, cause string) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	var logged bytes.Buffer
	slog.New(slog.NewJSONHandler(&logged, nil)).Error("failed", "error", err)
	slog.New(slog.NewTextHandler(&logged, nil)).Error("failed", "error", err)
	data, _ := json.Marshal(err)
	for _, text := range []string{err.Error(), fmt.Sprintf("%v %+v %#v %q %s", err, err, err, err, err), logged.String(), string(data)} {
		if shows(text) || strings.Contains(text, "_is_native") || strings.Contains(text, "h.token.s") {
			t.Errorf("the error tells too much: %s", text)
		}
	}
	if !strings.Contains(err.Error(), cause) {
		t.Errorf("the error is %q, want the cause %q in it", err, cause)
	}
}

func TestError_tellsNothing(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken cable")
	failures := map[string]struct {
		via   http.RoundTripper
		cause string
	}{
		"network":              {&wire{answers: []reply{{err: broken}}}, "broken cable"},
		"cut connection":       {&wire{answers: []reply{{err: io.ErrUnexpectedEOF}}}, "unexpected EOF"},
		"dial":                 {&wire{answers: []reply{{err: &net.OpError{Op: "dial", Net: "tcp", Err: broken}}}}, "dial tcp: broken cable"},
		"TLS":                  {&wire{answers: []reply{{err: &tls.CertificateVerificationError{Err: broken}}}}, "failed to verify certificate: broken cable"},
		"URL in a round trip":  {urlTellers(func(err error) error { return err }, broken), "broken cable"},
		"URL below an error":   {urlTellers(func(err error) error { return fmt.Errorf("tracing: %w", err) }, broken), "broken cable"},
		"URL below two errors": {urlTellers(func(err error) error { return &url.Error{Op: "x", URL: hidden, Err: fmt.Errorf("y: %w", err)} }, broken), "broken cable"},
		"HTML":                 {&wire{answers: []reply{{status: 502, body: "<html>" + hidden}}}, "502 bad gateway"},
		"200 with HTML":        {&wire{answers: ok("<html>" + hidden)}, "200 the answer is not what the API documents"},
		"200 with wrong types": {&wire{answers: ok(`{"response":"` + hidden + `","jwt":{"` + hidden + `":1}}`)}, "200 the answer is not what the API documents"},
		"problem": {&wire{answers: refusal(422, `{"errors":[{"code":"form_identifier_exists","message":"`+hidden+` is taken","long_message":"`+hidden+` is taken.",`+
			`"meta":{"param_name":"email_address"}}]}`)}, "422 form_identifier_exists (email_address)"},
		"redirect to no URL":        {&wire{answers: refusal(302, "", "Location", "https://app.test/%zz?nonce="+hidden)}, "the answer redirects to what is no URL"},
		"redirect to other scheme":  {&wire{answers: refusal(302, "", "Location", "file:///etc/"+hidden)}, ""},
		"redirect in a circle":      {&wire{answers: refusal(302, "", "Location", "https://clerk.example.com/?nonce="+hidden)}, "stopped after 10 redirects"},
		"redirect without location": {&wire{answers: refusal(307, "")}, "307 temporary redirect"},
	}
	for name, failure := range failures {
		for what, call := range tellers() {
			t.Run(name+" "+what, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					var seen error
					c := dial(t, failure.via, clerkflow.WithClientToken(clerkflow.NewSecret("h.token.s")), clerkflow.WithExchangeHook(func(x clerkflow.Exchange) { seen = x.Err }))
					err := call(t.Context(), c)
					if !errors.Is(seen, err) {
						t.Errorf("the hook saw %v", seen)
					}
					// What the service says for people stays in Problem.Message, for those who ask for it.
					if e := asError(t, err); len(e.Problems) > 0 {
						if !strings.Contains(e.Problems[0].Message, hidden) {
							t.Errorf("the message is lost: %+v", e.Problems[0])
						}
						e.Problems[0].Message, e.Problems[0].LongMessage = "", ""
					}
					silent(t, err, failure.cause)
				})
			})
		}
	}
}

// urlTellers is a round tripper whose errors have the URL in them.
func urlTellers(wrap func(error) error, cause error) http.RoundTripper {
	return roundTrip(func(r *http.Request) (*http.Response, error) {
		return nil, wrap(&url.Error{Op: r.Method, URL: r.URL.String() + "&" + hidden, Err: cause})
	})
}

func TestError_tellsNothingOfSockets(t *testing.T) {
	t.Parallel()
	refused := httptest.NewServer(http.NotFoundHandler())
	refused.Close()
	hangsUp := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	t.Cleanup(hangsUp.Close)
	cut := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		_, _ = w.Write([]byte(`{"response":{"id":"` + hidden))
	}))
	t.Cleanup(cut.Close)
	for name, failure := range map[string]struct{ url, cause string }{
		"refused": {refused.URL, "connection refused"}, "hung up": {hangsUp.URL, "EOF"}, "cut": {cut.URL, "unexpected EOF"},
		"no TLS": {strings.Replace(hangsUp.URL, "http://", "https://", 1), "tls"},
	} {
		for what, call := range tellers() {
			t.Run(name+" "+what, func(t *testing.T) {
				t.Parallel()
				via := &http.Transport{}
				t.Cleanup(via.CloseIdleConnections)
				c := dial(t, via, clerkflow.WithBaseURL(failure.url), clerkflow.WithClientToken(clerkflow.NewSecret("h.token.s")))
				err := call(t.Context(), c)
				silent(t, err, "clerkflow: ")
				if !strings.Contains(strings.ToLower(err.Error()), strings.ToLower(failure.cause)) && name != "no TLS" {
					t.Errorf("the error is %q, want %q in it", err, failure.cause)
				}
				if e := asError(t, err); e.Status != 0 || e.Ambiguous() != (e.Method != http.MethodGet) {
					t.Errorf("the error is %+v", e)
				}
			})
		}
	}
}
