package token

import (
	"cmp"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// The categories that keep one kind of token from being used as another.
const categorySession = "cl_B7d4PD111AAA"

const (
	sessionLife = time.Minute
	// fresh is how long a session's token is handed out again before another one
	// is signed: long enough for everything that follows a sign-up at once.
	fresh = 5 * time.Second
	// skew is how far before its issue a token is good, for clocks that run late.
	skew = 10 * time.Second
)

// Session is what a session token says.
type Session struct {
	Issuer, SessionID, UserID string
	// Origin of the request that asked, empty for native ones.
	Origin string
	// Status of the session: active, pending.
	Status string
	// Version of the claims: 1, or 2 for API versions since 2025-04-10.
	Version int
	// Lifetime of the token, 0 for the usual minute.
	Lifetime time.Duration
	// FirstFactorAt is when the person last proved who they are.
	FirstFactorAt time.Time
	// SecondFactorAt is the same of the second factor, zero for never.
	SecondFactorAt time.Time
	// ChangedAt is when the session changed last. Servers refuse a token from a
	// second before, once the browser tells them that its client changed.
	ChangedAt time.Time
}

// Age returns the minutes since both factors were proved, -1 for never.
func Age(now, first, second time.Time) [2]int {
	age := [2]int{int(now.Sub(first).Minutes()), -1}
	if !second.IsZero() {
		age[1] = int(now.Sub(second).Minutes())
	}
	return age
}

// Minter signs session tokens, one for each session and audience at a time. It is
// safe for concurrent use.
type Minter struct {
	keys  *Keys
	newID func() string

	mu     sync.Mutex
	recent map[audience]*minted
}

type audience struct {
	sessionID, origin, status string
	version                   int
	lifetime                  time.Duration
}

type minted struct {
	mu  sync.Mutex
	jwt string
	at  time.Time
}

// NewMinter returns a minter; newID makes the jti of each token.
func NewMinter(keys *Keys, newID func() string) *Minter {
	return &Minter{keys: keys, newID: newID, recent: map[audience]*minted{}}
}

// Token returns a token for the session: the last one while it is fresh and the
// session has not changed.
func (m *Minter) Token(s Session, now time.Time) (string, error) {
	who := audience{s.SessionID, s.Origin, s.Status, s.Version, s.Lifetime}
	m.mu.Lock()
	last, ok := m.recent[who]
	if !ok {
		last = &minted{}
		m.recent[who] = last
	}
	m.mu.Unlock()

	last.mu.Lock() // so that parallel requests wait for one signature
	defer last.mu.Unlock()
	current := last.jwt != "" && last.at.Unix() >= s.ChangedAt.Unix()
	if age := now.Sub(last.at); current && age >= 0 && age < fresh {
		return last.jwt, nil
	}
	signed, err := m.keys.sign(categorySession, m.claims(s, now))
	if err != nil {
		return "", err
	}
	last.jwt, last.at = signed, now
	return signed, nil
}

func (m *Minter) claims(s Session, now time.Time) jwt.MapClaims {
	claims := jwt.MapClaims{
		"iss": s.Issuer, "sub": s.UserID, "sid": s.SessionID,
		"iat": now.Unix(), "nbf": now.Add(-skew).Unix(), "exp": now.Add(cmp.Or(s.Lifetime, sessionLife)).Unix(),
		"fva": Age(now, s.FirstFactorAt, s.SecondFactorAt),
	}
	if s.Origin != "" {
		claims["azp"] = s.Origin
	}
	if s.Version == 2 {
		claims["v"] = 2
		claims["sts"] = s.Status
		claims["jti"] = m.newID()
	}
	return claims
}

// Forget drops what is remembered of a session that is over.
func (m *Minter) Forget(sessionID string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for who := range m.recent {
		if who.sessionID == sessionID {
			delete(m.recent, who)
		}
	}
}

// Clear forgets every token that was signed.
func (m *Minter) Clear() {
	m.mu.Lock()
	defer m.mu.Unlock()
	clear(m.recent)
}
