package ids_test

import (
	"regexp"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/ids"
)

var (
	shape = regexp.MustCompile(`^sua_[0-9A-Za-z]{27}$`)
	code  = regexp.MustCompile(`^[0-9]{6}$`)
)

func TestID_sorts_by_time(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 5, 12, 12, 0, 0, 0, time.UTC)
	s := ids.New(func() time.Time { return now })
	var all []string
	for range 50 {
		all = append(all, s.ID("sua"))
		now = now.Add(time.Second)
	}
	for _, id := range all {
		if !shape.MatchString(id) {
			t.Errorf("the identifier is %s", id)
		}
	}
	if !slices.IsSorted(all) {
		t.Errorf("not sorted: %v", all)
	}
}

// Virtual time begins before the first second that such an identifier can hold.
func TestID_of_any_time_has_its_shape(t *testing.T) {
	t.Parallel()
	for _, at := range []time.Time{{}, time.Unix(0, 0), time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2300, 1, 1, 0, 0, 0, 0, time.UTC)} {
		s := ids.New(func() time.Time { return at })
		if one, two := s.ID("sua"), s.ID("sua"); !shape.MatchString(one) || one == two {
			t.Errorf("%s: %s and %s", at, one, two)
		}
	}
}

func TestSeeded_repeats(t *testing.T) {
	t.Parallel()
	draw := func(s *ids.Source) []string {
		names := []string{"a", "b", "c", "d", "e", "f", "g", "h"}
		s.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
		return append(names, s.ID("sua"), s.ID("sua"), s.Code(), s.Hex(8))
	}
	one, again := draw(ids.Seeded(7)), draw(ids.Seeded(7))
	if diff := cmp.Diff(one, again); diff != "" {
		t.Errorf("two runs differ:\n%s", diff)
	}
	if other := draw(ids.Seeded(8)); other[8] == one[8] || other[11] == one[11] {
		t.Errorf("another seed gives the same: %v", other)
	}
	shuffled := slices.Sorted(slices.Values(one[:8]))
	if diff := cmp.Diff([]string{"a", "b", "c", "d", "e", "f", "g", "h"}, shuffled); diff != "" {
		t.Errorf("a shuffle loses names:\n%s", diff)
	}
	if slices.IsSorted(one[:8]) {
		t.Error("a shuffle leaves the order")
	}
	if unseeded := draw(ids.New(time.Now)); unseeded[11] == one[11] {
		t.Error("a source without seed repeats a seeded one")
	}
}

func TestSource_is_safe_for_concurrent_use(t *testing.T) {
	t.Parallel()
	s := ids.New(time.Now)
	var mu sync.Mutex
	var wg sync.WaitGroup
	seen := map[string]bool{}
	for range 16 {
		wg.Go(func() {
			for range 100 {
				id, digits, hex := s.ID("sua"), s.Code(), s.Hex(4)
				mu.Lock()
				if seen[id] || !code.MatchString(digits) || len(hex) != 8 {
					t.Errorf("%s (seen: %t), %s, %s", id, seen[id], digits, hex)
				}
				seen[id] = true
				mu.Unlock()
			}
		})
	}
	wg.Wait()
}
