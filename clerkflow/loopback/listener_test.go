package loopback_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/clerkflow/loopback"
	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// visit gets a page, as a browser does, and returns what it shows.
func visit(ctx context.Context, tb testing.TB, via http.RoundTripper, method, page, host string) (status int, header http.Header, body string) {
	tb.Helper()
	r, err := http.NewRequestWithContext(ctx, method, page, http.NoBody)
	if err != nil {
		tb.Fatal(err)
	}
	r.Host = host
	answer, err := (&http.Client{Transport: via}).Do(r)
	if err != nil {
		tb.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		tb.Fatal(err)
	}
	return answer.StatusCode, answer.Header, string(text)
}

func listen(tb testing.TB, opts ...loopback.Option) *loopback.Listener {
	tb.Helper()
	l, err := loopback.Listen(tb.Context(), opts...)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := l.Close(); err != nil {
			tb.Error(err)
		}
	})
	return l
}

// machine is the network of these tests: sockets, closed when the test ends.
func machine(tb testing.TB) http.RoundTripper {
	tb.Helper()
	via := &http.Transport{}
	tb.Cleanup(via.CloseIdleConnections)
	return via
}

// person is somebody at a browser that follows links: it chooses an account at the
// provider's page and ends at what it shows.
type person struct {
	tb      testing.TB
	account string
	pages   []string
}

func (p *person) open(ctx context.Context, page string) error {
	choice := url.Values{"account": {p.account}}
	if p.account == "" {
		choice = url.Values{"deny": {"1"}}
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, page, strings.NewReader(choice.Encode()))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := (&http.Client{Transport: machine(p.tb)}).Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	p.pages = append(p.pages, string(text))
	return err
}

// google is an instance with Google and nothing else to ask.
func google(tb testing.TB, change func(*environment.UserSettings)) (*mockfapi.Instance, *clerkflow.Client) {
	tb.Helper()
	m := mockfapitest.NewT(tb, mockfapi.WithSettings(func(d *environment.Document) {
		d.UserSettings = environment.Blank().UserSettings
		change(&d.UserSettings)
	}))
	c, err := clerkflow.New(m.PublishableKey(), clerkflow.WithBaseURL(m.ServeT(tb).URL), clerkflow.WithHTTPClient(&http.Client{Transport: machine(tb)}))
	if err != nil {
		tb.Fatal(err)
	}
	return m, c
}

func withGoogle(s *environment.UserSettings) {
	s.Social = map[string]environment.Social{"oauth_google": environment.Provider("oauth_google")}
	s.Attributes.EmailAddress = environment.Email(environment.Optional)
}

func TestListener_Redirect(t *testing.T) {
	t.Parallel()
	m, c := google(t, withGoogle)
	p := &person{tb: t, account: "full"}
	l := listen(t, loopback.WithBrowser(p.open), loopback.WithOutput(io.Discard))
	f := clerkflow.NewSignUp(c, clerkflow.WithRedirectURL(l.URL()))
	if err := f.StartOAuth(t.Context(), clerkflow.StrategyOAuthGoogle); err != nil {
		t.Fatal(err)
	}
	done, err := f.Run(t.Context(), clerkflow.Callbacks{Redirect: l.Redirect})
	if err != nil {
		t.Fatal(err)
	}
	if users := m.Users(); len(users) != 1 || users[0].ID != done.UserID {
		t.Errorf("the users are %+v, want %s", users, done.UserID)
	}
	if len(p.pages) != 1 || !strings.Contains(p.pages[0], "<h1>Done</h1>") {
		t.Errorf("the person saw %q", p.pages)
	}
}

func TestListener_Redirect_refusedAtTheProvider(t *testing.T) {
	t.Parallel()
	_, c := google(t, withGoogle)
	p := &person{tb: t}
	l := listen(t, loopback.WithBrowser(p.open))
	f := clerkflow.NewSignUp(c, clerkflow.WithRedirectURL(l.URL()))
	if err := f.StartOAuth(t.Context(), clerkflow.StrategyOAuthGoogle); err != nil {
		t.Fatal(err)
	}
	_, err := f.Run(t.Context(), clerkflow.Callbacks{Redirect: l.Redirect})
	if refused, ok := errors.AsType[*clerkflow.ProviderError](err); !ok || refused.Problem.Code != "oauth_access_denied" {
		t.Errorf("Run ended in %v", err)
	}
}

func TestListener_Link(t *testing.T) {
	t.Parallel()
	m, c := google(t, func(s *environment.UserSettings) { s.Attributes.EmailAddress = environment.Email(environment.Required) })
	if err := m.UpdateSettings(func(d *environment.Document) {
		d.UserSettings.Attributes.EmailAddress.Verifications = []string{"email_link"}
	}); err != nil {
		t.Fatal(err)
	}
	var told bytes.Buffer
	l := listen(t, loopback.WithOutput(&told))
	f := clerkflow.NewSignUp(c, clerkflow.WithRedirectURL(l.URL()), clerkflow.WithValues(clerkflow.Values{EmailAddress: "vera@example.com"}))
	var page string
	done, err := f.Run(t.Context(), clerkflow.Callbacks{Link: func(ctx context.Context, s *clerkflow.VerifyLinkStep) error {
		if err := l.Link(ctx, s); err != nil {
			return err
		}
		_, _, page = visit(ctx, t, machine(t), http.MethodGet, m.Link(s.Destination), "")
		return nil
	}})
	if err != nil || done.UserID == "" {
		t.Fatalf("Run ended in %+v, %v", done, err)
	}
	if !strings.Contains(page, "<h1>Done</h1>") || told.String() != "Follow the link that was sent to vera@example.com, on this machine.\n" {
		t.Errorf("the person saw %q and read %q", page, told.String())
	}
	over, cancel := context.WithCancelCause(t.Context())
	cancel(errOver)
	if err := l.Link(over, &clerkflow.VerifyLinkStep{}); !errors.Is(err, errOver) {
		t.Errorf("after the end: %v", err)
	}
}

var errOver = errors.New("over")

// away is a step to a page that no browser of these tests opens.
func away(tb testing.TB) *clerkflow.RedirectStep {
	tb.Helper()
	page, err := url.Parse("https://provider.test/authorize?state=s")
	if err != nil {
		tb.Fatal(err)
	}
	return &clerkflow.RedirectStep{URL: page}
}

func TestListener_Redirect_printsThePageWithoutABrowser(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(context.Context, string) error{
		"none": nil, "broken": func(context.Context, string) error { return errors.New("no display") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			told := make(chan string, 1)
			l := listen(t, loopback.WithBrowser(open), loopback.WithOutput(writer(func(p []byte) (int, error) { told <- string(p); return len(p), nil })))
			back := make(chan error, 1)
			go func() {
				callback, err := l.Redirect(t.Context(), away(t))
				if err == nil && callback.String() != l.URL()+"&rotating_token_nonce=n" {
					err = errors.New("came back at " + callback.String())
				}
				back <- err
			}()
			if got, want := <-told, "Open this page in a browser:\n\n  https://provider.test/authorize?state=s\n\n"; got != want {
				t.Errorf("printed %q, want %q", got, want)
			}
			visit(t.Context(), t, machine(t), http.MethodGet, l.URL()+"&rotating_token_nonce=n", "")
			if err := <-back; err != nil {
				t.Error(err)
			}
		})
	}
}

type writer func([]byte) (int, error)

func (w writer) Write(p []byte) (int, error) { return w(p) }

func TestListener_refuses(t *testing.T) {
	t.Parallel()
	l := listen(t)
	u, err := url.Parse(l.URL())
	if err != nil {
		t.Fatal(err)
	}
	at := "http://" + u.Host
	for _, tt := range []struct {
		name, method, page, host string
		status                   int
	}{
		{"another host", "GET", l.URL(), "evil.test", 421},
		{"another host and port", "GET", l.URL(), "localhost:" + u.Port(), 421},
		{"another path", "GET", at + "/favicon.ico", "", 404},
		{"a path below", "GET", at + "/callback/x?" + u.RawQuery, "", 404},
		{"POST", "POST", l.URL(), "", 405},
		{"HEAD", "HEAD", l.URL(), "", 405},
		{"no state", "GET", at + "/callback", "", 400},
		{"another state", "GET", at + "/callback?state=x", "", 400},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			status, header, body := visit(t.Context(), t, machine(t), tt.method, tt.page, tt.host)
			if status != tt.status || strings.Contains(body, "Done") || header.Get("Cache-Control") != "no-store" {
				t.Errorf("answered %d %v %q, want %d", status, header, body, tt.status)
			}
			if allow := header.Get("Allow"); (allow == "GET") != (tt.status == 405) {
				t.Errorf("Allow is %q", allow)
			}
		})
	}
}

func TestListener_saysWhatWentWrong(t *testing.T) {
	t.Parallel()
	l := listen(t)
	for status, want := range map[string]string{
		"": "Done", "verified": "Done", "failed": "That did not work", "expired": "That did not work", "client_mismatch": "That did not work",
	} {
		_, header, body := visit(t.Context(), t, machine(t), http.MethodGet, l.URL()+"&__clerk_status="+status, "")
		if !strings.Contains(body, "<h1>"+want+"</h1>") || header.Get("Content-Type") != "text/html; charset=utf-8" {
			t.Errorf("%q shows %q", status, body)
		}
	}
}

func TestListener_Redirect_ends(t *testing.T) {
	t.Parallel()
	quiet := loopback.WithBrowser(func(context.Context, string) error { return nil })
	t.Run("context", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithTimeoutCause(t.Context(), time.Millisecond, errOver)
		defer cancel()
		if _, err := listen(t, quiet).Redirect(ctx, away(t)); !errors.Is(err, errOver) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("context, while the browser opens", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancelCause(t.Context())
		l := listen(t, loopback.WithBrowser(func(context.Context, string) error { cancel(errOver); return context.Canceled }))
		if _, err := l.Redirect(ctx, away(t)); !errors.Is(err, errOver) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("closed", func(t *testing.T) {
		t.Parallel()
		var l *loopback.Listener
		l = listen(t, loopback.WithBrowser(func(context.Context, string) error { return l.Close() }))
		if _, err := l.Redirect(t.Context(), away(t)); !errors.Is(err, loopback.ErrClosed) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("two at once", func(t *testing.T) {
		t.Parallel()
		var l *loopback.Listener
		var second error
		l = listen(t, loopback.WithBrowser(func(ctx context.Context, _ string) error {
			_, second = l.Redirect(ctx, away(t))
			return l.Close()
		}))
		if _, err := l.Redirect(t.Context(), away(t)); !errors.Is(err, loopback.ErrClosed) || second == nil || !strings.Contains(second.Error(), "already") {
			t.Errorf("got %v, the second %v", err, second)
		}
	})
	t.Run("no page", func(t *testing.T) {
		t.Parallel()
		if _, err := listen(t, quiet).Redirect(t.Context(), &clerkflow.RedirectStep{}); err == nil || !strings.Contains(err.Error(), "start it first") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("nowhere to print", func(t *testing.T) {
		t.Parallel()
		l := listen(t, loopback.WithBrowser(nil), loopback.WithOutput(writer(func([]byte) (int, error) { return 0, errOver })))
		if _, err := l.Redirect(t.Context(), away(t)); !errors.Is(err, errOver) {
			t.Errorf("got %v", err)
		}
	})
}

// The port is closed when the context ends: nobody has to call Close.
func TestListen_endsWithTheContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	l, err := loopback.Listen(ctx, loopback.WithBrowser(func(context.Context, string) error { return nil }))
	if err != nil {
		t.Fatal(err)
	}
	back := make(chan error, 1)
	go func() {
		_, err := l.Redirect(t.Context(), away(t))
		back <- err
	}()
	cancel()
	if err := <-back; !errors.Is(err, loopback.ErrClosed) {
		t.Errorf("got %v", err)
	}
	u, _ := url.Parse(l.URL())
	if c, err := new(net.Dialer).DialContext(t.Context(), "tcp", u.Host); err == nil {
		c.Close()
		t.Error("the port is still open")
	}
	if err := errors.Join(l.Close(), l.Close()); err != nil {
		t.Errorf("Close after the end: %v", err)
	}
}

// A page that never comes does not hold the port for ever.
func TestListener_Close_withAHalfRequest(t *testing.T) {
	t.Parallel()
	l := listen(t)
	u, _ := url.Parse(l.URL())
	c, err := new(net.Dialer).DialContext(t.Context(), "tcp", u.Host)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := io.WriteString(c, "GET /callback"); err != nil {
		t.Fatal(err)
	}
	started := time.Now()
	if err := l.Close(); err != nil || time.Since(started) > 5*time.Second {
		t.Errorf("Close took %s, %v", time.Since(started), err)
	}
}

func TestListen_addresses(t *testing.T) {
	t.Parallel()
	first := listen(t)
	if u, err := url.Parse(first.URL()); err != nil || u.Hostname() != "127.0.0.1" || u.Path != "/callback" || len(u.Query().Get("state")) < 20 {
		t.Errorf("the URL is %s, %v", first.URL(), err)
	}
	six := listen(t, loopback.WithAddress("[::1]:0"))
	if status, _, _ := visit(t.Context(), t, machine(t), http.MethodGet, six.URL(), ""); status != 200 || !strings.HasPrefix(six.URL(), "http://[::1]:") {
		t.Errorf("%s answers %d", six.URL(), status)
	}
	u, _ := url.Parse(first.URL())
	for _, tt := range []struct {
		option loopback.Option
		want   string
	}{
		{loopback.WithAddress(u.Host), "no port could be opened"},
		{loopback.WithAddress("0.0.0.0:0"), "WithAddress"},
		{loopback.WithAddress("localhost:0"), "WithAddress"},
		{loopback.WithAddress("192.0.2.1:80"), "WithAddress"},
		{loopback.WithOutput(nil), "WithOutput"},
	} {
		if l, err := loopback.Listen(t.Context(), tt.option); l != nil || err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("got %v, %v, want %s", l, err, tt.want)
		}
	}
}

func TestCommand(t *testing.T) {
	t.Parallel()
	const page = "https://a.test/?a=b&c=d"
	for goos, want := range map[string]string{
		"windows": "rundll32 url.dll,FileProtocolHandler " + page, "darwin": "open " + page, "linux": "xdg-open " + page, "freebsd": "xdg-open " + page,
	} {
		name, args := loopback.Command(goos, page)
		if got := name + " " + strings.Join(args, " "); got != want {
			t.Errorf("%s: %q, want %q", goos, got, want)
		}
	}
}

// Without a browser on the machine the usual function fails, and the page is
// printed.
func TestListener_Redirect_noProgramToOpenPages(t *testing.T) {
	t.Setenv("PATH", filepath.Join(t.TempDir(), "empty"))
	ctx, cancel := context.WithCancelCause(t.Context())
	var told bytes.Buffer
	l := listen(t, loopback.WithOutput(writer(func(p []byte) (int, error) { cancel(errOver); return told.Write(p) })))
	if _, err := l.Redirect(ctx, away(t)); !errors.Is(err, errOver) || !strings.Contains(told.String(), "https://provider.test/authorize") {
		t.Errorf("got %v, printed %q", err, told.String())
	}
}
