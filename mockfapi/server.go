package mockfapi

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// Server is an instance behind a socket, for everything that cannot use
// [Instance.HTTPClient]: browsers, other languages, other processes.
type Server struct {
	// URL is the origin under which programs on this machine reach the server.
	URL string
	// CA is the certificate to trust, as PEM, nil for a server without TLS.
	CA []byte

	http  *http.Server
	hurry func()        // ends what only waits: delays, callers who wait for a message
	ended chan struct{} // closed when cause says why
	cause error
}

// ServeOption configures a server.
type ServeOption func(*serving)

type serving struct{ remote, tls bool }

// AllowRemote permits an address that other machines reach. The mock gives
// everybody everything: only do this on a network that you trust.
func AllowRemote() ServeOption { return func(s *serving) { s.remote = true } }

// WithTLS serves https, with a certificate made for the occasion: [Server.CA].
func WithTLS() ServeOption { return func(s *serving) { s.tls = true } }

// Serve lets the instance listen on the address, which has to be a loopback one
// without [AllowRemote]; port 0 picks a free port. Close the server when done.
func (m *Instance) Serve(address string, opts ...ServeOption) (*Server, error) {
	var how serving
	for _, opt := range opts {
		opt(&how)
	}
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("mockfapi: address %q: want HOST:PORT", address)
	}
	if ip := net.ParseIP(host); !how.remote && host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("mockfapi: address %q: only loopback addresses are served; use 127.0.0.1", address)
	}
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("mockfapi: %w", err)
	}
	ctx, hurry := context.WithCancel(context.Background())
	s := &Server{
		URL: "http://" + reachable(listener),
		http: &http.Server{
			// Who connects and says nothing must not hold Close up: this is less than its patience.
			Handler: m, ReadHeaderTimeout: 2 * time.Second,
			BaseContext: func(net.Listener) context.Context { return ctx },
		},
		hurry: hurry,
		ended: make(chan struct{}),
	}
	if how.tls {
		own, ca, err := certificate(m.keyHost)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("mockfapi: no certificate could be made: %w", err), listener.Close())
		}
		s.URL, s.CA = "https://"+reachable(listener), ca
		listener = tls.NewListener(listener, &tls.Config{Certificates: []tls.Certificate{own}, MinVersion: tls.VersionTLS12})
	}
	go func() {
		s.cause = s.http.Serve(listener)
		close(s.ended)
	}()
	return s, nil
}

// reachable is the listener's address for programs on this machine.
func reachable(l net.Listener) string {
	address := l.Addr().String()
	if host, port, err := net.SplitHostPort(address); err == nil && net.ParseIP(host).IsUnspecified() {
		return net.JoinHostPort("127.0.0.1", port)
	}
	return address
}

// Close ends the server when the requests under way are answered, or after five
// seconds without them; who waits for a message is told what there is. A second Close does nothing.
func (s *Server) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	s.hurry()
	if err := s.http.Shutdown(ctx); err != nil {
		_ = s.http.Close()
		return fmt.Errorf("mockfapi: requests were still under way: %w", err)
	}
	if <-s.ended; !errors.Is(s.cause, http.ErrServerClosed) {
		return fmt.Errorf("mockfapi: %w", s.cause)
	}
	return nil
}
