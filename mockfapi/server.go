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
	// URL is the origin under which the server is reached.
	URL string
	// CA is the certificate to trust, as PEM, nil for a server without TLS.
	CA []byte

	http *http.Server
	done chan error
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
	s := &Server{
		URL: "http://" + listener.Addr().String(),
		// Who connects and says nothing must not hold Close up: this is less than its patience.
		http: &http.Server{Handler: m, ReadHeaderTimeout: 2 * time.Second},
		done: make(chan error, 1),
	}
	if how.tls {
		own, ca, err := certificate(m.keyHost)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("mockfapi: no certificate could be made: %w", err), listener.Close())
		}
		s.URL, s.CA = "https://"+listener.Addr().String(), ca
		listener = tls.NewListener(listener, &tls.Config{Certificates: []tls.Certificate{own}, MinVersion: tls.VersionTLS12})
	}
	go func() { s.done <- s.http.Serve(listener) }()
	return s, nil
}

// Close ends the server when the requests under way are answered, or after five
// seconds without them.
func (s *Server) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := s.http.Shutdown(ctx); err != nil {
		_ = s.http.Close()
		return fmt.Errorf("mockfapi: requests were still under way: %w", err)
	}
	if err := <-s.done; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("mockfapi: %w", err)
	}
	return nil
}
