package mockfapi_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

// typesOf are the types of what would have been sent, in order.
func typesOf(m *mockfapi.Instance) (all []string) {
	for _, w := range m.Webhooks() {
		all = append(all, w.Type)
	}
	return all
}

func TestWebhooks(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, stopped())
	app, backend := newNative(t, m), newBackend(t, m)
	id := app.create("email_address", "jane@example.com", "password", password, "strategy", "email_code").want("200").signUp().ID
	app.attempt(id, "email_code", "code", m.Code("jane@example.com")).want("200")
	equal(t, "of a sign-up", typesOf(m), []string{"email.created", "user.created", "session.created"})

	user := m.Users()[0].ID
	backend.json("PATCH", users+"/"+user, `{"first_name": "Jane"}`).want("200")
	session := at(t, decode[any](app.send("GET", "/v1/client").want("200")), "response last_active_session_id").(string)
	app.onSession("POST", session, "end").want("200")
	backend.json("DELETE", users+"/"+user, "").want("200")
	equal(t, "of a life", typesOf(m)[3:], []string{"user.updated", "session.ended", "user.deleted"})
	equal(t, "of one type", len(m.Webhooks("user.created", "user.deleted")), 2)
	m.Reset()
	equal(t, "after a reset", len(m.Webhooks()), 0)
}

func TestWebhooks_text_messages_and_revoked_sessions(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("phone-code"))
	app := newNative(t, m)
	id := app.create("phone_number", "+14155552671", "strategy", "phone_code").want("200").signUp().ID
	session := app.attempt(id, "phone_code", "code", m.Code("+14155552671")).want("200").signUp().SessionID
	newBackend(t, m).json("POST", "/v1/sessions/"+session+"/revoke", "").want("200")
	equal(t, "types", typesOf(m), []string{"sms.created", "user.created", "session.created", "session.revoked"})
	sms := payloadOf(t, m.Webhooks("sms.created")[0])
	equal(t, "number", sms["to_phone_number"], any("+14155552671"))
	keys(t, "sms", sms, "object id slug from_phone_number to_phone_number phone_number_id user_id message status data delivered_by_clerk")
}

// payloadOf returns what the event is about, after a look at what surrounds it.
func payloadOf(tb testing.TB, w mockfapi.Webhook) map[string]any {
	tb.Helper()
	var event struct {
		Data         map[string]any
		Object, Type string
		InstanceID   string `json:"instance_id"`
		Timestamp    int64
	}
	if err := json.Unmarshal(w.Payload, &event); err != nil {
		tb.Fatal(err)
	}
	if event.Object != "event" || event.Type != w.Type || !strings.HasPrefix(event.InstanceID, "ins_") || event.Timestamp == 0 || !strings.HasPrefix(w.ID, "msg_") {
		tb.Errorf("the event is %+v", event)
	}
	return event.Data
}

func TestWebhooks_payloads(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	app := newNative(t, m)
	id := app.create("email_address", "jane@example.com", "password", password, "strategy", "email_code").want("200").signUp().ID
	code := m.Code("jane@example.com")
	app.attempt(id, "email_code", "code", code).want("200")
	user := m.Users()[0].ID

	email := payloadOf(t, m.Webhooks("email.created")[0])
	equal(t, "address", email["to_email_address"], any("jane@example.com"))
	equal(t, "code", email["data"].(map[string]any)["otp_code"], any(code))
	keys(t, "email", email, "object id slug from_email_name to_email_address email_address_id user_id subject body body_plain status data delivered_by_clerk")
	created := payloadOf(t, m.Webhooks("user.created")[0])
	equal(t, "user", created["id"], any(user))
	session := payloadOf(t, m.Webhooks("session.created")[0])
	equal(t, "session's user", session["user_id"], any(user))
	equal(t, "session", session["object"], any("session"))
	newBackend(t, m).json("DELETE", users+"/"+user, "").want("200")
	keys(t, "deleted", payloadOf(t, m.Webhooks("user.deleted")[0]), "object id deleted")
}

func TestWebhookRequest_is_signed(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	newNative(t, m).signedUp(testEmail)
	webhook := m.Webhooks("user.created")[0]
	verifier, err := standardwebhooks.NewWebhook(m.WebhookSecret())
	if err != nil {
		t.Fatal(err)
	}
	r, err := m.WebhookRequest(t.Context(), "https://app.test/webhooks", webhook)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	header := http.Header{}
	for _, name := range []string{"Id", "Timestamp", "Signature"} {
		header.Set("Webhook-"+name, r.Header.Get("Svix-"+name))
	}
	if err := verifier.Verify(body, header); err != nil {
		t.Errorf("the signature is refused: %v", err)
	}
	body[len(body)/2]++
	if err := verifier.Verify(body, header); err == nil {
		t.Error("a changed body is accepted")
	}
	for _, target := range []string{"", "app.test", "ftp://app.test/", "https://"} {
		if _, err := m.WebhookRequest(t.Context(), target, webhook); err == nil {
			t.Errorf("%q is an endpoint", target)
		}
	}
}

// endpoint takes webhooks, and refuses as many as it is told.
type endpoint struct {
	mu      sync.Mutex
	refuse  int
	arrived []string
}

func (e *endpoint) RoundTrip(r *http.Request) (*http.Response, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	w := httptest.NewRecorder()
	if e.refuse > 0 {
		e.refuse--
		w.WriteHeader(http.StatusServiceUnavailable)
		return w.Result(), nil
	}
	var event struct{ Type string }
	if err := json.NewDecoder(r.Body).Decode(&event); err != nil {
		return nil, err
	}
	e.arrived = append(e.arrived, event.Type)
	return w.Result(), nil
}

func TestDeliverWebhooks(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := mockfapi.NewT(t) //nolint:forbidigo // the files are read with goroutines of another bubble
		app := &endpoint{refuse: 2}
		ctx, cancel := context.WithCancelCause(t.Context())
		stop, started := errors.New("stop"), time.Now()
		ended := make(chan error, 1)
		var attempts []int
		go func() {
			ended <- m.DeliverWebhooks(ctx, mockfapi.WebhookEndpoint{
				URL: "https://app.test/webhooks", Types: []string{"user.created"}, Client: &http.Client{Transport: app},
				Attempted: func(_ mockfapi.Webhook, attempt int, _ error) { attempts = append(attempts, attempt) },
			})
		}()
		newNative(t, m).signedUp(testEmail)
		for synctest.Wait(); time.Since(started) < time.Hour; synctest.Wait() {
			<-time.After(time.Minute)
		}
		cancel(stop)
		if err := <-ended; !errors.Is(err, stop) {
			t.Errorf("ended with %v", err)
		}
		equal(t, "arrived", app.arrived, []string{"user.created"})
		equal(t, "attempts", attempts, []int{1, 2, 3})
	})
}

func TestDeliverWebhooks_nowhere(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	for name, to := range map[string]mockfapi.WebhookEndpoint{
		"no URL": {}, "no web": {URL: "mailto:jane@example.com"}, "no secret": {URL: "https://app.test/", Secret: "whsec_"},
	} {
		if err := m.DeliverWebhooks(t.Context(), to); err == nil || !strings.HasPrefix(err.Error(), "mockfapi: webhook: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
