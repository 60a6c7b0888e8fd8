package mockfapi_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

const (
	backendSessions = "/v1/sessions"
	jwtTemplates    = "/v1/jwt_templates"
)

type backendSession struct {
	ID, Status string
	UserID     string `json:"user_id"`
	ClientID   string `json:"client_id"`
}

// newSession signs a user in and returns the session.
func (d *device) newSession(userID string) backendSession {
	d.tb.Helper()
	return decode[backendSession](d.json("POST", backendSessions, `{"user_id": "`+userID+`"}`).want("200"))
}

// claims reads a token without checking it.
func claims(tb testing.TB, a answer) (header map[string]any, claims jwt.MapClaims) {
	tb.Helper()
	signed := decode[struct{ JWT string }](a).JWT
	token, _, err := jwt.NewParser().ParseUnverified(signed, jwt.MapClaims{})
	if err != nil {
		tb.Fatalf("token %q: %v", signed, err)
	}
	return token.Header, token.Claims.(jwt.MapClaims)
}

func TestBackendSessions_create_revoke_and_list(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, stopped())
	d := newBackend(t, m)
	jane, june := d.newUser("jane@example.com"), d.newUser("june@example.com")
	m.Advance(time.Second)
	a := d.json("POST", backendSessions, `{"user_id": "`+jane+`"}`).want("200")
	keys(t, "session", decode[any](a), `object id user_id client_id actor status last_active_organization_id last_active_at latest_activity
		expire_at abandon_at updated_at created_at`)
	keys(t, "activity", at(t, decode[any](a), "latest_activity"), "object id device_type is_mobile browser_name browser_version ip_address city country")
	first, second, other := decode[backendSession](a), d.newSession(jane), d.newSession(june)
	equal(t, "owner", []string{first.UserID, first.Status}, []string{jane, "active"})
	equal(t, "last sign-in", strings.Contains(string(d.json("GET", users+"/"+jane, "").Body), fmt.Sprintf(`"last_sign_in_at":%d`, m.Now().UnixMilli())), true)
	equal(t, "read again", string(d.json("GET", backendSessions+"/"+first.ID, "").want("200").Body), string(a.Body))

	revoked := d.json("POST", backendSessions+"/"+first.ID+"/revoke", "null").want("200")
	equal(t, "status", decode[backendSession](revoked).Status, "revoked")
	d.json("POST", backendSessions+"/"+first.ID+"/revoke", "").want("400 invalid_action_for_session")

	for query, want := range map[string][]string{
		"":                                   {other.ID, second.ID, first.ID},
		"user_id=" + jane:                    {second.ID, first.ID},
		"client_id=" + other.ClientID:        {other.ID},
		"status=revoked":                     {first.ID},
		"user_id=" + jane + "&status=active": {second.ID},
		"limit=1&offset=1":                   {second.ID},
	} {
		var ids []string
		for _, s := range decode[[]backendSession](d.json("GET", backendSessions+"?"+query, "").want("200")) {
			ids = append(ids, s.ID)
		}
		equal(t, query, ids, want)
	}
	paged := decode[struct {
		Data  []backendSession
		Total int `json:"total_count"`
	}](d.json("GET", backendSessions+"?paginated=true&limit=1", "").want("200"))
	equal(t, "page", []any{paged.Data[0].ID, paged.Total}, []any{other.ID, 3})

	m.Advance(8 * 24 * time.Hour)
	equal(t, "over", decode[backendSession](d.json("GET", backendSessions+"/"+second.ID, "")).Status, "expired")

	for _, tt := range []struct{ method, path, body, want string }{
		{"GET", "?status=sleeping", "", "400 invalid_query_parameter_value(status)"},
		{"GET", "?paginated=perhaps", "", "400 invalid_query_parameter_value(paginated)"},
		{"GET", "/sess_none", "", "404 resource_not_found"},
		{"POST", "/sess_none/revoke", "", "404 resource_not_found"},
		{"POST", "", "", "422 form_param_missing(user_id)"},
		{"POST", "", `{"user_id": ""}`, "422 form_param_nil(user_id)"},
		{"POST", "", `{"user_id": "user_none"}`, "404 resource_not_found"},
		{"POST", "", `{"user": 1}`, "422 form_param_unknown(user)"},
	} {
		d.json(tt.method, backendSessions+tt.path, tt.body).want(tt.want)
	}
	if err := m.UpdateSettings(func(e *environment.Document) { e.DisplayConfig.InstanceEnvironmentType = "production" }); err != nil {
		t.Fatal(err)
	}
	d.json("POST", backendSessions, `{"user_id": "`+jane+`"}`).want("400 request_invalid_for_environment")
}

func TestBackendSessions_tokens(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, stopped())
	d := newBackend(t, m)
	d.header.Set("Clerk-Api-Version", "2025-04-10")
	s := d.newSession(d.newUser("jane@example.com"))
	path := backendSessions + "/" + s.ID + "/tokens"
	for body, life := range map[string]float64{``: 60, `{}`: 60, `{"expires_in_seconds": null}`: 60, `{"expires_in_seconds": 3600}`: 3600} {
		header, c := claims(t, d.json("POST", path, body).want("200"))
		equal(t, "life for "+body, c["exp"].(float64)-c["iat"].(float64), life)
		equal(t, "claims", []any{c["sub"], c["sid"], c["v"], header["kid"] != "", header["cat"]}, []any{s.UserID, s.ID, 2.0, true, "cl_B7d4PD111AAA"})
	}
	for body, want := range map[string]string{
		`{"expires_in_seconds": 29}`:        "422 form_param_value_invalid(expires_in_seconds)",
		`{"expires_in_seconds": 315360001}`: "422 form_param_value_invalid(expires_in_seconds)",
		`{"expires_in_seconds": "60"}`:      "422 form_param_type_invalid(expires_in_seconds)",
		`{"lifetime": 60}`:                  "422 form_param_unknown(lifetime)",
	} {
		d.json("POST", path, body).want(want)
	}
	d.json("POST", backendSessions+"/sess_none/tokens", "").want("404 resource_not_found")
	d.json("POST", path+"/none", "").want("404 resource_not_found")
	d.json("POST", backendSessions+"/"+s.ID+"/revoke", "").want("200")
	d.json("POST", path, "").want("401 signed_out")
}

func TestBackendTemplates_fill_in_what_is_known(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, everyAttribute(), stopped())
	d := newBackend(t, m)
	u := d.json("POST", users, `{"email_address": ["jane@example.com"], "username": "jane", "first_name": "Jane", "last_name": "Doe",
		"public_metadata": {"team": {"name": "red"}, "roles": ["a", "b"]}}`).user()
	s := d.newSession(u.ID)
	d.json("POST", jwtTemplates, `{"name": "mine", "lifetime": 300, "allowed_clock_skew": 60, "claims": {
		"aud": "me", "id": "{{user.id}}", "sid": "{{session.id}}", "mail": "{{ user.primary_email_address }}", "verified": "{{user.email_verified}}",
		"phone": "{{user.primary_phone_number}}", "hello": "{{user.full_name}} <{{user.username}}>{{user.nothing}}", "team": "{{user.public_metadata.team.name}}",
		"list": ["{{user.public_metadata.roles}}", 7], "far": "{{user.id.further}}", "plain": true}}`).want("200")
	header, c := claims(t, d.json("POST", backendSessions+"/"+s.ID+"/tokens/mine", "").want("200"))
	now := float64(m.Now().Unix())
	jti := c["jti"]
	equal(t, "claims", c, jwt.MapClaims{
		"aud": "me", "id": u.ID, "sid": s.ID, "mail": "jane@example.com", "verified": true, "phone": nil, "hello": "Jane Doe <jane>", "team": "red",
		"list": []any{[]any{"a", "b"}, 7.0}, "far": nil, "plain": true,
		"iss": m.URL(), "sub": u.ID, "iat": now, "nbf": now - 60, "exp": now + 300, "jti": jti,
	})
	equal(t, "category", header["cat"], any("cl_B7d4PD222AAA"))
	_, c = claims(t, d.json("POST", backendSessions+"/"+s.ID+"/tokens/mine", `{"expires_in_seconds": 30}`).want("200"))
	equal(t, "shorter", c["exp"].(float64)-now, 30.0)
}

func TestBackendTemplates_create_list_get_update_delete(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	d := newBackend(t, m)
	type template struct {
		ID, Name, Object string
		Lifetime         int
		Claims           map[string]any
	}
	a := d.json("POST", jwtTemplates, `{"name": "one", "claims": {"a": 1}}`).want("200")
	keys(t, "template", decode[any](a), "object id name claims lifetime allowed_clock_skew custom_signing_key signing_algorithm created_at updated_at")
	one := decode[template](a)
	equal(t, "template", one, template{one.ID, "one", "jwt_template", 60, map[string]any{"a": 1.0}})
	two := decode[template](d.json("POST", jwtTemplates, `{"name": "two", "claims": {}, "signing_algorithm": "RS256", "custom_signing_key": false}`).want("200"))
	equal(t, "list", decode[[]template](d.json("GET", jwtTemplates, "").want("200")), []template{two, one})
	equal(t, "get", string(d.json("GET", jwtTemplates+"/"+one.ID, "").want("200").Body), string(a.Body))
	one = decode[template](d.json("PATCH", jwtTemplates+"/"+one.ID, `{"name": "uno", "claims": {}, "lifetime": 90}`).want("200"))
	equal(t, "updated", one, template{one.ID, "uno", "jwt_template", 90, map[string]any{}})

	for body, want := range map[string]string{
		`{}`:                                                        "422 form_param_missing(name) form_param_missing(claims)",
		`{"name": "a b", "claims": []}`:                             "422 form_param_format_invalid(name) form_param_value_invalid(claims)",
		`{"name": "two", "claims": {}}`:                             "422 form_identifier_exists(name)",
		`{"name": "x", "claims": {"exp": 1}}`:                       "400 jwt_template_reserved_claim(claims)",
		`{"name": "x", "claims": {}, "lifetime": 1}`:                "422 form_param_value_invalid(lifetime)",
		`{"name": "x", "claims": {}, "allowed_clock_skew": 301}`:    "422 form_param_value_invalid(allowed_clock_skew)",
		`{"name": "x", "claims": {}, "custom_signing_key": true}`:   "422 form_param_value_invalid(custom_signing_key)",
		`{"name": "x", "claims": {}, "signing_algorithm": "HS256"}`: "422 form_param_value_invalid(signing_algorithm)",
		`{"name": "x", "claims": {}, "algorithm": "HS256"}`:         "422 form_param_unknown(algorithm)",
	} {
		d.json("POST", jwtTemplates, body).want(want)
		d.json("PATCH", jwtTemplates+"/"+one.ID, body).want(want)
	}
	gone := d.json("DELETE", jwtTemplates+"/"+one.ID, "").want("200")
	equal(t, "deleted", decode[map[string]any](gone), map[string]any{"object": "jwt_template", "id": one.ID, "deleted": true})
	for _, method := range []string{"GET", "PATCH", "DELETE"} {
		d.json(method, jwtTemplates+"/"+one.ID, `{}`).want("404 resource_not_found")
	}

	snapshot, err := m.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	next := newBackend(t, mockfapitest.NewT(t, mockfapi.WithState(snapshot)))
	equal(t, "templates of the next instance", decode[[]template](next.json("GET", jwtTemplates, "").want("200")), []template{two})
}

func TestBackendClients(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	d, app := newBackend(t, m), newNative(t, m)
	su := app.signedUp(testEmail)
	open := newBrowser(t, m).create("email_address", "other@example.com").want("200").signUp()
	type backendClient struct {
		ID         string
		SessionIDs []string         `json:"session_ids"`
		Sessions   []backendSession `json:"sessions"`
		SignUpID   string           `json:"sign_up_id"`
		LastActive string           `json:"last_active_session_id"`
	}
	a := d.json("GET", "/v1/clients", "").want("200")
	all := decode[[]backendClient](a)
	keys(t, "client", decode[[]any](a)[0], `object id session_ids sessions sign_in_id sign_up_id last_active_session_id
		last_authentication_strategy updated_at created_at`)
	equal(t, "clients", len(all), 2)
	equal(t, "open sign-up", all[0].SignUpID, open.ID)
	want := backendClient{
		ID: all[1].ID, SessionIDs: []string{su.SessionID}, LastActive: su.SessionID,
		Sessions: []backendSession{{su.SessionID, "active", su.UserID, all[1].ID}},
	}
	equal(t, "client", all[1], want)
	equal(t, "get", decode[backendClient](d.json("GET", "/v1/clients/"+want.ID, "").want("200")), want)

	token := decode[struct{ JWT string }](app.send("POST", sessions+"/"+su.SessionID+"/tokens").want("200")).JWT
	verify := func(token string) answer { return d.json("POST", "/v1/clients/verify", `{"token": "`+token+`"}`) }
	equal(t, "by client token", decode[backendClient](verify(app.header.Get("Authorization")).want("200")), want)
	equal(t, "by session token", decode[backendClient](verify(token).want("200")), want)
	d.json("POST", jwtTemplates, `{"name": "other", "claims": {"sid": "`+su.SessionID+`"}}`).want("200")
	forged := decode[struct{ JWT string }](d.json("POST", backendSessions+"/"+su.SessionID+"/tokens/other", "").want("200")).JWT
	verify(forged).want("400 invalid_session_token")
	verify("nonsense").want("400 invalid_session_token")
	stranger := newBackend(t, mockfapitest.NewT(t))
	stranger.json("POST", "/v1/clients/verify", `{"token": "`+token+`"}`).want("400 invalid_session_token")
	m.Advance(2 * time.Minute)
	verify(token).want("400 invalid_session_token")
	token = decode[struct{ JWT string }](app.send("POST", sessions+"/"+su.SessionID+"/tokens").want("200")).JWT
	d.json("DELETE", users+"/"+su.UserID, "").want("200")
	verify(token).want("404 resource_not_found")

	d.json("GET", "/v1/clients/client_none", "").want("404 resource_not_found")
	d.json("POST", "/v1/clients/verify", "").want("422 form_param_missing(token)")
	d.json("POST", "/v1/clients/verify", `{"jwt": ""}`).want("422 form_param_unknown(jwt)")
	d.json("GET", "/v1/jwks", "").want("200")
}
