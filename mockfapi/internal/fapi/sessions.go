package fapi

import (
	"net/http"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/engine"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
)

// sessionRoutes are the sessions of a device.
func sessionRoutes() []route {
	const one = "/v1/client/sessions/{session_id}"
	return []route{
		frontendRoute("getSession", http.MethodGet, one, getSession),
		frontendRoute("touchSession", http.MethodPost, one+"/touch", touchSession),
		frontendRoute("endSession", http.MethodPost, one+"/end", endSession),
		frontendRoute("removeSession", http.MethodPost, one+"/remove", removeSession),
		frontendRoute("createSessionToken", http.MethodPost, one+"/tokens", createSessionToken),
		frontendRoute("createSessionTokenWithTemplate", http.MethodPost, one+"/tokens/{template_name}", createTemplateToken),
	}
}

func getSession(x *exchange) error {
	return x.session(x.Engine.Session(x.caller, x.r.PathValue("session_id")))
}

func touchSession(x *exchange) error {
	f, err := readForm(x.r)
	if err != nil {
		return err
	}
	f.ignore("active_organization_id", "intent")
	if err := f.done(); err != nil {
		return err
	}
	return x.session(x.Engine.TouchSession(x.caller, x.r.PathValue("session_id")))
}

func endSession(x *exchange) error { return x.closeSession(model.Ended) }

func removeSession(x *exchange) error { return x.closeSession(model.Removed) }

func (x *exchange) closeSession(status string) error {
	id := x.r.PathValue("session_id")
	reply, err := x.Engine.CloseSession(x.caller, id, status)
	if err == nil {
		x.Minter.Forget(id)
	}
	return x.session(reply, err)
}

func createSessionToken(x *exchange) error {
	s, err := x.Engine.SessionToken(x.caller, x.r.PathValue("session_id"))
	if err != nil {
		return err
	}
	token, err := x.renderer().Token(s)
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, token)
}

// createTemplateToken knows no template: the instance has none.
func createTemplateToken(x *exchange) error {
	if _, err := x.Engine.SessionToken(x.caller, x.r.PathValue("session_id")); err != nil {
		return err
	}
	return apierror.JWTTemplateNotFound(x.r.PathValue("template_name"))
}

// session answers with a session, or with the error of its transition.
func (x *exchange) session(reply engine.SessionReply, err error) error {
	if err != nil {
		return err
	}
	session, err := x.renderer().Session(reply.SessionView)
	if err != nil {
		return err
	}
	return x.envelope(session, reply.View)
}
