package fapi

import (
	"math"
	"net/http"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/engine"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/wire"
)

// backendUserRoutes are the users of the Backend API.
func backendUserRoutes() []route {
	const all, one = "/v1/users", "/v1/users/{user_id}"
	return []route{
		backendRoute("GetUserList", http.MethodGet, all, listUsers),
		backendRoute("GetUsersCount", http.MethodGet, all+"/count", countUsers),
		backendRoute("CreateUser", http.MethodPost, all, createUser),
		backendRoute("GetUser", http.MethodGet, one, onUser((*engine.Engine).User)),
		backendRoute("UpdateUser", http.MethodPatch, one, updateUser),
		backendRoute("DeleteUser", http.MethodDelete, one, deleteUser),
		backendRoute("UpdateUserMetadata", http.MethodPatch, one+"/metadata", withMetadata((*engine.Engine).MergeMetadata)),
		backendRoute("ReplaceUserMetadata", http.MethodPut, one+"/metadata", withMetadata((*engine.Engine).ReplaceMetadata)),
		backendRoute("BanUser", http.MethodPost, one+"/ban", onUser((*engine.Engine).BanUser)),
		backendRoute("UnbanUser", http.MethodPost, one+"/unban", onUser((*engine.Engine).UnbanUser)),
		backendRoute("LockUser", http.MethodPost, one+"/lock", onUser((*engine.Engine).LockUser)),
		backendRoute("UnlockUser", http.MethodPost, one+"/unlock", onUser((*engine.Engine).UnlockUser)),
		backendRoute("VerifyPassword", http.MethodPost, one+"/verify_password", verifyPassword),
	}
}

// searchUsers reads the filters of lists and counts.
func (x *exchange) searchUsers(q *query) ([]*model.User, error) {
	moment := func(name string) int64 { return q.number(name, 0, math.MaxInt64, 0) }
	span := func(name string) engine.Span {
		return engine.Span{After: moment(name + "_after"), Before: moment(name + "_before")}
	}
	search := engine.UserSearch{
		EmailAddress: q.several("email_address"), PhoneNumber: q.several("phone_number"), Username: q.several("username"),
		Web3Wallet: q.several("web3_wallet"), UserID: q.several("user_id"), ExternalID: q.several("external_id"),
		Query: q.text("query"), EmailAddressQuery: q.text("email_address_query"), PhoneNumberQuery: q.text("phone_number_query"),
		UsernameQuery: q.text("username_query"), NameQuery: q.text("name_query"), Banned: q.flag("banned"),
		CreatedAt: span("created_at"), LastActiveAt: span("last_active_at"), LastSignInAt: span("last_sign_in_at"),
		Provider: q.text("provider"), ProviderUserID: q.several("provider_user_id"),
		OrderBy: q.text("order_by"), StartingAfter: q.text("starting_after"),
	}
	if since := moment("last_active_at_since"); since > 0 {
		search.LastActiveAt.After = max(since-1, 1) // 0 is no limit
	}
	if (search.Provider == "") != (len(search.ProviderUserID) == 0) {
		q.wrong("provider") // one is nothing without the other
	}
	if err := q.done(); err != nil {
		return nil, err
	}
	return x.Engine.SearchUsers(search)
}

func listUsers(x *exchange) error {
	q := readQuery(x.r)
	found, err := x.searchUsers(q)
	if err != nil {
		return err
	}
	return list(x, q, found, x.renderer().BackendUser)
}

func countUsers(x *exchange) error {
	found, err := x.searchUsers(readQuery(x.r))
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, map[string]any{"object": "total_count", "total_count": len(found)})
}

func createUser(x *exchange) error {
	var p engine.NewUser
	if err := readJSON(x.r, &p); err != nil {
		return err
	}
	return x.backendUser(x.Engine.CreateUser(p))
}

func updateUser(x *exchange) error {
	var p engine.UserUpdate
	if err := readJSON(x.r, &p); err != nil {
		return err
	}
	if x.apiVersion() >= metadataMoved {
		for name, given := range map[string][]byte{
			"public_metadata": p.PublicMetadata, "private_metadata": p.PrivateMetadata, "unsafe_metadata": p.UnsafeMetadata,
		} {
			if given != nil {
				return apierror.FormParamUnknown(name)
			}
		}
	}
	return x.backendUser(x.Engine.UpdateUser(x.r.PathValue("user_id"), p))
}

func deleteUser(x *exchange) error {
	u, err := x.Engine.DeleteUser(x.r.PathValue("user_id"))
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, wire.Deleted{Object: "user", ID: u.ID, ExternalID: u.ExternalID, Deleted: true})
}

// onUser handles operations that need nothing but the user.
func onUser(do func(*engine.Engine, string) (*model.User, error)) func(*exchange) error {
	return func(x *exchange) error { return x.backendUser(do(x.Engine, x.r.PathValue("user_id"))) }
}

// withMetadata handles operations on a user's metadata.
func withMetadata(do func(*engine.Engine, string, engine.Metadata) (*model.User, error)) func(*exchange) error {
	return func(x *exchange) error {
		var m engine.Metadata
		if err := readOptionalJSON(x.r, &m); err != nil {
			return err
		}
		return x.backendUser(do(x.Engine, x.r.PathValue("user_id"), m))
	}
}

func verifyPassword(x *exchange) error {
	var p struct {
		Password *string `json:"password"`
	}
	if err := readOptionalJSON(x.r, &p); err != nil {
		return err
	}
	if err := required(map[string]*string{"password": p.Password}); err != nil {
		return err
	}
	if err := x.Engine.VerifyPassword(x.r.PathValue("user_id"), *p.Password); err != nil {
		return err
	}
	return x.json(http.StatusOK, map[string]bool{"verified": true})
}

// backendUser answers with a user, or with the error of its change.
func (x *exchange) backendUser(u *model.User, err error) error {
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, x.renderer().BackendUser(u))
}
