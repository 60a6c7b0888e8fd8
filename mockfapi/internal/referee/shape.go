package referee

import (
	"bytes"
	"hash/maphash"
	"strconv"
	"sync"
)

// shapes remembers the exchanges that were found right: checking takes longer than
// answering, and most exchanges of a test suite look like another one.
type shapes struct {
	seed maphash.Seed
	mu   sync.Mutex
	fine map[uint64]bool
}

func newShapes() *shapes { return &shapes{seed: maphash.MakeSeed(), fine: map[uint64]bool{}} }

func (s *shapes) known(shape uint64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.fine[shape]
}

func (s *shapes) add(shape uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fine[shape] = true
}

// of returns what exchanges of one route have in common that differ only in ids,
// times, tokens and what people type.
func (s *shapes) of(pattern string, x exchange) uint64 {
	var h maphash.Hash
	h.SetSeed(s.seed)
	for _, text := range []string{
		pattern, x.request.Method, x.request.Header.Get("Content-Type"), strconv.FormatBool(x.request.Header.Get("Origin") != ""),
		strconv.Itoa(x.status), x.header.Get("Content-Type"),
	} {
		_, _ = h.WriteString(text)
		_ = h.WriteByte('\n')
	}
	reduce(&h, []byte(x.request.URL.RawQuery))
	reduce(&h, x.requestBody)
	reduce(&h, x.body)
	return h.Sum64()
}

// reduce writes JSON or a form with every word that is no name of the API replaced
// by one that stands for its kind.
func reduce(h *maphash.Hash, text []byte) {
	const special = "\"{}[]:,=& \n"
	for len(text) > 0 {
		end := bytes.IndexAny(text, special)
		switch {
		case end < 0:
			end = len(text)
		case end == 0:
			end = 1
		}
		word := text[:end]
		text = text[end:]
		switch {
		case bytes.ContainsAny(word[:1], special), name(word):
			_, _ = h.Write(word)
		case number(word):
			_ = h.WriteByte('0')
		default:
			_ = h.WriteByte('*')
		}
	}
	_ = h.WriteByte('\n')
}

// name says whether a word may be one of the API's: web3_wallet, setup-mfa. What
// has more than two digits is an id.
func name(word []byte) bool {
	digits := 0
	for _, c := range word {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case (c < 'a' || c > 'z') && c != '_' && c != '-':
			return false
		}
	}
	return digits <= 2 && digits < len(word)
}

func number(word []byte) bool {
	for _, c := range word {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}
