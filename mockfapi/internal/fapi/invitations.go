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

// invitationRoutes are the invitations of the Backend API.
func invitationRoutes() []route {
	return []route{
		backendRoute("CreateInvitation", http.MethodPost, "/v1/invitations", createInvitation),
		backendRoute("ListInvitations", http.MethodGet, "/v1/invitations", listInvitations),
		backendRoute("CreateBulkInvitations", http.MethodPost, "/v1/invitations/bulk", createInvitations),
		backendRoute("RevokeInvitation", http.MethodPost, "/v1/invitations/{invitation_id}/revoke", revokeInvitation),
	}
}

func createInvitation(x *exchange) error {
	var invitation engine.NewInvitation
	if err := readJSON(x.r, &invitation); err != nil {
		return err
	}
	return x.invitation(x.Engine.CreateInvitation(x.caller, invitation))
}

// bulkLimit is how many invitations one request may create.
const bulkLimit = 10

func createInvitations(x *exchange) error {
	invitations, err := readBulk[engine.NewInvitation](x.r, bulkLimit)
	if err != nil {
		return err
	}
	views, err := x.Engine.CreateInvitations(x.caller, invitations)
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, rendered(views, wire.RenderInvitation))
}

func revokeInvitation(x *exchange) error {
	return x.invitation(x.Engine.RevokeInvitation(x.caller, x.r.PathValue("invitation_id")))
}

// invitation answers with an invitation, or with the error of its transition.
func (x *exchange) invitation(view engine.InvitationView, err error) error {
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, wire.RenderInvitation(view))
}

// listInvitations shows the revoked ones only to who asks for them.
func listInvitations(x *exchange) error {
	query := x.r.URL.Query()
	status, text := query.Get("status"), strings.ToLower(query.Get("query"))
	if status != "" && !slices.Contains([]string{model.Pending, model.Accepted, model.Revoked, model.Expired}, status) {
		return apierror.InvalidQueryParameterValue("status")
	}
	views, err := x.Engine.Invitations(x.caller)
	if err != nil {
		return err
	}
	views = slices.DeleteFunc(views, func(i engine.InvitationView) bool {
		return status == "" && i.Status == model.Revoked || status != "" && i.Status != status ||
			!strings.Contains(i.EmailAddress, text) && !strings.Contains(strings.ToLower(i.ID), text)
	})
	if err := orderInvitations(views, cmp.Or(query.Get("order_by"), "-created_at")); err != nil {
		return err
	}
	return list(x, readQuery(x.r), views, wire.RenderInvitation)
}

// orderInvitations sorts by a property, downwards with a minus before its name.
func orderInvitations(views []engine.InvitationView, by string) error {
	name, down := strings.CutPrefix(strings.TrimLeft(by, "+ "), "-") // a plus in a query is a space
	var compare func(a, b engine.InvitationView) int
	switch name {
	case "created_at":
		compare = func(a, b engine.InvitationView) int { return cmp.Compare(a.CreatedAt, b.CreatedAt) }
	case "expires_at":
		compare = func(a, b engine.InvitationView) int { return cmp.Compare(a.ExpireAt, b.ExpireAt) }
	case "email_address":
		compare = func(a, b engine.InvitationView) int { return cmp.Compare(a.EmailAddress, b.EmailAddress) }
	default:
		return apierror.InvalidQueryParameterValue("order_by")
	}
	slices.SortStableFunc(views, compare)
	if down {
		slices.Reverse(views)
	}
	return nil
}
