package engine

import (
	"context"
	"slices"
	"sync"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
)

// Outbox keeps the messages that the service would have sent. It is safe for
// concurrent use.
type Outbox struct {
	mu       sync.Mutex
	messages []model.Message
	arrived  chan struct{} // closed and replaced when a message comes
	listener func(model.Message)
	sent     func(model.Message) // the engine's own, under its lock
}

// Listen calls listener for every message.
func (o *Outbox) Listen(listener func(model.Message)) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.listener = listener
}

func newOutbox() *Outbox { return &Outbox{arrived: make(chan struct{})} }

// Messages returns those sent to the address, newest last; all of them for "".
func (o *Outbox) Messages(to string) []model.Message {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.to(to)
}

func (o *Outbox) to(address string) []model.Message {
	return slices.DeleteFunc(slices.Clone(o.messages), func(m model.Message) bool {
		return address != "" && m.To != address
	})
}

// Wait returns the messages sent to the address as soon as there is one, or the
// cause for which the context ended.
func (o *Outbox) Wait(ctx context.Context, to string) ([]model.Message, error) {
	for {
		o.mu.Lock()
		messages, arrived := o.to(to), o.arrived
		o.mu.Unlock()
		if len(messages) > 0 {
			return messages, nil
		}
		select {
		case <-arrived:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

// Clear empties the outbox.
func (o *Outbox) Clear() { o.replace(nil) }

func (o *Outbox) replace(messages []model.Message) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.messages = messages
	o.wake()
}

// wake lets everybody who waits look again.
func (o *Outbox) wake() {
	close(o.arrived)
	o.arrived = make(chan struct{})
}

func (o *Outbox) send(m model.Message) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.messages = append(o.messages, m)
	o.wake()
	o.sent(m)
	if o.listener != nil {
		o.listener(m)
	}
}
