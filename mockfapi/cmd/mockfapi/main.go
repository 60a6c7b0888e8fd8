// Mockfapi is the Frontend API of Clerk as a mock, for programs in any language.
// docs/mock-command.md describes its flags, files and control interface.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := command(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

// command runs until the context ends, which is a clean end, and returns the exit
// status.
func command(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if err := run(ctx, args, stdout, stderr); err != nil {
		_, _ = fmt.Fprintln(stderr, "mockfapi:", strings.TrimPrefix(err.Error(), "mockfapi: "))
		return 2
	}
	return 0
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	f, err := parse(args, stderr)
	if err != nil || f == nil {
		return err
	}
	switch {
	case f.version:
		_, err := fmt.Fprintln(stdout, "mockfapi", version())
		return err
	case f.preset == "list":
		_, err := fmt.Fprintln(stdout, strings.Join(environment.Presets(), "\n"))
		return err
	}
	opts, err := f.options(slog.New(slog.NewTextHandler(stderr, nil)))
	if err != nil {
		return err
	}
	instance, err := mockfapi.New(opts...)
	if err != nil {
		return err
	}
	server, err := instance.Serve(f.addr, f.serveOptions()...)
	if err != nil {
		return errors.New("-addr: " + strings.TrimPrefix(err.Error(), "mockfapi: "))
	}
	if err := serve(ctx, instance, server, f.envFile, stdout); err != nil {
		return errors.Join(err, server.Close())
	}
	if err := server.Close(); err != nil {
		_, _ = fmt.Fprintln(stderr, err) // somebody was still asking
	}
	return f.keep(instance)
}

// connection is how to reach the mock.
type connection struct {
	FAPIURL        string `json:"fapi_url"`
	BAPIURL        string `json:"bapi_url"`
	ProxyURL       string `json:"proxy_url"`
	PublishableKey string `json:"publishable_key"`
	SecretKey      string `json:"secret_key"`
	ControlURL     string `json:"control_url"`
	JWKSURL        string `json:"jwks_url"`
	TLSCAFile      string `json:"tls_ca_file"`
}

func connectionTo(instance *mockfapi.Instance, server *mockfapi.Server) connection {
	return connection{
		FAPIURL: server.URL, BAPIURL: server.URL, ProxyURL: server.URL,
		PublishableKey: instance.PublishableKey(), SecretKey: instance.SecretKey(),
		ControlURL: server.URL + "/_mock/", JWKSURL: server.URL + "/.well-known/jwks.json",
	}
}

// serve prints one line of JSON, as the mock answers by now, and waits for the
// context's end. The certificate that the line tells of is there until then.
func serve(ctx context.Context, instance *mockfapi.Instance, server *mockfapi.Server, envFile string, stdout io.Writer) error {
	c := connectionTo(instance, server)
	if server.CA != nil {
		dir, err := os.MkdirTemp("", "mockfapi")
		if err != nil {
			return fmt.Errorf("-tls: %w", err)
		}
		defer func() { _ = os.RemoveAll(dir) }()
		c.TLSCAFile = filepath.Join(dir, "ca.pem")
		if err := os.WriteFile(c.TLSCAFile, server.CA, 0o600); err != nil {
			return fmt.Errorf("-tls: %w", err)
		}
	}
	if envFile != "" {
		if err := os.WriteFile(envFile, []byte(c.variables()), 0o600); err != nil {
			return fmt.Errorf("-env-file: %w", err)
		}
	}
	if err := json.NewEncoder(stdout).Encode(c); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}

// variables are the connection under the names that official SDKs read.
func (c connection) variables() string {
	var lines strings.Builder
	for _, prefix := range []string{"", "NEXT_PUBLIC_", "VITE_", "REACT_APP_", "EXPO_PUBLIC_"} {
		fmt.Fprintf(&lines, "%sCLERK_PUBLISHABLE_KEY=%s\n", prefix, c.PublishableKey)
	}
	for _, prefix := range []string{"", "NEXT_PUBLIC_", "VITE_"} {
		fmt.Fprintf(&lines, "%sCLERK_PROXY_URL=%s\n", prefix, c.ProxyURL)
	}
	fmt.Fprintf(&lines, "CLERK_SECRET_KEY=%s\nCLERK_API_URL=%s\nCLERK_FAPI_URL=%s\n", c.SecretKey, c.BAPIURL, c.FAPIURL)
	fmt.Fprintf(&lines, "CLERK_FAPI=%s\nCLERK_TELEMETRY_DISABLED=1\n", strings.TrimPrefix(strings.TrimPrefix(c.FAPIURL, "https://"), "http://"))
	return lines.String()
}

func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "devel"
}
