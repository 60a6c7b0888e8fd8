package referee

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/fapi"
)

// Watch returns the middleware that fails the test, when it ends, for every
// exchange which the files do not allow.
func (r *Referee) Watch(tb mockfapi.TB) func(http.Handler) http.Handler {
	// A handler may outlive the test that gave up waiting for it, and must not fail
	// it any more.
	found := &findings{}
	tb.Cleanup(func() {
		if text := found.String(); text != "" {
			tb.Errorf("the published files do not allow what went over the wire:%s", text)
		}
	})
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
			var sent bytes.Buffer
			seen := request.Clone(request.Context())
			request.Body = struct {
				io.Reader
				io.Closer
			}{io.TeeReader(request.Body, &sent), request.Body}
			witness := &witness{ResponseWriter: w}
			next.ServeHTTP(witness, request) // when it panics, there was no answer

			seen.Method, seen.Body = fapi.Verb(seen), io.NopCloser(bytes.NewReader(sent.Bytes()))
			found.add(r.judge(exchange{
				request: seen, requestBody: sent.Bytes(),
				status: witness.status, header: w.Header(), body: witness.body.Bytes(),
			}))
		})
	}
}

// findings are the violations of a test, each of them once.
type findings struct {
	mu    sync.Mutex
	texts []string
}

func (f *findings) add(all []violation) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, v := range all {
		if text := v.String(); !slices.Contains(f.texts, text) {
			f.texts = append(f.texts, text)
		}
	}
}

func (f *findings) String() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	slices.Sort(f.texts)
	var text strings.Builder
	for _, line := range f.texts {
		text.WriteString("\n\t" + line)
	}
	return text.String()
}

// witness keeps what is answered.
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
	w.body.Write(data)
	return w.ResponseWriter.Write(data)
}
