package mockfapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/fapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/strictjson"
)

// controlPath begins the routes of the control interface, which lets programs in
// any language do what Go programs do with the methods of [Instance].
const controlPath = "/_mock/"

// control returns the handler of the control interface. docs/control.md describes
// it.
func (m *Instance) control() http.Handler {
	mux := http.NewServeMux()
	handle := func(pattern string, do func(r *http.Request) (any, error)) {
		method, path, _ := strings.Cut(pattern, " ")
		mux.HandleFunc(method+" "+controlPath+path, func(w http.ResponseWriter, r *http.Request) {
			body, err := do(r)
			answer(w, body, err)
		})
	}
	handle("GET healthz", func(*http.Request) (any, error) { return map[string]bool{"ready": true}, nil })
	handle("GET messages", m.controlMessages)
	handle("DELETE messages", func(*http.Request) (any, error) { m.ClearMessages(); return done, nil })
	handle("GET environment", func(*http.Request) (any, error) { return m.Settings(), nil })
	handle("PUT environment", func(r *http.Request) (any, error) { return m.controlSettings(r, environment.Parse) })
	handle("PATCH environment", func(r *http.Request) (any, error) { return m.controlSettings(r, m.Settings().Patch) })
	handle("GET accounts", func(*http.Request) (any, error) { return m.Accounts(), nil })
	handle("PUT accounts", m.controlAccounts)
	handle("POST id_tokens", m.controlIDToken)
	handle("GET enterprise_connections", func(*http.Request) (any, error) { return m.EnterpriseConnections(), nil })
	handle("PUT enterprise_connections", m.controlConnections)
	handle("PUT protect_check", m.controlProtectCheck)
	handle("GET clock", func(*http.Request) (any, error) { return m.controlTime(), nil })
	handle("POST clock", m.controlClock)
	handle("GET faults", func(*http.Request) (any, error) { return map[string]any{"faults": m.PendingFaults()}, nil })
	handle("POST faults", m.controlFault)
	handle("DELETE faults", func(*http.Request) (any, error) { m.ClearFaults(); return done, nil })
	handle("GET requests", func(r *http.Request) (any, error) {
		route := r.URL.Query().Get("route")
		if route != "" && !fapi.Known(route) {
			return nil, fmt.Errorf("route: the instance has no %q", route)
		}
		return map[string]any{"requests": m.Requests(route)}, nil
	})
	handle("GET state", func(*http.Request) (any, error) {
		data, err := m.Snapshot()
		return json.RawMessage(data), err
	})
	handle("PUT state", func(r *http.Request) (any, error) {
		data, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		return done, m.Restore(data)
	})
	handle("POST reset", func(*http.Request) (any, error) { m.Reset(); return done, nil })
	mux.HandleFunc("GET "+controlPath+"{$}", m.controlPage)
	mux.HandleFunc("GET "+controlPath+"page", m.controlPageBody)
	return guard(m.keyHost, mux)
}

var done = map[string]bool{"ok": true}

// answer writes what came of a control request: 422 for what could not be done.
func answer(w http.ResponseWriter, body any, err error) {
	status := http.StatusOK
	if err != nil {
		status, body = http.StatusUnprocessableEntity, map[string]string{"error": err.Error()}
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

// guard refuses pages of other sites: a browser on this machine may have one open.
// They come with their own Origin, or, after rebinding a name to this machine, with
// that name as Host.
func guard(keyHost string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := r.Host
		if name, _, err := net.SplitHostPort(host); err == nil {
			host = name
		}
		ip := net.ParseIP(strings.Trim(host, "[]"))
		known := host == "localhost" || host == keyHost || r.Host == keyHost || ip != nil
		if origin := r.Header.Get("Origin"); known && origin != "" {
			u, err := url.Parse(origin)
			known = err == nil && u.Host == r.Host
		}
		if !known {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusForbidden)
			_ = json.NewEncoder(w).Encode(map[string]string{"error": "the control interface is not for other sites: use the mock's own address"})
			return
		}
		next.ServeHTTP(w, r)
	})
}

// read reads the JSON body of a control request; unknown keys are errors.
func read(r *http.Request, into any) error {
	data, err := io.ReadAll(r.Body)
	if err == nil {
		err = strictjson.Unmarshal(data, into)
	}
	if err != nil {
		return fmt.Errorf("body: %w", err)
	}
	return nil
}

// controlMessages waits for a message when asked to.
func (m *Instance) controlMessages(r *http.Request) (any, error) {
	query := r.URL.Query()
	to := query.Get("to")
	if text := query.Get("wait_ms"); text != "" {
		ms, err := strconv.Atoi(text)
		if err != nil || ms < 0 {
			return nil, errors.New("wait_ms: want milliseconds")
		}
		ctx, cancel := context.WithTimeout(r.Context(), time.Duration(ms)*time.Millisecond)
		defer cancel()
		_, _ = m.WaitMessage(ctx, to) // none in time is an empty list
	}
	return map[string]any{"messages": append([]Message{}, m.Messages(to)...)}, nil
}

func (m *Instance) controlSettings(r *http.Request, parse func([]byte) (*environment.Document, error)) (any, error) {
	data, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	changed, err := parse(data)
	if err != nil {
		return nil, err
	}
	err = m.UpdateSettings(func(d *environment.Document) { *d = *changed })
	return m.Settings(), err
}

func (m *Instance) controlAccounts(r *http.Request) (any, error) {
	data, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	accounts, err := parseAccounts(data)
	if err != nil {
		return nil, err
	}
	return done, m.SetAccounts(accounts)
}

func (m *Instance) controlIDToken(r *http.Request) (any, error) {
	var account struct{ Strategy, Account string }
	if err := read(r, &account); err != nil {
		return nil, err
	}
	token, err := m.IDToken(account.Strategy, account.Account)
	return map[string]string{"token": token}, err
}

func (m *Instance) controlTime() any { return map[string]int64{"now": m.Now().UnixMilli()} }

func (m *Instance) controlClock(r *http.Request) (any, error) {
	var move struct {
		AdvanceMS *int64 `json:"advance_ms"`
		Now       *int64 `json:"now"`
	}
	if err := read(r, &move); err != nil {
		return nil, err
	}
	switch {
	case (move.AdvanceMS == nil) == (move.Now == nil):
		return nil, errors.New("want either advance_ms or now")
	case move.Now != nil:
		move.AdvanceMS = new(*move.Now - m.Now().UnixMilli())
	}
	d := time.Duration(*move.AdvanceMS) * time.Millisecond
	if d.Milliseconds() != *move.AdvanceMS {
		return nil, errors.New("advance_ms or now: the clock cannot go that far")
	}
	m.Advance(d)
	return m.controlTime(), nil
}

func (m *Instance) controlFault(r *http.Request) (any, error) {
	var f Fault
	if err := read(r, &f); err != nil {
		return nil, err
	}
	return done, m.Fail(f)
}
