package main

import (
	"fmt"
	"strings"

	"github.com/clerkflow/clerkflow-go/mockfapi"
)

// awkward reads a list such as "shuffle,status=in_review".
func awkward(list string) (mockfapi.Awkward, error) {
	var a mockfapi.Awkward
	switches := map[string]*bool{"shuffle": &a.Shuffle, "extra-keys": &a.ExtraKeys, "legacy-client-keys": &a.LegacyClientKeys}
	names := map[string]*string{"missing-field": &a.MissingField, "status": &a.Status, "strategy": &a.Strategy}
	for part := range strings.SplitSeq(list, ",") {
		key, name, _ := strings.Cut(part, "=")
		if on := switches[part]; on != nil {
			*on = true
		} else if to := names[key]; to != nil && name != "" {
			*to = name
		} else {
			return a, fmt.Errorf("%q is none of shuffle, extra-keys, legacy-client-keys, missing-field=NAME, status=NAME, strategy=NAME", part)
		}
	}
	return a, nil
}
