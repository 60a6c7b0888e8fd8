package web3

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/ethereum/go-ethereum/crypto"
	"golang.org/x/crypto/scrypt"

	"github.com/clerkflow/clerkflow-go/clerkflow"
)

// ErrPassphrase says that the passphrase does not open the keystore file.
var ErrPassphrase = errors.New("web3: the passphrase does not open the keystore file")

// keystore is a file of the Web3 Secret Storage, version 3: what geth, Clef and
// most wallets write.
type keystore struct {
	Address string `json:"address"`
	Crypto  struct {
		Cipher       string `json:"cipher"`
		CipherParams struct {
			IV hexBytes `json:"iv"`
		} `json:"cipherparams"`
		Ciphertext hexBytes  `json:"ciphertext"`
		KDF        string    `json:"kdf"`
		KDFParams  kdfParams `json:"kdfparams"`
		MAC        hexBytes  `json:"mac"`
	} `json:"crypto"`
	ID      string `json:"id,omitempty"`
	Version int    `json:"version"`
}

// kdfParams make the key of the file from its passphrase, in one of two ways.
type kdfParams struct {
	Length int      `json:"dklen"`
	Salt   hexBytes `json:"salt"`
	// scrypt
	N int `json:"n,omitempty"`
	R int `json:"r,omitempty"`
	P int `json:"p,omitempty"`
	// pbkdf2
	C   int    `json:"c,omitempty"`
	PRF string `json:"prf,omitempty"`
}

type hexBytes []byte

func (b hexBytes) MarshalText() ([]byte, error) { return []byte(hex.EncodeToString(b)), nil }

func (b *hexBytes) UnmarshalText(text []byte) (err error) {
	*b, err = hex.DecodeString(string(text))
	return err
}

const (
	keyLength = 32
	// scryptMemory is the most that a file may ask for, in bytes.
	scryptMemory = 1 << 30
	// pbkdf2Rounds is the most that a file may ask for.
	pbkdf2Rounds = 1 << 24
)

// ReadKeystore returns the wallet in an encrypted keystore file. It takes a second
// or so, on purpose. The error is [ErrPassphrase] for a wrong one.
func ReadKeystore(path string, passphrase clerkflow.Secret) (*PrivateKey, error) {
	data, err := os.ReadFile(path) //nolint:gosec // the caller's own file
	if err != nil {
		return nil, fmt.Errorf("web3: the keystore file cannot be read: %w", err)
	}
	var file keystore
	if err := json.Unmarshal(data, &file); err != nil || file.Version != 3 || file.Crypto.Cipher != "aes-128-ctr" || len(file.Crypto.CipherParams.IV) != aes.BlockSize {
		return nil, errors.New("web3: this is no keystore file of version 3 with aes-128-ctr")
	}
	derived, err := file.derive(passphrase)
	if err != nil {
		return nil, err
	}
	if subtle.ConstantTimeCompare(file.mac(derived), file.Crypto.MAC) != 1 {
		return nil, ErrPassphrase
	}
	key, err := crypto.ToECDSA(file.crypt(derived, file.Crypto.Ciphertext))
	if err != nil {
		return nil, errors.New("web3: the keystore file holds no private key")
	}
	return &PrivateKey{key}, nil
}

// WriteKeystore writes the wallet to an encrypted file that does not exist yet and
// that only its owner can read. Wallets and geth can open it.
func (k *PrivateKey) WriteKeystore(path string, passphrase clerkflow.Secret) error {
	if passphrase.IsZero() {
		return errors.New("web3: the passphrase is empty")
	}
	var random [32 + aes.BlockSize]byte
	_, _ = rand.Read(random[:]) // it ends the program rather than fail
	file := keystore{Address: hex.EncodeToString(crypto.PubkeyToAddress(k.key.PublicKey).Bytes()), Version: 3}
	file.Crypto.Cipher, file.Crypto.CipherParams.IV = "aes-128-ctr", random[32:]
	file.Crypto.KDF, file.Crypto.KDFParams = "scrypt", kdfParams{Length: keyLength, Salt: random[:32], N: 1 << 18, R: 8, P: 1}
	derived, err := file.derive(passphrase)
	if err != nil {
		return err
	}
	file.Crypto.Ciphertext = file.crypt(derived, crypto.FromECDSA(k.key))
	file.Crypto.MAC = file.mac(derived)
	data, err := json.Marshal(file)
	if err != nil {
		return fmt.Errorf("web3: the keystore file cannot be written: %w", err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the caller's own file
	if err != nil {
		return fmt.Errorf("web3: the keystore file cannot be written: %w", err)
	}
	if _, err := f.Write(data); err != nil {
		return fmt.Errorf("web3: the keystore file cannot be written: %w", errors.Join(err, f.Close()))
	}
	return f.Close()
}

// derive makes the file's key: half of it encrypts, half of it authenticates.
func (k *keystore) derive(passphrase clerkflow.Secret) ([]byte, error) {
	p := &k.Crypto.KDFParams
	var derived []byte
	err := errors.New("out of range")
	switch {
	case p.Length != keyLength:
	case k.Crypto.KDF == "scrypt" && p.N > 0 && p.R > 0 && p.P > 0 && p.P < 64 && p.R < 64 && p.N <= scryptMemory/128/p.R:
		derived, err = scrypt.Key([]byte(passphrase.Reveal()), p.Salt, p.N, p.R, p.P, keyLength)
	case k.Crypto.KDF == "pbkdf2" && p.PRF == "hmac-sha256" && p.C > 0 && p.C <= pbkdf2Rounds:
		derived, err = pbkdf2.Key(sha256.New, passphrase.Reveal(), p.Salt, p.C, keyLength)
	}
	if err != nil {
		return nil, fmt.Errorf("web3: the keystore file asks for a way to derive its key that is not supported: %w", err)
	}
	return derived, nil
}

func (k *keystore) mac(derived []byte) []byte {
	return crypto.Keccak256(derived[16:], k.Crypto.Ciphertext)
}

// crypt encrypts or decrypts: the cipher is its own inverse.
func (k *keystore) crypt(derived, text []byte) []byte {
	block, _ := aes.NewCipher(derived[:16]) // 16 bytes are a key
	out := make([]byte, len(text))
	cipher.NewCTR(block, k.Crypto.CipherParams.IV).XORKeyStream(out, text)
	return out
}
