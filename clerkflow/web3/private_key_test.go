package web3_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/clerkflow/web3"
)

// The key and address of the first example of go-ethereum's documentation.
const (
	knownKey     = "fad9c8855b740a0b7ed4c221dbad0f33a83a49cad6b3fe8d5817ac83d38b6a19"
	knownAddress = "0x96216849c49358B10257cb55b28eA603c874b05E"
)

func known(tb testing.TB) *web3.PrivateKey {
	tb.Helper()
	k, err := web3.NewPrivateKey(clerkflow.NewSecret(knownKey))
	if err != nil {
		tb.Fatal(err)
	}
	return k
}

func TestNewPrivateKey(t *testing.T) {
	t.Parallel()
	for _, text := range []string{knownKey, "0x" + knownKey, " " + strings.ToUpper(knownKey) + "\n"} {
		k, err := web3.NewPrivateKey(clerkflow.NewSecret(text))
		if err != nil || k.Address() != knownAddress {
			t.Errorf("got %v, %v", k, err)
		}
	}
}

func TestNewPrivateKey_unusable(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "0x", knownKey[1:], knownKey + "00", strings.Repeat("0", 64), strings.Repeat("f", 64), "z" + knownKey[1:]} {
		k, err := web3.NewPrivateKey(clerkflow.NewSecret(text))
		if k != nil || err == nil || !strings.Contains(err.Error(), "64 hexadecimal digits") {
			t.Errorf("%q: got %v, %v", text, k, err)
		}
		if len(text) > 8 && strings.Contains(fmt.Sprint(err), text[2:8]) {
			t.Errorf("the error repeats the key: %v", err)
		}
	}
}

func TestPrivateKey_printing(t *testing.T) {
	t.Parallel()
	k := known(t)
	for _, text := range []string{fmt.Sprint(k), fmt.Sprintf("%s %+v %#v %q", k, k, k, k)} {
		if strings.Contains(strings.ToLower(text), knownKey[:8]) || !strings.Contains(text, knownAddress) {
			t.Errorf("printed as %s", text)
		}
	}
}

func TestGeneratePrivateKey(t *testing.T) {
	t.Parallel()
	one, err := web3.GeneratePrivateKey()
	if err != nil {
		t.Fatal(err)
	}
	other, err := web3.GeneratePrivateKey()
	if err != nil || one.Address() == other.Address() {
		t.Errorf("%s and %s, %v", one, other, err)
	}
}

// The address is recovered from the signature, over the bytes that EIP-191 wants.
func TestPrivateKey_SignMessage(t *testing.T) {
	t.Parallel()
	k := known(t)
	for _, message := range []string{"", "I sign", "line\nline", "grüße 👋", strings.Repeat("x", 1000)} {
		text, err := k.SignMessage(message)
		if err != nil {
			t.Fatal(err)
		}
		signature := hexutil.MustDecode(text)
		if len(signature) != crypto.SignatureLength || signature[64] != 27 && signature[64] != 28 {
			t.Fatalf("the signature of %q is %s", message, text)
		}
		signature[64] -= 27
		prefixed := fmt.Sprintf("\x19Ethereum Signed Message:\n%d%s", len(message), message)
		key, err := crypto.SigToPub(crypto.Keccak256([]byte(prefixed)), signature)
		if err != nil || crypto.PubkeyToAddress(*key).Hex() != knownAddress {
			t.Errorf("%q: recovered %v, %v", message, key, err)
		}
	}
}

func TestPrivateKey_Sign(t *testing.T) {
	t.Parallel()
	k := known(t)
	want, err := k.SignMessage("hello")
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{knownAddress, strings.ToLower(knownAddress)} {
		got, err := k.Sign(t.Context(), &clerkflow.SignMessageStep{Address: address, Message: "hello"})
		if got != want || err != nil {
			t.Errorf("got %s, %v", got, err)
		}
	}
	got, err := k.Sign(t.Context(), &clerkflow.SignMessageStep{Address: "0x0000000000000000000000000000000000000001", Message: "hello"})
	if got != "" || err == nil || !strings.Contains(err.Error(), "0x0000000000000000000000000000000000000001") || !strings.Contains(err.Error(), knownAddress) {
		t.Errorf("another wallet's step: %s, %v", got, err)
	}
	gone := errors.New("gone")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(gone)
	if got, err := k.Sign(ctx, &clerkflow.SignMessageStep{Address: knownAddress, Message: "hello"}); got != "" || !errors.Is(err, gone) {
		t.Errorf("after the end: %s, %v", got, err)
	}
}
