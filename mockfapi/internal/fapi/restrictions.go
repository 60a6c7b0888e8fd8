package fapi

import (
	"net/http"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/engine"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/wire"
)

// restrictionRoutes say who may sign up: the two lists and the rules of the Backend
// API.
func restrictionRoutes() []route {
	const allowlist, blocklist = "/v1/allowlist_identifiers", "/v1/blocklist_identifiers"
	return []route{
		backendRoute("UpdateInstanceRestrictions", http.MethodPatch, "/v1/instance/restrictions", updateRestrictions),
		backendRoute("ListAllowlistIdentifiers", http.MethodGet, allowlist, listAllowlist),
		backendRoute("CreateAllowlistIdentifier", http.MethodPost, allowlist, addTo(engine.Allowlist)),
		backendRoute("DeleteAllowlistIdentifier", http.MethodDelete, allowlist+"/{identifier_id}", removeFrom(engine.Allowlist)),
		backendRoute("ListBlocklistIdentifiers", http.MethodGet, blocklist, listBlocklist),
		backendRoute("CreateBlocklistIdentifier", http.MethodPost, blocklist, addTo(engine.Blocklist)),
		backendRoute("DeleteBlocklistIdentifier", http.MethodDelete, blocklist+"/{identifier_id}", removeFrom(engine.Blocklist)),
	}
}

func updateRestrictions(x *exchange) error {
	var change engine.RestrictionsChange
	if err := readJSON(x.r, &change); err != nil {
		return err
	}
	after, err := x.Engine.UpdateRestrictions(change)
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, map[string]any{
		"object": "instance_restrictions", "allowlist": after.Allowlist.Enabled, "blocklist": after.Blocklist.Enabled,
		"allowlist_blocklist_disabled_on_sign_in": after.AllowlistBlocklistDisabledOnSignIn.Enabled,
		"block_email_subaddresses":                after.BlockEmailSubaddresses.Enabled,
		"block_disposable_email_domains":          after.BlockDisposableEmailDomains.Enabled,
	})
}

func (x *exchange) listed(name engine.ListName) func(*model.Listed) wire.Listed {
	return func(l *model.Listed) wire.Listed { return wire.RenderListed(name, x.Keys.ID(), l) }
}

func listAllowlist(x *exchange) error {
	return list(x, readQuery(x.r), x.Engine.Listed(engine.Allowlist), x.listed(engine.Allowlist))
}

// listBlocklist answers with all of it: this list has no pages.
func listBlocklist(x *exchange) error {
	all := rendered(x.Engine.Listed(engine.Blocklist), x.listed(engine.Blocklist))
	return x.json(http.StatusOK, map[string]any{"data": all, "total_count": len(all)})
}

func addTo(list engine.ListName) func(*exchange) error {
	return func(x *exchange) error {
		var entry struct {
			Identifier *string `json:"identifier"`
			Notify     bool    `json:"notify"`
		}
		if err := readJSON(x.r, &entry); err != nil {
			return err
		}
		switch {
		case entry.Identifier == nil:
			return apierror.FormParamMissing("identifier")
		case entry.Notify && list != engine.Allowlist:
			return apierror.FormParamUnknown("notify")
		}
		l, err := x.Engine.List(x.caller, list, *entry.Identifier, entry.Notify)
		if err != nil {
			return err
		}
		return x.json(http.StatusOK, x.listed(list)(l))
	}
}

func removeFrom(list engine.ListName) func(*exchange) error {
	return func(x *exchange) error {
		id := x.r.PathValue("identifier_id")
		return x.deleted(string(list)+"_identifier", id, x.Engine.Unlist(list, id))
	}
}
