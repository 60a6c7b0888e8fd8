package web3

import (
	"crypto/ed25519"
	"errors"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/mr-tron/base58"
)

// ParseAddress returns an Ethereum address with the checksum of EIP-55. An address
// in upper and lower case has a checksum already: if that is wrong, a character
// was mistyped, and the error says so.
func ParseAddress(text string) (string, error) {
	text = strings.TrimSpace(text)
	digits, prefixed := strings.CutPrefix(text, "0x")
	if !prefixed || !common.IsHexAddress(text) {
		return "", errors.New("web3: an Ethereum address is 0x and 40 hexadecimal digits")
	}
	address := common.HexToAddress(text).Hex()
	if digits != strings.ToLower(digits) && digits != strings.ToUpper(digits) && text != address {
		return "", errors.New("web3: the address is mistyped: its upper and lower case do not fit")
	}
	return address, nil
}

// ParseSolanaAddress returns a Solana address without the space around it, or an
// error for what is none: it has no checksum.
func ParseSolanaAddress(text string) (string, error) {
	text = strings.TrimSpace(text)
	if key, err := base58.Decode(text); err != nil || len(key) != ed25519.PublicKeySize {
		return "", errors.New("web3: a Solana address is 32 bytes in base 58")
	}
	return text, nil
}
