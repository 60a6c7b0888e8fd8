package fapi

import (
	"net/http"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/engine"
)

// gateRoutes are what stands before some sign-ups: a choice of enterprise
// connections, a protect check.
func gateRoutes() []route {
	const one = "/v1/client/sign_ups/{sign_up_id}"
	return []route{
		frontendRoute("", http.MethodGet, one+"/enterprise_connections", listEnterpriseConnections),
		frontendRoute("", http.MethodPatch, one+"/protect_check", resolveProtectCheck),
		open("", http.MethodGet, engine.ProtectPath, protectSDK),
	}
}

func listEnterpriseConnections(x *exchange) error {
	connections, view, err := x.Engine.EnterpriseConnections(x.caller, x.r.PathValue("sign_up_id"))
	if err != nil {
		return err
	}
	return x.envelope(rendered(connections, func(c engine.EnterpriseConnection) map[string]string {
		return map[string]string{"id": c.ID, "name": c.Name}
	}), view)
}

func resolveProtectCheck(x *exchange) error {
	f, err := readForm(x.r)
	if err != nil {
		return err
	}
	proof := f.needed("proof_token")
	if err := f.done(); err != nil {
		return err
	}
	return x.signUp(x.Engine.ResolveProtectCheck(x.caller, x.r.PathValue("sign_up_id"), proof))
}

// protectSDK is the module that official browser clients load and call for a proof.
func protectSDK(x *exchange) error {
	x.w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	_, err := x.w.Write([]byte("export default async () => '" + engine.ProtectProof + "';\n"))
	return err
}
