package web3_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mr-tron/base58"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/clerkflow/web3"
	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

func newKey(tb testing.TB) *web3.PrivateKey {
	tb.Helper()
	key, err := web3.GeneratePrivateKey()
	if err != nil {
		tb.Fatal(err)
	}
	return key
}

// asks is a step that asks a wallet for its signature.
func asks(address, message string) *clerkflow.SignMessageStep {
	return &clerkflow.SignMessageStep{Address: address, Message: message}
}

// clef is a program that keeps a key and signs with it.
func clef(tb testing.TB, key *web3.PrivateKey, answer func(w http.ResponseWriter, message string)) string {
	tb.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var request struct {
			Version string   `json:"jsonrpc"`
			Method  string   `json:"method"`
			Params  []string `json:"params"`
		}
		if err := json.NewDecoder(r.Body).Decode(&request); err != nil || request.Version != "2.0" || request.Method != "account_signData" || len(request.Params) != 3 ||
			request.Params[0] != "text/plain" || request.Params[1] != key.Address() || r.Header.Get("Content-Type") != "application/json" {
			tb.Errorf("Clef was sent %+v, %v", request, err)
		}
		var message []byte
		if _, err := fmt.Sscanf(request.Params[2], "0x%x", &message); err != nil {
			tb.Error(err)
		}
		answer(w, string(message))
	}))
	tb.Cleanup(s.Close)
	return s.URL
}

func signing(tb testing.TB, key *web3.PrivateKey) func(w http.ResponseWriter, message string) {
	return func(w http.ResponseWriter, message string) {
		signature, err := key.SignMessage(message)
		if err != nil {
			tb.Error(err)
		}
		fmt.Fprintf(w, `{"jsonrpc":"2.0","id":1,"result":%q}`, signature)
	}
}

func external(tb testing.TB, endpoint, address string) *web3.ExternalSigner {
	tb.Helper()
	via := &http.Transport{}
	tb.Cleanup(via.CloseIdleConnections)
	e, err := web3.NewExternalSigner(endpoint, address, &http.Client{Transport: via})
	if err != nil {
		tb.Fatal(err)
	}
	return e
}

// Every wallet signs up, and sees first what it signs.
func TestSigners_signUp(t *testing.T) {
	t.Parallel()
	solana, err := web3.GenerateSolanaKey()
	if err != nil {
		t.Fatal(err)
	}
	kept := newKey(t)
	for name, tt := range map[string]struct {
		wallet   web3.Signer
		strategy clerkflow.Strategy
	}{
		"private key": {newKey(t), clerkflow.StrategyMetamask},
		"Clef":        {external(t, clef(t, kept, signing(t, kept)), strings.ToLower(kept.Address())), clerkflow.StrategyBase},
		"Solana":      {solana, clerkflow.StrategySolana},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := mockfapitest.NewT(t, mockfapi.WithSettings(func(d *environment.Document) {
				d.UserSettings = environment.Blank().UserSettings
				d.UserSettings.Attributes.Web3Wallet = environment.Wallet(environment.Required)
				d.UserSettings.Attributes.Web3Wallet.Verifications = []string{string(tt.strategy)}
			}))
			c, err := clerkflow.New(m.PublishableKey(), clerkflow.WithHTTPClient(m.HTTPClient()))
			if err != nil {
				t.Fatal(err)
			}
			var shown string
			wallet := web3.Confirmed(tt.wallet, func(_ context.Context, s *clerkflow.SignMessageStep) error {
				shown = s.Message
				return nil
			})
			f := clerkflow.NewSignUp(c)
			if err := f.StartWeb3(t.Context(), wallet.Address(), tt.strategy); err != nil {
				t.Fatal(err)
			}
			if _, err := f.Run(t.Context(), clerkflow.Callbacks{Sign: wallet.Sign}); err != nil {
				t.Fatal(err)
			}
			if users := m.Users(); len(users) != 1 || !strings.EqualFold(users[0].Web3Wallets[0], wallet.Address()) || !strings.Contains(shown, wallet.Address()) {
				t.Errorf("the users are %+v, the person saw %q", users, shown)
			}
		})
	}
}

var errNo = errors.New("the person says no")

func TestConfirmed_refused(t *testing.T) {
	t.Parallel()
	key := newKey(t)
	var shown int
	wallet := web3.Confirmed(key, func(context.Context, *clerkflow.SignMessageStep) error { shown++; return errNo })
	if signature, err := wallet.Sign(t.Context(), asks(key.Address(), "sign me")); signature != "" || !errors.Is(err, errNo) || shown != 1 {
		t.Errorf("got %q, %v", signature, err)
	}
	if _, err := wallet.Sign(t.Context(), asks(newKey(t).Address(), "sign me")); err == nil || shown != 1 {
		t.Errorf("somebody else's message is shown: %v", err)
	}
}

func TestSigners_refuse(t *testing.T) {
	t.Parallel()
	key := newKey(t)
	solana, err := web3.GenerateSolanaKey()
	if err != nil {
		t.Fatal(err)
	}
	over, cancel := context.WithCancelCause(t.Context())
	cancel(errNo)
	for name, wallet := range map[string]web3.Signer{"private key": key, "Solana": solana, "Clef": external(t, "http://127.0.0.1:1", key.Address())} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := wallet.Sign(over, asks(wallet.Address(), "sign me")); !errors.Is(err, errNo) {
				t.Errorf("after the end: %v", err)
			}
			if _, err := wallet.Sign(t.Context(), asks("0xAb", "sign me")); err == nil || !strings.Contains(err.Error(), "this is the wallet "+wallet.Address()) {
				t.Errorf("another wallet: %v", err)
			}
			if _, err := wallet.Sign(t.Context(), asks(wallet.Address(), "")); err == nil || !strings.Contains(err.Error(), "no message yet") {
				t.Errorf("no message: %v", err)
			}
		})
	}
	if _, err := solana.Sign(t.Context(), asks(strings.ToLower(solana.Address()), "sign me")); err == nil {
		t.Error("Solana addresses are taken in another case")
	}
}

func TestExternalSigner_Sign_answers(t *testing.T) {
	t.Parallel()
	key := newKey(t)
	write := func(status int, body string) func(http.ResponseWriter, string) {
		return func(w http.ResponseWriter, _ string) {
			w.WriteHeader(status)
			fmt.Fprint(w, body)
		}
	}
	const notMine = "the external signer's signature is not that of "
	for _, tt := range []struct {
		name   string
		answer func(http.ResponseWriter, string)
		want   string
	}{
		{"denied", write(200, `{"error":{"code":-32000,"message":"Request denied"}}`), "did not sign: Request denied (-32000)"},
		{"no JSON", write(502, `<html>`), "did not sign: 502 bad gateway: the answer is no JSON-RPC"},
		{"no result", write(200, `{}`), "the answer holds no signature"},
		{"no bytes", write(200, `{"result":"sign"}`), "the answer holds no signature"},
		{"short", write(200, `{"result":"0x01"}`), notMine},
		{"no signature", write(200, `{"result":"0x`+strings.Repeat("00", 65)+`"}`), notMine},
		{"no point", write(200, `{"result":"0x`+strings.Repeat("ff", 64)+`1b"}`), notMine},
		{"another key", signing(t, newKey(t)), notMine},
		{"another message", func(w http.ResponseWriter, m string) { signing(t, key)(w, m+"!") }, notMine},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			signature, err := external(t, clef(t, key, tt.answer), key.Address()).Sign(t.Context(), asks(key.Address(), "hunter2"))
			if signature != "" || err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("got %q, %v, want %q", signature, err, tt.want)
			}
		})
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	gone := clef(t, key, func(http.ResponseWriter, string) { cancel(errNo) })
	if _, err := external(t, gone, key.Address()).Sign(ctx, asks(key.Address(), "sign me")); !errors.Is(err, errNo) {
		t.Errorf("the context ended meanwhile: %v", err)
	}
	if _, err := external(t, "http://127.0.0.1:1", key.Address()).Sign(t.Context(), asks(key.Address(), "sign me")); err == nil || !strings.Contains(err.Error(), "did not sign") {
		t.Errorf("nobody there: %v", err)
	}
}

func TestNewExternalSigner_refuses(t *testing.T) {
	t.Parallel()
	address := newKey(t).Address()
	for _, tt := range []struct {
		endpoint, address string
		client            *http.Client
		want              string
	}{
		{"/ipc/clef", address, &http.Client{}, "endpoint"},
		{"http://", address, &http.Client{}, "endpoint"},
		{"http://127.0.0.1:8550", "0x12", &http.Client{}, "40 hexadecimal digits"},
		{"http://127.0.0.1:8550", address, nil, "nil"},
	} {
		if e, err := web3.NewExternalSigner(tt.endpoint, tt.address, tt.client); e != nil || err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%+v: %v", tt, err)
		}
	}
}

func TestParseAddress(t *testing.T) {
	t.Parallel()
	// The examples of EIP-55.
	for _, address := range []string{
		"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
		"0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB", "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
	} {
		digits := address[2:]
		for _, text := range []string{address, " " + address + "\n", "0x" + strings.ToLower(digits), "0x" + strings.ToUpper(digits)} {
			if got, err := web3.ParseAddress(text); got != address || err != nil {
				t.Errorf("%q: %s, %v", text, got, err)
			}
		}
		mistyped := "0x" + strings.ToLower(digits[:20]) + strings.ToUpper(digits[20:])
		if _, err := web3.ParseAddress(mistyped); err == nil || !strings.Contains(err.Error(), "mistyped") {
			t.Errorf("%s: %v", mistyped, err)
		}
	}
	for _, bad := range []string{"", "0x", "0x12", strings.Repeat("a", 40), "0x" + strings.Repeat("g", 40), "0x" + strings.Repeat("a", 41)} {
		if _, err := web3.ParseAddress(bad); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}

func TestParseSolanaAddress(t *testing.T) {
	t.Parallel()
	key, err := web3.GenerateSolanaKey()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := web3.ParseSolanaAddress(" " + key.Address()); got != key.Address() || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	for _, bad := range []string{"", "0OIl", base58.Encode(make([]byte, 33)), base58.Encode([]byte("short")), "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"} {
		if _, err := web3.ParseSolanaAddress(bad); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}

// The key of RFC 8032's first test, as wallets and tools write it down.
var solanaKey = []byte("\x9d\x61\xb1\x9d\xef\xfd\x5a\x60\xba\x84\x4a\xf4\x92\xec\x2c\xc4\x44\x49\xc5\x69\x7b\x32\x69\x19\x70\x3b\xac\x03\x1c\xae\x7f\x60" +
	"\xd7\x5a\x98\x01\x82\xb1\x0a\xb7\xd5\x4b\xfe\xd3\xc9\x64\x07\x3a\x0e\xe1\x72\xf3\xda\xa6\x23\x25\xaf\x02\x1a\x68\xf7\x07\x51\x1a")

func keypair(key []byte) string {
	numbers := make([]string, len(key))
	for i, b := range key {
		numbers[i] = fmt.Sprint(b)
	}
	return "[" + strings.Join(numbers, ",") + "]\n"
}

func TestNewSolanaKey(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "id.json")
	if err := os.WriteFile(file, []byte(keypair(solanaKey)), 0o600); err != nil {
		t.Fatal(err)
	}
	read, err := web3.ReadSolanaKeypair(file)
	if err != nil {
		t.Fatal(err)
	}
	given, err := web3.NewSolanaKey(clerkflow.NewSecret(" " + base58.Encode(solanaKey)))
	if err != nil {
		t.Fatal(err)
	}
	const signature = "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
	for _, key := range []*web3.SolanaKey{read, given} {
		got, err := base64.StdEncoding.DecodeString(key.SignMessage(""))
		if err != nil || fmt.Sprintf("%x", got) != signature || key.Address() != base58.Encode(solanaKey[32:]) {
			t.Errorf("the wallet %s signs %x, %v", key.Address(), got, err)
		}
		if text := fmt.Sprintf("%v %+v %#v %s", key, key, key, key); strings.Contains(text, base58.Encode(solanaKey)) || !strings.Contains(text, key.Address()) {
			t.Errorf("printing it shows %s", text)
		}
	}
	torn := append([]byte(nil), solanaKey...)
	torn[63]++
	for _, bad := range []string{"", "0OIl", base58.Encode(solanaKey[:32]), base58.Encode(torn), keypair(solanaKey[:63]), keypair(torn), "[1,", "[" + strings.Repeat("70000,", 63) + "1]", "[-1]"} {
		if key, err := web3.NewSolanaKey(clerkflow.NewSecret(bad)); key != nil || err == nil || len(bad) > 4 && strings.Contains(err.Error(), bad) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if _, err := web3.ReadSolanaKeypair(filepath.Join(t.TempDir(), "none.json")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}
