package clerkflow_test

import (
	"os/exec"
	"strings"
	"testing"
)

const module = "github.com/clerkflow/clerkflow-go/"

// What is heavy lives where it is used: whoever imports a package gets what it
// needs, and client and mock know nothing of each other.
func TestImports(t *testing.T) {
	t.Parallel()
	const ethereum, jwt, httpmock = "github.com/ethereum/go-ethereum", "github.com/golang-jwt/jwt", "github.com/jarcoal/httpmock"
	for name, forbidden := range map[string][]string{
		"clerkflow":              {ethereum, jwt, httpmock, "github.com/MicahParks", module + "mockfapi"},
		"clerkflow/bapi":         {ethereum, jwt, httpmock, module + "mockfapi"},
		"clerkflow/web3":         {jwt, httpmock, module + "mockfapi"},
		"clerkflow/sessiontoken": {ethereum, httpmock, module + "mockfapi"},
		"mockfapi":               {ethereum, httpmock, "github.com/hashicorp", module + "clerkflow"},
		"mockfapi/environment":   {ethereum, httpmock, jwt, module + "clerkflow"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, dependency := range dependencies(t, module+name) {
				for _, f := range forbidden {
					if dependency == f || strings.HasPrefix(dependency, strings.TrimSuffix(f, "/")+"/") {
						t.Errorf("it needs %s", dependency)
					}
				}
			}
		})
	}
}

func dependencies(tb testing.TB, name string) []string {
	tb.Helper()
	out, err := exec.CommandContext(tb.Context(), "go", "list", "-deps", name).Output()
	if err != nil {
		tb.Fatalf("go list: %v", err)
	}
	all := strings.Fields(string(out))
	if len(all) < 50 || all[len(all)-1] != name {
		tb.Fatalf("go list says %d packages, the last of them %s", len(all), all[len(all)-1])
	}
	return all
}
