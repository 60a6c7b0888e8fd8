// Package loopback takes a browser back to a program that has no web server of its
// own: a command-line tool or a desktop application. It listens on a port of this
// machine for as long as a sign-up takes, as RFC 8252 recommends.
//
//	l, err := loopback.Listen(ctx, opts...) // none opens the system's browser
//	if err != nil {
//		return err
//	}
//	defer l.Close()
//	flow := clerkflow.NewSignUp(client, clerkflow.WithRedirectURL(l.URL()))
//	done, err := flow.Run(ctx, clerkflow.Callbacks{Redirect: l.Redirect, Link: l.Link})
package loopback

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"sync"
	"time"

	"github.com/clerkflow/clerkflow-go/clerkflow"
)

// ErrClosed says that the listener was closed while somebody waited.
var ErrClosed = errors.New("loopback: the listener is closed")

// Option configures a listener.
type Option func(*Listener) error

// WithBrowser opens pages with another function than the one for this operating
// system. It may return before or after the person is done with the page, and has
// to return when the context ends. When it is nil or returns an error, the page's
// address is printed instead.
func WithBrowser(open func(ctx context.Context, page string) error) Option {
	return func(l *Listener) error {
		l.open = open
		return nil
	}
}

// WithOutput prints to another writer than [os.Stderr].
func WithOutput(w io.Writer) Option {
	return func(l *Listener) error {
		if w == nil {
			return errors.New("loopback: WithOutput: the writer is nil: use io.Discard to print nothing")
		}
		l.output = w
		return nil
	}
}

// WithAddress listens on one address, such as 127.0.0.1:8765 or [::1]:0: for
// instances that only redirect to addresses on a list. It has to be one of this
// machine that no other reaches. Without it any free port will do.
func WithAddress(address string) Option {
	return func(l *Listener) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil || !at.Addr().IsLoopback() {
			return errors.New("loopback: WithAddress: want a loopback address and a port, such as 127.0.0.1:8765")
		}
		l.addresses = []string{address}
		return nil
	}
}

// Listener waits for a browser to come back. It is safe for concurrent use, but
// only one caller at a time can wait.
type Listener struct {
	open      func(ctx context.Context, page string) error
	output    io.Writer
	addresses []string

	host   string // as browsers have to name it
	state  string // what the URL has to bring back
	server *http.Server
	ended  chan struct{}
	detach func() bool

	mu      sync.Mutex
	waiting chan *url.URL // nil while nobody waits
}

const path = "/callback"

// Listen opens a port of this machine. It is closed when the context ends, or with
// [Listener.Close].
func Listen(ctx context.Context, opts ...Option) (*Listener, error) {
	l := &Listener{open: openBrowser, output: os.Stderr, addresses: []string{"127.0.0.1:0", "[::1]:0"}, state: rand.Text(), ended: make(chan struct{})}
	for _, opt := range opts {
		if err := opt(l); err != nil {
			return nil, err
		}
	}
	port, err := l.listen(ctx)
	if err != nil {
		return nil, err
	}
	l.host = port.Addr().String()
	l.server = &http.Server{Handler: http.HandlerFunc(l.serve), ReadHeaderTimeout: 10 * time.Second, MaxHeaderBytes: 64 << 10}
	l.server.SetKeepAlivesEnabled(false)
	go func() {
		defer close(l.ended)
		_ = l.server.Serve(port) // ends with Close, and says so
	}()
	l.detach = context.AfterFunc(ctx, l.shut)
	return l, nil
}

// listen takes the first address that this machine has.
func (l *Listener) listen(ctx context.Context) (net.Listener, error) {
	var all []error
	for _, address := range l.addresses {
		port, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
		if err == nil {
			return port, nil
		}
		all = append(all, err)
	}
	return nil, fmt.Errorf("loopback: no port could be opened: %w", errors.Join(all...))
}

// URL is where the browser comes back to: the flow's [clerkflow.WithRedirectURL].
// It holds a state that only this program knows.
func (l *Listener) URL() string {
	return "http://" + l.host + path + "?" + url.Values{"state": {l.state}}.Encode()
}

// Close closes the port and waits until nothing of the listener is left. Whoever
// waits for the browser gets [ErrClosed]. It returns nil, also the second time.
func (l *Listener) Close() error {
	l.detach()
	l.shut()
	<-l.ended
	return nil
}

// shut closes the port, after a moment for the page that is on its way.
func (l *Listener) shut() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if l.server.Shutdown(ctx) != nil {
		_ = l.server.Close()
	}
}

// Redirect leads the person through the step's page: it opens the page in a
// browser and returns the URL at which that came back, or the cause for which the
// context ended. It is a Redirect callback of [clerkflow.Callbacks].
func (l *Listener) Redirect(ctx context.Context, s *clerkflow.RedirectStep) (*url.URL, error) {
	if s.URL == nil {
		return nil, errors.New("loopback: the step has no page yet: start it first")
	}
	back, err := l.wait()
	if err != nil {
		return nil, err
	}
	defer l.waitNoLonger()
	if err := l.show(ctx, s.URL.String()); err != nil {
		return nil, err
	}
	select {
	case callback := <-back:
		return callback, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	case <-l.ended:
		return nil, ErrClosed
	}
}

// Link tells the person to follow the link in the mail, which ends at the finished
// page. It is a Link callback of [clerkflow.Callbacks].
func (l *Listener) Link(ctx context.Context, s *clerkflow.VerifyLinkStep) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return l.print("Follow the link that was sent to %s, on this machine.\n", s.Destination)
}

// show opens a page, or says where it is.
func (l *Listener) show(ctx context.Context, page string) error {
	if l.open != nil {
		err := l.open(ctx, page)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err == nil {
			return nil
		}
	}
	return l.print("Open this page in a browser:\n\n  %s\n\n", page)
}

func (l *Listener) print(format string, args ...any) error {
	if _, err := fmt.Fprintf(l.output, format, args...); err != nil {
		return fmt.Errorf("loopback: nothing can be printed: %w", err)
	}
	return nil
}

func (l *Listener) wait() (<-chan *url.URL, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.waiting != nil {
		return nil, errors.New("loopback: somebody waits for the browser already: use one listener for each flow")
	}
	l.waiting = make(chan *url.URL, 1)
	return l.waiting, nil
}

func (l *Listener) waitNoLonger() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.waiting = nil
}
