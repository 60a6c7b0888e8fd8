package fapi

import (
	"net/http"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/engine"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/wire"
)

// meRoutes are what signed-in users do with their own account. The query parameter
// _clerk_session_id says which of the device's users is meant.
func meRoutes() []route {
	return []route{
		frontendRoute("getUser", http.MethodGet, "/v1/me", getMe),
		frontendRoute("patchUser", http.MethodPatch, "/v1/me", updateMe),
		frontendRoute("deleteUser", http.MethodDelete, "/v1/me", deleteMe),
		frontendRoute("patchUserMetadata", http.MethodPatch, "/v1/me/metadata", updateMetadata),
		frontendRoute("changePassword", http.MethodPost, "/v1/me/change_password", changePassword),
		frontendRoute("getSessions", http.MethodGet, "/v1/me/sessions/active", activeSessions),
	}
}

func getMe(x *exchange) error { return x.user(x.Engine.Me(x.caller)) }

func updateMe(x *exchange) error {
	f, err := readForm(x.r)
	if err != nil {
		return err
	}
	change := engine.ProfileChange{
		Username: f.given("username"), FirstName: f.given("first_name"), LastName: f.given("last_name"),
		PrimaryEmailAddressID: f.given("primary_email_address_id"), PrimaryPhoneNumberID: f.given("primary_phone_number_id"),
		PrimaryWeb3WalletID: f.given("primary_web3_wallet_id"), UnsafeMetadata: f.given("unsafe_metadata"),
	}
	if change.UnsafeMetadata != nil && x.apiVersion() >= metadataMoved {
		f.errs = append(f.errs, apierror.FormParamDeprecated("unsafe_metadata", "PATCH /v1/me/metadata"))
	}
	if err := f.done(); err != nil {
		return err
	}
	return x.user(x.Engine.UpdateMe(x.caller, change))
}

func updateMetadata(x *exchange) error {
	f, err := readForm(x.r)
	if err != nil {
		return err
	}
	patch := f.needed("unsafe_metadata")
	if err := f.done(); err != nil {
		return err
	}
	return x.user(x.Engine.MergeMyMetadata(x.caller, patch))
}

func changePassword(x *exchange) error {
	f, err := readForm(x.r)
	if err != nil {
		return err
	}
	current, wanted, signOut := f.given("current_password"), f.given("new_password"), f.set("sign_out_of_other_sessions")
	if err := f.done(); err != nil {
		return err
	}
	return x.user(x.Engine.ChangePassword(x.caller, current, wanted, signOut))
}

func deleteMe(x *exchange) error {
	reply, err := x.Engine.DeleteMe(x.caller)
	if err != nil {
		return err
	}
	return x.envelope(wire.Deleted{Object: "user", ID: reply.User.ID, Deleted: true}, reply.View)
}

// activeSessions answers without an envelope, as the published file has it.
func activeSessions(x *exchange) error {
	active, err := x.Engine.ActiveSessions(x.caller)
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, wire.ActiveSessions(active))
}

// user answers with a user, or with the error of their transition.
func (x *exchange) user(reply engine.UserReply, err error) error {
	if err != nil {
		return err
	}
	return x.envelope(x.renderer().User(reply.User), reply.View)
}
