package mockfapi_test

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/decred/dcrd/dcrec/secp256k1/v4"
	"github.com/decred/dcrd/dcrec/secp256k1/v4/ecdsa"
	"github.com/mr-tron/base58"
	"golang.org/x/crypto/sha3"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

const metamask = "web3_metamask_signature"

// wallet is a person's Ethereum wallet.
type wallet struct {
	key     *secp256k1.PrivateKey
	address string
}

// newWallet returns the wallet with that number, the same in every run.
func newWallet(tb testing.TB, number byte) wallet {
	tb.Helper()
	key := secp256k1.PrivKeyFromBytes([]byte{number})
	return wallet{key, "0x" + hex.EncodeToString(keccak(key.PubKey().SerializeUncompressed()[1:])[12:])}
}

// sign is personal_sign: the recovery byte comes last.
func (w wallet) sign(text string) string {
	compact := ecdsa.SignCompact(w.key, keccak(fmt.Appendf(nil, "\x19Ethereum Signed Message:\n%d%s", len(text), text)), false)
	return "0x" + hex.EncodeToString(append(compact[1:], compact[0]))
}

func keccak(data []byte) []byte {
	hash := sha3.NewLegacyKeccak256()
	hash.Write(data)
	return hash.Sum(nil)
}

func TestWeb3_signature_of_the_message_or_of_the_nonce_alone(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("web3"))
	for name, asked := range map[string]func(v *verification) string{
		"message": func(v *verification) string { return v.Message },
		"nonce":   func(v *verification) string { return v.Nonce }, // clients of 2022 sign it
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			app, w := newNative(t, m), newWallet(t, byte(len(name)))
			id := app.create("web3_wallet", w.address).want("200").signUp().want(t, "missing_requirements unverified web3_wallet").ID
			su := app.prepare(id, metamask).want("200").signUp()
			v := su.Verifications.Wallet
			equal(t, "verification", v.brief(), "unverified "+metamask)
			for _, part := range []string{"\n" + w.address + "\n", "Nonce: " + v.Nonce, "URI: " + m.URL(), "Mock application"} {
				if !strings.Contains(v.Message, part) {
					t.Errorf("the message has no %q: %s", part, v.Message)
				}
			}
			a := app.attempt(id, metamask, "signature", w.sign(asked(v))).want("200")
			su = a.signUp().want(t, "complete")
			equal(t, "verification", su.Verifications.Wallet.brief(), "verified "+metamask)
			u := a.client().Sessions[0].User
			equal(t, "wallet of the user", u.Wallets[0].Web3Wallet+" "+u.PrimaryWallet, w.address+" "+u.Wallets[0].ID)
			equal(t, "strategy to come back with", app.get(id).client().LastUsed, metamask)
		})
	}
}

func TestWeb3_message_names_the_page_that_asks(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("web3"))
	d := newBrowser(t, m)
	d.header.Set("Origin", appPage)
	v := d.create("web3_wallet", newWallet(t, 1).address, "strategy", metamask).want("200").signUp().Verifications.Wallet
	if !strings.HasPrefix(v.Message, "app.test wants you to sign in with your Ethereum account:") {
		t.Errorf("the message is %s", v.Message)
	}
}

func TestWeb3_wrong_signatures(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("web3"))
	app, w := newNative(t, m), newWallet(t, 1)
	id := app.create("web3_wallet", w.address).signUp().ID
	app.attempt(id, metamask, "signature", w.sign("x")).want("400 verification_missing")
	v := app.prepare(id, metamask).signUp().Verifications.Wallet
	app.attempt(id, metamask).want("422 form_param_missing(signature)")
	app.attempt(id, metamask, "signature", "").want("422 form_param_nil(signature)")
	app.attempt(id, metamask, "code", testCode).want("422 form_param_missing(signature)")
	app.attempt(id, "web3_base_signature", "signature", w.sign(v.Message)).want("400 verification_strategy_invalid")
	for _, signature := range []string{
		newWallet(t, 2).sign(v.Message), // another wallet
		w.sign(v.Message + " "),         // another text
		"0xnonsense",
	} {
		app.attempt(id, metamask, "signature", signature).want("422 form_incorrect_signature(signature)")
	}
	equal(t, "verification", app.get(id).signUp().Verifications.Wallet.brief(), "failed "+metamask)
	app.attempt(id, metamask, "signature", w.sign(v.Message)).want("400 verification_failed")

	again := app.prepare(id, metamask).want("200").signUp().Verifications.Wallet
	app.attempt(id, metamask, "signature", w.sign(v.Message)).want("422 form_incorrect_signature(signature)") // of the message before
	m.Advance(10 * time.Minute)
	app.attempt(id, metamask, "signature", w.sign(again.Message)).want("400 verification_expired")
}

// Wallets hand out the address in mixed case, other tools in lower case.
func TestWeb3_address_in_either_case_is_one_wallet(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("web3-email"))
	app, w := newNative(t, m), newWallet(t, 1)
	mixed := "0x" + strings.ToUpper(w.address[2:])
	id := app.create("web3_wallet", mixed, "email_address", testEmail).signUp().ID
	v := app.prepare(id, metamask).signUp().Verifications.Wallet
	app.attempt(id, metamask, "signature", w.sign(v.Message)).want("200")
	su := app.update(id, "web3_wallet", w.address).want("200").signUp()
	equal(t, "verification", su.Verifications.Wallet.brief(), "verified "+metamask)
	equal(t, "address as it was given", su.Web3Wallet, mixed)
	app.prepare(id, "email_code").want("200")
	app.attempt(id, "email_code", "code", testCode).want("200").signUp().want(t, "complete") // without a password

	newNative(t, m).create("web3_wallet", w.address).want("422 form_identifier_exists(web3_wallet)")
}

func TestWeb3_wallet_goes_to_who_signs_first(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("web3"))
	slow, fast, w := newNative(t, m), newNative(t, m), newWallet(t, 1)
	sign := func(d *device) func() answer {
		su := d.create("web3_wallet", w.address, "strategy", metamask).want("200").signUp()
		return func() answer {
			return d.attempt(su.ID, metamask, "signature", w.sign(su.Verifications.Wallet.Message))
		}
	}
	late := sign(slow)
	sign(fast)().want("200").signUp().want(t, "complete")
	late().want("400 identification_claimed")
}

func TestWeb3_stands_alone_before_2022(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("legacy-web3-email"), with(func(s *environment.UserSettings) {
		s.Attributes.FirstName = environment.Plain(environment.Optional)
	}))
	app, w := newNative(t, m), newWallet(t, 1)
	for param, value := range map[string]string{"email_address": testEmail, "password": password, "first_name": "Jane"} {
		disallowed := "422 form_conditional_param_disallowed(" + param + ")"
		app.create("web3_wallet", w.address, param, value).want(disallowed)
		id := app.create("web3_wallet", w.address).want("200").signUp().ID
		app.update(id, param, value).want(disallowed)
		id = app.create(param, value).want("200").signUp().ID
		app.update(id, "web3_wallet", w.address).want(disallowed)
	}
	su := app.create("web3_wallet", w.address, "strategy", metamask).want("200").signUp().want(t, "missing_requirements unverified web3_wallet")
	app.attempt(su.ID, metamask, "signature", w.sign(su.Verifications.Wallet.Message)).want("200").signUp().want(t, "complete")
}

func TestWeb3_Solana(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, with(func(s *environment.UserSettings) {
		s.Attributes = environment.Attributes{Web3Wallet: environment.Wallet(environment.Required, "web3_solana_signature")}
	}))
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	public, _ := key.Public().(ed25519.PublicKey)
	app := newNative(t, m)
	su := app.create("web3_wallet", base58.Encode(public), "strategy", "web3_solana_signature").want("200").signUp()
	sign := func(text string) string { return base64.StdEncoding.EncodeToString(ed25519.Sign(key, []byte(text))) }
	message := su.Verifications.Wallet.Message
	if !strings.Contains(message, "your Solana account") {
		t.Errorf("the message is %s", message)
	}
	app.attempt(su.ID, "web3_solana_signature", "signature", sign(message+" ")).want("422 form_incorrect_signature(signature)")
	app.attempt(su.ID, "web3_solana_signature", "signature", sign(message)).want("200").signUp().want(t, "complete")
}
