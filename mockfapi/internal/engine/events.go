package engine

import (
	"slices"
	"sync"

	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/store"
)

// Event is something that the service tells applications by a webhook.
type Event struct {
	ID string
	// Type is "user.created" and the like.
	Type string
	// At is in milliseconds.
	At int64
	// What it is about: a user, a session with its user, or a message.
	User    *model.User
	Session *model.Session
	Message *model.Message
	// Settings and sender of e-mails of that moment.
	Settings *environment.Document
	Sender   string
}

// mostEvents are kept: a mock may run for days.
const mostEvents = 1000

// Events keeps what happened, the newest thousand. It is safe for concurrent use.
type Events struct {
	mu     sync.Mutex
	events []Event
	// cleared is how many there were before.
	cleared int
	arrived chan struct{} // closed and replaced when something happens
}

func newEvents() *Events { return &Events{arrived: make(chan struct{})} }

// After returns what happened after the first n events, how many there are now,
// and a channel that is closed when there are more.
func (v *Events) After(n int) (events []Event, now int, more <-chan struct{}) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return slices.Clone(v.events[max(0, n-v.cleared):]), v.cleared + len(v.events), v.arrived
}

func (v *Events) clear() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.cleared += len(v.events)
	v.events = nil
}

func (v *Events) add(event Event) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.events) == mostEvents {
		v.events = append([]Event(nil), v.events[1:]...)
		v.cleared++
	}
	v.events = append(v.events, event)
	close(v.arrived)
	v.arrived = make(chan struct{})
}

// adopt makes the store the engine's own. From here on, what changes in it is an
// event.
func (e *Engine) adopt(s *store.Store) {
	e.store = s
	s.Watch(e.userChanged, e.sessionChanged)
}

// happened records an event of this moment. The engine's lock is held.
func (e *Engine) happened(event Event) {
	event.ID, event.At, event.Settings, event.Sender = e.ids.ID("msg"), e.now(), e.settings, e.fromEmailAddress
	e.Events.add(event)
}

func (e *Engine) userChanged(before, after *model.User) {
	switch {
	case before == nil:
		e.happened(Event{Type: "user.created", User: after})
	case after == nil:
		e.happened(Event{Type: "user.deleted", User: before})
	default:
		e.happened(Event{Type: "user.updated", User: after})
	}
}

// sessionChanged is for new sessions and those that end in one of the three ways
// of which there are events.
func (e *Engine) sessionChanged(before, after *model.Session) {
	switch {
	case after == nil:
	case before == nil:
		e.happened(Event{Type: "session.created", Session: after, User: e.store.User(after.UserID)})
	case before.Status != after.Status && slices.Contains([]string{model.Ended, model.Removed, model.Revoked}, after.Status):
		e.happened(Event{Type: "session." + after.Status, Session: after, User: e.store.User(after.UserID)})
	}
}

func (e *Engine) messageSent(m model.Message) {
	kind := "sms.created"
	if m.Channel == "email" {
		kind = "email.created"
	}
	e.happened(Event{Type: kind, Message: &m})
}
