// Web is a sign-up in pages: rendered on the server, without a line of JavaScript.
// Everything that it knows of a visitor is in a sealed cookie, so that any server
// with the same keys can answer any request.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/clerkflow/clerkflow-go/examples/internal/instance"
	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr)
	stop()
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "web:", err)
		os.Exit(1)
	}
}

// run serves until the context ends, which is a clean end.
func run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) (err error) {
	flags := flag.NewFlagSet("web", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	addr := flags.String("addr", "127.0.0.1:8080", "where to listen, `HOST:PORT`; port 0 picks a free one")
	origin := flags.String("origin", "", "the `URL` at which browsers reach the server (default http://HOST:PORT)")
	preset := flags.String("preset", "oauth", "the mock's settings, a `NAME`: "+strings.Join(environment.Presets(), ", "))
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			flags.SetOutput(stderr)
			flags.PrintDefaults()
		}
		return err
	}
	at, err := instance.Open(getenv, mockfapi.WithPreset(*preset))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, at.Close()) }()

	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", *addr)
	if err != nil {
		return fmt.Errorf("-addr: %w", err)
	}
	defer func() { _ = listener.Close() }() // the server did it, unless it never began
	if *origin == "" {
		*origin = "http://" + listener.Addr().String()
	}
	if u, err := url.Parse(*origin); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.Path != "" {
		return errors.New("-origin: want http://HOST or https://HOST, with nothing behind it")
	}
	site, err := open(ctx, at, *origin, slog.New(slog.NewTextHandler(stderr, nil)))
	if ctx.Err() != nil {
		return nil // Ctrl-C before it even began
	}
	if err != nil {
		return err
	}
	line := fmt.Sprintf("Sign up at %s with %s", *origin, at)
	if inbox := at.Inbox(); inbox != "" {
		line += ", whose inbox is at " + inbox
	}
	if _, err := fmt.Fprintln(stdout, line); err != nil {
		return err
	}
	return serve(ctx, listener, site.handler())
}

// open makes the site, and finds out whether the instance is there and the keys are
// good before anybody comes.
func open(ctx context.Context, at *instance.Instance, origin string, log *slog.Logger) (*site, error) {
	client, err := at.Client()
	if err != nil {
		return nil, fmt.Errorf("CLERK_PUBLISHABLE_KEY: %w", err)
	}
	if at.SecretKey == "" {
		return nil, errors.New("CLERK_SECRET_KEY is not set: the cookies are sealed with a key made from it")
	}
	if _, err := at.Document(ctx); err != nil {
		return nil, err
	}
	verifier, err := at.Verifier(ctx)
	if err != nil {
		return nil, err
	}
	cookies, err := newCookies(at.SecretKey, strings.HasPrefix(origin, "https://"))
	if err != nil {
		return nil, err
	}
	return &site{client: client, verifier: verifier, cookies: cookies, origin: origin, inbox: at.Inbox(), log: log}, nil
}

// serve answers requests until the context ends; those under way get five seconds.
func serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	return server.Shutdown(last)
}
