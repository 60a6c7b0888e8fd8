// Package mockfapitest makes instances whose every exchange is held against the
// published OpenAPI files. It is for the tests of this module, and takes the place
// of [mockfapi.NewT] in them:
//
//	instance := mockfapitest.NewT(t, mockfapi.WithPreset("email-password"))
//
// The files are in the folder that FAPI_OPENAPI_DIR names, a checkout of
// github.com/clerk/openapi-specs. Without it the instances are as any other.
package mockfapitest

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/referee"
)

const dirEnv = "FAPI_OPENAPI_DIR"

// published is made once: reading the files takes half a second.
var published = sync.OnceValues(func() (*referee.Referee, error) { return referee.New(os.Getenv(dirEnv)) })

// NewT is [mockfapi.NewT] with the published files as referee: an exchange that
// they do not allow fails the test.
func NewT(tb mockfapi.TB, opts ...mockfapi.Option) *mockfapi.Instance {
	tb.Helper()
	if os.Getenv(dirEnv) == "" {
		return mockfapi.NewT(tb, opts...)
	}
	r, err := published()
	if err != nil {
		tb.Fatalf("%s: %v", dirEnv, err)
		return nil
	}
	return mockfapi.NewT(tb, append(opts, mockfapi.WithMiddleware(r.Watch(tb)))...)
}

// M is a [testing.M] whose tests need every exception from the files: a run of all
// of them fails when there is one too many.
type M struct{ *testing.M }

// Run runs the tests and returns the exit code.
func (m M) Run() int {
	code := m.M.Run()
	if code != 0 || !complete() {
		return code
	}
	r, err := published()
	if err != nil {
		return code // no test wanted it
	}
	if unneeded := r.Unneeded(); len(unneeded) > 0 {
		fmt.Fprintf(os.Stderr, "mockfapi/internal/referee has exceptions that no test needs any more:\n\t%s\n", strings.Join(unneeded, "\n\t"))
		return 1
	}
	return code
}

// complete says whether this is a run of all tests.
func complete() bool {
	for _, name := range []string{"run", "skip", "list", "fuzz"} {
		if flag.Lookup("test."+name).Value.String() != "" {
			return false
		}
	}
	return os.Getenv(dirEnv) != "" && !testing.Short()
}
