package wire

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// Awkward changes answers within what clients have to expect.
type Awkward struct {
	// Shuffle puts the elements of every list in another order in every answer, and
	// also the same list twice in one: the service's own order is not stable.
	Shuffle bool
	// ExtraKeys adds a key that nobody knows to every object that is not metadata.
	ExtraKeys bool
	// LegacyClientKeys calls the client's sign_up and sign_in sign_up_attempt and
	// sign_in_attempt, as the service did until 2023.
	LegacyClientKeys bool
	// MissingField is a field that every sign-up requires and no request supplies.
	MissingField string
	// Status is told for sign-ups in the place of missing_requirements.
	Status string
	// Strategy is told in the place of all that verify something: the settings offer
	// no other, and whatever is pending is by it.
	Strategy string
}

// Rewrite returns the JSON document made awkward. MissingField is not its business:
// the lists have it already.
func (a Awkward) Rewrite(document []byte, shuffle func(n int, swap func(i, j int))) ([]byte, error) {
	if a == (Awkward{MissingField: a.MissingField}) {
		return document, nil
	}
	decoder := json.NewDecoder(bytes.NewReader(document))
	decoder.UseNumber() // a float would lose digits
	var body any
	if err := decoder.Decode(&body); err != nil {
		return nil, err
	}
	a.walk(body, shuffle)
	return json.Marshal(body)
}

func (a Awkward) walk(value any, shuffle func(n int, swap func(i, j int))) {
	switch v := value.(type) {
	case []any:
		for _, element := range v {
			a.walk(element, shuffle)
		}
		if a.Shuffle && len(v) > 0 && !positional(v[0]) {
			shuffle(len(v), func(i, j int) { v[i], v[j] = v[j], v[i] })
		}
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) { // in an order, for the seed
			if !strings.HasSuffix(key, "_metadata") { // that is the application's
				a.walk(v[key], shuffle)
			}
		}
		a.object(v)
	}
}

// positional says whether an element means something by its place, as the two
// numbers of factor_verification_age do.
func positional(element any) bool {
	switch element.(type) {
	case string, map[string]any:
		return false
	}
	return true
}

func (a Awkward) object(v map[string]any) {
	if a.LegacyClientKeys && v["object"] == "client" {
		v["sign_up_attempt"], v["sign_in_attempt"] = v["sign_up"], v["sign_in"]
		delete(v, "sign_up")
		delete(v, "sign_in")
	}
	if a.Status != "" && v["object"] == "sign_up_attempt" && v["status"] == "missing_requirements" {
		v["status"] = a.Status
	}
	if a.Strategy != "" {
		if _, pending := v["supported_strategies"]; pending {
			v["strategy"], v["supported_strategies"] = a.Strategy, []any{a.Strategy}
		}
		if offered, ok := v["verifications"].([]any); ok && len(offered) > 0 {
			v["verifications"] = []any{a.Strategy}
		}
	}
	if a.ExtraKeys {
		v["unheard_of"] = map[string]any{"of": []any{"anything"}}
	}
}
