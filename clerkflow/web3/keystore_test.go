package web3_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/clerkflow/web3"
)

// The two files of the Web3 Secret Storage's definition: the passphrase of both is
// testpassword.
const (
	pbkdf2File = `{"crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"6087dab2f9fdbbfaddc31a909735c1e6"},
		"ciphertext":"5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46",
		"kdf":"pbkdf2","kdfparams":{"c":262144,"dklen":32,"prf":"hmac-sha256","salt":"ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"},
		"mac":"517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2"},"id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3}`
	scryptFile = `{"crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"83dbcc02d8ccb40e466191a123791e0e"},
		"ciphertext":"d172bf743a674da9cdad04534d56926ef8358534d458fffccd4e6ad2fbde479c",
		"kdf":"scrypt","kdfparams":{"dklen":32,"n":262144,"p":8,"r":1,"salt":"ab0c7876052600dd703518d6fc3fe8984592145b591fc8fb5c6d43190334ba19"},
		"mac":"2103ac29920d71da29f15d75b4a16dbe95cfd7ff8faea1056c33131d846e3097"},"id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3}`
)

func kept(tb testing.TB, document string) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "key.json")
	if err := os.WriteFile(path, []byte(document), 0o600); err != nil {
		tb.Fatal(err)
	}
	return path
}

func TestReadKeystore(t *testing.T) {
	t.Parallel()
	want, err := web3.NewPrivateKey(clerkflow.NewSecret("7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d"))
	if err != nil {
		t.Fatal(err)
	}
	for name, document := range map[string]string{"pbkdf2": pbkdf2File, "scrypt": scryptFile} {
		got, err := web3.ReadKeystore(kept(t, document), clerkflow.NewSecret("testpassword"))
		if err != nil || got.Address() != want.Address() {
			t.Errorf("%s: %v, %v, want %v", name, got, err, want)
		}
	}
	if got, err := web3.ReadKeystore(kept(t, pbkdf2File), clerkflow.NewSecret("hunter2")); got != nil || !errors.Is(err, web3.ErrPassphrase) {
		t.Errorf("another passphrase: %v, %v", got, err)
	}
}

func TestReadKeystore_refuses(t *testing.T) {
	t.Parallel()
	change := func(old, changed string) string {
		for _, document := range []string{pbkdf2File, scryptFile} {
			if strings.Contains(document, old) {
				return strings.ReplaceAll(document, old, changed)
			}
		}
		return old
	}
	const no, derive = "this is no keystore file", "derive"
	for _, tt := range []struct{ name, document, want string }{
		{"no JSON", "hunter2", no},
		{"another version", change(`"version":3`, `"version":1`), no},
		{"another cipher", change("aes-128-ctr", "aes-128-cbc"), no},
		{"a short IV", change("6087dab2f9fdbbfaddc31a909735c1e6", "6087"), no},
		{"no hexadecimal", change("6087dab2f9fdbbfaddc31a909735c1e6", "hunter2"), no},
		{"another derivation", change(`"kdf":"pbkdf2"`, `"kdf":"argon2"`), derive},
		{"another hash", change("hmac-sha256", "hmac-md5"), derive},
		{"another length", change(`"dklen":32`, `"dklen":16`), derive},
		{"too many rounds", change("262144", "999999999"), derive},
		{"no rounds", change("262144", "0"), derive},
		{"too much memory", change(`"n":262144`, `"n":1073741824`), derive},
		{"no power of two", change(`"n":262144`, `"n":262145`), derive},
		{"too parallel", change(`"p":8`, `"p":64`), derive},
		{"another MAC", change("517ead92", "517ead93"), "passphrase"},
		{"other rounds", change("262144", "1"), "passphrase"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := web3.ReadKeystore(kept(t, tt.document), clerkflow.NewSecret("testpassword"))
			if got != nil || err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("got %v, %v, want %q", got, err, tt.want)
			}
		})
	}
	if _, err := web3.ReadKeystore(filepath.Join(t.TempDir(), "none"), clerkflow.Secret{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

func TestPrivateKey_WriteKeystore(t *testing.T) {
	t.Parallel()
	key, path, passphrase := newKey(t), filepath.Join(t.TempDir(), "key.json"), clerkflow.NewSecret("pass phrase")
	if err := key.WriteKeystore(path, passphrase); err != nil {
		t.Fatal(err)
	}
	got, err := web3.ReadKeystore(path, passphrase)
	if err != nil || got.Address() != key.Address() {
		t.Errorf("read %v, %v, want %v", got, err, key)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v, %v", info.Mode(), err)
	}
	if err := key.WriteKeystore(path, passphrase); !errors.Is(err, os.ErrExist) {
		t.Errorf("a file that is there: %v", err)
	}
	if err := key.WriteKeystore(path+"2", clerkflow.Secret{}); err == nil {
		t.Error("no passphrase is taken")
	}
}
