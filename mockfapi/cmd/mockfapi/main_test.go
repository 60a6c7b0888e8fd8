package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
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

func TestCommand_settings_and_accounts(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	environment, accounts := filepath.Join(dir, "environment.json"), filepath.Join(dir, "accounts.json")
	first := start(t, "-preset", "oauth-only")
	write(t, environment, ask(t, "GET", first.FAPIURL+"/v1/environment", ""))
	first.stop()
	write(t, accounts, `{"oauth_google":[{"key":"jane","provider_user_id":"g-1"}]}`)

	r := start(t, "--environment", environment, "--accounts="+accounts, "-key-host", "clerk.app.test", "-seed", "7", "-rate-limits")
	equal(t, "publishable key", r.PublishableKey, "pk_test_Y2xlcmsuYXBwLnRlc3Qk")
	equal(t, "settings", ask(t, "GET", r.FAPIURL+"/v1/environment", ""), read(t, environment))
	equal(t, "accounts", ask(t, "GET", r.ControlURL+"accounts", ""), `{"oauth_google":[{"key":"jane","provider_user_id":"g-1"}]}`+"\n")
	again := start(t, "-seed", "7")
	equal(t, "secret key of the same seed", again.SecretKey, r.SecretKey)
	r.stop()
	again.stop()
}

func TestCommand_rate_limits(t *testing.T) {
	t.Parallel()
	for flag, want := range map[string]int{"-rate-limits=false": http.StatusOK, "-rate-limits": http.StatusTooManyRequests} {
		r := start(t, "-preset", "email-code", flag)
		jar, err := cookiejar.New(nil)
		if err != nil {
			t.Fatal(err)
		}
		c := &http.Client{Jar: jar, Transport: &http.Transport{DisableKeepAlives: true}}
		post := func(path string, form url.Values) (status int, id string) {
			response, err := c.PostForm(r.FAPIURL+"/v1/client/sign_ups"+path, form)
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			var body struct{ Response struct{ ID string } }
			if err := json.NewDecoder(response.Body).Decode(&body); err != nil {
				t.Error(err)
			}
			return response.StatusCode, body.Response.ID
		}
		_, id := post("", url.Values{"email_address": {"jane@example.com"}, "strategy": {"email_code"}})
		again, _ := post("/"+id+"/prepare_verification", url.Values{"strategy": {"email_code"}})
		equal(t, flag+": second code", again, want)
		r.stop()
	}
}

func TestCommand_awkward(t *testing.T) {
	t.Parallel()
	r := start(t, "-preset", "email-code", "-awkward", "shuffle,extra-keys,legacy-client-keys,missing-field=shoe_size,status=in_review,strategy=fax_code")
	body := ask(t, "POST", r.FAPIURL+"/v1/client/sign_ups", "email_address=jane@example.com&strategy=email_code")
	for _, want := range []string{`"unheard_of":`, `"sign_up_attempt":{`, `"shoe_size"`, `"status":"in_review"`, `"strategy":"fax_code"`} {
		if !strings.Contains(body, want) {
			t.Errorf("the answer lacks %s: %s", want, body)
		}
	}
	r.stop()
}

func TestCommand_env_file(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), ".env")
	r := start(t, "-env-file", file)
	r.stop()
	values := map[string]string{}
	for line := range strings.Lines(read(t, file)) {
		name, value, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
		if !ok || values[name] != "" {
			t.Errorf("line %q", line)
		}
		values[name] = value
	}
	equal(t, "variables", values, map[string]string{
		"CLERK_PUBLISHABLE_KEY": r.PublishableKey, "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY": r.PublishableKey,
		"VITE_CLERK_PUBLISHABLE_KEY": r.PublishableKey, "REACT_APP_CLERK_PUBLISHABLE_KEY": r.PublishableKey,
		"EXPO_PUBLIC_CLERK_PUBLISHABLE_KEY": r.PublishableKey,
		"CLERK_PROXY_URL":                   r.ProxyURL, "NEXT_PUBLIC_CLERK_PROXY_URL": r.ProxyURL, "VITE_CLERK_PROXY_URL": r.ProxyURL,
		"CLERK_SECRET_KEY": r.SecretKey, "CLERK_API_URL": r.BAPIURL, "CLERK_FAPI_URL": r.FAPIURL,
		"CLERK_FAPI": strings.TrimPrefix(r.FAPIURL, "http://"), "CLERK_TELEMETRY_DISABLED": "1",
	})
	private(t, file)
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

func TestCommand_other_ends(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]struct{ stdout, stderr string }{
		"-h":           {"", "-allow-remote"},
		"--help":       {"", "-environment FILE"},
		"-version":     {"mockfapi ", ""},
		"-preset list": {"all-required\ncustom-action\nemail-code\n", ""},
	} {
		var stdout, stderr bytes.Buffer
		if status := command(t.Context(), strings.Fields(args), &stdout, &stderr); status != 0 {
			t.Errorf("%s: status %d", args, status)
		}
		if !strings.HasPrefix(stdout.String(), want.stdout) || !strings.Contains(stderr.String(), want.stderr) {
			t.Errorf("%s: standard output %q, standard error %q", args, stdout.String(), stderr.String())
		}
	}
}

func TestCommand_bad_flags_and_files(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(dir, name)
		write(t, path, content)
		return path
	}
	environment := file("environment.json", "{\n  \"user_settings\": {\"sign_up\": {\"progressive\": 1}}\n}")
	accounts := file("accounts.json", "{\"oauth_google\": [\n  {\"key\" \"full\"}]}")
	unknown := file("unknown.json", `{"oauth_google":[{"key":"a","id":"1"}]}`)
	state := file("state.json", "{}")
	for _, tt := range []struct{ args, want string }{
		{"-nonsense", "flag provided but not defined: -nonsense"},
		{"serve", `unexpected argument "serve"`},
		{"-seed many", `invalid value "many" for flag -seed: want a number`},
		{"-seed -1", `invalid value "-1" for flag -seed: want a number`},
		{"-awkward loud", `invalid value "loud" for flag -awkward: "loud" is none of shuffle, `},
		{"-awkward shuffle,status=", `"status=" is none of shuffle, `},
		{"-awkward shuffle=yes", `"shuffle=yes" is none of shuffle, `},
		{"-tls=perhaps", `invalid boolean value "perhaps" for -tls`},
		{"-addr", "flag needs an argument: -addr"},
		{"-addr 4010", `-addr: mockfapi: address "4010": want HOST:PORT`},
		{"-addr 0.0.0.0:0", `-addr: mockfapi: address "0.0.0.0:0": only loopback addresses are served`},
		{"-addr 127.0.0.1:99999999", "-addr: "},
		{"-preset email", `-preset: environment: no preset "email"; there are all-required, `},
		{"-preset email-code -environment " + environment, "-environment and -preset"},
		{"-key-host localhost", `-key-host: mockfapi: WithKeyHost: "localhost" is no host name with a dot`},
		{"-environment " + dir + "/nowhere", "-environment: open " + dir + "/nowhere: no such file"},
		{"-environment " + environment, "-environment " + environment + ": environment: line 2, column "},
		{"-environment " + environment, "user_settings.sign_up.progressive is number, want bool"},
		{"-accounts " + accounts, "-accounts " + accounts + ": mockfapi: accounts: line 2, column 10: "},
		{"-accounts " + unknown, `unknown field "id"`},
		{"-state " + state, "-state " + state + ": mockfapi: the snapshot has version 0"},
		{"-state " + dir, "-state: read " + dir},
		{"-state " + dir + "/nowhere/state.json", "-state: open " + dir + "/nowhere/state.json: no such file"},
		{"-addr 127.0.0.1:0 -env-file " + dir, "-env-file: open " + dir},
	} {
		var stdout, stderr bytes.Buffer
		ctx, cancel := context.WithCancel(t.Context())
		cancel() // should it serve after all, it ends
		if status := command(ctx, strings.Fields(tt.args), &stdout, &stderr); status != 2 {
			t.Errorf("%s: status %d, want 2", tt.args, status)
		}
		line, rest, _ := strings.Cut(stderr.String(), "\n")
		if !strings.HasPrefix(line, "mockfapi: ") || !strings.Contains(line, tt.want) || rest != "" {
			t.Errorf("%s: standard error %q, want %q", tt.args, stderr.String(), tt.want)
		}
		equal(t, tt.args+": standard output", stdout.String(), "")
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
