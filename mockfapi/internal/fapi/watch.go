package fapi

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/traffic"
)

// watch logs a request and lets the fault that is meant for it come.
func (s *Server) watch(w http.ResponseWriter, r *http.Request, rt *route, answer http.HandlerFunc) {
	seen := &witness{ResponseWriter: w}
	entry := s.entry(r, rt)
	defer func() {
		entry.Status, entry.Codes = seen.status, seen.codes()
		s.Log.Add(entry)
	}()
	fault := s.Faults.Next(entry.Route)
	if fault == nil {
		answer(seen, r)
		return
	}
	wait(r, time.Duration(fault.DelayMS)*time.Millisecond)
	if fault.Effect || fault.Truncate {
		hidden := httptest.NewRecorder()
		answer(hidden, r)
		if fault.Truncate {
			truncate(seen, hidden)
		}
	}
	switch {
	case fault.Drop:
		panic(http.ErrAbortHandler) // the server breaks the connection
	case fault.Status != 0:
		s.fault(seen, fault)
	default:
		answer(seen, r)
	}
}

// fault answers what the fault says.
func (s *Server) fault(w http.ResponseWriter, f *traffic.Fault) {
	if f.RetryAfterSeconds > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(f.RetryAfterSeconds))
	}
	if f.Code == "" { // what a proxy in front of the service would say
		w.WriteHeader(f.Status)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(f.Status)
	_ = json.NewEncoder(w).Encode(map[string]any{
		"errors":         []any{map[string]any{"code": f.Code, "message": "fault", "long_message": "A fault that was asked for.", "meta": map[string]any{}}},
		"clerk_trace_id": s.IDs.Hex(16),
	})
}

// truncate sends half of the answer and breaks the connection.
func truncate(w http.ResponseWriter, whole *httptest.ResponseRecorder) {
	for name, values := range whole.Header() {
		w.Header()[name] = values
	}
	body := whole.Body.Bytes()
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(whole.Code)
	_, _ = w.Write(body[:len(body)/2])
	_ = http.NewResponseController(w).Flush() // else a server would send nothing of it
	panic(http.ErrAbortHandler)
}

// wait returns after d, or when the caller gave up.
func wait(r *http.Request, d time.Duration) {
	if d == 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-r.Context().Done():
	}
}

// entry is the request as the log shows it. It reads the body, and puts it back.
func (s *Server) entry(r *http.Request, rt *route) traffic.Request {
	body, err := io.ReadAll(io.LimitReader(r.Body, formLimit+1))
	r.Body = readCloser{io.MultiReader(bytes.NewReader(body), failing{err}, r.Body), r.Body}
	entry := traffic.Request{
		Route: rt.name(), Method: r.Method, Path: r.URL.Path, Query: traffic.MaskForm(r.URL.Query()),
		Header: traffic.MaskHeader(r.Header), At: s.Clock().UnixMilli(),
	}
	if form, err := url.ParseQuery(string(body)); err == nil && strings.HasPrefix(r.Header.Get("Content-Type"), formType) {
		entry.Form = traffic.MaskForm(form)
	}
	return entry
}

type readCloser struct {
	io.Reader
	io.Closer
}

// failing gives the error that cut a body off, if there was one.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) {
	if f.err == nil {
		return 0, io.EOF
	}
	return 0, f.err
}

// witness sees the status and, of an error answer, the codes.
type witness struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

// Unwrap is for http.ResponseController.
func (w *witness) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *witness) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

func (w *witness) Write(data []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	if w.status >= 400 {
		w.body.Write(data)
	}
	return w.ResponseWriter.Write(data)
}

func (w *witness) codes() []string {
	var document struct {
		Errors []struct {
			Code string `json:"code"`
		} `json:"errors"`
	}
	_ = json.Unmarshal(w.body.Bytes(), &document) // no error document has no codes
	var codes []string
	for _, e := range document.Errors {
		codes = append(codes, e.Code)
	}
	return codes
}
