// Package fapi speaks HTTP for the engine: the Frontend API, the Backend API that
// shares its origin, and the pages of the OAuth providers. Every route stands in
// one table.
package fapi

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/engine"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/wire"
)

// exchange is one request and its answer.
type exchange struct {
	*Server
	w      http.ResponseWriter
	r      *http.Request
	route  *route
	caller engine.Caller
	// presented is the client token that the request showed, if it is the current
	// one: the answer need not tell it again.
	presented string
}

// native says whether a request comes from an application that is no browser.
func native(r *http.Request) bool {
	value := r.URL.Query().Get("_is_native")
	return value == "1" || value == "true"
}

// baseURL is scheme and host under which the caller reaches the mock. A proxy in
// front, on the same machine, may say otherwise.
func (s *Server) baseURL(r *http.Request) string {
	scheme, host := "http", r.Host
	if r.TLS != nil {
		scheme = "https"
	}
	if loopback(r.RemoteAddr) {
		if forwarded := r.Header.Get("X-Forwarded-Proto"); forwarded == "http" || forwarded == "https" {
			scheme = forwarded
		}
		if forwarded := r.Header.Get("X-Forwarded-Host"); forwarded != "" {
			host = forwarded
		}
	}
	return scheme + "://" + host
}

func loopback(address string) bool {
	return strings.HasPrefix(address, "127.") || strings.HasPrefix(address, "[::1]")
}

// renderer renders for this request. Session tokens have had their second form
// since API version 2025-04-10.
func (x *exchange) renderer() *wire.Renderer {
	version := 1
	if x.apiVersion() >= "2025-04-10" {
		version = 2
	}
	return &wire.Renderer{
		Settings: x.Engine.Settings(), Minter: x.Minter, Issuer: x.Issuer, Origin: x.caller.Origin, Version: version,
		BaseURL: x.caller.BaseURL, At: x.Clock(),
	}
}

func (x *exchange) apiVersion() string {
	if version := x.r.Header.Get("Clerk-Api-Version"); version != "" {
		return version
	}
	return x.r.URL.Query().Get("__clerk_api_version")
}

// metadataMoved is the API version since which metadata has its own operations.
const metadataMoved = "2026-05-12"

// identify finds out whose client the request comes from.
func (x *exchange) identify() error {
	x.caller = engine.Caller{
		Native: native(x.r), Origin: x.r.Header.Get("Origin"), BaseURL: x.baseURL(x.r), Testing: x.testing(),
		SessionID: x.r.URL.Query().Get("_clerk_session_id"),
	}
	if x.caller.Native {
		return x.identifyBy(bearer(x.r.Header.Get("Authorization")))
	}
	if browser := x.r.URL.Query().Get("__clerk_db_jwt"); browser != "" {
		return x.identifyDevBrowser(browser)
	}
	if browser := x.r.URL.Query().Get("__dev_session"); browser != "" {
		return x.identifyDevBrowser(browser)
	}
	if cookie, err := x.r.Cookie(clientCookie); err == nil {
		return x.identifyBy(cookie.Value)
	}
	return nil
}

func (x *exchange) identifyDevBrowser(browser string) error {
	id, err := x.Engine.DevBrowserClient(browser)
	x.caller.ClientID, x.caller.DevBrowser = id, browser
	return err
}

func (x *exchange) identifyBy(clientToken string) error {
	if clientToken == "" {
		return nil
	}
	id, current, err := x.Engine.Identify(clientToken)
	if x.caller.ClientID = id; current {
		x.presented = clientToken
	}
	return err
}

// bearer returns the token of an Authorization header, with or without the scheme.
func bearer(header string) string {
	if scheme, rest, ok := strings.Cut(header, " "); ok && strings.EqualFold(scheme, "Bearer") {
		return strings.TrimSpace(rest)
	}
	return strings.TrimSpace(header)
}

const clientCookie = "__client"

// credential tells the caller the client's token if it does not know it yet: in
// the Authorization header or in the cookie.
func (x *exchange) credential(v *engine.View) error {
	if v == nil || x.caller.DevBrowser != "" {
		return nil
	}
	sealed, err := x.Engine.ClientToken(v.Client)
	if err != nil || sealed == x.presented {
		return err
	}
	if x.caller.Native {
		x.w.Header().Set("Authorization", sealed)
		return nil
	}
	x.setCookie(sealed, cookieLife)
	return nil
}

// cookieLife is in seconds, as the cookie says it: the browser's clock may not be
// the instance's.
const cookieLife = 365 * 24 * 60 * 60

// setCookie gives the browser the client's cookie, or takes it away with a negative
// life.
func (x *exchange) setCookie(value string, life int) {
	cookie := &http.Cookie{Name: clientCookie, Value: value, Path: "/", MaxAge: life, HttpOnly: true, SameSite: http.SameSiteLaxMode}
	if strings.HasPrefix(x.caller.BaseURL, "https://") {
		cookie.SameSite, cookie.Secure = http.SameSiteNoneMode, true
	}
	http.SetCookie(x.w, cookie)
}

// envelope answers with a resource and the client after the operation.
func (x *exchange) envelope(resource any, v *engine.View) error {
	client, err := x.renderer().Client(v)
	if err != nil {
		return err
	}
	if err := x.credential(v); err != nil {
		return err
	}
	return x.json(http.StatusOK, wire.Envelope{Response: resource, Client: client})
}

func (x *exchange) json(status int, body any) error {
	data, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return x.document(status, data)
}

// document answers with JSON. The content type is exact: official clients compare
// it.
func (x *exchange) document(status int, data []byte) error {
	data, err := x.Awkward.Rewrite(data, x.IDs.Shuffle)
	if err != nil {
		return err
	}
	x.w.Header().Set("Content-Type", "application/json")
	x.w.WriteHeader(status)
	_, err = x.w.Write(data)
	return err
}

// fail answers with the service's error body.
func (x *exchange) fail(cause error) {
	entries := apierror.Entries(cause)
	body := map[string]any{"errors": entries, "clerk_trace_id": x.IDs.Hex(16)}
	if x.route.client {
		if client, err := x.renderer().Client(x.Engine.Client(x.caller)); err == nil && client != nil {
			body["meta"] = map[string]any{"client": client}
		}
	}
	if wait := entries[0].RetryAfter; wait > 0 {
		x.w.Header().Set("Retry-After", strconv.Itoa(int((wait+time.Second-1)/time.Second)))
	}
	_ = x.json(entries[0].Status, body) // whoever hung up does not read it
}
