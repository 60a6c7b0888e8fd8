package store

import (
	"encoding/json"
	"slices"
)

// Table holds the rows of one kind by id, in the order in which they came.
type Table[T any] struct {
	rows  map[string]*T
	order []string
	// changed, when set, is told of every row that comes, changes or goes: what is
	// not there is nil.
	changed func(before, after *T)
}

func newTable[T any]() Table[T] { return Table[T]{rows: map[string]*T{}} }

// Get returns the row with that id, nil when there is none.
func (t *Table[T]) Get(id string) *T { return t.rows[id] }

// Put stores a row, in the place of the one with the same id.
func (t *Table[T]) Put(id string, row *T) {
	before, known := t.rows[id]
	if !known {
		t.order = append(t.order, id)
	}
	t.rows[id] = row
	if t.changed != nil {
		t.changed(before, row)
	}
}

// Delete removes a row.
func (t *Table[T]) Delete(id string) {
	before, known := t.rows[id]
	if !known {
		return
	}
	delete(t.rows, id)
	t.order = slices.DeleteFunc(t.order, func(other string) bool { return other == id })
	if t.changed != nil {
		t.changed(before, nil)
	}
}

// All returns every row, oldest first.
func (t *Table[T]) All() []*T {
	all := make([]*T, len(t.order))
	for i, id := range t.order {
		all[i] = t.rows[id]
	}
	return all
}

// entry is a row as a snapshot has it.
type entry[T any] struct {
	ID  string
	Row *T
}

// MarshalJSON writes the rows, oldest first.
func (t *Table[T]) MarshalJSON() ([]byte, error) {
	all := make([]entry[T], len(t.order))
	for i, id := range t.order {
		all[i] = entry[T]{id, t.rows[id]}
	}
	return json.Marshal(all)
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (t *Table[T]) UnmarshalJSON(data []byte) error {
	var all []entry[T]
	if err := json.Unmarshal(data, &all); err != nil {
		return err
	}
	*t = newTable[T]()
	for _, e := range all {
		if e.Row != nil {
			t.Put(e.ID, e.Row)
		}
	}
	return nil
}
