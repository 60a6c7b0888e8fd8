package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
)

// commandLine makes this test binary the command itself.
const commandLine = "MOCKFAPI_TEST_COMMAND_LINE"

func TestMain(m *testing.M) {
	if args, ok := os.LookupEnv(commandLine); ok {
		os.Args = append(os.Args[:1], strings.Fields(args)...)
		main()
	}
	goleak.VerifyTestMain(m)
}

// running is the command at work in this process.
type running struct {
	connection

	tb             testing.TB
	cancel         func()
	stdout, stderr bytes.Buffer // complete once it has ended
	status         chan int
}

// start runs the command on a free port until it says how to reach it.
func start(tb testing.TB, args ...string) *running {
	tb.Helper()
	ctx, cancel := context.WithCancel(tb.Context())
	r := &running{tb: tb, cancel: cancel, status: make(chan int, 1)}
	out, in := io.Pipe()
	go func() {
		status := command(ctx, append([]string{"-addr", "127.0.0.1:0"}, args...), io.MultiWriter(&r.stdout, in), &r.stderr)
		in.Close()
		r.status <- status
	}()
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err != nil {
		cancel()
		tb.Fatalf("status %d: %s", <-r.status, r.stderr.String())
	}
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&r.connection); err != nil {
		tb.Errorf("%s: %v", line, err)
	}
	return r
}

// stop ends the command and returns what it logged.
func (r *running) stop() string {
	r.tb.Helper()
	r.cancel()
	if status := <-r.status; status != 0 {
		r.tb.Errorf("status %d: %s", status, r.stderr.String())
	}
	if lines := strings.Count(r.stdout.String(), "\n"); lines != 1 {
		r.tb.Errorf("there are %d lines on standard output", lines)
	}
	return r.stderr.String()
}

// ask makes a request and returns the answer's body.
func ask(tb testing.TB, method, url, body string) string {
	tb.Helper()
	r, err := http.NewRequestWithContext(tb.Context(), method, url, strings.NewReader(body))
	if err != nil {
		tb.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(r)
	if err != nil {
		tb.Fatal(err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		tb.Fatal(err)
	}
	if response.StatusCode != http.StatusOK {
		tb.Errorf("%s %s: %s: %s", method, url, response.Status, data)
	}
	return string(data)
}

func equal[T any](tb testing.TB, what string, got, want T) {
	tb.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		tb.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// private checks that nobody else reads the file.
func private(tb testing.TB, file string) {
	tb.Helper()
	info, err := os.Stat(file)
	if err != nil {
		tb.Fatal(err)
	}
	equal(tb, "mode of "+file, info.Mode().Perm(), 0o600)
}

func write(tb testing.TB, file, content string) {
	tb.Helper()
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		tb.Fatal(err)
	}
}

func read(tb testing.TB, file string) string {
	tb.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		tb.Fatal(err)
	}
	return string(data)
}
