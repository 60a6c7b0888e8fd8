// Package referee holds the exchanges of tests against the published OpenAPI files
// of both APIs, in every version: what the mock takes and answers has to be what
// the files say, but for the exceptions that stand in one table.
package referee

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/fapi"
)

// Referee knows the files. It is safe for concurrent use.
type Referee struct {
	operations []*operation
	// mux finds the route of a request, published what the files say of it.
	mux       *http.ServeMux
	published map[string][]*operation
	fine      *shapes
	// needed says of each exception whether an exchange needed it.
	needed []atomic.Bool
}

// New reads the files in dir: fapi/*.yml and bapi/*.yml.
func New(dir string) (*Referee, error) {
	operations, err := load(dir)
	if err != nil {
		return nil, err
	}
	r := &Referee{
		operations: operations, mux: http.NewServeMux(), published: map[string][]*operation{},
		fine: newShapes(), needed: make([]atomic.Bool, len(exceptions)),
	}
	for _, rt := range fapi.Operations() {
		pattern := rt.Method + " " + rt.Path
		r.mux.Handle(pattern, http.NotFoundHandler())
		for _, o := range operations {
			if o.is(rt) {
				r.published[pattern] = append(r.published[pattern], o)
			}
		}
	}
	return r, nil
}

// judge returns what is wrong with an exchange, exceptions apart. A failing server
// answers whatever it can: that is no answer of the API.
func (r *Referee) judge(x exchange) []violation {
	if x.status >= http.StatusInternalServerError {
		return nil
	}
	_, pattern := r.mux.Handler(x.request)
	shape := r.fine.of(pattern, x)
	if r.fine.known(shape) {
		return nil
	}
	x.value = sync.OnceValues(func() (value any, err error) { return value, json.Unmarshal(x.body, &value) })
	var all []violation
	for _, o := range r.published[pattern] {
		for _, v := range o.check(x) {
			same := slices.IndexFunc(all, func(known violation) bool { return known.place == v.place && known.problem == v.problem })
			switch {
			case r.excepted(v):
			case same >= 0:
				all[same].add(v.files)
			default:
				all = append(all, v)
			}
		}
	}
	if len(all) == 0 {
		r.fine.add(shape)
	}
	return all
}

func (r *Referee) excepted(v violation) bool {
	for i, e := range exceptions {
		if e.place == v.place && (e.operation == "" || e.operation == v.operation) {
			r.needed[i].Store(true)
			return true
		}
	}
	return false
}

// Unneeded names the exceptions that no exchange needed so far.
func (r *Referee) Unneeded() []string {
	var all []string
	for i, e := range exceptions {
		if !r.needed[i].Load() {
			all = append(all, fmt.Sprintf("%s %s (%s)", e.operation, e.place, e.reason))
		}
	}
	return all
}
