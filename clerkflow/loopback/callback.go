package loopback

import (
	"crypto/subtle"
	_ "embed"
	"html/template"
	"net/http"
	"net/url"
)

//go:embed finished.html
var finishedPage string

// finished is what the person sees at the end.
var finished = template.Must(template.New("finished").Parse(finishedPage))

// serve takes the browser back. It answers nothing but a GET of the listener's URL,
// under that very host: a page elsewhere whose name resolves to this machine is
// refused.
func (l *Listener) serve(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	header := w.Header()
	header.Set("Cache-Control", "no-store")
	header.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("X-Content-Type-Options", "nosniff")
	switch {
	case r.Host != l.host:
		http.Error(w, "this host is not served here", http.StatusMisdirectedRequest)
		return
	case r.URL.Path != path:
		http.NotFound(w, r)
		return
	case r.Method != http.MethodGet:
		header.Set("Allow", http.MethodGet)
		http.Error(w, "only GET is answered here", http.StatusMethodNotAllowed)
		return
	case subtle.ConstantTimeCompare([]byte(query.Get("state")), []byte(l.state)) != 1:
		http.Error(w, "this is not the sign-up that the program waits for: start again from there", http.StatusBadRequest)
		return
	}
	l.deliver(&url.URL{Scheme: "http", Host: l.host, Path: path, RawQuery: r.URL.RawQuery})
	header.Set("Content-Type", "text/html; charset=utf-8")
	_ = finished.Execute(w, problem(query)) // the browser may be gone
}

// deliver hands the URL to whoever waits. An e-mail link comes back, too: nobody
// waits then, and the first URL counts if a page is loaded again.
func (l *Listener) deliver(callback *url.URL) {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case l.waiting <- callback:
	default:
	}
}

// problem says that the service brought the browser back without success, as far
// as the URL tells. The program learns the rest from the service.
func problem(query url.Values) bool {
	switch query.Get("__clerk_status") {
	case "failed", "expired", "client_mismatch":
		return true
	}
	return false
}
