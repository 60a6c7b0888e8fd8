package web3

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/mr-tron/base58"

	"github.com/clerkflow/clerkflow-go/clerkflow"
)

// SolanaKey is a Solana wallet whose key is in memory. It is safe for concurrent
// use. Printing it does not show the key.
type SolanaKey struct{ key clerkflow.Secret } // the 64 bytes of an ed25519.PrivateKey

var errSolanaKey = errors.New("web3: a Solana key is 64 bytes, the second half of which is the address of the first: in base 58, or as the JSON of a keypair file")

// NewSolanaKey returns the wallet of a key, as wallets export it: in base 58, or as
// the JSON of a keypair file. The error does not repeat it.
func NewSolanaKey(key clerkflow.Secret) (*SolanaKey, error) {
	text := strings.TrimSpace(key.Reveal())
	var decoded []byte
	if strings.HasPrefix(text, "[") {
		var numbers [ed25519.PrivateKeySize]byte // an array: encoding/json reads a slice as base 64
		if json.Unmarshal([]byte(text), &numbers) != nil {
			return nil, errSolanaKey
		}
		decoded = numbers[:]
	} else {
		decoded, _ = base58.Decode(text) // nothing is no key
	}
	if len(decoded) != ed25519.PrivateKeySize || !bytes.Equal(ed25519.NewKeyFromSeed(decoded[:ed25519.SeedSize]), decoded) {
		return nil, errSolanaKey
	}
	return &SolanaKey{clerkflow.NewSecret(string(decoded))}, nil
}

// ReadSolanaKeypair returns the wallet in a keypair file, as the Solana tools write
// it.
func ReadSolanaKeypair(path string) (*SolanaKey, error) {
	data, err := os.ReadFile(path) //nolint:gosec // the caller's own file
	if err != nil {
		return nil, fmt.Errorf("web3: the keypair cannot be read: %w", err)
	}
	return NewSolanaKey(clerkflow.NewSecret(string(data)))
}

// GenerateSolanaKey returns a new wallet.
func GenerateSolanaKey() (*SolanaKey, error) {
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		return nil, fmt.Errorf("web3: no key could be made: %w", err)
	}
	return &SolanaKey{clerkflow.NewSecret(string(key))}, nil
}

func (k *SolanaKey) private() ed25519.PrivateKey { return ed25519.PrivateKey(k.key.Reveal()) }

// Address returns the wallet's address: the public key in base 58.
func (k *SolanaKey) Address() string {
	return base58.Encode(k.private()[ed25519.SeedSize:])
}

// String returns the address.
func (k *SolanaKey) String() string { return k.Address() }

// GoString returns the address.
func (k *SolanaKey) GoString() string { return "web3.SolanaKey(" + k.Address() + ")" }

// SignMessage returns the signature of a text in base 64.
func (k *SolanaKey) SignMessage(text string) string {
	return base64.StdEncoding.EncodeToString(ed25519.Sign(k.private(), []byte(text)))
}

// Sign answers a step that asks for this wallet's signature: it is a Sign callback
// of [clerkflow.Callbacks].
func (k *SolanaKey) Sign(ctx context.Context, s *clerkflow.SignMessageStep) (string, error) {
	if err := asked(ctx, s, k.Address()); err != nil {
		return "", err
	}
	return k.SignMessage(s.Message), nil
}
