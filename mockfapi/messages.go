package mockfapi

import (
	"context"
	"fmt"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
)

// Message is an e-mail or text message that the service would have sent: its Channel
// ("email", "sms", "whatsapp"), the address or number To which it goes, its Kind (the
// strategy, "invitation", …), the Code or Link in it, SignUpID or SignInID, and
// CreatedAt, in milliseconds since 1970. Messages
// to test addresses and numbers (jane+clerk_test@example.com, +1 555 555 0100) are
// never sent: their code is always 424242.
type Message = model.Message

// Messages returns what was sent to the address or number, newest last; everything
// for "".
func (m *Instance) Messages(to string) []Message { return m.engine.Outbox.Messages(to) }

// WaitMessage returns the newest message to the address or number as soon as there
// is one, or the cause for which the context ended.
func (m *Instance) WaitMessage(ctx context.Context, to string) (Message, error) {
	messages, err := m.engine.Outbox.Wait(ctx, to)
	if err != nil {
		return Message{}, fmt.Errorf("mockfapi: no message to %s: %w", to, err)
	}
	return messages[len(messages)-1], nil
}

// Code returns the newest code sent to the address or number, empty when there is
// none.
func (m *Instance) Code(to string) string {
	return newest(m.Messages(to), func(x Message) string { return x.Code })
}

// Link returns the newest link sent to the address, empty when there is none.
func (m *Instance) Link(to string) string {
	return newest(m.Messages(to), func(x Message) string { return x.Link })
}

func newest(messages []Message, part func(Message) string) string {
	for i := len(messages) - 1; i >= 0; i-- {
		if text := part(messages[i]); text != "" {
			return text
		}
	}
	return ""
}

// ClearMessages empties the outbox.
func (m *Instance) ClearMessages() { m.engine.Outbox.Clear() }
