// Package wallet checks wallet addresses and the signatures of their owners, with
// a small curve library: the client signs with another implementation, so the two
// check each other.
package wallet

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/decred/dcrd/dcrec/secp256k1/v4/ecdsa"
	"github.com/mr-tron/base58"
	"golang.org/x/crypto/sha3"
)

// Solana is the one strategy whose addresses and signatures are not Ethereum's.
const Solana = "web3_solana_signature"

// IsEthereum says whether address has the shape of an Ethereum address: 0x and 40
// hexadecimal digits, of any case.
func IsEthereum(address string) bool {
	digits, ok := strings.CutPrefix(address, "0x")
	raw, err := hex.DecodeString(digits)
	return ok && err == nil && len(raw) == 20
}

// IsSolana says whether address has the shape of a Solana address: 32 bytes in
// base 58.
func IsSolana(address string) bool {
	raw, err := base58.Decode(address)
	return err == nil && len(raw) == ed25519.PublicKeySize
}

// Key returns the form of an address that is the same however it is written.
func Key(address string) string {
	if IsEthereum(address) {
		return strings.ToLower(address)
	}
	return address
}

// Request is what a wallet is asked to sign.
type Request struct {
	// Statement and Origin tell the person what for, and who asks.
	Statement, Origin string
	Address, Nonce    string
	Issued, Expires   time.Time
}

// Message returns the text to sign, in the form of EIP-4361.
func (r Request) Message() string {
	chain, chainID := "Ethereum", "1"
	if !IsEthereum(r.Address) {
		chain, chainID = "Solana", "mainnet"
	}
	domain := strings.TrimPrefix(strings.TrimPrefix(r.Origin, "https://"), "http://")
	return fmt.Sprintf("%s wants you to sign in with your %s account:\n%s\n\n%s\n\nURI: %s\nVersion: 1\nChain ID: %s\nNonce: %s\nIssued At: %s\nExpiration Time: %s",
		domain, chain, r.Address, r.Statement, r.Origin, chainID, r.Nonce,
		r.Issued.UTC().Format(time.RFC3339), r.Expires.UTC().Format(time.RFC3339))
}

// Signed says whether the owner of address signed the text: for Ethereum a
// personal_sign signature (0x and 65 bytes in hexadecimal), for Solana an ed25519
// one in standard base 64. Contract wallets cannot be checked without a chain and
// never pass.
func Signed(address, text, signature string) bool {
	if IsEthereum(address) {
		return signedEthereum(address, text, signature)
	}
	key, err := base58.Decode(address)
	if err != nil || len(key) != ed25519.PublicKeySize {
		return false
	}
	raw, err := base64.StdEncoding.DecodeString(signature)
	return err == nil && ed25519.Verify(key, []byte(text), raw)
}

func signedEthereum(address, text, signature string) bool {
	digits, ok := strings.CutPrefix(signature, "0x")
	raw, err := hex.DecodeString(digits)
	if !ok || err != nil || len(raw) != 65 {
		return false
	}
	recovery := raw[64] // 0 and 1, or 27 and 28
	if recovery < 27 {
		recovery += 27
	}
	if recovery > 28 {
		return false
	}
	hash := keccak(fmt.Appendf(nil, "\x19Ethereum Signed Message:\n%d%s", len(text), text))
	key, _, err := ecdsa.RecoverCompact(append([]byte{recovery}, raw[:64]...), hash)
	if err != nil {
		return false
	}
	owner := keccak(key.SerializeUncompressed()[1:])[12:]
	return "0x"+hex.EncodeToString(owner) == strings.ToLower(address)
}

func keccak(data []byte) []byte {
	hash := sha3.NewLegacyKeccak256()
	hash.Write(data)
	return hash.Sum(nil)
}
