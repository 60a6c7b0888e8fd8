package main

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"
)

// listener waits on a port of this machine for a browser to come back.
type listener struct {
	port   net.Listener
	path   string // which nobody can guess
	server *http.Server
	back   chan *url.URL
}

func listen(ctx context.Context) (*listener, error) {
	port, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("no port for the way back from a provider: %w", err)
	}
	l := &listener{port: port, path: "/" + rand.Text(), back: make(chan *url.URL, 1)}
	l.server = &http.Server{Handler: l, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = l.server.Serve(port) }() // until Close
	return l, nil
}

// URL is where the browser comes back to.
func (l *listener) URL() string { return "http://" + l.port.Addr().String() + l.path }

// ServeHTTP takes the browser back.
func (l *listener) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if subtle.ConstantTimeCompare([]byte(r.URL.Path), []byte(l.path)) != 1 {
		http.NotFound(w, r)
		return
	}
	select {
	case l.back <- r.URL:
	default: // it came before
	}
	_, _ = io.WriteString(w, "Thank you. Go on in the terminal: this page can be closed.\n")
}

// Wait returns the URL at which the browser came back.
func (l *listener) Wait(ctx context.Context) (*url.URL, error) {
	select {
	case callback := <-l.back:
		return callback, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// Close closes the port.
func (l *listener) Close() error {
	last, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	return errors.Join(l.server.Shutdown(last), l.server.Close())
}
