package fapi

import (
	"net/http"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/engine"
)

// clientRoutes are about the device.
func clientRoutes() []route {
	return []route{
		open("createDevBrowser", http.MethodPost, "/v1/dev_browser", createDevBrowser),
		frontendRoute("getClient", http.MethodGet, "/v1/client", getClient),
		frontendRoute("putClient", http.MethodPut, "/v1/client", createClient),
		frontendRoute("postClient", http.MethodPost, "/v1/client", createClient),
		frontendRoute("deleteClientSessions", http.MethodDelete, "/v1/client", deleteClient),
		frontendRoute("removeClientSessionsAndRetainCookie", http.MethodDelete, "/v1/client/sessions", deleteClientSessions),
	}
}

// createDevBrowser answers with both names under which clients read the token.
func createDevBrowser(x *exchange) error {
	browser := x.Engine.CreateDevBrowser("")
	return x.json(http.StatusOK, map[string]any{"id": browser, "token": browser, "object": "dev_browser"})
}

func getClient(x *exchange) error { return x.client(x.Engine.Client(x.caller)) }

func createClient(x *exchange) error { return x.client(x.Engine.CreateClient(x.caller)) }

// client answers with the client itself as the resource.
func (x *exchange) client(v *engine.View) error {
	client, err := x.renderer().Client(v)
	if err != nil {
		return err
	}
	if err := x.credential(v); err != nil {
		return err
	}
	// Not the typed nil: the wire's null.
	if client == nil {
		return x.json(http.StatusOK, map[string]any{"response": nil, "client": nil})
	}
	return x.json(http.StatusOK, map[string]any{"response": client, "client": nil})
}

// deleteClient ends every session and takes the client's token away.
func deleteClient(x *exchange) error {
	v, err := x.Engine.DeleteClient(x.caller, false)
	if err != nil {
		return err
	}
	client, err := x.renderer().Client(v)
	if err != nil {
		return err
	}
	if x.caller.Native {
		x.w.Header().Set("Authorization", "")
	} else if x.caller.DevBrowser == "" {
		x.setCookie("", -1)
	}
	return x.json(http.StatusOK, map[string]any{"response": client, "client": nil})
}

// deleteClientSessions signs everybody out and keeps the client.
func deleteClientSessions(x *exchange) error {
	v, err := x.Engine.DeleteClient(x.caller, true)
	if err != nil {
		return err
	}
	return x.client(v)
}
