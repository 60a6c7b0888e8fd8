package fapi

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/engine"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/wire"
)

// waitlistRoutes let people ask to be let in, and their host decide.
func waitlistRoutes() []route {
	const all, one = "/v1/waitlist_entries", "/v1/waitlist_entries/{waitlist_entry_id}"
	return []route{
		open("joinWaitlist", http.MethodPost, "/v1/waitlist", joinWaitlist),
		backendRoute("ListWaitlistEntries", http.MethodGet, all, listWaitlistEntries),
		backendRoute("CreateWaitlistEntry", http.MethodPost, all, createWaitlistEntry),
		backendRoute("CreateBulkWaitlistEntries", http.MethodPost, all+"/bulk", createWaitlistEntries),
		backendRoute("DeleteWaitlistEntry", http.MethodDelete, one, deleteWaitlistEntry),
		backendRoute("InviteWaitlistEntry", http.MethodPost, one+"/invite", inviteWaitlistEntry),
		backendRoute("RejectWaitlistEntry", http.MethodPost, one+"/reject", rejectWaitlistEntry),
	}
}

func joinWaitlist(x *exchange) error {
	f, err := readForm(x.r)
	if err != nil {
		return err
	}
	address := f.needed("email_address")
	if err := f.done(); err != nil {
		return err
	}
	entry, err := x.Engine.JoinWaitlist(address)
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, map[string]any{"object": "waitlist_entry", "id": entry.ID})
}

func createWaitlistEntry(x *exchange) error {
	var entry engine.NewWaitlistEntry
	if err := readJSON(x.r, &entry); err != nil {
		return err
	}
	views, err := x.Engine.CreateWaitlistEntries(x.caller, []engine.NewWaitlistEntry{entry})
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, wire.RenderWaitlistEntry(views[0]))
}

// bulkWaitlistLimit is how many entries one request may create.
const bulkWaitlistLimit = 50

func createWaitlistEntries(x *exchange) error {
	entries, err := readBulk[engine.NewWaitlistEntry](x.r, bulkWaitlistLimit)
	if err != nil {
		return err
	}
	views, err := x.Engine.CreateWaitlistEntries(x.caller, entries)
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, rendered(views, wire.RenderWaitlistEntry))
}

// listWaitlistEntries shows the newest first unless told otherwise.
func listWaitlistEntries(x *exchange) error {
	query := x.r.URL.Query()
	status, text, order := query.Get("status"), strings.ToLower(query.Get("query")), cmp.Or(query.Get("order_by"), "-created_at")
	if status != "" && !slices.Contains([]string{model.Pending, model.Invited, model.Completed, model.Rejected}, status) {
		return apierror.InvalidQueryParameterValue("status")
	}
	entries, err := x.Engine.Waitlist(x.caller)
	if err != nil {
		return err
	}
	entries = slices.DeleteFunc(entries, func(w engine.WaitlistView) bool {
		return status != "" && w.Status != status || !strings.Contains(w.EmailAddress, text) && !strings.Contains(strings.ToLower(w.ID), text)
	})
	switch strings.TrimLeft(order, "+ ") { // a plus in a query is a space
	case "created_at":
	case "-created_at":
		slices.Reverse(entries)
	default:
		return apierror.InvalidQueryParameterValue("order_by")
	}
	return counted(x, readQuery(x.r), entries, wire.RenderWaitlistEntry)
}

func deleteWaitlistEntry(x *exchange) error {
	id := x.r.PathValue("waitlist_entry_id")
	return x.deleted("waitlist_entry", id, x.Engine.DeleteWaitlistEntry(x.caller, id))
}

func inviteWaitlistEntry(x *exchange) error { return x.decide(model.Invited) }

func rejectWaitlistEntry(x *exchange) error { return x.decide(model.Rejected) }

func (x *exchange) decide(status string) error {
	return x.waitlistEntry(x.Engine.DecideWaitlistEntry(x.caller, x.r.PathValue("waitlist_entry_id"), status))
}

// waitlistEntry answers with a waitlist entry, or with the error of its transition.
func (x *exchange) waitlistEntry(view engine.WaitlistView, err error) error {
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, wire.RenderWaitlistEntry(view))
}
