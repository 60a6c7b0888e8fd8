// Package traffic watches and disturbs the requests of an instance: it keeps a log
// of them and makes those of named routes fail.
package traffic

import (
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Fault makes requests of a route fail. Without Status, Drop and Truncate it only
// delays them.
type Fault struct {
	// Route is method and path pattern: "POST /v1/client/sign_ups".
	Route string `json:"route"`
	// Times is how many requests are hit, 1 for 0. After is how many pass before.
	Times int `json:"times,omitempty"`
	After int `json:"after,omitempty"`
	// Status and Code of the error answer; RetryAfterSeconds is its Retry-After.
	Status            int    `json:"status,omitempty"`
	Code              string `json:"code,omitempty"`
	RetryAfterSeconds int    `json:"retry_after_s,omitempty"`
	// DelayMS is how long the request waits first, in milliseconds.
	DelayMS int `json:"delay_ms,omitempty"`
	// Drop breaks the connection, Truncate does so in the middle of the answer.
	Drop     bool `json:"drop,omitempty"`
	Truncate bool `json:"truncate,omitempty"`
	// Effect says that the request takes effect before Status or Drop hide it. A
	// truncated answer's request always does.
	Effect bool `json:"effect,omitempty"`
}

// Validate reports what is wrong with a fault, by the name of its field. known says
// whether a route exists.
func (f Fault) Validate(known func(route string) bool) error {
	switch {
	case !known(f.Route):
		return fmt.Errorf("route %q is none of the instance's: want METHOD and path pattern, such as \"POST /v1/client/sign_ups\"", f.Route)
	case f.Times < 0, f.After < 0, f.DelayMS < 0, f.RetryAfterSeconds < 0:
		return fmt.Errorf("times, after, delay_ms and retry_after_s must not be negative")
	case f.Status != 0 && (f.Status < 400 || f.Status > 599):
		return fmt.Errorf("status is %d, want 400 to 599", f.Status)
	case f.Status == 0 && (f.Code != "" || f.RetryAfterSeconds != 0):
		return fmt.Errorf("code and retry_after_s need a status")
	case f.Effect && f.Status == 0 && !f.Drop && !f.Truncate:
		return fmt.Errorf("effect needs status, drop or truncate: without them every request takes effect")
	case f.Status == 0 && !f.Drop && !f.Truncate && f.DelayMS == 0:
		return fmt.Errorf("the fault does nothing: set status, drop, truncate or delay_ms")
	}
	return nil
}

// Faults holds the faults that are still to come. It is safe for concurrent use.
type Faults struct {
	mu      sync.Mutex
	pending []Fault
}

// Add lets a fault come.
func (f *Faults) Add(fault Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	fault.Times = max(fault.Times, 1)
	f.pending = append(f.pending, fault)
}

// Pending returns the faults that are still to come.
func (f *Faults) Pending() []Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]Fault{}, f.pending...)
}

// Clear lets no fault come any more.
func (f *Faults) Clear() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.pending = nil
}

// Next returns the fault that hits this request of the route, nil for none.
func (f *Faults) Next(route string) *Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range f.pending {
		fault := &f.pending[i]
		if !SameRoute(fault.Route, route) {
			continue
		}
		if fault.After > 0 {
			fault.After--
			continue
		}
		hit := *fault
		if fault.Times--; fault.Times == 0 {
			f.pending = slices.Delete(f.pending, i, i+1)
		}
		return &hit
	}
	return nil
}

// SameRoute compares two routes; what their placeholders are called does not
// matter.
func SameRoute(a, b string) bool { return anonymous(a) == anonymous(b) }

func anonymous(route string) string {
	segments := strings.Split(route, "/")
	for i, segment := range segments {
		if strings.HasPrefix(segment, "{") && strings.HasSuffix(segment, "}") {
			segments[i] = "{}"
		}
	}
	return strings.Join(segments, "/")
}
