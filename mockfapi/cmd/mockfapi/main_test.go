package main

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestCommand_says_how_to_reach_it(t *testing.T) {
	t.Parallel()
	r := start(t)
	equal(t, "connection", r.connection, connection{
		FAPIURL: r.FAPIURL, BAPIURL: r.FAPIURL, ProxyURL: r.FAPIURL,
		PublishableKey: "pk_test_bW9jay1mYXBpLTAuY2xlcmsuYWNjb3VudHMuZGV2JA==", SecretKey: r.SecretKey,
		ControlURL: r.FAPIURL + "/_mock/", JWKSURL: r.FAPIURL + "/.well-known/jwks.json",
	})
	if !strings.HasPrefix(r.FAPIURL, "http://127.0.0.1:") || strings.HasSuffix(r.FAPIURL, ":0") {
		t.Errorf("the URL is %s", r.FAPIURL)
	}
	equal(t, "health", ask(t, "GET", r.ControlURL+"healthz", ""), "{\"ready\":true}\n")
	if keys := ask(t, "GET", r.JWKSURL, ""); !strings.Contains(keys, `"kty":"RSA"`) {
		t.Errorf("the keys are %s", keys)
	}
	ask(t, "POST", r.FAPIURL+"/v1/client/sign_ups", "email_address=jane@example.com&strategy=email_code")
	log := r.stop()
	for _, want := range []string{`msg=request route="POST /v1/client/sign_ups" status=200`, "msg=message to=jane@example.com kind=email_code code="} {
		if !strings.Contains(log, want) {
			t.Errorf("the log lacks %s:\n%s", want, log)
		}
	}
}

func TestCommand_state_outlives_it(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "state.json")
	first := start(t, "-state", file, "-preset", "username-password")
	created := ask(t, "POST", first.FAPIURL+"/v1/client/sign_ups", "username=jane_doe&password=correct+horse+battery")
	if !strings.Contains(created, `"status":"complete"`) {
		t.Errorf("created %s", created)
	}
	first.stop()
	private(t, file)

	second := start(t, "-state", file) // its settings are in the snapshot
	equal(t, "secret key", second.SecretKey, first.SecretKey)
	equal(t, "state", ask(t, "GET", second.ControlURL+"state", ""), read(t, file)+"\n")
	if page := ask(t, "GET", second.ControlURL, ""); !strings.Contains(page, "jane_doe") {
		t.Error("the user is gone")
	}
	second.stop()
	files, err := os.ReadDir(filepath.Dir(file))
	if err != nil || len(files) != 1 {
		t.Errorf("files %v, error %v", files, err)
	}
}

func TestCommand_snapshot_that_cannot_be_written(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "gone")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	r := start(t, "-state", filepath.Join(dir, "state.json"))
	if err := os.Remove(dir); err != nil {
		t.Fatal(err)
	}
	r.cancel()
	equal(t, "status", <-r.status, 2)
	if last := r.stderr.String(); !strings.Contains(last, "mockfapi: -state: open ") {
		t.Errorf("standard error %q", last)
	}
}

// The whole program: a signal is a clean end.
func TestCommand_ends_with_a_signal(t *testing.T) {
	t.Parallel()
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
		file := filepath.Join(t.TempDir(), "state.json")
		program, err := os.Executable()
		if err != nil {
			t.Fatal(err)
		}
		c := exec.CommandContext(t.Context(), program)
		c.Env = append(os.Environ(), commandLine+"=-addr 127.0.0.1:0 -state "+file)
		out, err := c.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		stdout := bufio.NewReader(out)
		if _, err := stdout.ReadString('\n'); err != nil {
			t.Error(err)
		}
		if err := c.Process.Signal(signal); err != nil {
			t.Error(err)
		}
		if rest, err := io.ReadAll(stdout); err != nil || len(rest) > 0 {
			t.Errorf("standard output went on with %q: %v", rest, err)
		}
		if err := c.Wait(); err != nil {
			t.Errorf("%s: %v", signal, err)
		}
		if !strings.HasPrefix(read(t, file), `{"version":1,`) {
			t.Errorf("%s: no snapshot was written", signal)
		}
	}
}
