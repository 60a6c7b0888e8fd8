package mockfapi

import (
	"fmt"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/fapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/traffic"
)

// Fault makes requests of one route fail:
//
//   - Route is method and path pattern, one of [Routes].
//   - Times is how many requests are hit, 1 for 0; After is how many pass before.
//   - Status and Code are those of the error answer, RetryAfterSeconds its header.
//   - DelayMS is how long the request waits first, in milliseconds.
//   - Drop breaks the connection, Truncate does so in the middle of the answer.
//   - Effect says that the request takes effect before Status or Drop hide it.
type Fault = traffic.Fault

// Request is one entry of the request log: Route (method and path pattern), Method,
// Path, Query, Form, Header, the Status of the answer (0 for a broken connection), the
// Codes of its errors, and At, in milliseconds since 1970. Passwords, codes and tokens
// are masked.
type Request = traffic.Request

// Routes returns the routes that instances answer, by the names that faults and the
// request log use: method and path pattern, "POST /v1/client/sign_ups".
func Routes() []string { return fapi.Names() }

// Fail lets a fault come. It returns an error that names what is wrong with it,
// for example a route that the instance does not have.
func (m *Instance) Fail(f Fault) error {
	if err := f.Validate(fapi.Known); err != nil {
		return fmt.Errorf("mockfapi: fault: %w", err)
	}
	m.server.Faults.Add(f)
	return nil
}

// PendingFaults returns the faults that are still to come.
func (m *Instance) PendingFaults() []Fault { return m.server.Faults.Pending() }

// ClearFaults lets no fault come any more.
func (m *Instance) ClearFaults() { m.server.Faults.Clear() }

// Requests returns the newest requests of a route ("POST /v1/client/sign_ups"),
// oldest first; those of all routes for "". At most a thousand are kept.
func (m *Instance) Requests(route string) []Request { return m.server.Log.Requests(route) }
