package mockfapi_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

func TestMessages(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("all-required"), stopped())
	app := newNative(t, m)
	const jane, june, phone = "jane@example.com", "june@example.com", "+14155552671"
	id := app.create("email_address", jane, "strategy", "email_code").signUp().ID
	app.prepare(id, "email_link", "redirect_url", appPage).want("200")
	app.update(id, "phone_number", phone, "strategy", "phone_code").want("200")
	newNative(t, m).create("email_address", june, "strategy", "email_code").want("200")

	var kinds []string
	for _, message := range m.Messages("") {
		kinds = append(kinds, message.Kind+" to "+message.To)
	}
	equal(t, "messages", kinds, []string{"email_code to " + jane, "email_link to " + jane, "phone_code to " + phone, "email_code to " + june})
	sent := m.Messages(phone)[0]
	if !strings.HasPrefix(sent.ID, "msg_") || len(sent.Code) != 6 {
		t.Errorf("message is %+v", sent)
	}
	sent.ID, sent.Code = "", ""
	equal(t, "message", sent, mockfapi.Message{Channel: "sms", To: phone, Kind: "phone_code", SignUpID: id, CreatedAt: m.Now().UnixMilli()})

	equal(t, "newest code, a link came later", m.Code(jane), m.Messages(jane)[0].Code)
	equal(t, "newest link", m.Link(jane), m.Messages(jane)[1].Link)
	equal(t, "link in a code", m.Link(june), "")
	m.ClearMessages()
	equal(t, "messages left", len(m.Messages("")), 0)
	equal(t, "code left", m.Code(jane), "")
}

// pass lets time pass in a bubble, where it costs nothing.
func pass(d time.Duration) { <-time.NewTimer(d).C }

func TestWaitMessage(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := mockfapitest.NewT(t, mockfapi.WithPreset("email-code"))
		app := newNative(t, m)
		go func() {
			pass(time.Minute)
			app.create("email_address", "june@example.com", "strategy", "email_code").want("200")
			pass(time.Minute)
			app.create("email_address", "jane@example.com", "strategy", "email_code").want("200")
		}()
		start := time.Now()
		message, err := m.WaitMessage(t.Context(), "jane@example.com")
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "waited", time.Since(start), 2*time.Minute)
		equal(t, "code", message.Code, m.Code("jane@example.com"))
		again, err := m.WaitMessage(t.Context(), "jane@example.com") // it is there
		if err != nil || again != message {
			t.Errorf("message %+v, error %v", again, err)
		}

		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		if _, err := m.WaitMessage(ctx, "jill@example.com"); !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "jill@example.com") {
			t.Errorf("error %v", err)
		}
		equal(t, "waited in vain", time.Since(start), time.Hour+2*time.Minute)
	})
}

// A client that polls, as official ones do with e-mail links, costs no real time.
func TestPolling_in_a_bubble(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := mockfapitest.NewT(t, mockfapi.WithPreset("email-link"))
		d := newBrowser(t, m)
		su, link := d.linkTo(m, linked, appPage)
		go func() {
			pass(5 * time.Minute)
			if _, err := m.OpenLink(t.Context(), link); err != nil {
				t.Error(err)
			}
		}()
		polls := 0
		for d.get(su.ID).signUp().Status != "complete" {
			polls++
			pass(time.Second)
		}
		if polls < 299 || polls > 301 {
			t.Errorf("polled %d times", polls)
		}
	})
}
