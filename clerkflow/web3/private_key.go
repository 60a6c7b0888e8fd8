package web3

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"strings"

	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/clerkflow/clerkflow-go/clerkflow"
)

// PrivateKey is an Ethereum wallet whose key is in memory. It is safe for
// concurrent use. Printing it does not show the key.
type PrivateKey struct{ key *ecdsa.PrivateKey }

// NewPrivateKey returns the wallet of a key: 64 hexadecimal digits, with or
// without 0x. The error does not repeat it.
func NewPrivateKey(key clerkflow.Secret) (*PrivateKey, error) {
	parsed, err := crypto.HexToECDSA(strings.TrimPrefix(strings.TrimSpace(key.Reveal()), "0x"))
	if err != nil {
		return nil, errors.New("web3: a private key is 64 hexadecimal digits, with or without 0x before them")
	}
	return &PrivateKey{parsed}, nil
}

// GeneratePrivateKey returns a new wallet.
func GeneratePrivateKey() (*PrivateKey, error) {
	key, err := crypto.GenerateKey()
	if err != nil {
		return nil, fmt.Errorf("web3: no key could be made: %w", err)
	}
	return &PrivateKey{key}, nil
}

// Address returns the wallet's address with the checksum of EIP-55.
func (k *PrivateKey) Address() string { return crypto.PubkeyToAddress(k.key.PublicKey).Hex() }

// String returns the address.
func (k *PrivateKey) String() string { return k.Address() }

// GoString returns the address.
func (k *PrivateKey) GoString() string { return "web3.PrivateKey(" + k.Address() + ")" }

// SignMessage returns the signature of a text as wallets make it (personal_sign,
// EIP-191): 0x and 65 bytes in hexadecimal.
func (k *PrivateKey) SignMessage(text string) (string, error) {
	signature, err := crypto.Sign(personalHash(text), k.key)
	if err != nil {
		return "", fmt.Errorf("web3: the message could not be signed: %w", err)
	}
	signature[64] += 27 // wallets count the recovery id from there
	return hexutil.Encode(signature), nil
}

// personalHash is what a wallet signs of a text: with the prefix, so that no text
// can be a transaction.
func personalHash(text string) []byte {
	return crypto.Keccak256(fmt.Appendf(nil, "\x19Ethereum Signed Message:\n%d%s", len(text), text))
}

// Sign answers a step that asks for this wallet's signature: it is a Sign callback
// of [clerkflow.Callbacks].
func (k *PrivateKey) Sign(ctx context.Context, s *clerkflow.SignMessageStep) (string, error) {
	if err := asked(ctx, s, k.Address()); err != nil {
		return "", err
	}
	return k.SignMessage(s.Message)
}
