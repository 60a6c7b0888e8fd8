package mockfapi

import (
	"encoding/base64"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/engine"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/fapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/ids"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/token"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/traffic"
)

// Instance is one instance of the service. It answers as an [http.Handler]; it
// owns no socket and no goroutine, and two instances share nothing. It is safe for
// concurrent use.
type Instance struct {
	keyHost   string
	secretKey string
	clock     *clock
	engine    *engine.Engine
	server    *fapi.Server
	// handler is server and control interface, with the middleware around them.
	handler http.Handler
	// controls is made when somebody first uses the control interface.
	controls func() http.Handler
}

// New returns an instance with the settings of the preset "email-password",
// unless the options say otherwise.
func New(opts ...Option) (*Instance, error) {
	c := config{now: time.Now, keyHost: defaultKeyHost}
	for _, opt := range opts {
		if err := opt(&c); err != nil {
			return nil, err
		}
	}
	explicit := c.settings
	if c.settings == nil {
		if err := WithPreset("email-password")(&c); err != nil {
			return nil, err
		}
	}
	for _, change := range c.changes {
		change(c.settings)
	}
	if err := c.settings.Validate(); err != nil {
		return nil, err
	}

	accounts := DefaultAccounts()
	if c.accounts != nil {
		accounts = *c.accounts
	}
	m := &Instance{keyHost: c.keyHost, clock: &clock{base: c.now}}
	source := ids.New(m.clock.Now)
	if c.seed != nil {
		source = ids.Seeded(*c.seed)
	}
	id := source.ID("ins")
	keys := token.NewKeys(id)
	m.secretKey = "sk_test_" + source.Hex(20)
	m.engine = engine.New(engine.Config{
		Settings: c.settings, Accounts: accounts.clone(), Clock: m.clock.Now, IDs: source, Keys: keys,
		RateLimits: c.rateLimits, UnknownField: c.awkward.MissingField, PhoneAllowed: c.phoneAllowed,
		Connections: c.connections, ProtectCheck: c.protectCheck, PasswordMeter: c.passwordMeter,
	})
	m.server = &fapi.Server{
		Engine: m.engine, Keys: keys, IDs: source, Clock: m.clock.Now,
		Minter: token.NewMinter(keys, func() string { return source.Hex(10) }),
		Issuer: "https://" + m.keyHost, PublishableKey: m.PublishableKey(), SecretKey: m.secretKey,
		Awkward: c.awkward,
	}
	if c.rateLimits {
		m.server.Limits = traffic.NewLimits()
	}
	m.controls = sync.OnceValue(m.control)
	m.handler = http.HandlerFunc(m.route)
	for _, wrap := range c.middleware {
		m.handler = wrap(m.handler)
	}
	if c.logger != nil {
		m.logTo(c.logger)
	}
	if c.state != nil {
		if err := m.takeUp(&c, explicit); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// takeUp goes on where another instance was: with its keys, too, and with its
// settings and accounts unless others were asked for.
func (m *Instance) takeUp(c *config, settings *environment.Document) error {
	if err := m.restore(*c.state); err != nil {
		return err
	}
	m.secretKey, m.server.SecretKey = c.state.SecretKey, c.state.SecretKey
	if c.accounts != nil {
		m.engine.SetAccounts(c.accounts.clone())
	}
	if settings == nil && len(c.changes) == 0 {
		return nil
	}
	return m.UpdateSettings(func(d *environment.Document) {
		if settings != nil {
			*d = *settings // with the changes
			return
		}
		for _, change := range c.changes {
			change(d)
		}
	})
}

// ServeHTTP answers a request to the Frontend API, the Backend API or one of the
// OAuth providers' pages, or to the control interface under /_mock/: all of them
// live on one origin. Absolute URLs in answers follow the host of the request.
func (m *Instance) ServeHTTP(w http.ResponseWriter, r *http.Request) { m.handler.ServeHTTP(w, r) }

func (m *Instance) route(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, controlPath) {
		m.controls().ServeHTTP(w, r)
		return
	}
	m.server.ServeHTTP(w, r)
}

// PublishableKey returns the key that clients of the instance are given.
func (m *Instance) PublishableKey() string {
	return "pk_test_" + base64.StdEncoding.EncodeToString([]byte(m.keyHost+"$"))
}

// SecretKey returns the key of the instance's Backend API.
func (m *Instance) SecretKey() string { return m.secretKey }

// URL is the origin that the publishable key names. Only the client of
// [Instance.HTTPClient] reaches it; a [Server] has a URL of its own.
func (m *Instance) URL() string { return "https://" + m.keyHost }

// Now returns the time of the instance's clock.
func (m *Instance) Now() time.Time { return m.clock.Now() }

// Advance moves the instance's clock: codes, links, attempts, sessions, tokens and
// timestamps alike. The clock otherwise runs with the time it was given.
func (m *Instance) Advance(d time.Duration) { m.clock.offset.Add(int64(d)) }

// Settings returns a copy of the instance's settings.
func (m *Instance) Settings() *environment.Document { return m.engine.Settings().Clone() }

// UpdateSettings changes the settings while the instance runs. Open sign-ups are
// held against the new settings at once. It returns an error, and changes
// nothing, for settings that no instance can have.
func (m *Instance) UpdateSettings(change func(*environment.Document)) error {
	return m.engine.UpdateSettings(func(d *environment.Document) error {
		change(d)
		return nil
	})
}

// SetAccounts replaces the accounts of the OAuth providers.
func (m *Instance) SetAccounts(accounts Accounts) error {
	if err := accounts.validate(); err != nil {
		return err
	}
	m.engine.SetAccounts(accounts.clone())
	return nil
}

// Accounts returns a copy of the accounts of the OAuth providers.
func (m *Instance) Accounts() Accounts { return Accounts(Accounts(m.engine.Accounts()).clone()) }

// clock is the one source of time of an instance.
type clock struct {
	base   func() time.Time
	offset atomic.Int64
}

func (c *clock) Now() time.Time { return c.base().Add(time.Duration(c.offset.Load())) }
