package main

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/clerkflow/sessiontoken"
	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
)

const origin = "http://app.test"

func newMock(t *testing.T, set func(s *environment.UserSettings)) *mockfapi.Instance {
	t.Helper()
	return mockfapi.NewT(t, mockfapi.WithSettings(func(d *environment.Document) {
		*d = *environment.Blank()
		set(&d.UserSettings)
	}))
}

func emailPhonePassword(s *environment.UserSettings) {
	s.Attributes.EmailAddress = environment.Email(environment.Required)
	s.Attributes.PhoneNumber = environment.Phone(environment.Required)
	s.Attributes.Password = environment.Password(environment.Required)
}

// newServer is a server that knows nothing of those before it.
func newServer(t *testing.T, m *mockfapi.Instance) http.Handler {
	t.Helper()
	client, err := clerkflow.New(m.PublishableKey(), clerkflow.WithHTTPClient(m.HTTPClient()))
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := sessiontoken.New(t.Context(), m.PublishableKey(), sessiontoken.WithHTTPClient(m.HTTPClient()), sessiontoken.WithClock(m.Now))
	if err != nil {
		t.Fatal(err)
	}
	cookies, err := newCookies(m.SecretKey(), false)
	if err != nil {
		t.Fatal(err)
	}
	s := &site{client: client, verifier: verifier, cookies: cookies, origin: origin, log: slog.New(slog.DiscardHandler)}
	return s.handler()
}

// browser is one without JavaScript.
type browser struct {
	t      *testing.T
	server func() http.Handler
	jar    http.CookieJar
	header http.Header // sent with every request

	at     *url.URL
	status int
	doc    *html.Node
	text   string
	// away is where a redirect led out of the application, nil for nowhere.
	away *url.URL
}

func newBrowser(t *testing.T, server func() http.Handler) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t: t, server: server, jar: jar, header: http.Header{}}
}

// always answers every request by the same server.
func always(h http.Handler) func() http.Handler { return func() http.Handler { return h } }

func (b *browser) open(target string) {
	b.t.Helper()
	b.request(http.MethodGet, target, nil)
}

func (b *browser) request(method, target string, form url.Values) {
	b.t.Helper()
	for range 5 {
		u, err := url.Parse(target)
		if err != nil {
			b.t.Fatal(err)
		}
		if b.at != nil {
			u = b.at.ResolveReference(u)
		}
		if b.away = nil; u.Host != "app.test" && u.Host != "" {
			b.away = u
			return
		}
		r := httptest.NewRequestWithContext(b.t.Context(), method, u.RequestURI(), strings.NewReader(form.Encode()))
		r.Host, r.Header = "app.test", b.header.Clone()
		b.at = &url.URL{Scheme: "http", Host: "app.test", Path: u.Path, RawQuery: u.RawQuery}
		for _, cookie := range b.jar.Cookies(b.at) {
			r.AddCookie(cookie)
		}
		if method == http.MethodPost {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		w := httptest.NewRecorder()
		b.server().ServeHTTP(w, r)
		b.jar.SetCookies(b.at, w.Result().Cookies())
		b.status = w.Code
		if w.Code != http.StatusSeeOther {
			b.read(w.Body)
			return
		}
		method, target, form = http.MethodGet, w.Header().Get("Location"), nil
	}
	b.t.Fatal("too many redirects")
}

func (b *browser) read(body *bytes.Buffer) {
	b.t.Helper()
	doc, err := html.Parse(body)
	if err != nil {
		b.t.Fatal(err)
	}
	b.doc, b.text = doc, strings.Join(strings.Fields(text(doc)), " ")
}

// press fills the form that has a button of that label, and presses it.
func (b *browser) press(button string, fill map[string]string) {
	b.t.Helper()
	for form := range all(b.doc, "form") {
		for control := range all(form, "button") {
			if strings.TrimSpace(text(control)) != button {
				continue
			}
			values := url.Values{}
			for in := range all(form, "input") {
				if attr(in, "type") != "checkbox" || has(in, "checked") {
					values.Set(attr(in, "name"), attr(in, "value"))
				}
			}
			if name := attr(control, "name"); name != "" {
				values.Set(name, attr(control, "value"))
			}
			for name, value := range fill {
				if !slices.ContainsFunc(slices.Collect(all(form, "input", "textarea")), func(n *html.Node) bool { return attr(n, "name") == name }) {
					b.t.Fatalf("the form of %q has no input %s on the page: %s", button, name, b.text)
				}
				values.Set(name, value)
			}
			b.request(http.MethodPost, attr(form, "action"), values)
			return
		}
	}
	b.t.Fatalf("no button %q on the page: %s", button, b.text)
}

// follow follows the link of that label.
func (b *browser) follow(link string) {
	b.t.Helper()
	for a := range all(b.doc, "a") {
		if strings.TrimSpace(text(a)) == link {
			b.open(attr(a, "href"))
			return
		}
	}
	b.t.Fatalf("no link %q on the page: %s", link, b.text)
}

// wants checks the status of the page and that its text has all of this.
func (b *browser) wants(status int, parts ...string) {
	b.t.Helper()
	if b.status != status {
		b.t.Fatalf("status %d, want %d: %s", b.status, status, b.text)
	}
	for _, part := range parts {
		if !strings.Contains(b.text, part) {
			b.t.Fatalf("no %q on the page: %s", part, b.text)
		}
	}
}

// value returns what is in an input.
func (b *browser) value(name string) string {
	for in := range all(b.doc, "input") {
		if attr(in, "name") == name {
			return attr(in, "value")
		}
	}
	return ""
}

func all(n *html.Node, tags ...string) func(yield func(*html.Node) bool) {
	return func(yield func(*html.Node) bool) {
		for d := range n.Descendants() {
			if d.Type == html.ElementNode && slices.Contains(tags, d.Data) && !yield(d) {
				return
			}
		}
	}
}

func text(n *html.Node) string {
	var words strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			words.WriteString(d.Data)
		}
	}
	return words.String()
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}
