// Package engine is the instance itself: it takes validated parameters, changes
// what the store holds under one lock and returns a view of the result. Nothing
// in it knows HTTP or JSON.
package engine

import (
	"encoding/json"
	"sync"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/ids"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/policy"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/requirements"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/store"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/token"
)

// The lives of things, where the service's documentation or its answers tell.
const (
	codeLife     = 10 * time.Minute
	linkLife     = 10 * time.Minute
	oauthLife    = 10 * time.Minute
	messageLife  = 10 * time.Minute // of a message for a wallet to sign
	attemptLife  = 24 * time.Hour
	sessionLife  = 7 * 24 * time.Hour
	sessionIdle  = 30 * 24 * time.Hour
	tokenOverlap = 30 * time.Second
	resendPause  = 30 * time.Second
	codeAttempts = 3
)

// Config is what an instance is made of.
type Config struct {
	Settings *environment.Document
	Accounts Accounts
	Clock    func() time.Time
	IDs      *ids.Source
	Keys     *token.Keys
	// RateLimits enforces the pause between two codes.
	RateLimits bool
	// UnknownField is required of every sign-up besides what the settings say.
	UnknownField string
	Connections  []EnterpriseConnection
	// ProtectCheck asks every new sign-up for one.
	ProtectCheck bool
	// PasswordMeter measures passwords, nil for not at all.
	PasswordMeter policy.Meter
	// PhoneAllowed refuses numbers beyond their shape; nil allows all.
	PhoneAllowed func(number string) error
}

// Engine is one instance. It is safe for concurrent use.
type Engine struct {
	Outbox *Outbox
	Events *Events

	clock         func() time.Time
	ids           *ids.Source
	keys          *token.Keys
	rateLimits    bool
	unknownField  string
	phoneAllowed  func(string) error
	passwordMeter policy.Meter

	mu           sync.Mutex
	settings     *environment.Document
	document     []byte // the settings as JSON, once somebody asked
	accounts     Accounts
	connections  []EnterpriseConnection
	protectCheck bool // of new sign-ups
	store        *store.Store
	// fromEmailAddress is the local part of the sender, "noreply" until changed.
	fromEmailAddress string
	allowedOrigins   []string
	quota            quota
}

// New returns an instance without clients or users.
func New(c Config) *Engine {
	e := &Engine{
		Outbox: newOutbox(), Events: newEvents(), clock: c.Clock, ids: c.IDs, keys: c.Keys,
		rateLimits: c.RateLimits, unknownField: c.UnknownField, phoneAllowed: c.PhoneAllowed,
		protectCheck: c.ProtectCheck, passwordMeter: c.PasswordMeter,
		settings: c.Settings, accounts: c.Accounts, connections: c.Connections, fromEmailAddress: "noreply",
	}
	e.adopt(store.New())
	e.Outbox.sent = e.messageSent
	return e
}

// Settings returns the settings. They are shared and replaced as a whole: clone
// them before changing anything.
func (e *Engine) Settings() *environment.Document {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.settings
}

// Document returns the settings as GET /v1/environment serves them.
func (e *Engine) Document() ([]byte, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.document == nil {
		document, err := json.Marshal(e.settings)
		if err != nil {
			return nil, err
		}
		e.document = document
	}
	return e.document, nil
}

// UpdateSettings changes the settings and applies them to every open sign-up. An
// error of change or settings that no instance can have leave them as they were.
func (e *Engine) UpdateSettings(change func(*environment.Document) error) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	settings := e.settings.Clone()
	if err := change(settings); err != nil {
		return err
	}
	if err := settings.Validate(); err != nil {
		return err
	}
	e.settings, e.document = settings, nil
	for _, open := range e.store.SignUps.All() {
		if open.CreatedUserID != "" || e.abandoned(open) {
			continue
		}
		t := e.begin(Caller{ClientID: open.ClientID}, open)
		if err := t.settle(); err == nil { // else it keeps its lists until its next request
			t.commit()
		}
	}
	return nil
}

// SetAccounts replaces the accounts of the OAuth providers.
func (e *Engine) SetAccounts(accounts Accounts) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.accounts = accounts
}

// Accounts returns the accounts of the OAuth providers. Do not change them.
func (e *Engine) Accounts() Accounts {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.accounts
}

// Users returns every user, oldest first.
func (e *Engine) Users() []*model.User {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.store.Users()
}

// SignUps returns every sign-up as it is now, oldest first.
func (e *Engine) SignUps() []*model.SignUp {
	e.mu.Lock()
	defer e.mu.Unlock()
	all := e.store.SignUps.All()
	for i, s := range all {
		all[i] = e.current(s)
	}
	return all
}

// lists applies the algorithm of the settings to a sign-up.
func (e *Engine) lists(a requirements.Attempt) requirements.Lists {
	a.Unknown = e.unknownField
	return requirements.Of(&e.settings.UserSettings, a)
}

func (e *Engine) now() int64 { return e.clock().UnixMilli() }

func (e *Engine) in(d time.Duration) int64 { return e.clock().Add(d).UnixMilli() }
