package fapi

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/engine"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/ids"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/token"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/traffic"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/wire"
)

// Server answers for one engine. It is safe for concurrent use.
type Server struct {
	Engine *engine.Engine
	Keys   *token.Keys
	Minter *token.Minter
	IDs    *ids.Source
	Clock  func() time.Time
	// Issuer of session tokens, PublishableKey of the instance, SecretKey of the
	// Backend API.
	Issuer, PublishableKey, SecretKey string
	// Awkward is applied to every JSON answer.
	Awkward wire.Awkward
	// Faults are to come, Log has the requests that came.
	Faults traffic.Faults
	Log    traffic.Log
	// Limits are those of an instance that has any, nil for none.
	Limits *traffic.Limits
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Date", s.Clock().UTC().Format(http.TimeFormat)) // clients order answers by it
	allowOrigin(w, r)
	if r.Method == http.MethodOptions {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	verb := Verb(r)
	r = r.WithContext(context.WithValue(r.Context(), server{}, s)) // a copy: the caller's request stays as it is
	r.Method = verb
	router().ServeHTTP(w, r)
}

// server is the key under which a request carries the instance that it is for.
type server struct{}

// router is made once for all instances: building it takes longer than most
// requests.
var router = sync.OnceValue(newMux)

// newMux routes by path first, so that a wrong verb on a known path gets the
// service's own answer.
func newMux() *http.ServeMux {
	mux := http.NewServeMux()
	paths := map[string]map[string]*route{}
	for _, rt := range routes() {
		verbs, known := paths[rt.path]
		if !known {
			verbs = map[string]*route{}
			paths[rt.path] = verbs
			mux.HandleFunc(rt.path, func(w http.ResponseWriter, r *http.Request) { dispatch(w, r, verbs) })
		}
		verbs[rt.method] = &rt
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		serve(w, r, &route{access: public, handle: func(*exchange) error { return apierror.ResourceNotFound("", "") }})
	})
	return mux
}

// dispatch picks the route by verb.
func dispatch(w http.ResponseWriter, r *http.Request, verbs map[string]*route) {
	verb := r.Method
	if verb == http.MethodHead {
		verb = http.MethodGet
	}
	if rt, ok := verbs[verb]; ok {
		serve(w, r, rt)
		return
	}
	w.WriteHeader(http.StatusMethodNotAllowed) // the service says no more
}

// serve runs the route's handler for one request.
func serve(w http.ResponseWriter, r *http.Request, rt *route) {
	s := r.Context().Value(server{}).(*Server)
	s.watch(w, r, rt, func(w http.ResponseWriter, r *http.Request) {
		x := &exchange{Server: s, w: w, r: r, route: rt}
		err := wellFormed(r)
		if err == nil {
			err = rt.access(x)
		}
		if err == nil {
			err = x.withinLimits()
		}
		if err == nil {
			err = rt.handle(x)
		}
		if err != nil {
			x.fail(err)
		}
	})
}

// Verb returns the verb that a browser means: it sends POST for all of them.
func Verb(r *http.Request) string {
	if r.Method != http.MethodPost {
		return r.Method
	}
	for _, verb := range []string{http.MethodPatch, http.MethodPut, http.MethodDelete} {
		if strings.EqualFold(r.URL.Query().Get("_method"), verb) {
			return verb
		}
	}
	return r.Method
}

// wellFormed refuses requests that contradict themselves.
func wellFormed(r *http.Request) error {
	for _, header := range []string{"Authorization", "Origin"} {
		if len(r.Header.Values(header)) > 1 {
			return apierror.MultipleHeaderValues(header)
		}
	}
	header, query := r.Header.Get("Clerk-Api-Version"), r.URL.Query()
	if header != "" && query.Has("__clerk_api_version") {
		return apierror.MalformedRequestParameters("The API version is in the header or in the query, not in both.")
	}
	// Any date will do: official clients are newer than the published files.
	version := cmp.Or(header, query.Get("__clerk_api_version"))
	if _, err := time.Parse(time.DateOnly, version); version != "" && err != nil {
		return apierror.MalformedRequestParameters("The API version is not a date.")
	}
	return nil
}

// allowOrigin lets a page of any origin read the answer, with credentials.
func allowOrigin(w http.ResponseWriter, r *http.Request) {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return
	}
	h := w.Header()
	h.Set("Access-Control-Allow-Origin", origin)
	h.Set("Access-Control-Allow-Credentials", "true")
	h.Add("Vary", "Origin")
	if r.Method != http.MethodOptions {
		h.Set("Access-Control-Expose-Headers", "Authorization, Clerk-Db-Jwt, Retry-After")
		return
	}
	h.Set("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE, OPTIONS")
	if asked := r.Header.Values("Access-Control-Request-Headers"); len(asked) > 0 {
		h["Access-Control-Allow-Headers"] = slices.Clone(asked)
	}
}
