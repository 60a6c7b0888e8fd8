package bapi

import (
	"context"
	"iter"
	"net/http"

	"github.com/clerkflow/clerkflow-go/clerkflow"
)

// UserService is the users of the instance.
type UserService service

// User is a user as the Backend API shows it.
type User struct {
	clerkflow.User
	PrivateMetadata  clerkflow.Metadata  `json:"private_metadata"`
	TwoFactorEnabled bool                `json:"two_factor_enabled"`
	Banned           bool                `json:"banned"`
	Locked           bool                `json:"locked"`
	LastSignInAt     clerkflow.Timestamp `json:"last_sign_in_at"`
	LastActiveAt     clerkflow.Timestamp `json:"last_active_at"`
}

// CreateUserParams are the parameters of Create. What the instance requires has to
// be there, unless one of the Skip fields says otherwise.
type CreateUserParams struct {
	EmailAddress []string `json:"email_address,omitempty"`
	PhoneNumber  []string `json:"phone_number,omitempty"`
	Web3Wallet   []string `json:"web3_wallet,omitempty"`
	Username     *string  `json:"username,omitempty"`
	FirstName    *string  `json:"first_name,omitempty"`
	LastName     *string  `json:"last_name,omitempty"`
	ExternalID   *string  `json:"external_id,omitempty"`
	Locale       *string  `json:"locale,omitempty"`

	Password clerkflow.Secret `json:"-"`
	// PasswordDigest is a hash of the password, PasswordHasher the name of what made
	// it, such as bcrypt.
	PasswordDigest          clerkflow.Secret `json:"-"`
	PasswordHasher          *string          `json:"password_hasher,omitempty"`
	SkipPasswordChecks      *bool            `json:"skip_password_checks,omitempty"`
	SkipPasswordRequirement *bool            `json:"skip_password_requirement,omitempty"`
	SkipUserRequirement     *bool            `json:"skip_user_requirement,omitempty"`

	PublicMetadata  clerkflow.Metadata `json:"public_metadata,omitempty"`
	PrivateMetadata clerkflow.Metadata `json:"private_metadata,omitempty"`
	UnsafeMetadata  clerkflow.Metadata `json:"unsafe_metadata,omitempty"`

	// LegalAcceptedAt and CreatedAt are times in RFC 3339.
	LegalAcceptedAt *string `json:"legal_accepted_at,omitempty"`
	SkipLegalChecks *bool   `json:"skip_legal_checks,omitempty"`
	CreatedAt       *string `json:"created_at,omitempty"`
	Banned          *bool   `json:"banned,omitempty"`
	Locked          *bool   `json:"locked,omitempty"`
}

// UpdateUserParams are the parameters of Update; nil leaves a field as it is.
type UpdateUserParams struct {
	Username              *string `json:"username,omitempty"`
	FirstName             *string `json:"first_name,omitempty"`
	LastName              *string `json:"last_name,omitempty"`
	ExternalID            *string `json:"external_id,omitempty"`
	Locale                *string `json:"locale,omitempty"`
	PrimaryEmailAddressID *string `json:"primary_email_address_id,omitempty"`
	PrimaryPhoneNumberID  *string `json:"primary_phone_number_id,omitempty"`
	PrimaryWeb3WalletID   *string `json:"primary_web3_wallet_id,omitempty"`

	Password               clerkflow.Secret `json:"-"`
	SkipPasswordChecks     *bool            `json:"skip_password_checks,omitempty"`
	SignOutOfOtherSessions *bool            `json:"sign_out_of_other_sessions,omitempty"`
}

// UserMetadataParams are the parameters of UpdateMetadata. Each object is merged
// into what is there; a key whose value is nil is deleted.
type UserMetadataParams struct {
	PublicMetadata  clerkflow.Metadata `json:"public_metadata,omitempty"`
	PrivateMetadata clerkflow.Metadata `json:"private_metadata,omitempty"`
	UnsafeMetadata  clerkflow.Metadata `json:"unsafe_metadata,omitempty"`
}

// ListUsersParams choose users: those that fit every field that is given. A list
// fits if one of its entries does.
type ListUsersParams struct {
	EmailAddress []string `url:"email_address,omitempty"`
	PhoneNumber  []string `url:"phone_number,omitempty"`
	ExternalID   []string `url:"external_id,omitempty"`
	Username     []string `url:"username,omitempty"`
	Web3Wallet   []string `url:"web3_wallet,omitempty"`
	UserID       []string `url:"user_id,omitempty"`
	// Query is a part of an address, number, name or id.
	Query  string `url:"query,omitempty"`
	Banned *bool  `url:"banned,omitempty"`
	// CreatedAtBefore and CreatedAtAfter are milliseconds since 1970 UTC.
	CreatedAtBefore clerkflow.Timestamp `url:"created_at_before,omitempty"`
	CreatedAtAfter  clerkflow.Timestamp `url:"created_at_after,omitempty"`
	// OrderBy is a field with a sign before it, such as -created_at or +email_address.
	OrderBy string `url:"order_by,omitempty"`
}

const userRoute = "/v1/users/{user_id}"

// List returns the users that fit, page by page as they are asked for.
//
// GetUserList, GET /v1/users
func (s *UserService) List(ctx context.Context, params *ListUsersParams) iter.Seq2[*User, error] {
	return all[User](ctx, s.c, "/v1/users", params)
}

// Count returns how many users fit.
//
// GetUsersCount, GET /v1/users/count
func (s *UserService) Count(ctx context.Context, params *ListUsersParams) (int, error) {
	const route = "/v1/users/count"
	values := filters(params)
	values.Del("order_by")
	var count struct {
		TotalCount int `json:"total_count"`
	}
	err := s.c.send(ctx, http.MethodGet, route, route+"?"+values.Encode(), nil, &count)
	return count.TotalCount, err
}

// Get returns a user.
//
// GetUser, GET /v1/users/{user_id}
func (s *UserService) Get(ctx context.Context, id string) (*User, error) {
	return one[User](ctx, s.c, http.MethodGet, userRoute, []string{id}, nil)
}

// Create makes a user, whose addresses and numbers count as verified.
//
// CreateUser, POST /v1/users
func (s *UserService) Create(ctx context.Context, params *CreateUserParams) (*User, error) {
	if params == nil {
		params = &CreateUserParams{}
	}
	body := struct {
		*CreateUserParams
		Password       string `json:"password,omitempty"`
		PasswordDigest string `json:"password_digest,omitempty"`
	}{params, params.Password.Reveal(), params.PasswordDigest.Reveal()}
	return one[User](ctx, s.c, http.MethodPost, "/v1/users", nil, body)
}

// Update changes a user.
//
// UpdateUser, PATCH /v1/users/{user_id}
func (s *UserService) Update(ctx context.Context, id string, params *UpdateUserParams) (*User, error) {
	if params == nil {
		params = &UpdateUserParams{}
	}
	body := struct {
		*UpdateUserParams
		Password string `json:"password,omitempty"`
	}{params, params.Password.Reveal()}
	return one[User](ctx, s.c, http.MethodPatch, userRoute, []string{id}, body)
}

// UpdateMetadata merges into a user's metadata.
//
// UpdateUserMetadata, PATCH /v1/users/{user_id}/metadata
func (s *UserService) UpdateMetadata(ctx context.Context, id string, params *UserMetadataParams) (*User, error) {
	return one[User](ctx, s.c, http.MethodPatch, userRoute+"/metadata", []string{id}, params)
}

// Delete deletes a user.
//
// DeleteUser, DELETE /v1/users/{user_id}
func (s *UserService) Delete(ctx context.Context, id string) error {
	return remove(ctx, s.c, userRoute, id)
}

// VerifyPassword returns nil when the password is the user's, a [*clerkflow.Error]
// otherwise.
//
// VerifyPassword, POST /v1/users/{user_id}/verify_password
func (s *UserService) VerifyPassword(ctx context.Context, id string, password clerkflow.Secret) error {
	_, err := one[struct{}](ctx, s.c, http.MethodPost, userRoute+"/verify_password", []string{id}, map[string]string{"password": password.Reveal()})
	return err
}

// Ban signs a user out and lets nobody sign in as them.
//
// BanUser, POST /v1/users/{user_id}/ban
func (s *UserService) Ban(ctx context.Context, id string) (*User, error) {
	return s.act(ctx, id, "/ban")
}

// Unban takes a ban back.
//
// UnbanUser, POST /v1/users/{user_id}/unban
func (s *UserService) Unban(ctx context.Context, id string) (*User, error) {
	return s.act(ctx, id, "/unban")
}

// Lock lets nobody sign in as the user for a time.
//
// LockUser, POST /v1/users/{user_id}/lock
func (s *UserService) Lock(ctx context.Context, id string) (*User, error) {
	return s.act(ctx, id, "/lock")
}

// Unlock takes a lock back.
//
// UnlockUser, POST /v1/users/{user_id}/unlock
func (s *UserService) Unlock(ctx context.Context, id string) (*User, error) {
	return s.act(ctx, id, "/unlock")
}

func (s *UserService) act(ctx context.Context, id, action string) (*User, error) {
	return one[User](ctx, s.c, http.MethodPost, userRoute+action, []string{id}, nil)
}
