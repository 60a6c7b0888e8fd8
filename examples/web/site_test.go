package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clerkflow/clerkflow-go/clerkflow/web3"
	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
)

var mia = map[string]string{
	"email_address": "mia@example.com", "phone_number": "+1 415 555 2671", "password": "correct horse battery",
}

// servers are the ways in which an application can be run.
func servers(t *testing.T, m *mockfapi.Instance) map[string]func() http.Handler {
	one, other := newServer(t, m), newServer(t, m)
	turn := 0
	return map[string]func() http.Handler{
		"one server":                         always(one),
		"a restart before every request":     func() http.Handler { return newServer(t, m) },
		"two servers that answer in turns":   func() http.Handler { turn++; return []http.Handler{one, other}[turn%2] },
		"two servers that answer two by two": func() http.Handler { turn++; return []http.Handler{one, other}[turn/2%2] },
	}
}

func TestSignUp_form(t *testing.T) {
	t.Parallel()
	m := newMock(t, emailPhonePassword)
	for name, server := range servers(t, m) {
		m.Reset()
		b := newBrowser(t, server)
		b.open("/")
		b.wants(200, "Create your account", "E-mail address", "Phone number", "Password", "At least 8 characters")
		b.press("Continue", mia)
		b.wants(200, "Check your e-mail", "We sent a code to mia@example.com", "1 of 3 done. Left: e-mail address to verify, phone number to verify.")
		b.press("Continue", map[string]string{"code": " " + m.Code("mia@example.com") + " "})
		b.wants(200, "Check your phone", "We sent a code to +14155552671", "2 of 3 done. Left: phone number to verify.")
		b.press("Continue", map[string]string{"code": m.Code("+14155552671")})
		b.wants(200, "Welcome", "mia@example.com", "+14155552671", "token verified, user "+m.Users()[0].ID)
		b.press("Sign out", nil)
		b.wants(200, "Create your account")

		want := []mockfapi.User{{ID: m.Users()[0].ID, EmailAddresses: []string{"mia@example.com"}, PhoneNumbers: []string{"+14155552671"}, PasswordEnabled: true}}
		if diff := cmp.Diff(want, m.Users(), cmp.Transformer("empty", func(list []string) string { return strings.Join(list, " ") })); diff != "" {
			t.Errorf("%s: users (-want +got):\n%s", name, diff)
		}
		if sent := len(m.Messages("")); sent != 2 {
			t.Errorf("%s: %d messages, want one for the address and one for the number", name, sent)
		}
	}
}

func TestSignUp_providerLacksTheName(t *testing.T) {
	t.Parallel()
	m := mockfapi.NewT(t, mockfapi.WithPreset("oauth"))
	for name, server := range servers(t, m) {
		m.Reset()
		b := newBrowser(t, server)
		b.open("/sign-up")
		b.press("Continue with Google", nil)
		back, err := m.Authorize(t.Context(), b.away.String(), "no-last-name")
		if err != nil {
			t.Fatal(err)
		}
		b.open(back.String())
		b.wants(200, "Almost there", "2 of 4 done. Left: last name, phone number.")
		b.press("Continue", map[string]string{"last_name": "Winter", "phone_number": "+14155552671"})
		b.wants(200, "Check your phone")
		b.press("Continue", map[string]string{"code": m.Code("+14155552671")})
		b.wants(200, "Welcome", "Winter", "google")
		if users := m.Users(); len(users) != 1 || users[0].LastName != "Winter" {
			t.Errorf("%s: users %+v", name, users)
		}
	}
}

func TestSignUp_providerRefuses(t *testing.T) {
	t.Parallel()
	m := mockfapi.NewT(t, mockfapi.WithPreset("oauth"))
	b := newBrowser(t, always(newServer(t, m)))
	b.open("/sign-up")
	b.press("Continue with Google", nil)
	page := b.away.String()

	b.open("/sign-up") // the back button, on the provider's page
	b.wants(200, "Continue with Google", "You have not come back from there yet")
	b.follow("Continue with Google")
	if b.away == nil || b.away.String() != page {
		t.Errorf("the way back to the provider leads to %v", b.away)
	}
	back, err := m.Authorize(t.Context(), page, "")
	if err != nil {
		t.Fatal(err)
	}
	b.open(back.String())
	b.wants(422, "Almost there", "0 of 4 done")
	b.press("Continue", map[string]string{"first_name": "Mia", "last_name": "Winter", "email_address": "mia@example.com", "phone_number": "+14155552671"})
	b.wants(200, "Check your e-mail")
}

func TestSignUp_providersAccountIsKnown(t *testing.T) {
	t.Parallel()
	m := mockfapi.NewT(t, mockfapi.WithPreset("oauth-only"))
	for _, want := range []string{"Welcome", "You have an account already"} {
		b := newBrowser(t, always(newServer(t, m)))
		b.open("/sign-up")
		b.press("Continue with Google", nil)
		back, err := m.Authorize(t.Context(), b.away.String(), "full")
		if err != nil {
			t.Fatal(err)
		}
		b.open(back.String())
		b.wants(200, want)
	}
}

func TestSignUp_mistakes(t *testing.T) {
	t.Parallel()
	m := newMock(t, emailPhonePassword)
	b := newBrowser(t, always(newServer(t, m)))
	b.open("/sign-up")
	b.press("Continue", map[string]string{"email_address": "mia@", "phone_number": "+14155552671", "password": "short"})
	b.wants(422, "Create your account")
	if b.value("email_address") != "mia@" || b.value("phone_number") != "+14155552671" || b.value("password") != "" {
		t.Error("what was typed is lost, or the password comes back")
	}
	b.press("Continue", map[string]string{"email_address": "mai@example.com", "password": "correct horse battery"})
	b.wants(200, "We sent a code to mai@example.com")

	b.follow("Change the address")
	if b.value("value") != "mai@example.com" {
		t.Errorf("the address to correct is %q", b.value("value"))
	}
	b.press("Send to this one", map[string]string{"value": "mia@"})
	b.wants(422, "Back")
	b.press("Send to this one", map[string]string{"value": "mia@example.com"})
	b.wants(200, "We sent a code to mia@example.com")

	first := m.Code("mia@example.com")
	b.press("Send it again", nil)
	if sent := len(m.Messages("mia@example.com")); sent != 2 {
		t.Errorf("%d codes sent, want 2", sent)
	}
	if first != m.Code("mia@example.com") {
		b.press("Continue", map[string]string{"code": first})
		b.wants(422, "Check your e-mail")
	}
	b.press("Continue", map[string]string{"code": m.Code("mia@example.com")})
	b.wants(200, "Check your phone")
}

func TestSignUp_wrongCodes(t *testing.T) {
	t.Parallel()
	m := newMock(t, func(s *environment.UserSettings) { s.Attributes.EmailAddress = environment.Email(environment.Required) })
	b := newBrowser(t, always(newServer(t, m)))
	b.open("/sign-up")
	b.press("Continue", map[string]string{"email_address": "mia@example.com"})
	wrong := map[string]string{"code": "000000"}
	b.press("Continue", wrong)
	b.wants(422, "Check your e-mail", "We sent a code")
	if said := strings.Count(b.text, "incorrect"); said != 1 {
		t.Errorf("the page says it %d times: %s", said, b.text)
	}
	for b.press("Continue", wrong); strings.Contains(b.text, "We sent a code"); b.press("Continue", wrong) {
		b.wants(422)
	}
	b.wants(422, "No code is good any more")
	b.open("/sign-up") // looking at the page sends nothing
	if sent := len(m.Messages("")); sent != 1 {
		t.Errorf("%d codes sent, want 1", sent)
	}
	b.press("Send a new code", nil)
	b.wants(200, "We sent a code")
	m.Advance(11 * time.Minute)
	b.press("Continue", map[string]string{"code": m.Code("mia@example.com")})
	b.wants(422, "No code is good any more")
	b.press("Send a new code", nil)
	b.press("Continue", map[string]string{"code": m.Code("mia@example.com")})
	b.wants(200, "Welcome")
}

func TestSignUp_staleStep(t *testing.T) {
	t.Parallel()
	m := newMock(t, emailPhonePassword)
	b := newBrowser(t, always(newServer(t, m)))
	b.open("/sign-up")
	form := b.doc
	b.press("Continue", mia)
	codePage := b.doc
	before := len(m.Requests("PATCH /v1/client/sign_ups/{sign_up_id}"))

	b.doc = form // the back button, and the form once more
	b.press("Continue", map[string]string{"email_address": "other@example.com", "phone_number": "+14155552672", "password": "another passphrase"})
	b.wants(200, "That page was from an earlier step", "We sent a code to mia@example.com")
	if after := len(m.Requests("PATCH /v1/client/sign_ups/{sign_up_id}")); after != before {
		t.Error("the old form changed the sign-up")
	}
	code := map[string]string{"code": m.Code("mia@example.com")}
	b.press("Continue", code)
	b.doc = codePage
	b.press("Continue", code)
	b.wants(200, "That page was from an earlier step", "Check your phone")
}

func TestSignUp_choice(t *testing.T) {
	t.Parallel()
	m := newMock(t, func(s *environment.UserSettings) {
		s.Attributes.EmailAddress, s.Attributes.PhoneNumber = environment.Email(environment.Optional), environment.Phone(environment.Optional)
		s.Attributes.Password = environment.Password(environment.Required)
		s.Social["oauth_google"] = environment.Provider("oauth_google")
	})
	b := newBrowser(t, always(newServer(t, m)))
	b.open("/sign-up")
	b.wants(200, "Continue with Google", "E-mail address", "Password")
	b.follow("Use a phone number instead")
	b.wants(200, "Phone number", "Use an e-mail address instead")
	b.press("Continue", map[string]string{"phone_number": "12", "password": "correct horse battery"})
	b.wants(422, "Use an e-mail address instead") // still the form of the way that was taken
	b.press("Continue", map[string]string{"phone_number": "+14155552671", "password": "correct horse battery"})
	b.wants(200, "Check your phone")
	b.press("Continue", map[string]string{"code": m.Code("+14155552671")})
	b.wants(200, "Welcome", "+14155552671")
}

func TestSignUp_emailLink(t *testing.T) {
	t.Parallel()
	m := mockfapi.NewT(t, mockfapi.WithPreset("email-link"))
	server := always(newServer(t, m))
	b, phone := newBrowser(t, server), newBrowser(t, server)
	b.open("/sign-up")
	b.press("Continue", map[string]string{"email_address": "mia@example.com"})
	b.wants(200, "We sent a link to mia@example.com")
	b.follow("I have opened it")
	b.wants(200, "We sent a link to mia@example.com")

	landing, err := m.OpenLink(t.Context(), m.Link("mia@example.com"))
	if err != nil {
		t.Fatal(err)
	}
	phone.open(landing.String())
	phone.wants(200, "Your e-mail address is verified")
	b.follow("I have opened it")
	b.wants(200, "Welcome", "mia@example.com")
}

func TestSignUp_wallet(t *testing.T) {
	t.Parallel()
	m := newMock(t, func(s *environment.UserSettings) {
		s.Attributes.EmailAddress, s.Attributes.Web3Wallet = environment.Email(environment.Optional), environment.Wallet(environment.Optional)
		s.Attributes.Password = environment.Password(environment.Required)
	})
	wallet, err := web3.GeneratePrivateKey()
	if err != nil {
		t.Fatal(err)
	}
	b := newBrowser(t, always(newServer(t, m)))
	b.open("/sign-up")
	b.follow("Use a wallet instead")
	b.press("Continue", map[string]string{"web3_wallet": wallet.Address()})
	b.wants(200, "Sign with your wallet", wallet.Address())
	b.press("Continue", map[string]string{"signature": "0x00"})
	b.wants(422, "Sign with your wallet")
	var message string
	for pre := range all(b.doc, "pre") {
		message = text(pre)
	}
	signature, err := wallet.SignMessage(message)
	if err != nil {
		t.Fatal(err)
	}
	b.press("Continue", map[string]string{"signature": signature})
	b.wants(200, "Welcome", wallet.Address()[2:6])
}

func TestSignUp_abandoned(t *testing.T) {
	t.Parallel()
	m := newMock(t, emailPhonePassword)
	b := newBrowser(t, always(newServer(t, m)))
	b.open("/sign-up")
	b.press("Continue", mia)
	m.Advance(25 * time.Hour)
	b.press("Continue", map[string]string{"code": m.Code("mia@example.com")})
	b.wants(410, "That took too long")
	b.press("Start again", nil)
	b.wants(200, "Create your account")
}

func TestSignUp_serviceIsAway(t *testing.T) {
	t.Parallel()
	for _, fault := range []mockfapi.Fault{{Status: 503}, {Drop: true}, {Status: 429, RetryAfterSeconds: 7}} {
		m := newMock(t, emailPhonePassword)
		b := newBrowser(t, always(newServer(t, m)))
		b.open("/sign-up")
		fault.Route = "POST /v1/client/sign_ups"
		if err := m.Fail(fault); err != nil {
			t.Fatal(err)
		}
		b.press("Continue", mia)
		if fault.Status == 429 {
			b.wants(429, "Please wait 7s")
		} else {
			b.wants(502, "does not answer at the moment")
		}
		if b.value("email_address") != mia["email_address"] {
			t.Error("what was typed is lost")
		}
		b.press("Continue", map[string]string{"password": mia["password"]})
		b.wants(200, "Check your e-mail")
	}
}

func TestSignUp_serviceIsAwayForLong(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) { // the client asks again a few times, which takes time
		m := newMock(t, emailPhonePassword)
		b := newBrowser(t, always(newServer(t, m)))
		b.open("/sign-up")
		b.press("Continue", mia)
		if err := m.Fail(mockfapi.Fault{Route: "GET /v1/client/sign_ups/{sign_up_id}", Status: 503, Times: 100}); err != nil {
			t.Fatal(err)
		}
		b.open("/sign-up")
		b.wants(502, "Something went wrong", "does not answer at the moment")
		m.ClearFaults()
		b.follow("Try again")
		b.wants(200, "Check your e-mail")
	})
}

func TestSignUp_foreignPost(t *testing.T) {
	t.Parallel()
	for name, header := range map[string]http.Header{
		"a browser of today":     {"Sec-Fetch-Site": {"cross-site"}},
		"a browser of yesterday": {"Origin": {"https://evil.test"}},
	} {
		m := newMock(t, emailPhonePassword)
		b := newBrowser(t, always(newServer(t, m)))
		b.open("/sign-up")
		step := b.value("step")
		b.header = header
		for _, path := range []string{"/sign-up", "/sign-up/again", "/sign-out"} {
			b.request(http.MethodPost, path, url.Values{"step": {step}, "email_address": {"eve@example.com"}})
			b.wants(http.StatusForbidden)
		}
		if n := len(m.SignUps()); n != 0 {
			t.Errorf("%s: %d sign-ups", name, n)
		}
	}
}

func TestSignUp_cookie(t *testing.T) {
	t.Parallel()
	m := newMock(t, emailPhonePassword)
	server := newServer(t, m)
	b := newBrowser(t, always(server))
	b.open("/sign-up")
	b.press("Continue", mia)
	here := &url.URL{Scheme: "http", Host: "app.test", Path: "/"}
	cookie := b.jar.Cookies(here)[0]
	if id := m.SignUps()[0].ID; strings.Contains(cookie.Value, id) || len(cookie.Value) < 100 {
		t.Errorf("the cookie is not sealed: %q", cookie.Value)
	}
	cookie.Value = cookie.Value[:40] + "AAAA" + cookie.Value[44:]
	b.jar.SetCookies(here, []*http.Cookie{cookie})
	b.open("/sign-up")
	b.wants(200, "Create your account")
}
