package fapi

import (
	"crypto/subtle"
	"slices"
	"strings"

	document "github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/traffic"
)

// route is one operation of the published API.
type route struct {
	operation    string // the operationId of the published files
	method, path string
	// access decides who may call it; client says that errors show the client,
	// backend that the route is of the Backend API.
	access  func(*exchange) error
	client  bool
	backend bool
	handle  func(*exchange) error
}

// name is what the request log and faults call the route.
func (rt *route) name() string { return rt.method + " " + rt.path }

// Known says whether the instance has the route: method and path pattern, whatever
// its placeholders are called.
func Known(name string) bool {
	return slices.ContainsFunc(routes(), func(rt route) bool { return traffic.SameRoute(rt.name(), name) })
}

// Names returns the names of all routes.
func Names() []string {
	var all []string
	for _, rt := range routes() {
		all = append(all, rt.name())
	}
	return all
}

// Operation is what a route is called from outside. ID is the operationId of the
// published files, empty for what they do not have.
type Operation struct {
	ID, Method, Path string
	Backend          bool // of the Backend API, not of the Frontend API
}

// Operations returns those of all routes.
func Operations() []Operation {
	var all []Operation
	for _, rt := range routes() {
		all = append(all, Operation{ID: rt.operation, Method: rt.method, Path: rt.path, Backend: rt.backend})
	}
	return all
}

// routes is everything that the mock answers, in groups that stand beside their
// handlers.
func routes() []route {
	return slices.Concat(
		instanceRoutes(), clientRoutes(), signUpRoutes(), gateRoutes(), signInRoutes(), sessionRoutes(), meRoutes(), identificationRoutes(),
		navigationRoutes(), ticketRoutes(), handshakeRoutes(),
		backendRoutes(), backendInstanceRoutes(), backendUserRoutes(), backendSessionRoutes(),
		invitationRoutes(), tokenRoutes(), restrictionRoutes(), waitlistRoutes(),
	)
}

// open is a route for anyone, frontendRoute one for the client that the request
// presents, backendRoute one for whoever has the secret key.
func open(operation, method, path string, handle func(*exchange) error) route {
	return route{operation: operation, method: method, path: path, access: public, handle: handle}
}

func frontendRoute(operation, method, path string, handle func(*exchange) error) route {
	return route{operation: operation, method: method, path: path, access: frontend, client: true, handle: handle}
}

func backendRoute(operation, method, path string, handle func(*exchange) error) route {
	return route{operation: operation, method: method, path: path, access: secret, backend: true, handle: handle}
}

// public routes need no client, but take one that is presented.
func public(x *exchange) error {
	_ = x.identify() // a navigation may carry a stale cookie: that is no error
	return nil
}

// frontend routes act for the client that the request presents.
func frontend(x *exchange) error {
	switch {
	case x.r.Header.Get("Origin") != "" && x.r.Header.Get("Authorization") != "":
		return apierror.OriginAuthorizationHeadersConflict()
	case native(x.r) && !nativeAPI(x.Engine.Settings().AuthConfig):
		return apierror.NativeAPIDisabled()
	}
	return x.identify()
}

// nativeAPI is on unless the settings say otherwise: old documents say nothing.
func nativeAPI(c document.AuthConfig) bool {
	return c.NativeSettings == nil || c.NativeSettings.APIEnabled
}

// secret routes need the instance's secret key.
func secret(x *exchange) error {
	x.caller.BaseURL = x.baseURL(x.r)
	scheme, key, ok := strings.Cut(x.r.Header.Get("Authorization"), " ")
	switch {
	case !ok || !strings.EqualFold(scheme, "Bearer"):
		return apierror.AuthorizationHeaderFormatInvalid()
	case subtle.ConstantTimeCompare([]byte(strings.TrimSpace(key)), []byte(x.SecretKey)) != 1:
		return apierror.ClerkKeyInvalid()
	}
	return nil
}
