package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/mod/semver"
)

// oldest is the first Clerk.js that knows what to do with Progressive Sign Up.
const oldest = "3.13.0"

func valid(version string) error {
	if !semver.IsValid(canonical(version)) {
		return errors.New("want a version such as " + oldest)
	}
	return nil
}

// canonical is the form that the library compares. A bare major version, with which
// a browser loads the newest of it, counts as the newest.
func canonical(version string) string {
	version = "v" + strings.TrimPrefix(version, "v")
	if !strings.Contains(version, ".") {
		version += ".999999.0"
	}
	return version
}

// newEnough refuses versions of Clerk.js that would not get along, and says which
// it has seen.
func newEnough(report *strings.Builder, versions ...string) error {
	versions = slices.DeleteFunc(versions, func(v string) bool { return v == "" })
	fmt.Fprintf(report, "\nClerk.js has to be %s or later.\n", oldest)
	var old []string
	for _, v := range versions {
		verdict := "new enough"
		if semver.Compare(canonical(v), "v"+oldest) < 0 {
			verdict, old = "too old", append(old, v)
		}
		fmt.Fprintf(report, "  %-10s %s\n", v, verdict)
	}
	if len(old) > 0 {
		return fmt.Errorf("Clerk.js %s is too old: update it to %s or later first; nothing was changed", strings.Join(old, ", "), oldest) //nolint:staticcheck // a name
	}
	fmt.Fprintf(report, "  Name others that your applications bring along with -clerk-js. Custom flows have to look at\n"+
		"  status, missing_fields and unverified_fields after a round trip to a provider or a wallet.\n")
	return nil
}
