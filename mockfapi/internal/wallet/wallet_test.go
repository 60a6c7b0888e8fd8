package wallet_test

import (
	"crypto/ed25519"
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mr-tron/base58"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/wallet"
)

// The sample of web3.js's documentation: made elsewhere, so that this package does
// not only agree with itself.
const (
	text      = "Some data"
	owner     = "0x2c7536E3605D9C16a7a3D7b1898e529396a65c23"
	rs        = "b91467e570a6466aa9e9876cbcd013baba02900b8979d43fe208a4a4f339f5fd6007e74cd82e037b800186422fc2da167c747ef045e5d18a5f5d4300f8e1a029"
	signature = "0x" + rs + "1c"
)

func solana() (address string, sign func(text string) string) {
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	public, _ := key.Public().(ed25519.PublicKey)
	return base58.Encode(public), func(text string) string {
		return base64.StdEncoding.EncodeToString(ed25519.Sign(key, []byte(text)))
	}
}

func TestSigned(t *testing.T) {
	t.Parallel()
	other, sign := solana()
	for name, tt := range map[string]struct {
		address, text, signature string
		want                     bool
	}{
		"personal_sign":                 {owner, text, signature, true},
		"address in lower case":         {strings.ToLower(owner), text, signature, true},
		"hexadecimal in upper case":     {owner, text, "0x" + strings.ToUpper(rs) + "1C", true},
		"recovery counted from zero":    {owner, text, "0x" + rs + "01", true},
		"the other recovery":            {owner, text, "0x" + rs + "1b", false},
		"recovery that is none":         {owner, text, "0x" + rs + "1d", false},
		"recovery of a chain":           {owner, text, "0x" + rs + "25", false},
		"another text":                  {owner, text + " ", signature, false},
		"another owner":                 {"0x" + strings.Repeat("0", 40), text, signature, false},
		"no prefix":                     {owner, text, signature[2:], false},
		"too short":                     {owner, text, "0x" + rs, false},
		"too long":                      {owner, text, signature + "00", false},
		"odd":                           {owner, text, signature + "0", false},
		"no hexadecimal":                {owner, text, "0x" + strings.Repeat("zz", 65), false},
		"nothing":                       {owner, text, "", false},
		"zeroes":                        {owner, text, "0x" + strings.Repeat("00", 64) + "1c", false},
		"beyond the curve's order":      {owner, text, "0x" + strings.Repeat("ff", 64) + "1c", false},
		"Solana":                        {other, text, sign(text), true},
		"Solana, another text":          {other, text, sign(text + " "), false},
		"Solana, no base 64":            {other, text, "!", false},
		"Solana, too short":             {other, text, base64.StdEncoding.EncodeToString([]byte("short")), false},
		"Solana, Ethereum's signature":  {other, text, signature, false},
		"an address of neither chain":   {"nobody", text, signature, false},
		"base 58 that is too short":     {"111", text, sign(text), false},
		"an Ethereum address, Solana's": {owner, text, sign(text), false},
	} {
		if got := wallet.Signed(tt.address, tt.text, tt.signature); got != tt.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	other, _ := solana()
	for address, want := range map[string]struct {
		ethereum, solana bool
		key              string
	}{
		owner:                          {true, false, strings.ToLower(owner)},
		strings.ToLower(owner):         {true, false, strings.ToLower(owner)},
		owner[2:]:                      {false, false, owner[2:]},
		owner[:41]:                     {false, false, owner[:41]},
		owner + "00":                   {false, false, owner + "00"},
		"0X" + owner[2:]:               {false, false, "0X" + owner[2:]},
		"0x" + strings.Repeat("g", 40): {false, false, "0x" + strings.Repeat("g", 40)},
		"":                             {false, false, ""},
		other:                          {false, true, other},
		other + "1":                    {false, false, other + "1"},
		"0OIl" + other[4:]:             {false, false, "0OIl" + other[4:]}, // not in the alphabet
		strings.Repeat("1", 32):        {false, true, strings.Repeat("1", 32)},
	} {
		if got := wallet.IsEthereum(address); got != want.ethereum {
			t.Errorf("%q is Ethereum's: %t", address, got)
		}
		if got := wallet.IsSolana(address); got != want.solana {
			t.Errorf("%q is Solana's: %t", address, got)
		}
		if got := wallet.Key(address); got != want.key {
			t.Errorf("%q has the key %q", address, got)
		}
	}
}

func TestMessage_has_the_form_of_EIP_4361(t *testing.T) {
	t.Parallel()
	request := wallet.Request{
		Statement: "Sign up to Shop.", Origin: "https://app.test:8443", Address: owner, Nonce: "0123abcd",
		Issued: time.Date(2026, 5, 12, 14, 0, 0, 0, time.FixedZone("CEST", 7200)), Expires: time.Date(2026, 5, 12, 12, 10, 0, 0, time.UTC),
	}
	want := `app.test:8443 wants you to sign in with your Ethereum account:
` + owner + `

Sign up to Shop.

URI: https://app.test:8443
Version: 1
Chain ID: 1
Nonce: 0123abcd
Issued At: 2026-05-12T12:00:00Z
Expiration Time: 2026-05-12T12:10:00Z`
	if diff := cmp.Diff(want, request.Message()); diff != "" {
		t.Errorf("message (-want +got):\n%s", diff)
	}
	request.Address, _ = solana()
	request.Origin = "http://localhost"
	for _, part := range []string{"localhost wants you to sign in with your Solana account:\n", "\nURI: http://localhost\n", "\nChain ID: mainnet\n"} {
		if !strings.Contains(request.Message(), part) {
			t.Errorf("there is no %q in %s", part, request.Message())
		}
	}
}
