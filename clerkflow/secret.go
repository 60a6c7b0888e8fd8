package clerkflow

import (
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/url"
)

// Secret is a password, code, ticket or token. However it is printed, logged or
// marshalled, only the word [secret] comes out; [Secret.Reveal] is the one way to
// the text. The zero value is an empty secret. Two secrets are compared with
// [Secret.Equal], not with == or reflect.DeepEqual.
//
// It holds a function, because fmt prints the fields of unexported struct members
// without asking them, and tools that compare values in tests follow pointers.
type Secret struct{ text func() string }

const redacted = "[secret]"

// NewSecret returns text as a secret.
func NewSecret(text string) Secret {
	if text == "" {
		return Secret{}
	}
	return Secret{func() string { return text }}
}

// Reveal returns the text.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return s.text()
}

// IsZero says whether the secret is empty.
func (s Secret) IsZero() bool { return s.text == nil }

// Equal compares two secrets in a time that does not depend on where they differ.
func (s Secret) Equal(other Secret) bool {
	return subtle.ConstantTimeCompare([]byte(s.Reveal()), []byte(other.Reveal())) == 1
}

// String returns a placeholder.
func (s Secret) String() string { return redacted }

// GoString returns a placeholder.
func (s Secret) GoString() string { return redacted }

// Format writes a placeholder, whatever the verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(redacted)) }

// LogValue returns a placeholder.
func (s Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalJSON writes a placeholder: what has to leave as it is calls Reveal.
func (s Secret) MarshalJSON() ([]byte, error) { return json.Marshal(redacted) }

// MarshalText writes a placeholder.
func (s Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// UnmarshalJSON reads a secret out of an answer.
func (s *Secret) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return fmt.Errorf("clerkflow: a secret has to be a string")
	}
	*s = NewSecret(text)
	return nil
}

// EncodeValues puts the text into the form of a request.
func (s Secret) EncodeValues(key string, form *url.Values) error {
	if !s.IsZero() {
		form.Set(key, s.Reveal())
	}
	return nil
}
