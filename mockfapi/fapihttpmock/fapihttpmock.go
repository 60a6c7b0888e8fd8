// Package fapihttpmock puts an instance of mockfapi beside the responders of a
// [httpmock.MockTransport], for tests that mock other services with it already:
//
//	transport := httpmock.NewMockTransport()
//	transport.RegisterResponder("GET", "https://prices.test/today", httpmock.NewStringResponder(200, "7"))
//	fapihttpmock.Register(transport, instance)
//
// The transport counts the calls of each route:
//
//	calls := transport.GetCallCountInfo()
//	fmt.Println("sign-ups:", calls[fapihttpmock.Key(instance, "POST /v1/client/sign_ups")])
package fapihttpmock

import (
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/jarcoal/httpmock"

	"github.com/clerkflow/clerkflow-go/mockfapi"
)

// Register lets the instance answer every request for its URL, with one responder
// for each route, so that the transport counts them by route: see [Key]. Responders
// of the test's own stay; one for a URL of the instance that names no route with a
// placeholder, or a whole URL, goes before the instance's.
func Register(t *httpmock.MockTransport, m *mockfapi.Instance) {
	for _, route := range routes() {
		method, _, _ := strings.Cut(route, " ")
		t.RegisterResponder(method, target(m, route), m.Transport().RoundTrip)
	}
}

// Key returns the key of a route in what [httpmock.MockTransport.GetCallCountInfo]
// returns. Routes are named as faults name them, for example
// "POST /v1/client/sign_ups/{sign_up_id}/attempt_verification"; what placeholders are
// called does not matter.
func Key(m *mockfapi.Instance, route string) string {
	method, _, _ := strings.Cut(route, " ")
	return method + " " + target(m, route)
}

// routes are the instance's, and those that browsers reach under POST and another
// method's name in the query.
func routes() []string {
	all := mockfapi.Routes()
	for _, route := range slices.Clone(all) {
		method, path, _ := strings.Cut(route, " ")
		posted := http.MethodPost + " " + path
		if method != http.MethodGet && !slices.Contains(all, posted) {
			all = append(all, posted)
		}
	}
	return all
}

var placeholder = regexp.MustCompile(`\\\{[^/]*\\\}`)

// target is the URL of a route, or a pattern for it, as httpmock has them.
func target(m *mockfapi.Instance, route string) string {
	_, path, _ := strings.Cut(route, " ")
	if !strings.Contains(path, "{") {
		return m.URL() + path
	}
	return "=~^" + placeholder.ReplaceAllString(regexp.QuoteMeta(m.URL()+path), "[^/]+") + "$"
}
