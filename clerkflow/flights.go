package clerkflow

import (
	"context"
	"sync"
)

// flights lets callers that ask for the same wait for one answer. The zero value
// is ready.
type flights[K comparable, V any] struct {
	mu    sync.Mutex
	under map[K]*flight[V]
}

type flight[V any] struct {
	landed chan struct{}
	value  V
	err    error
	// gone says that whoever flew gave up: the others have to fly themselves.
	gone bool
}

// do runs fly, unless somebody does it already. The context is that of fly: its end
// is the end of one caller, not of those who wait for the same.
func (f *flights[K, V]) do(ctx context.Context, key K, fly func() (V, error)) (V, error) {
	for {
		other := f.board(key)
		if other == nil {
			return f.fly(ctx, key, fly)
		}
		select {
		case <-other.landed:
			if !other.gone {
				return other.value, other.err
			}
		case <-ctx.Done():
			var none V
			return none, context.Cause(ctx)
		}
	}
}

// board returns the flight under way, nil when the caller has to fly.
func (f *flights[K, V]) board(key K) *flight[V] {
	f.mu.Lock()
	defer f.mu.Unlock()
	if other := f.under[key]; other != nil {
		return other
	}
	if f.under == nil {
		f.under = map[K]*flight[V]{}
	}
	f.under[key] = &flight[V]{landed: make(chan struct{}), gone: true}
	return nil
}

func (f *flights[K, V]) fly(ctx context.Context, key K, fly func() (V, error)) (V, error) {
	f.mu.Lock()
	mine := f.under[key]
	f.mu.Unlock()
	defer func() { // also when fly panics
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.under, key)
		close(mine.landed)
	}()
	mine.value, mine.err = fly()
	mine.gone = mine.err != nil && ctx.Err() != nil
	return mine.value, mine.err
}
