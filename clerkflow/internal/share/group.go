// Package share lets callers that want the same at the same time share one request
// and its answer.
package share

import (
	"context"
	"sync"
)

// Group lets callers that ask for the same wait for one answer. The zero value is
// ready; it is safe for concurrent use.
type Group[K comparable, V any] struct {
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

// Do runs fly, unless somebody does it already. The context is that of fly: its end
// is the end of one caller, not of those who wait for the same.
func (g *Group[K, V]) Do(ctx context.Context, key K, fly func() (V, error)) (V, error) {
	for {
		other := g.board(key)
		if other == nil {
			return g.fly(ctx, key, fly)
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
func (g *Group[K, V]) board(key K) *flight[V] {
	g.mu.Lock()
	defer g.mu.Unlock()
	if other := g.under[key]; other != nil {
		return other
	}
	if g.under == nil {
		g.under = map[K]*flight[V]{}
	}
	g.under[key] = &flight[V]{landed: make(chan struct{}), gone: true}
	return nil
}

func (g *Group[K, V]) fly(ctx context.Context, key K, fly func() (V, error)) (V, error) {
	g.mu.Lock()
	mine := g.under[key]
	g.mu.Unlock()
	defer func() { // also when fly panics
		g.mu.Lock()
		defer g.mu.Unlock()
		delete(g.under, key)
		close(mine.landed)
	}()
	mine.value, mine.err = fly()
	mine.gone = mine.err != nil && ctx.Err() != nil
	return mine.value, mine.err
}
