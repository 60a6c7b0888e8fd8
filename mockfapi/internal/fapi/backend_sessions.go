package fapi

import (
	"net/http"
	"slices"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/engine"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/wire"
)

// backendSessionRoutes are the sessions, clients and templates of tokens of the
// Backend API.
func backendSessionRoutes() []route {
	const all, one = "/v1/sessions", "/v1/sessions/{session_id}"
	const templates, template = "/v1/jwt_templates", "/v1/jwt_templates/{template_id}"
	return []route{
		backendRoute("GetSessionList", http.MethodGet, all, listSessions),
		backendRoute("createSession", http.MethodPost, all, createSession),
		backendRoute("GetSession", http.MethodGet, one, onSession((*engine.Engine).AnySession)),
		backendRoute("RevokeSession", http.MethodPost, one+"/revoke", onSession((*engine.Engine).RevokeSession)),
		backendRoute("CreateSessionToken", http.MethodPost, one+"/tokens", createToken),
		backendRoute("CreateSessionTokenFromTemplate", http.MethodPost, one+"/tokens/{template_name}", createToken),
		backendRoute("GetClientList", http.MethodGet, "/v1/clients", listClients),
		backendRoute("GetClient", http.MethodGet, "/v1/clients/{client_id}", backendClient),
		backendRoute("VerifyClient", http.MethodPost, "/v1/clients/verify", verifyClient),
		backendRoute("ListJWTTemplates", http.MethodGet, templates, listTemplates),
		backendRoute("CreateJWTTemplate", http.MethodPost, templates, createTemplate),
		backendRoute("GetJWTTemplate", http.MethodGet, template, getTemplate),
		backendRoute("UpdateJWTTemplate", http.MethodPatch, template, updateTemplate),
		backendRoute("DeleteJWTTemplate", http.MethodDelete, template, deleteTemplate),
	}
}

// The statuses by which sessions can be listed.
var sessionStatuses = []string{"", "abandoned", "active", "ended", "expired", "removed", "replaced", "revoked"}

func listSessions(x *exchange) error {
	q := readQuery(x.r)
	search := engine.SessionSearch{ClientID: q.text("client_id"), UserID: q.text("user_id"), Status: q.text("status")}
	if !slices.Contains(sessionStatuses, search.Status) {
		q.wrong("status")
	}
	return list(x, q, x.Engine.SearchSessions(search), wire.BackendSessionOf)
}

func createSession(x *exchange) error {
	var p struct {
		UserID               *string `json:"user_id"`
		ActiveOrganizationID string  `json:"active_organization_id"` // there are no organizations
	}
	if err := readOptionalJSON(x.r, &p); err != nil {
		return err
	}
	if err := required(map[string]*string{"user_id": p.UserID}); err != nil {
		return err
	}
	return x.backendSession(x.Engine.CreateSession(*p.UserID))
}

// onSession handles operations that need nothing but the session.
func onSession(do func(*engine.Engine, string) (*model.Session, error)) func(*exchange) error {
	return func(x *exchange) error { return x.backendSession(do(x.Engine, x.r.PathValue("session_id"))) }
}

func (x *exchange) backendSession(s *model.Session, err error) error {
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, wire.BackendSessionOf(s))
}

func createToken(x *exchange) error {
	var p struct {
		ExpiresInSeconds *int `json:"expires_in_seconds"`
	}
	if err := readOptionalJSON(x.r, &p); err != nil {
		return err
	}
	if err := engine.CheckTokenLife(p.ExpiresInSeconds); err != nil {
		return err
	}
	view, template, err := x.Engine.TokenFor(x.r.PathValue("session_id"), x.r.PathValue("template_name"))
	if err != nil {
		return err
	}
	seconds := 0
	if p.ExpiresInSeconds != nil {
		seconds = *p.ExpiresInSeconds
	}
	token, err := x.renderer().BackendToken(view, template, seconds)
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, token)
}

func listClients(x *exchange) error {
	return list(x, readQuery(x.r), x.Engine.Clients(), wire.BackendClientOf)
}

func backendClient(x *exchange) error {
	return x.anyClient(x.Engine.AnyClient(x.r.PathValue("client_id")))
}

func verifyClient(x *exchange) error {
	var p struct {
		Token *string `json:"token"`
	}
	if err := readOptionalJSON(x.r, &p); err != nil {
		return err
	}
	if err := required(map[string]*string{"token": p.Token}); err != nil {
		return err
	}
	return x.anyClient(x.Engine.VerifyClient(*p.Token))
}

func (x *exchange) anyClient(v *engine.View, err error) error {
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, wire.BackendClientOf(v))
}

func listTemplates(x *exchange) error {
	return list(x, readQuery(x.r), x.Engine.JWTTemplates(), wire.JWTTemplateOf)
}

func getTemplate(x *exchange) error {
	return x.template(x.Engine.JWTTemplate(x.r.PathValue("template_id")))
}

func createTemplate(x *exchange) error {
	var p engine.TemplateParams
	if err := readJSON(x.r, &p); err != nil {
		return err
	}
	return x.template(x.Engine.CreateJWTTemplate(p))
}

func updateTemplate(x *exchange) error {
	var p engine.TemplateParams
	if err := readJSON(x.r, &p); err != nil {
		return err
	}
	return x.template(x.Engine.UpdateJWTTemplate(x.r.PathValue("template_id"), p))
}

func deleteTemplate(x *exchange) error {
	id := x.r.PathValue("template_id")
	return x.deleted("jwt_template", id, x.Engine.DeleteJWTTemplate(id))
}

func (x *exchange) template(t *model.JWTTemplate, err error) error {
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, wire.JWTTemplateOf(t))
}

// deleted answers for something that is gone, or with the error that keeps it.
func (x *exchange) deleted(object, id string, err error) error {
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, wire.Deleted{Object: object, ID: id, Deleted: true})
}
