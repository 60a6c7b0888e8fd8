package mockfapi_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

const linked = "jane@example.com"

// linkTo starts a sign-up with a link to the address and returns both.
func (d *device) linkTo(m *mockfapi.Instance, email, redirect string) (su signUp, link string) {
	d.tb.Helper()
	su = d.create("email_address", email, "strategy", "email_link", "redirect_url", redirect).want("200").signUp()
	return su, m.Link(email)
}

// open follows a link on a device and returns where it leads.
func (d *device) open(link string) string {
	d.tb.Helper()
	stay := *d
	stay.http = noRedirects(d)
	return stay.send(http.MethodGet, link).want("303").Header.Get("Location")
}

func TestEmailLink_completes_on_the_device_that_asked(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("email-link"))
	desk, phone := newBrowser(t, m), newBrowser(t, m)
	su, link := desk.linkTo(m, linked, appPage+"/verify?a=b#/factor-one?c=d")
	equal(t, "before", su.Verifications.Email.brief(), "unverified email_link")
	equal(t, "next action", su.Verifications.Email.NextAction, "needs_attempt")
	phoneID := phone.create().client().ID

	landed := phone.open(link)
	a := desk.get(su.ID).want("200") // how the first tab learns of it
	su = a.signUp().want(t, "complete")
	equal(t, "landed", landed, appPage+"/verify?__clerk_created_session="+su.SessionID+"&__clerk_status=verified&a=b#/factor-one?c=d")
	equal(t, "after", su.Verifications.Email.brief(), "verified email_link")
	equal(t, "opened by", su.Verifications.Email.VerifiedAtClient, phoneID)
	equal(t, "session on the desk", a.client().LastActive, su.SessionID)
	equal(t, "sessions on the phone", len(decode[envelope[client]](phone.send("GET", "/v1/client")).Response.Sessions), 0)
	equal(t, "opened once more", phone.open(link), landed)
}

func TestEmailLink_message(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("email-link"), stopped())
	app := newNative(t, m)
	su, link := app.linkTo(m, testEmail, "myapp://verify") // links to test addresses are sent as well
	sent := m.Messages(testEmail)
	if len(sent) != 1 || sent[0].ID == "" {
		t.Fatalf("messages are %+v", sent)
	}
	sent[0].ID = ""
	equal(t, "message", sent[0], mockfapi.Message{
		Channel: "email", To: testEmail, Kind: "email_link", Link: link, SignUpID: su.ID, CreatedAt: m.Now().UnixMilli(),
	})
	if !strings.HasPrefix(link, m.URL()+"/v1/verify?token=") {
		t.Errorf("the link is %s", link)
	}
	landed, err := m.OpenLink(t.Context(), link)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "landed", landed.String(), "myapp://verify?__clerk_created_session="+app.get(su.ID).signUp().SessionID+"&__clerk_status=verified")
}

func TestEmailLink_leaves_the_rest_to_ask(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	d := newBrowser(t, m)
	su, link := d.linkTo(m, linked, appPage)
	equal(t, "landed", newBrowser(t, m).open(link), appPage+"?__clerk_created_session=&__clerk_status=verified")
	d.get(su.ID).signUp().want(t, "missing_requirements missing password")
	a := d.update(su.ID, "password", password).want("200")
	a.signUp().want(t, "complete")
	equal(t, "strategy to come back with", d.get(su.ID).client().LastUsed, "email_link")
}

func TestEmailLink_that_is_too_old(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("email-link"), stopped())
	d := newBrowser(t, m)
	su, link := d.linkTo(m, linked, appPage)
	equal(t, "expires", su.Verifications.Email.ExpireAt, m.Now().Add(10*time.Minute).UnixMilli())
	m.Advance(10 * time.Minute)
	equal(t, "landed", d.open(link), appPage+"?__clerk_created_session=&__clerk_status=expired")
	equal(t, "what the first tab sees", d.get(su.ID).signUp().Verifications.Email.brief(), "expired email_link")

	d.prepare(su.ID, "email_link", "redirect_url", appPage).want("200")
	fresh := m.Link(linked)
	m.Advance(25 * time.Hour) // the sign-up is over, too
	equal(t, "landed", d.open(fresh), appPage+"?__clerk_created_session=&__clerk_status=expired")
}

func TestEmailLink_that_another_one_replaced(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	for name, replace := range map[string]func(d *device, id string) answer{
		"resent":             func(d *device, id string) answer { return d.prepare(id, "email_link", "redirect_url", appPage) },
		"a code was sent":    func(d *device, id string) answer { return d.prepare(id, "email_code") },
		"the address is new": func(d *device, id string) answer { return d.update(id, "email_address", "june@example.com") },
	} {
		d := newBrowser(t, m)
		su, link := d.linkTo(m, linked, appPage)
		replace(d, su.ID).want("200")
		d.send("GET", link).want("400 verification_link_token_stale")
		if v := d.get(su.ID).signUp().Verifications.Email; v != nil && v.Status != "unverified" {
			t.Errorf("%s: the verification is %s", name, v.brief())
		}
	}
}

func TestEmailLink_that_nobody_sent(t *testing.T) {
	t.Parallel()
	m, other := mockfapitest.NewT(t, mockfapi.WithPreset("email-link")), mockfapitest.NewT(t, mockfapi.WithPreset("email-link"))
	d := newBrowser(t, m)
	_, link := newBrowser(t, other).linkTo(other, linked, appPage)
	app := newNative(t, m)
	app.create()
	for name, token := range map[string]string{
		"garbage": "x", "none": "", "another instance's": parameter(t, link, "token"), "a client's": app.header.Get("Authorization"),
	} {
		if got := d.send("GET", "/v1/verify?token="+token).outcome(); got != "400 verification_link_token_invalid" {
			t.Errorf("%s: %s", name, got)
		}
	}
	if _, err := m.OpenLink(t.Context(), m.URL()+"/v1/verify?token=secret"); err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("error %v, want one that keeps the token to itself", err)
	}
}

func TestEmailLink_for_the_same_client_only(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("email-link"), with(func(s *environment.UserSettings) {
		s.AttackProtection.EmailLink.RequireSameClient = true
	}))
	desk, phone := newBrowser(t, m), newBrowser(t, m)
	phone.create()
	su, link := desk.linkTo(m, linked, appPage)
	for _, stranger := range []*device{phone, newBrowser(t, m)} {
		equal(t, "landed elsewhere", stranger.open(link), appPage+"?__clerk_created_session=&__clerk_status=client_mismatch")
	}
	desk.get(su.ID).signUp().want(t, "missing_requirements unverified email_address")
	if landed := desk.open(link); !strings.HasSuffix(landed, "__clerk_status=verified") {
		t.Errorf("landed at home: %s", landed)
	}
}

func TestEmailLink_to_an_address_that_somebody_else_got(t *testing.T) {
	t.Parallel()
	const failed = appPage + "?__clerk_created_session=&__clerk_status=failed"
	m := mockfapitest.NewT(t, mockfapi.WithPreset("email-link"), with(func(s *environment.UserSettings) {
		s.Attributes.Username = environment.Username(environment.Optional)
	}))
	slow, fast := newBrowser(t, m), newBrowser(t, m)
	su, link := slow.linkTo(m, linked, appPage)
	slow.update(su.ID, "username", "jane_doe").want("200")
	_, quick := fast.linkTo(m, linked, appPage)
	fast.open(quick)
	equal(t, "landed", slow.open(link), failed)
	slow.get(su.ID).signUp().want(t, "missing_requirements unverified email_address")

	// The same with an identifier that needs no proof.
	third := newBrowser(t, m)
	other, quick := third.linkTo(m, "june@example.com", appPage)
	third.update(other.ID, "username", "jane_doe").want("200")
	third.open(quick)
	slow.update(su.ID, "email_address", "jill@example.com", "strategy", "email_link", "redirect_url", appPage).want("200")
	equal(t, "landed", slow.open(m.Link("jill@example.com")), failed)
	slow.get(su.ID).signUp().want(t, "missing_requirements unverified email_address")
}
