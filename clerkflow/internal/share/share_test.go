package share_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/clerkflow/clerkflow-go/clerkflow/internal/share"
)

var errRefused, errGone = errors.New("refused"), errors.New("gone")

func TestGroup_Do(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var g share.Group[string, int]
		var all sync.WaitGroup
		var flown int
		let := make(chan struct{})
		ask := func(key string) {
			all.Go(func() {
				got, err := g.Do(t.Context(), key, func() (int, error) {
					flown++
					<-let
					return len(key), errRefused
				})
				if got != len(key) || !errors.Is(err, errRefused) {
					t.Errorf("%s: %d, %v", key, got, err)
				}
			})
			synctest.Wait()
		}
		for range 3 {
			ask("a")
			ask("bb")
		}
		close(let)
		all.Wait()
		if flown != 2 {
			t.Errorf("%d flew, want 2", flown)
		}
		ask("a")
		all.Wait()
		if flown != 3 {
			t.Errorf("%d flew, want one more after the answer", flown)
		}
	})
}

func TestGroup_Do_whenTheFirstGivesUp(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(cancel context.CancelCauseFunc){
		"its context ends": func(cancel context.CancelCauseFunc) { cancel(errGone) },
		"it panics":        func(context.CancelCauseFunc) { panic(errGone) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var g share.Group[int, string]
				ctx, cancel := context.WithCancelCause(t.Context())
				let := make(chan struct{})
				go func() {
					defer func() { _ = recover() }()
					_, _ = g.Do(ctx, 1, func() (string, error) {
						<-let
						end(cancel)
						return "", context.Cause(ctx)
					})
				}()
				synctest.Wait()
				tired, stop := context.WithCancelCause(t.Context())
				ends := make(chan error, 1)
				go func() {
					_, err := g.Do(tired, 1, func() (string, error) { return "not waited", nil })
					ends <- err
				}()
				synctest.Wait()
				stop(errRefused)
				if err := <-ends; !errors.Is(err, errRefused) {
					t.Errorf("whoever does not wait gets %v", err)
				}
				second := make(chan string, 1)
				go func() {
					got, err := g.Do(t.Context(), 1, func() (string, error) { return "mine", nil })
					if err != nil {
						t.Error(err)
					}
					second <- got
				}()
				synctest.Wait()
				close(let)
				if got := <-second; got != "mine" {
					t.Errorf("got %q", got)
				}
			})
		})
	}
}

func TestValue_Get(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var v share.Value[int]
		var fetched int
		get := func(want, wantFetched int) {
			t.Helper()
			got, err := v.Get(t.Context(), func(old int) (int, time.Time, error) {
				fetched++
				return old + 1, time.Now().Add(time.Minute), nil
			})
			if got != want || err != nil || fetched != wantFetched {
				t.Errorf("got %d, %v after %d, want %d after %d", got, err, fetched, want, wantFetched)
			}
		}
		get(1, 1)
		get(1, 1)
		<-time.NewTimer(time.Minute - 1).C
		get(1, 1)
		<-time.NewTimer(1).C
		if _, err := v.Get(t.Context(), func(int) (int, time.Time, error) { return 9, time.Now().Add(time.Hour), errRefused }); !errors.Is(err, errRefused) {
			t.Errorf("got %v", err)
		}
		get(2, 2)
		v.Forget()
		get(1, 3)
	})
}
