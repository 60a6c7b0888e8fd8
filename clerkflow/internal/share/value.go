package share

import (
	"context"
	"sync"
	"time"
)

// Value is something that is fetched once and kept for a time. The zero value is
// ready; it is safe for concurrent use.
type Value[V any] struct {
	group Group[struct{}, V]

	mu    sync.Mutex
	value V
	until time.Time
}

// Get returns the value that is kept. When there is none, or its time is over, one
// caller fetches a new one for all who ask: fetch gets the old one, zero for none,
// and says until when its own is good. Errors are not kept.
func (v *Value[V]) Get(ctx context.Context, fetch func(old V) (V, time.Time, error)) (V, error) {
	if value, fresh := v.kept(); fresh {
		return value, nil
	}
	return v.group.Do(ctx, struct{}{}, func() (V, error) {
		old, fresh := v.kept()
		if fresh { // somebody was faster
			return old, nil
		}
		value, until, err := fetch(old)
		if err == nil {
			v.keep(value, until)
		}
		return value, err
	})
}

// Forget drops the value.
func (v *Value[V]) Forget() {
	var none V
	v.keep(none, time.Time{})
}

func (v *Value[V]) kept() (value V, fresh bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.value, time.Now().Before(v.until)
}

func (v *Value[V]) keep(value V, until time.Time) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.value, v.until = value, until
}
