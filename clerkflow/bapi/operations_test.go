package bapi_test

import (
	"context"
	"iter"
	"strings"
	"testing"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/clerkflow/bapi"
)

// drain reads a list to its end.
func drain[T any](list iter.Seq2[*T, error]) (last *T, err error) {
	for item, err := range list {
		if err != nil {
			return nil, err
		}
		last = item
	}
	return last, nil
}

// operation is one method of the client: what it sends, and what it says of the
// answer.
type operation struct {
	name, request, body string
	answer              string
	call                func(ctx context.Context, c *bapi.Client) (id string, err error)
}

const (
	aUser    = `{"object":"user","id":"user_1","banned":true,"private_metadata":{"a":1},"email_addresses":[{"id":"idn_1","email_address":"v@example.com"}],"last_sign_in_at":1700000000000}`
	deleted  = `{"object":"user","id":"user_1","deleted":true}`
	userPath = " /v1/users/user_1"
)

func userID(u *bapi.User, err error) (string, error) {
	if err != nil {
		return "", err
	}
	return u.ID + " " + u.EmailAddresses[0].EmailAddress, nil
}

func userOperations() []operation {
	const want = aUser
	secret := clerkflow.NewSecret("p w")
	return []operation{
		{"list", "GET /v1/users?banned=false&created_at_after=1700000000000&email_address=a%40b&email_address=c&limit=100&offset=0&order_by=-created_at&query=ve", "", "[" + want + "]", func(x context.Context, c *bapi.Client) (string, error) {
			return userID(drain(c.Users.List(x, &bapi.ListUsersParams{EmailAddress: []string{"a@b", "c"}, Query: "ve", Banned: new(false), CreatedAtAfter: 1700000000000, OrderBy: "-created_at"})))
		}},
		{"count", "GET /v1/users/count?username=vera", "", `{"object":"total_count","total_count":1}`, func(x context.Context, c *bapi.Client) (string, error) {
			n, err := c.Users.Count(x, &bapi.ListUsersParams{Username: []string{"vera"}, OrderBy: "-created_at"})
			if n != 1 {
				return "none", err
			}
			return "", err
		}},
		{"get", "GET" + userPath, "", want, func(x context.Context, c *bapi.Client) (string, error) { return userID(c.Users.Get(x, "user_1")) }},
		{"create", "POST /v1/users", `{"email_address":["v@example.com"],"first_name":"Vera","private_metadata":{"a":1},"password":"p w"}`, want, func(x context.Context, c *bapi.Client) (string, error) {
			return userID(c.Users.Create(x, &bapi.CreateUserParams{EmailAddress: []string{"v@example.com"}, FirstName: new("Vera"), Password: secret, PrivateMetadata: clerkflow.Metadata{"a": 1}}))
		}},
		{"create with a hash", "POST /v1/users", `{"password_hasher":"bcrypt","skip_password_checks":true,"password_digest":"p w"}`, want, func(x context.Context, c *bapi.Client) (string, error) {
			return userID(c.Users.Create(x, &bapi.CreateUserParams{PasswordDigest: secret, PasswordHasher: new("bcrypt"), SkipPasswordChecks: new(true)}))
		}},
		{"create nothing", "POST /v1/users", `{}`, want, func(x context.Context, c *bapi.Client) (string, error) { return userID(c.Users.Create(x, nil)) }},
		{"update", "PATCH" + userPath, `{"username":"","sign_out_of_other_sessions":true,"password":"p w"}`, want, func(x context.Context, c *bapi.Client) (string, error) {
			return userID(c.Users.Update(x, "user_1", &bapi.UpdateUserParams{Username: new(""), Password: secret, SignOutOfOtherSessions: new(true)}))
		}},
		{"update nothing", "PATCH" + userPath, `{}`, want, func(x context.Context, c *bapi.Client) (string, error) {
			return userID(c.Users.Update(x, "user_1", nil))
		}},
		{"metadata", "PATCH" + userPath + "/metadata", `{"public_metadata":{"a":null}}`, want, func(x context.Context, c *bapi.Client) (string, error) {
			return userID(c.Users.UpdateMetadata(x, "user_1", &bapi.UserMetadataParams{PublicMetadata: clerkflow.Metadata{"a": nil}}))
		}},
		{"metadata nothing", "PATCH" + userPath + "/metadata", `{}`, want, func(x context.Context, c *bapi.Client) (string, error) {
			return userID(c.Users.UpdateMetadata(x, "user_1", nil))
		}},
		{"delete", "DELETE" + userPath, "", deleted, func(x context.Context, c *bapi.Client) (string, error) { return "", c.Users.Delete(x, "user_1") }},
		{"password", "POST" + userPath + "/verify_password", `{"password":"p w"}`, `{"verified":true}`, func(x context.Context, c *bapi.Client) (string, error) {
			return "", c.Users.VerifyPassword(x, "user_1", secret)
		}},
		{"ban", "POST" + userPath + "/ban", "", want, func(x context.Context, c *bapi.Client) (string, error) { return userID(c.Users.Ban(x, "user_1")) }},
		{"unban", "POST" + userPath + "/unban", "", want, func(x context.Context, c *bapi.Client) (string, error) { return userID(c.Users.Unban(x, "user_1")) }},
		{"lock", "POST" + userPath + "/lock", "", want, func(x context.Context, c *bapi.Client) (string, error) { return userID(c.Users.Lock(x, "user_1")) }},
		{"unlock", "POST" + userPath + "/unlock", "", want, func(x context.Context, c *bapi.Client) (string, error) { return userID(c.Users.Unlock(x, "user_1")) }},
	}
}

func sessionOperations() []operation {
	const want = `{"object":"session","id":"sess_1","user_id":"user_1","status":"active"}`
	id := func(s *bapi.Session, err error) (string, error) {
		if err != nil {
			return "", err
		}
		return s.ID + " " + s.UserID, nil
	}
	token := func(s clerkflow.Secret, err error) (string, error) { return s.Reveal(), err }
	return []operation{
		{"list", "GET /v1/sessions?limit=100&offset=0&status=active&user_id=user_1", "", "[" + want + "]", func(x context.Context, c *bapi.Client) (string, error) {
			return id(drain(c.Sessions.List(x, &bapi.ListSessionsParams{UserID: "user_1", Status: "active"})))
		}},
		{"get", "GET /v1/sessions/sess_1", "", want, func(x context.Context, c *bapi.Client) (string, error) { return id(c.Sessions.Get(x, "sess_1")) }},
		{"create", "POST /v1/sessions", `{"user_id":"user_1"}`, want, func(x context.Context, c *bapi.Client) (string, error) { return id(c.Sessions.Create(x, "user_1")) }},
		{"revoke", "POST /v1/sessions/sess_1/revoke", "", want, func(x context.Context, c *bapi.Client) (string, error) { return id(c.Sessions.Revoke(x, "sess_1")) }},
		{"token", "POST /v1/sessions/sess_1/tokens", `{}`, `{"jwt":"h.p.s"}`, func(x context.Context, c *bapi.Client) (string, error) {
			return token(c.Sessions.CreateToken(x, "sess_1", nil))
		}},
		{"token of a template", "POST /v1/sessions/sess_1/tokens/my%2Fown", `{"expires_in_seconds":30}`, `{"jwt":"h.p.s"}`, func(x context.Context, c *bapi.Client) (string, error) {
			return token(c.Sessions.CreateToken(x, "sess_1", &bapi.CreateTokenParams{Template: "my/own", ExpiresInSeconds: 30}))
		}},
	}
}

func accessOperations() []operation {
	const entry = `{"id":"alid_1","identifier":"*@example.com","identifier_type":"email_address"}`
	id := func(i *bapi.Identifier, err error) (string, error) {
		if err != nil {
			return "", err
		}
		return i.ID + " " + i.Identifier, nil
	}
	const anInvitation = `{"id":"inv_1","email_address":"v@example.com","status":"pending","url":"https://t.test/?ticket=t"}`
	invited := func(i *bapi.Invitation, err error) (string, error) {
		if err != nil {
			return "", err
		}
		return i.ID + " " + i.URL.Reveal(), nil
	}
	return []operation{
		{"invitations", "GET /v1/invitations?limit=100&offset=0&query=v&status=pending", "", `{"data":[` + anInvitation + `],"total_count":1}`, func(x context.Context, c *bapi.Client) (string, error) {
			return invited(drain(c.Invitations.List(x, &bapi.ListInvitationsParams{Status: "pending", Query: "v"})))
		}},
		{"invite", "POST /v1/invitations", `{"email_address":"v@example.com","public_metadata":{"a":1},"redirect_url":"https://app.test","notify":false,"ignore_existing":true,"expires_in_days":7}`, anInvitation, func(x context.Context, c *bapi.Client) (string, error) {
			return invited(c.Invitations.Create(x, &bapi.CreateInvitationParams{EmailAddress: "v@example.com", PublicMetadata: clerkflow.Metadata{"a": 1}, RedirectURL: new("https://app.test"), Notify: new(false), IgnoreExisting: new(true), ExpiresInDays: new(7)}))
		}},
		{"revoke an invitation", "POST /v1/invitations/inv_1/revoke", "", anInvitation, func(x context.Context, c *bapi.Client) (string, error) {
			return invited(c.Invitations.Revoke(x, "inv_1"))
		}},
		{"allowlist", "GET /v1/allowlist_identifiers?limit=100&offset=0", "", "[" + entry + "]", func(x context.Context, c *bapi.Client) (string, error) {
			return id(drain(c.AllowlistIdentifiers.List(x)))
		}},
		{"allow", "POST /v1/allowlist_identifiers", `{"identifier":"*@example.com","notify":true}`, entry, func(x context.Context, c *bapi.Client) (string, error) {
			return id(c.AllowlistIdentifiers.Create(x, &bapi.CreateAllowlistIdentifierParams{Identifier: "*@example.com", Notify: true}))
		}},
		{"allow no more", "DELETE /v1/allowlist_identifiers/alid_1", "", deleted, func(x context.Context, c *bapi.Client) (string, error) {
			return "", c.AllowlistIdentifiers.Delete(x, "alid_1")
		}},
		{"blocklist", "GET /v1/blocklist_identifiers", "", `{"data":[` + entry + `],"total_count":1}`, func(x context.Context, c *bapi.Client) (string, error) {
			list, err := c.BlocklistIdentifiers.List(x)
			if err != nil {
				return "", err
			}
			return id(&list[0], nil)
		}},
		{"block", "POST /v1/blocklist_identifiers", `{"identifier":"*@example.com"}`, entry, func(x context.Context, c *bapi.Client) (string, error) {
			return id(c.BlocklistIdentifiers.Create(x, "*@example.com"))
		}},
		{"block no more", "DELETE /v1/blocklist_identifiers/blid_1", "", deleted, func(x context.Context, c *bapi.Client) (string, error) {
			return "", c.BlocklistIdentifiers.Delete(x, "blid_1")
		}},
	}
}

func resourceOperations() []operation {
	const (
		aSignUp = `{"id":"sua_1","status":"missing_requirements","password_enabled":true}`
		email   = `{"id":"idn_1","email_address":"v@example.com"}`
		phone   = `{"id":"idn_2","phone_number":"+15555550100"}`
		token   = `{"id":"sit_1","user_id":"user_1","token":"t.t.t","status":"pending"}`
	)
	signUp := func(su *clerkflow.SignUp, err error) (string, error) {
		if err != nil {
			return "", err
		}
		return su.ID + " " + string(su.Status), nil
	}
	emailID := func(e *clerkflow.EmailAddress, err error) (string, error) {
		if err != nil {
			return "", err
		}
		return e.ID + " " + e.EmailAddress, nil
	}
	phoneID := func(p *clerkflow.PhoneNumber, err error) (string, error) {
		if err != nil {
			return "", err
		}
		return p.ID + " " + p.PhoneNumber, nil
	}
	tokenID := func(s *bapi.SignInToken, err error) (string, error) {
		if err != nil {
			return "", err
		}
		return s.ID + " " + s.Token.Reveal(), nil
	}
	return []operation{
		{"sign-up", "GET /v1/sign_ups/sua_1", "", aSignUp, func(x context.Context, c *bapi.Client) (string, error) { return signUp(c.SignUps.Get(x, "sua_1")) }},
		{"update a sign-up", "PATCH /v1/sign_ups/sua_1", `{"external_id":"e","custom_action":true}`, aSignUp, func(x context.Context, c *bapi.Client) (string, error) {
			return signUp(c.SignUps.Update(x, "sua_1", &bapi.UpdateSignUpParams{ExternalID: new("e"), CustomAction: new(true)}))
		}},
		{"e-mail", "GET /v1/email_addresses/idn_1", "", email, func(x context.Context, c *bapi.Client) (string, error) {
			return emailID(c.EmailAddresses.Get(x, "idn_1"))
		}},
		{"create e-mail", "POST /v1/email_addresses", `{"user_id":"user_1","email_address":"v@example.com","verified":false,"primary":true}`, email, func(x context.Context, c *bapi.Client) (string, error) {
			return emailID(c.EmailAddresses.Create(x, &bapi.CreateEmailAddressParams{UserID: "user_1", EmailAddress: "v@example.com", Verified: new(false), Primary: new(true)}))
		}},
		{"update e-mail", "PATCH /v1/email_addresses/idn_1", `{"primary":true}`, email, func(x context.Context, c *bapi.Client) (string, error) {
			return emailID(c.EmailAddresses.Update(x, "idn_1", &bapi.UpdateContactParams{Primary: new(true)}))
		}},
		{"delete e-mail", "DELETE /v1/email_addresses/idn_1", "", deleted, func(x context.Context, c *bapi.Client) (string, error) {
			return "", c.EmailAddresses.Delete(x, "idn_1")
		}},
		{"phone", "GET /v1/phone_numbers/idn_2", "", phone, func(x context.Context, c *bapi.Client) (string, error) {
			return phoneID(c.PhoneNumbers.Get(x, "idn_2"))
		}},
		{"create phone", "POST /v1/phone_numbers", `{"user_id":"user_1","phone_number":"+15555550100","verified":true}`, phone, func(x context.Context, c *bapi.Client) (string, error) {
			return phoneID(c.PhoneNumbers.Create(x, &bapi.CreatePhoneNumberParams{UserID: "user_1", PhoneNumber: "+15555550100", Verified: new(true)}))
		}},
		{"update phone", "PATCH /v1/phone_numbers/idn_2", `{"verified":true}`, phone, func(x context.Context, c *bapi.Client) (string, error) {
			return phoneID(c.PhoneNumbers.Update(x, "idn_2", &bapi.UpdateContactParams{Verified: new(true)}))
		}},
		{"delete phone", "DELETE /v1/phone_numbers/idn_2", "", deleted, func(x context.Context, c *bapi.Client) (string, error) { return "", c.PhoneNumbers.Delete(x, "idn_2") }},
		{"sign-in token", "POST /v1/sign_in_tokens", `{"user_id":"user_1","expires_in_seconds":60}`, token, func(x context.Context, c *bapi.Client) (string, error) {
			return tokenID(c.SignInTokens.Create(x, &bapi.CreateSignInTokenParams{UserID: "user_1", ExpiresInSeconds: 60}))
		}},
		{"revoke a sign-in token", "POST /v1/sign_in_tokens/sit_1/revoke", "", token, func(x context.Context, c *bapi.Client) (string, error) {
			return tokenID(c.SignInTokens.Revoke(x, "sit_1"))
		}},
		{"instance", "GET /v1/instance", "", `{"id":"ins_1","environment_type":"development","allowed_origins":["a"]}`, func(x context.Context, c *bapi.Client) (string, error) {
			i, err := c.Instance.Get(x)
			if err != nil {
				return "", err
			}
			return i.ID + " " + i.EnvironmentType, nil
		}},
		{"update the instance", "PATCH /v1/instance", `{"test_mode":true,"allowed_origins":[]}`, "", func(x context.Context, c *bapi.Client) (string, error) {
			return "", c.Instance.Update(x, &bapi.UpdateInstanceParams{TestMode: new(true), AllowedOrigins: &[]string{}})
		}},
		{"restrictions", "PATCH /v1/instance/restrictions", `{"allowlist":true,"block_email_subaddresses":false}`, `{"object":"instance_restrictions","allowlist":true}`, func(x context.Context, c *bapi.Client) (string, error) {
			r, err := c.Instance.UpdateRestrictions(x, &bapi.UpdateRestrictionsParams{Allowlist: new(true), BlockEmailSubaddresses: new(false)})
			if err != nil || !r.Allowlist {
				return "off", err
			}
			return "", nil
		}},
	}
}

func TestClient_operations(t *testing.T) {
	t.Parallel()
	for group, operations := range map[string][]operation{
		"users": userOperations(), "sessions": sessionOperations(), "access": accessOperations(), "resources": resourceOperations(),
	} {
		for _, o := range operations {
			t.Run(group+" "+o.name, func(t *testing.T) {
				t.Parallel()
				b := &backend{status: 200, body: o.answer}
				got, err := o.call(t.Context(), dial(t, b))
				if err != nil {
					t.Fatal(err)
				}
				r := b.only(t)
				if sent := r.method + " " + strings.TrimPrefix(r.url, "https://api.clerk.com"); sent != o.request || r.body != o.body {
					t.Errorf("sent %s %s\nwant %s %s", sent, r.body, o.request, o.body)
				}
				for _, part := range strings.Fields(got) {
					if !strings.Contains(o.answer, `"`+part+`"`) {
						t.Errorf("read %q out of %s", got, o.answer)
					}
				}
				refusing := &backend{status: 403, body: `{"errors":[{"code":"authorization_invalid"}]}`}
				if _, err := o.call(t.Context(), dial(t, refusing)); !clerkflow.IsCode(err, "authorization_invalid") {
					t.Errorf("a refusal: %v", err)
				}
			})
		}
	}
}

// An empty id would turn one user into all of them.
func TestClient_operations_emptyID(t *testing.T) {
	t.Parallel()
	b := &backend{status: 200, body: "{}"}
	c := dial(t, b)
	_, err := c.Users.Get(t.Context(), "")
	if want := "bapi: GET /v1/users/{user_id}: the id is empty: create the resource first"; errorText(err) != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if err := c.Users.Delete(t.Context(), ".."); errorText(err) != "bapi: DELETE /v1/users/{user_id}: the id is not one of the service's" {
		t.Errorf("got %v", err)
	}
	if len(b.sent) != 0 {
		t.Errorf("%d requests were sent", len(b.sent))
	}
}

// Errors name the route with its placeholders.
func TestClient_operations_errorsNameTheRoute(t *testing.T) {
	t.Parallel()
	_, err := dial(t, &backend{status: 404, body: `{"errors":[{"code":"resource_not_found"}]}`}).Users.Get(t.Context(), "user_1")
	if want := "clerkflow: GET /v1/users/{user_id}: 404 resource_not_found"; errorText(err) != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
