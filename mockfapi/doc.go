// Package mockfapi is an instance of Clerk for tests: its Frontend API, with the
// part of the Backend API that sign-ups need, in the test's own process. It follows
// the whole requirement logic of Progressive Sign Up, and the logic before it, and
// checks codes, links, states, nonces and signatures for real.
//
// # An instance in a test
//
// An [Instance] owns no socket and no goroutine, and takes microseconds to make;
// give every test its own:
//
//	instance := mockfapi.NewT(t, mockfapi.WithPreset("email-password"))
//	client, err := clerkflow.New(instance.PublishableKey(), clerkflow.WithHTTPClient(instance.HTTPClient()))
//
// Whatever would have been sent to a person is in its outbox:
//
//	code := instance.Code("jane@example.com")
//
// # Settings
//
// The settings are the document that the service serves at GET /v1/environment. Save
// that of your own instance to test against its twin, or start with a preset and
// change what matters; package environment has both:
//
//	instance := mockfapi.NewT(t, mockfapi.WithEnvironment(saved), mockfapi.WithSettings(func(d *environment.Document) {
//		d.UserSettings.Attributes.PhoneNumber = environment.Phone(environment.Required)
//	}))
//
// # Providers
//
// OAuth strategies lead to a page of the mock on which an account is chosen. The
// accounts that there are differ in what they give: a verified address, an
// unverified one, none, no name. A test needs no page:
//
//	back, err := instance.Authorize(ctx, redirect.URL.String(), "no-email")
//
// # Time and faults
//
// One clock moves everything: codes, links, attempts and tokens expire when a test
// says so. And what goes wrong between two machines can be made to go wrong:
//
//	instance.Advance(11 * time.Minute)
//	err = instance.Fail(mockfapi.Fault{Route: "POST /v1/client/sign_ups", Status: 503, Times: 1})
//
// # Other programs
//
// [Instance.Serve] opens a loopback server for browsers and programs in any
// language; the command in cmd/mockfapi is that, with flags. Under /_mock/ it has a
// page with inbox, users and open sign-ups, and an interface for tests in other
// languages:
//
//	server, err := instance.Serve("127.0.0.1:0")
//	defer server.Close()
package mockfapi
