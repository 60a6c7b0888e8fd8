package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
)

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
		{"-addr 4010", `-addr: address "4010": want HOST:PORT`},
		{"-addr 0.0.0.0:0", `-addr: address "0.0.0.0:0": only loopback addresses are served`},
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
