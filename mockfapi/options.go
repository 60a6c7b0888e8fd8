package mockfapi

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"regexp"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/policy"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/wire"
)

// Option configures an instance. The options that say where the settings come from
// exclude each other; [WithSettings] comes on top of any of them.
type Option func(*config) error

type config struct {
	settings      *environment.Document
	changes       []func(*environment.Document)
	accounts      *Accounts // nil for those of the state, or the default ones
	now           func() time.Time
	seed          *uint64
	keyHost       string
	connections   []EnterpriseConnection
	rateLimits    bool
	protectCheck  bool
	awkward       Awkward
	passwordMeter PasswordMeter
	phoneAllowed  func(string) error
	state         *snapshot
	logger        *slog.Logger
	middleware    []func(http.Handler) http.Handler
}

// defaultKeyHost is a development host to official clients, and nobody's: the
// service numbers its hosts from one.
const defaultKeyHost = "mock-fapi-0.clerk.accounts.dev"

// WithEnvironment mirrors an instance from its saved answer to
// GET /v1/environment.
func WithEnvironment(document []byte) Option {
	return func(c *config) error {
		d, err := environment.Parse(document)
		if err != nil {
			return err
		}
		return c.use(d)
	}
}

// WithPreset uses built-in settings; [environment.Presets] lists their names.
func WithPreset(name string) Option {
	return func(c *config) error {
		d, err := environment.Preset(name)
		if err != nil {
			return err
		}
		return c.use(d)
	}
}

func (c *config) use(d *environment.Document) error {
	if c.settings != nil {
		return errors.New("mockfapi: the settings come from several options; use one of WithEnvironment and WithPreset")
	}
	c.settings = d
	return nil
}

// WithSettings changes the settings that the other options chose.
func WithSettings(change func(*environment.Document)) Option {
	return func(c *config) error {
		if change == nil {
			return errors.New("mockfapi: WithSettings: the change is nil")
		}
		c.changes = append(c.changes, change)
		return nil
	}
}

// WithAccounts replaces the accounts that the OAuth providers know; without it
// there are those of [DefaultAccounts].
func WithAccounts(accounts Accounts) Option {
	return func(c *config) error {
		c.accounts = &accounts
		return accounts.validate()
	}
}

// WithAccountsJSON is WithAccounts with the accounts as an accounts file has them.
func WithAccountsJSON(data []byte) Option {
	return func(c *config) error {
		accounts, err := parseAccounts(data)
		if err != nil {
			return err
		}
		return WithAccounts(accounts)(c)
	}
}

// WithClock gives the instance another time than time.Now.
func WithClock(now func() time.Time) Option {
	return func(c *config) error {
		if now == nil {
			return errors.New("mockfapi: WithClock: the clock is nil")
		}
		c.now = now
		return nil
	}
}

// WithSeed makes identifiers and codes the same in every run.
func WithSeed(seed uint64) Option {
	return func(c *config) error {
		c.seed = &seed
		return nil
	}
}

var hostname = regexp.MustCompile(`^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(:[0-9]+)?$`)

// WithKeyHost sets the host that the publishable key encodes and that issues
// session tokens.
func WithKeyHost(host string) Option {
	return func(c *config) error {
		if !hostname.MatchString(host) {
			return fmt.Errorf("mockfapi: WithKeyHost: %q is no host name with a dot", host)
		}
		c.keyHost = host
		return nil
	}
}

// WithRateLimits enforces the service's published limits: 30 seconds between two
// codes; from one address 5 new sign-ups, 5 new sign-ins and 3 attempts to verify in
// 10 seconds; 100 Backend API requests in 10 seconds (1000 on a production instance),
// 100 invitations and 25 of the bulk requests in an hour. Those answers say when to
// come back. A development instance sends 100 e-mails and 20 text messages for
// sign-ups in a month. Time is the instance's.
func WithRateLimits() Option {
	return func(c *config) error {
		c.rateLimits = true
		return nil
	}
}

// Awkward is what clients of the service have to live with but seldom meet: other
// orders, and what was added or renamed. Each part is off until set:
//
//   - Shuffle puts the elements of every list in another order in every answer.
//   - ExtraKeys adds a key that nobody knows to every object that is not metadata.
//   - LegacyClientKeys calls the client's sign_up and sign_in sign_up_attempt and
//     sign_in_attempt, as the service did until 2023.
//   - MissingField is a field that every sign-up requires and no request supplies.
//   - Status is told for sign-ups in the place of missing_requirements.
//   - Strategy is told in the place of all that verify something.
type Awkward = wire.Awkward

// WithAwkward makes the instance's answers awkward, to see how a client takes it.
// The order in which [WithSeed] shuffles is the same in every run.
func WithAwkward(a Awkward) Option {
	return func(c *config) error {
		c.awkward = a
		return nil
	}
}

// PasswordMeter returns how strong a password is, 0 to 4, and what would make it
// stronger. inputs are the other values of the sign-up, which a guesser tries first;
// some of them are empty. It has to be safe for concurrent use.
type PasswordMeter = policy.Meter

// PasswordSuggestion is one way to make a password stronger: a code of zxcvbn, such
// as "anotherWord", and its text.
type PasswordSuggestion = apierror.Suggestion

// WithPasswordMeter refuses passwords that are weaker than the settings ask for, with
// form_password_not_strong_enough. Without it every strength will do. The package
// mockfapi/zxcvbn has the meter that the service uses.
func WithPasswordMeter(meter PasswordMeter) Option {
	return func(c *config) error {
		if meter == nil {
			return errors.New("mockfapi: WithPasswordMeter: the meter is nil")
		}
		c.passwordMeter = meter
		return nil
	}
}

// WithPhoneValidator refuses phone numbers for which allowed returns an error.
// Without it every number that looks like E.164 is taken, the service's fictional
// test numbers included, which stricter libraries do not know.
func WithPhoneValidator(allowed func(number string) error) Option {
	return func(c *config) error {
		c.phoneAllowed = allowed
		return nil
	}
}

// WithState goes on where another instance was, from its [Instance.Snapshot]: with
// its users, clock and keys, and with its settings and accounts unless another option
// says which. [WithSettings] comes on top of these, too.
func WithState(data []byte) Option {
	return func(c *config) error {
		s, err := readSnapshot(data)
		if err != nil {
			return err
		}
		c.state = &s
		return nil
	}
}

// WithLogger logs every request, with secrets masked, and every message that would
// have been sent, with its code.
func WithLogger(logger *slog.Logger) Option {
	return func(c *config) error {
		c.logger = logger
		return nil
	}
}

// WithMiddleware wraps the instance's handler, to watch, check or change what goes
// over the wire: in process as over a socket, the control interface included. A
// middleware sees credentials and codes as they are.
func WithMiddleware(wrap func(http.Handler) http.Handler) Option {
	return func(c *config) error {
		if wrap == nil {
			return errors.New("mockfapi: WithMiddleware: the middleware is nil")
		}
		c.middleware = append(c.middleware, wrap)
		return nil
	}
}
