package wire

import (
	"cmp"
	"html"
	"strings"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/engine"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
)

// Webhook is the JSON of an event.
type Webhook struct {
	Data            any             `json:"data"`
	EventAttributes EventAttributes `json:"event_attributes"`
	InstanceID      string          `json:"instance_id"`
	Object          string          `json:"object"`
	// Timestamp is in milliseconds.
	Timestamp int64  `json:"timestamp"`
	Type      string `json:"type"`
}

// EventAttributes tells of the request behind an event: the mock does not look.
type EventAttributes struct {
	HTTPRequest struct {
		ClientIP  string `json:"client_ip"`
		UserAgent string `json:"user_agent"`
	} `json:"http_request"`
}

// Webhook renders an event of an instance.
func (r *Renderer) Webhook(e engine.Event, instanceID string) Webhook {
	return Webhook{Data: r.eventData(e), InstanceID: instanceID, Object: "event", Timestamp: e.At, Type: e.Type}
}

func (r *Renderer) eventData(e engine.Event) any {
	switch {
	case e.Message != nil && e.Message.Channel == "email":
		return r.email(e.Message)
	case e.Message != nil:
		return r.sms(e.Message)
	case e.Session != nil:
		return sessionEvent{BackendSessionOf(e.Session), r.BackendUser(e.User)}
	case e.Type == "user.deleted":
		return Deleted{Object: "user", ID: e.User.ID, ExternalID: e.User.ExternalID, Deleted: true}
	}
	return r.BackendUser(e.User)
}

// sessionEvent is a session as events show it: with its user.
type sessionEvent struct {
	BackendSession
	User BackendUser `json:"user"`
}

// Email is the JSON of an e-mail.
type Email struct {
	Object           string         `json:"object"`
	ID               string         `json:"id"`
	Slug             string         `json:"slug"`
	FromEmailName    string         `json:"from_email_name"`
	ToEmailAddress   string         `json:"to_email_address"`
	EmailAddressID   *string        `json:"email_address_id"`
	UserID           *string        `json:"user_id"`
	Subject          string         `json:"subject"`
	Body             string         `json:"body"`
	BodyPlain        string         `json:"body_plain"`
	Status           string         `json:"status"`
	Data             map[string]any `json:"data"`
	DeliveredByClerk bool           `json:"delivered_by_clerk"`
}

// SMS is the JSON of a text message.
type SMS struct {
	Object           string         `json:"object"`
	ID               string         `json:"id"`
	Slug             string         `json:"slug"`
	FromPhoneNumber  string         `json:"from_phone_number"`
	ToPhoneNumber    string         `json:"to_phone_number"`
	PhoneNumberID    *string        `json:"phone_number_id"`
	UserID           *string        `json:"user_id"`
	Message          string         `json:"message"`
	Status           string         `json:"status"`
	Data             map[string]any `json:"data"`
	DeliveredByClerk bool           `json:"delivered_by_clerk"`
}

// senderNumber is nobody's.
const senderNumber = "+15555550199"

func (r *Renderer) email(m *model.Message) Email {
	subject, text := r.texts(m)
	return Email{
		Object: "email", ID: "ema_" + strings.TrimPrefix(m.ID, "msg_"), Slug: slug(m.Kind), FromEmailName: r.Sender, ToEmailAddress: m.To,
		Subject: subject, Body: "<p>" + html.EscapeString(text) + "</p>", BodyPlain: text,
		Status: "queued", Data: r.messageData(m), DeliveredByClerk: true,
	}
}

func (r *Renderer) sms(m *model.Message) SMS {
	_, text := r.texts(m)
	return SMS{
		Object: "sms_message", ID: "sms_" + strings.TrimPrefix(m.ID, "msg_"), Slug: slug(m.Kind), FromPhoneNumber: senderNumber, ToPhoneNumber: m.To,
		Message: text, Status: "queued", Data: r.messageData(m), DeliveredByClerk: true,
	}
}

// slug names the service's template for a kind of message.
func slug(kind string) string {
	switch kind {
	case "email_link":
		return "magic_link_sign_up"
	case "email_code", "phone_code":
		return "verification_code"
	}
	return kind
}

func (r *Renderer) texts(m *model.Message) (subject, text string) {
	name := r.Settings.DisplayConfig.ApplicationName
	switch {
	case m.Code != "":
		return m.Code + " is your verification code", m.Code + " is your verification code for " + name + "."
	case m.Link != "":
		return "Your link to " + name, "Follow this link to " + name + ": " + m.Link
	}
	return name, "A message of " + name + "."
}

// messageData is what the service's template is filled with.
func (r *Renderer) messageData(m *model.Message) map[string]any {
	_, host, _ := strings.Cut(r.BaseURL, "://")
	data := map[string]any{"app": map[string]any{
		"name": r.Settings.DisplayConfig.ApplicationName, "domain_name": host, "url": r.BaseURL, "logo_url": nil, "logo_image_url": nil,
	}}
	if m.Code != "" {
		data["otp_code"] = m.Code
	}
	if m.Link != "" {
		data[cmp.Or(map[string]string{"email_link": "magic_link"}[m.Kind], "action_url")] = m.Link
	}
	return data
}
