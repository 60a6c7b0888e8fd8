package traffic

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limit is how many requests one caller may make in a time.
type Limit struct {
	Requests int
	Per      time.Duration
}

// Limits counts requests. It is safe for concurrent use.
type Limits struct {
	mu       sync.Mutex
	limiters map[limited]*rate.Limiter
}

// limited is what is counted together.
type limited struct{ route, caller string }

// NewLimits returns limits that nobody has reached.
func NewLimits() *Limits { return &Limits{limiters: map[limited]*rate.Limiter{}} }

// Clear forgets every request.
func (l *Limits) Clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	clear(l.limiters)
}

// Wait returns how long the caller has to wait before the limit lets a request of
// the route through, 0 for this one.
func (l *Limits) Wait(route, caller string, limit Limit, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	key := limited{route, caller}
	limiter := l.limiters[key]
	if limiter == nil {
		limiter = rate.NewLimiter(rate.Every(limit.Per/time.Duration(limit.Requests)), limit.Requests)
		l.limiters[key] = limiter
	}
	turn := limiter.ReserveN(now, 1)
	wait := turn.DelayFrom(now)
	if wait > 0 {
		turn.CancelAt(now)
	}
	return wait
}
