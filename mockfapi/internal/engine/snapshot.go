package engine

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/store"
)

// Snapshot is everything that an instance remembers.
type Snapshot struct {
	Environment      json.RawMessage `json:"environment"`
	Accounts         Accounts        `json:"accounts"`
	FromEmailAddress string          `json:"from_email_address"`
	AllowedOrigins   []string        `json:"allowed_origins"`
	Messages         []model.Message `json:"messages"`
	Store            *store.Store    `json:"store"`

	Connections []EnterpriseConnection `json:"enterprise_connections"`
}

// Snapshot returns what the instance remembers, as JSON.
func (e *Engine) Snapshot() (json.RawMessage, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	document, err := json.Marshal(e.settings)
	if err != nil {
		return nil, err
	}
	return json.Marshal(Snapshot{document, e.accounts, e.fromEmailAddress, e.allowedOrigins, e.Outbox.Messages(""), e.store, e.connections})
}

// Restore puts a snapshot in the place of everything that the instance remembers.
// An error leaves it as it is.
func (e *Engine) Restore(data json.RawMessage) error {
	var s Snapshot
	if err := json.Unmarshal(data, &s); err != nil {
		return fmt.Errorf("this is no snapshot of an instance: %w", err)
	}
	if s.Store == nil {
		return errors.New("this is no snapshot of an instance: store is missing")
	}
	if err := s.Accounts.Validate(); err != nil {
		return err
	}
	settings, err := environment.Parse(s.Environment)
	if err != nil {
		return err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.settings, e.document, e.accounts, e.connections = settings, nil, s.Accounts, s.Connections
	e.fromEmailAddress, e.allowedOrigins = s.FromEmailAddress, s.AllowedOrigins
	e.adopt(s.Store)
	e.Events.clear()
	e.Outbox.replace(s.Messages)
	return nil
}

// Reset forgets everything but the settings and the accounts.
func (e *Engine) Reset() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.adopt(store.New())
	e.Events.clear()
	e.Outbox.replace(nil)
}
