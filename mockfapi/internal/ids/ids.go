// Package ids makes the identifiers, codes and nonces of an instance.
package ids

import (
	crand "crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/segmentio/ksuid"
)

// Source makes identifiers. It is safe for concurrent use.
type Source struct {
	mu     sync.Mutex
	random *rand.ChaCha8
	clock  func() time.Time
	issued int64
	fixed  bool
}

// New returns a source of identifiers that sort by time of creation.
func New(clock func() time.Time) *Source {
	var seed [32]byte
	_, _ = crand.Read(seed[:]) // never fails, by its documentation
	return &Source{random: rand.NewChaCha8(seed), clock: clock}
}

// Seeded returns a source that makes the same identifiers in every run, whatever
// the time.
func Seeded(seed uint64) *Source {
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], seed)
	return &Source{random: rand.NewChaCha8(key), fixed: true}
}

// ID returns a new identifier: the prefix, an underscore and 27 letters or digits.
func (s *Source) ID(prefix string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.issued++
	at := time.Unix(1_700_000_000+s.issued, 0)
	if !s.fixed {
		at = s.clock()
	}
	var payload [16]byte
	_, _ = s.random.Read(payload[:]) // a ChaCha8 never fails
	id, _ := ksuid.FromParts(at, payload[:])
	return prefix + "_" + id.String()
}

// Code returns six random digits.
func (s *Source) Code() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := rand.New(s.random).IntN(1_000_000)
	digits := [6]byte{}
	for i := range digits {
		digits[5-i] = byte('0' + n%10)
		n /= 10
	}
	return string(digits[:])
}

// Hex returns 2n random hexadecimal digits.
func (s *Source) Hex(n int) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	raw := make([]byte, n)
	_, _ = s.random.Read(raw)
	return hex.EncodeToString(raw)
}

// Shuffle puts n elements in a random order, as [rand.Shuffle] does.
func (s *Source) Shuffle(n int, swap func(i, j int)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	rand.New(s.random).Shuffle(n, swap)
}
