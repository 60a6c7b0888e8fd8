package traffic

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// Request is one entry of the log. Secrets in it are masked.
type Request struct {
	Route  string              `json:"route"` // method and path pattern
	Method string              `json:"method"`
	Path   string              `json:"path"`
	Query  map[string][]string `json:"query"`
	Form   map[string][]string `json:"form,omitempty"`
	Header map[string][]string `json:"header"`
	// Status of the answer, 0 when the connection was broken.
	Status int `json:"status"`
	// Codes of the answer's errors.
	Codes []string `json:"codes,omitempty"`
	// At is when the request came, in milliseconds since 1970.
	At int64 `json:"at"`
}

// Log keeps the requests of an instance, the newest thousand. It is safe for
// concurrent use.
type Log struct {
	mu       sync.Mutex
	entries  []Request
	listener func(Request)
}

// Listen calls listener after every request.
func (l *Log) Listen(listener func(Request)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.listener = listener
}

const logLimit = 1000

// Add appends a request.
func (l *Log) Add(r Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.entries = append(l.entries, r)
	if extra := len(l.entries) - logLimit; extra > 0 {
		l.entries = slices.Delete(l.entries, 0, extra)
	}
	if l.listener != nil {
		l.listener(r)
	}
}

// Requests returns those of the route, oldest first; all of them for "".
func (l *Log) Requests(route string) []Request {
	l.mu.Lock()
	defer l.mu.Unlock()
	found := []Request{}
	for _, r := range l.entries {
		if route == "" || SameRoute(r.Route, route) {
			found = append(found, r)
		}
	}
	return found
}

// Clear empties the log.
func (l *Log) Clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.entries = nil
}

// masked stands for what is nobody's business.
const masked = "***"

// MaskForm returns the parameters with passwords, codes, tokens and signatures
// masked.
func MaskForm(values url.Values) map[string][]string {
	return mask(values, func(name string) bool {
		for _, secret := range []string{"password", "code", "ticket", "token", "signature", "jwt", "secret", "__session", "__client"} {
			if strings.Contains(strings.ToLower(name), secret) && name != "code_challenge_method" {
				return true
			}
		}
		return false
	})
}

// MaskHeader returns the header with credentials masked.
func MaskHeader(h http.Header) map[string][]string {
	return mask(h, func(name string) bool { return name == "Authorization" || name == "Cookie" })
}

func mask(values map[string][]string, secret func(name string) bool) map[string][]string {
	shown := make(map[string][]string, len(values))
	for name, list := range values {
		shown[name] = slices.Clone(list)
		if secret(name) {
			for i, value := range list {
				if value != "" {
					shown[name][i] = masked
				}
			}
		}
	}
	return shown
}
