package mockfapi_test

import (
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

const users = "/v1/users"

// backendUser is what tests read of a user as the Backend API shows it.
type backendUser struct {
	user
	Locale             string
	ExternalID         string         `json:"external_id"`
	Public             map[string]any `json:"public_metadata"`
	Private            map[string]any `json:"private_metadata"`
	Unsafe             map[string]any `json:"unsafe_metadata"`
	Banned, Locked     bool
	LockoutSeconds     *int   `json:"lockout_expires_in_seconds"`
	DeleteSelf         bool   `json:"delete_self_enabled"`
	CreateOrganization bool   `json:"create_organization_enabled"`
	OrganizationsLimit *int   `json:"create_organizations_limit"`
	BypassClientTrust  bool   `json:"bypass_client_trust"`
	LegalAcceptedAt    *int64 `json:"legal_accepted_at"`
	CreatedAt          int64  `json:"created_at"`
	UpdatedAt          int64  `json:"updated_at"`
}

func (a answer) user() backendUser {
	a.tb.Helper()
	return decode[backendUser](a)
}

// newUser creates a user of the preset "email-password" and returns the id.
func (d *device) newUser(email string) string {
	d.tb.Helper()
	return d.json("POST", users, `{"email_address": ["`+email+`"], "password": "`+password+`"}`).want("200").user().ID
}

// everyAttribute is an instance that has every attribute and asks for none.
func everyAttribute() mockfapi.Option {
	return with(func(s *environment.UserSettings) {
		a := &s.Attributes
		a.EmailAddress, a.PhoneNumber = environment.Email(environment.Optional), environment.Phone(environment.Optional)
		a.Username, a.Web3Wallet = environment.Username(environment.Optional), environment.Wallet(environment.Optional)
		a.Password = environment.Password(environment.Optional)
		a.FirstName, a.LastName = environment.Plain(environment.Optional), environment.Plain(environment.Optional)
	})
}

func TestBackendUsers_create_with_everything(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, everyAttribute(), stopped())
	a := newBackend(t, m).json("POST", users, `{
		"email_address": ["Jane@Example.com", "second@example.com"], "email_address_identification_status": ["verified", "reserved"],
		"phone_number": ["+14155552671"], "web3_wallet": ["0x2c7536E3605D9C16a7a3D7b1898e529396a65c23"], "username": "Jane",
		"password": "correct horse battery", "first_name": " Jane ", "last_name": "Doe", "external_id": "ext-1", "locale": "en-US",
		"public_metadata": {"a": 1}, "private_metadata": {"b": 12345678901234567890}, "unsafe_metadata": {"c": null},
		"delete_self_enabled": false, "create_organization_enabled": false, "create_organizations_limit": 3, "bypass_client_trust": true,
		"legal_accepted_at": "2026-01-02T03:04:05.006Z", "created_at": "2020-01-01T00:00:00Z", "banned": true, "locked": true,
		"skip_legal_checks": null, "skip_password_checks": false}`).want("200")
	keys(t, "user", decode[any](a), `id object username first_name last_name locale image_url has_image primary_email_address_id
		primary_phone_number_id primary_web3_wallet_id password_enabled two_factor_enabled totp_enabled backup_code_enabled email_addresses
		phone_numbers web3_wallets passkeys external_accounts saml_accounts enterprise_accounts password_last_updated_at public_metadata
		private_metadata unsafe_metadata external_id last_sign_in_at banned locked deprovisioned lockout_expires_in_seconds
		verification_attempts_remaining created_at updated_at delete_self_enabled bypass_client_trust create_organization_enabled
		create_organizations_limit last_active_at mfa_enabled_at mfa_disabled_at legal_accepted_at profile_image_url organization_memberships scim`)
	u := a.user()
	byAdmin := &verification{Object: "verification_admin", Status: "verified", Strategy: "admin"}
	none := []struct{ Type, ID string }{}
	equal(t, "email addresses", u.Emails, []identification{
		{ID: u.PrimaryEmail, EmailAddress: "jane@example.com", Verification: byAdmin, LinkedTo: none},
		{ID: u.Emails[1].ID, EmailAddress: "second@example.com", Reserved: true, LinkedTo: none},
	})
	equal(t, "phone numbers", u.Phones, []identification{{ID: u.PrimaryPhone, PhoneNumber: "+14155552671", Verification: byAdmin, LinkedTo: none}})
	equal(t, "wallets", u.Wallets, []identification{{ID: u.PrimaryWallet, Web3Wallet: "0x2c7536E3605D9C16a7a3D7b1898e529396a65c23", Verification: byAdmin}})
	equal(t, "texts", []string{u.Username, u.FirstName, u.LastName, u.ExternalID, u.Locale}, []string{"jane", "Jane", "Doe", "ext-1", "en-US"})
	equal(t, "flags", []bool{u.PasswordEnabled, u.Banned, u.Locked, u.DeleteSelf, u.CreateOrganization, u.BypassClientTrust},
		[]bool{true, true, true, false, false, true})
	equal(t, "numbers", []int{*u.OrganizationsLimit, *u.LockoutSeconds}, []int{3, 3600})
	equal(t, "times", []int64{*u.LegalAcceptedAt, u.CreatedAt, u.UpdatedAt}, []int64{1767323045006, 1577836800000, m.Now().UnixMilli()})
	equal(t, "public metadata", u.Public, map[string]any{"a": 1.0})
	equal(t, "unsafe metadata", u.Unsafe, map[string]any{"c": nil})
	if !strings.Contains(string(a.Body), "12345678901234567890") {
		t.Error("a large number was rounded")
	}
	equal(t, "the user read again", string(newBackend(t, m).json("GET", users+"/"+u.ID, "").want("200").Body), string(a.Body))
}

func TestBackendUsers_create_errors(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, everyAttribute())
	d := newBackend(t, m)
	d.json("POST", users, `{"email_address": ["taken@example.com"], "username": "taken", "external_id": "taken"}`).want("200")
	for body, want := range map[string]string{
		``:                                   "400 request_body_invalid",
		`{"email_address": "a@example.com"}`: "422 form_param_type_invalid(email_address)",
		`{"totp_secret": "x"}`:               "422 form_param_unknown(totp_secret)",
		`{"first_name": 1}`:                  "422 form_param_type_invalid(first_name)",
		`{}`:                                 "422 form_data_missing",
		`{"first_name": "Jane", "password": "correct horse battery"}`:                                           "422 form_data_missing",
		`{"email_address": ["taken@example.com"]}`:                                                              "422 form_identifier_exists(email_address)",
		`{"email_address": ["a@example.com", "A@example.com"]}`:                                                 "422 form_identifier_exists(email_address)",
		`{"username": "Taken"}`:                                                                                 "422 form_identifier_exists(username)",
		`{"username": "ab"}`:                                                                                    "422 form_username_invalid_length(username)",
		`{"username": "jane", "external_id": "taken"}`:                                                          "422 form_identifier_exists(external_id)",
		`{"email_address": ["nonsense"], "phone_number": ["nonsense"]}`:                                         "422 form_param_format_invalid(email_address) form_param_format_invalid(phone_number)",
		`{"web3_wallet": ["nonsense"]}`:                                                                         "422 form_param_format_invalid(web3_wallet)",
		`{"username": "jane", "password": "short"}`:                                                             "422 form_password_length_too_short(password)",
		`{"username": "jane", "password": ""}`:                                                                  "422 form_param_nil(password)",
		`{"username": "jane", "password": "password"}`:                                                          "422 form_password_pwned(password)",
		`{"username": "jane", "locale": "not a tag"}`:                                                           "422 form_param_format_invalid(locale)",
		`{"username": "jane", "create_organizations_limit": -1}`:                                                "422 form_param_value_invalid(create_organizations_limit)",
		`{"username": "jane", "created_at": "yesterday"}`:                                                       "422 form_param_invalid_time(created_at)",
		`{"username": "jane", "public_metadata": []}`:                                                           "422 form_param_value_invalid(public_metadata)",
		`{"username": "jane", "private_metadata": {"a": "` + strings.Repeat("x", 8<<10) + `"}}`:                 "422 form_param_exceeds_allowed_size(private_metadata)",
		`{"email_address": ["a@example.com"], "email_address_identification_status": ["no"]}`:                   "422 form_param_value_invalid(email_address_identification_status)",
		`{"email_address": ["a@example.com"], "email_address_identification_status": ["verified", "verified"]}`: "422 form_param_value_invalid(email_address_identification_status)",
		`{"username": "jane", "password_digest": "x"}`:                                                          "422 form_conditional_param_missing(password_hasher)",
		`{"username": "jane", "password_hasher": "md5"}`:                                                        "422 form_conditional_param_missing(password_digest)",
		`{"username": "jane", "password": "x", "password_digest": "x", "password_hasher": "md5"}`:               "422 form_conditional_param_disallowed(password_digest)",
		`{"username": "jane", "password_digest": "x", "password_hasher": "md5"}`:                                "422 form_password_digest_invalid_code(password_digest)",
		`{"username": "jane", "password_digest": "x", "password_hasher": "rot13"}`:                              "422 form_param_value_invalid(password_hasher)",
	} {
		d.json("POST", users, body).want(want)
	}
	equal(t, "users", len(m.Users()), 1)
}

func TestBackendUsers_create_holds_to_the_settings(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, with(func(s *environment.UserSettings) { s.SignUp.LegalConsentEnabled = true }))
	d := newBackend(t, m)
	for body, want := range map[string]string{
		`{"phone_number": ["+14155552671"]}`:                                                                             "422 form_param_unknown(phone_number)",
		`{"username": "jane"}`:                                                                                           "422 form_param_unknown(username)",
		`{"first_name": "Jane", "skip_legal_checks": true}`:                                                              "422 form_data_missing",
		`{"email_address": ["a@example.com"], "skip_legal_checks": true}`:                                                "422 form_data_missing",
		`{"email_address": ["a@example.com"], "skip_password_requirement": true}`:                                        "422 form_param_missing(legal_accepted_at)",
		`{"email_address": ["b@example.com"], "skip_password_requirement": true, "skip_legal_checks": true}`:             "200",
		`{"email_address": ["c@example.com"], "password": "x", "skip_password_checks": true, "skip_legal_checks": true}`: "200",
		`{"password": "correct horse battery", "skip_user_requirement": true, "skip_legal_checks": true}`:                "422 form_data_missing",
	} {
		d.json("POST", users, body).want(want)
	}
	missing := decode[struct {
		Errors []struct{ Meta struct{ Names []string } }
	}](d.json("POST", users, `{"skip_legal_checks": true}`))
	equal(t, "missing", missing.Errors[0].Meta.Names, []string{"email_address", "password"})

	none := newBackend(t, mockfapitest.NewT(t, with(func(s *environment.UserSettings) { s.Attributes.Password = environment.Password(environment.Off) })))
	none.json("POST", users, `{"email_address": ["a@example.com"], "password": "correct horse battery"}`).want("422 form_param_unknown(password)")
}

func TestBackendUsers_update(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, everyAttribute(), stopped())
	d := newBackend(t, m)
	u := d.json("POST", users, `{"email_address": ["a@example.com", "b@example.com", "c@example.com"],
		"email_address_identification_status": ["verified", "verified", "reserved"], "username": "jane", "external_id": "1", "first_name": "Jane"}`).user()
	d.json("POST", users, `{"username": "other", "external_id": "2"}`).want("200")
	one := users + "/" + u.ID
	m.Advance(time.Hour)
	after := d.json("PATCH", one, `{"username": null, "external_id": "", "first_name": null, "last_name": "Doe", "locale": "de", "password": "correct horse battery",
		"primary_email_address_id": "`+u.Emails[1].ID+`", "notify_primary_email_address_changed": true, "public_metadata": {"a": 1}}`).want("200").user()
	equal(t, "texts", []string{after.Username, after.ExternalID, after.FirstName, after.LastName, after.Locale}, []string{"", "", "", "Doe", "de"})
	equal(t, "primary", after.PrimaryEmail, u.Emails[1].ID)
	equal(t, "metadata", after.Public, map[string]any{"a": 1.0})
	equal(t, "times", []int64{after.CreatedAt, after.UpdatedAt}, []int64{u.CreatedAt, u.UpdatedAt + 3600_000})
	d.json("POST", users, `{"username": "jane", "external_id": "1"}`).want("200") // both are free

	for body, want := range map[string]string{
		`{"username": "other"}`:                                  "422 form_identifier_exists(username)",
		`{"external_id": "2"}`:                                   "422 form_identifier_exists(external_id)",
		`{"primary_email_address_id": "idn_none"}`:               "422 form_resource_not_found(primary_email_address_id)",
		`{"primary_web3_wallet_id": "idn_none"}`:                 "422 form_resource_not_found(primary_web3_wallet_id)",
		`{"primary_email_address_id": "` + u.Emails[2].ID + `"}`: "422 form_verification_needed(primary_email_address_id)",
		`{"sign_out_of_other_sessions": true}`:                   "422 form_conditional_param_missing(password)",
		`{"email_address": ["d@example.com"]}`:                   "422 form_param_unknown(email_address)",
		`{"first_name": "` + strings.Repeat("x", 257) + `"}`:     "422 form_param_max_length_exceeded(first_name)",
	} {
		d.json("PATCH", one, body).want(want)
	}
	equal(t, "metadata emptied", d.json("PATCH", one, `{"public_metadata": null}`).want("200").user().Public, map[string]any{})
	d.json("PATCH", users+"/user_none", `{}`).want("404 resource_not_found")
	d.header.Set("Clerk-Api-Version", "2026-05-12")
	for _, name := range []string{"public_metadata", "private_metadata", "unsafe_metadata"} {
		d.json("PATCH", one, `{"`+name+`": {}}`).want("422 form_param_unknown(" + name + ")")
	}
	d.json("PATCH", one, `{"locale": "fr"}`).want("200")
}

func TestBackendUsers_metadata(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	d := newBackend(t, m)
	path := users + "/" + d.newUser("a@example.com") + "/metadata"
	for _, tt := range []struct{ method, body, public string }{
		{"PATCH", `{"public_metadata": {"a": {"b": 1, "c": 2}, "d": [1]}}`, `{"a":{"b":1,"c":2},"d":[1]}`},
		{"PATCH", `{"public_metadata": {"a": {"b": null, "e": {"f": null, "g": 9007199254740993}}, "d": [2]}}`, `{"a":{"c":2,"e":{"g":9007199254740993}},"d":[2]}`},
		{"PATCH", `{"private_metadata": {"x": 1}}`, `{"a":{"c":2,"e":{"g":9007199254740993}},"d":[2]}`},
		{"PATCH", ``, `{"a":{"c":2,"e":{"g":9007199254740993}},"d":[2]}`},
		{"PUT", `{"public_metadata": {"n": null}}`, `{"n":null}`},
		{"PUT", `{"public_metadata": {}}`, `{}`},
	} {
		a := d.json(tt.method, path, tt.body).want("200")
		if !strings.Contains(string(a.Body), `"public_metadata":`+tt.public+",") {
			t.Errorf("%s %s: %s", tt.method, tt.body, a.Body)
		}
	}
	equal(t, "private", d.json("PATCH", path, "").user().Private, map[string]any{"x": 1.0})
	for body, want := range map[string]string{
		`{"public_metadata": 1}`:    "422 form_param_value_invalid(public_metadata)",
		`{"public_metadata": null}`: "422 form_param_value_invalid(public_metadata)",
		`{"metadata": {}}`:          "422 form_param_unknown(metadata)",
	} {
		d.json("PATCH", path, body).want(want)
		d.json("PUT", path, body).want(want)
	}
	d.json("PATCH", users+"/user_none/metadata", `{}`).want("404 resource_not_found")
}

func TestBackendUsers_bans_and_locks(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, stopped())
	d, browser := newBackend(t, m), newBrowser(t, m)
	su := browser.signedUp(testEmail)
	one := users + "/" + su.UserID
	state := func(action string) []bool {
		u := d.json("POST", one+"/"+action, "").want("200").user()
		return []bool{u.Banned, u.Locked}
	}
	equal(t, "locked", state("lock"), []bool{false, true})
	m.Advance(time.Hour)
	equal(t, "the lock is over", d.json("GET", one, "").user().Locked, false)
	equal(t, "locked again", state("lock"), []bool{false, true})
	equal(t, "unlocked", state("unlock"), []bool{false, false})
	equal(t, "banned", state("ban"), []bool{true, false})
	c := browser.send("GET", "/v1/client").want("200")
	body := decode[envelope[client]](c).Response
	equal(t, "active session", body.LastActive, "")
	browser.send("POST", sessions+"/"+su.SessionID+"/tokens").want("401 signed_out")
	equal(t, "unbanned", state("unban"), []bool{false, false})
	for _, action := range []string{"ban", "unban", "lock", "unlock"} {
		d.json("POST", users+"/user_none/"+action, "").want("404 resource_not_found")
	}

	if err := m.UpdateSettings(func(s *environment.Document) { s.UserSettings.AttackProtection.UserLockout.DurationInMinutes = 0 }); err != nil {
		t.Fatal(err)
	}
	locked := d.json("POST", one+"/lock", "").user()
	if !locked.Locked || locked.LockoutSeconds != nil {
		t.Errorf("a lock without an end ends in %v seconds", locked.LockoutSeconds)
	}
	if err := m.UpdateSettings(func(s *environment.Document) { s.UserSettings.AttackProtection.UserLockout.Enabled = false }); err != nil {
		t.Fatal(err)
	}
	d.json("POST", one+"/lock", "").want("403 feature_not_enabled")
	d.json("POST", one+"/unlock", "").want("403 feature_not_enabled")
}

func TestBackendUsers_verify_password(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, everyAttribute())
	d := newBackend(t, m)
	hashed, err := bcrypt.GenerateFromPassword([]byte("secret"), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	for name, params := range map[string]string{
		"own":    `"password": "secret", "skip_password_checks": true`,
		"bcrypt": `"password_hasher": "bcrypt", "password_digest": "` + string(hashed) + `"`,
		"md5x":   `"password_hasher": "md5", "password_digest": "5ebe2294ecd0e0f08eab7690d2a6ee69"`,
		"sha256": `"password_hasher": "sha256", "password_digest": "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b"`,
	} {
		id := d.json("POST", users, `{"email_address": ["`+name+`@example.com"], `+params+`}`).want("200").user().ID
		path := users + "/" + id + "/verify_password"
		a := d.json("POST", path, `{"password": "secret"}`).want("200")
		equal(t, name, decode[map[string]bool](a), map[string]bool{"verified": true})
		d.json("POST", path, `{"password": "Secret"}`).want("422 incorrect_password")
		d.json("POST", path, `{"password": ""}`).want("422 form_param_nil(password)")
		d.json("POST", path, ``).want("422 form_param_missing(password)")
		d.json("POST", path, `{"code": "1"}`).want("422 form_param_unknown(code)")
	}
	none := d.json("POST", users, `{"username": "nobody"}`).user().ID
	d.json("POST", users+"/"+none+"/verify_password", `{"password": "secret"}`).want("400 no_password_set")
	d.json("POST", users+"/user_none/verify_password", `{"password": "secret"}`).want("404 resource_not_found")
}

func TestBackendUsers_a_new_password_signs_out(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	browser := newBrowser(t, m)
	su := browser.signedUp(testEmail)
	d := newBackend(t, m)
	d.json("PATCH", users+"/"+su.UserID, `{"password": "another horse battery"}`).want("200")
	browser.send("POST", sessions+"/"+su.SessionID+"/tokens").want("200")
	d.json("PATCH", users+"/"+su.UserID, `{"password": "third horse battery", "sign_out_of_other_sessions": true}`).want("200")
	browser.send("POST", sessions+"/"+su.SessionID+"/tokens").want("401 signed_out")
	d.json("POST", users+"/"+su.UserID+"/verify_password", `{"password": "third horse battery"}`).want("200")
}

func TestBackendUsers_delete(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	d, browser, other := newBackend(t, m), newBrowser(t, m), newBrowser(t, m)
	su, kept := browser.signedUp(testEmail), other.signedUp("other+clerk_test@example.com")
	d.json("PATCH", users+"/"+su.UserID, `{"external_id": "mine"}`).want("200")
	a := d.json("DELETE", users+"/"+su.UserID, "").want("200")
	equal(t, "deleted", decode[map[string]any](a), map[string]any{"object": "user", "id": su.UserID, "external_id": "mine", "deleted": true})
	d.json("GET", users+"/"+su.UserID, "").want("404 resource_not_found")
	d.json("DELETE", users+"/"+su.UserID, "").want("404 resource_not_found")
	equal(t, "sessions", len(decode[envelope[client]](browser.send("GET", "/v1/client").want("200")).Response.Sessions), 0)
	browser.send("GET", sessions+"/"+su.SessionID).want("404 resource_not_found")
	other.send("GET", sessions+"/"+kept.SessionID).want("200")
	d.newUser(testEmail) // the address is free again
	if _, err := m.Snapshot(); err != nil {
		t.Error(err)
	}
}

func TestBackendUsers_list(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, everyAttribute(), stopped())
	d := newBackend(t, m)
	ids := map[string]string{}
	for i, body := range []string{
		`{"username": "anna", "email_address": ["anna@example.com"], "first_name": "Anna", "last_name": "Zed", "external_id": "A"}`,
		`{"username": "berta", "phone_number": ["+14155552671"], "first_name": "Berta", "last_name": "Young", "external_id": "B", "banned": true}`,
		`{"username": "cleo", "web3_wallet": ["0x2c7536E3605D9C16a7a3D7b1898e529396a65c23"], "first_name": "Cleo", "last_name": "Xu"}`,
	} {
		u := d.json("POST", users, body).want("200").user()
		ids[u.Username] = u.ID
		m.Advance(time.Duration(i+1) * time.Second)
	}
	start := m.Now().UnixMilli() - 6000
	at := func(s int64) string { return strconv.FormatInt(start+1000*s, 10) }
	for query, want := range map[string]string{
		"":                               "cleo berta anna",
		"order_by=created_at":            "anna berta cleo",
		"order_by=%2Bcreated_at":         "anna berta cleo",
		"order_by=-created_at":           "cleo berta anna",
		"order_by=last_name":             "cleo berta anna",
		"order_by=-first_name":           "cleo berta anna",
		"order_by=username":              "anna berta cleo",
		"order_by=-email_address":        "anna cleo berta",
		"order_by=-phone_number":         "berta cleo anna",
		"order_by=-web3wallet":           "cleo berta anna",
		"order_by=updated_at":            "anna berta cleo",
		"order_by=last_active_at":        "anna berta cleo",
		"order_by=last_sign_in_at":       "anna berta cleo",
		"limit=1":                        "cleo",
		"limit=1&offset=1":               "berta",
		"offset=5":                       "",
		"email_address=Anna@example.com": "anna",
		"email_address=anna@example.com&email_address=none@example.com": "anna",
		"email_address=none@example.com":                                "",
		"phone_number=%2B14155552671":                                   "berta",
		"web3_wallet=0x2c7536e3605d9c16a7a3d7b1898e529396a65c23":        "cleo",
		"username=Cleo&username=anna":                                   "cleo anna",
		"external_id=A&external_id=%2BB":                                "berta anna",
		"external_id=-A":                                                "cleo berta",
		"user_id=" + ids["anna"]:                                        "anna",
		"user_id=-" + ids["anna"]:                                       "cleo berta",
		"query=ANNA":                                                    "anna",
		"query=2671":                                                    "berta",
		"query=o Xu":                                                    "cleo",
		"email_address_query=@EXAMPLE":                                  "anna",
		"phone_number_query=555":                                        "berta",
		"username_query=e":                                              "cleo berta",
		"name_query=young":                                              "berta",
		"banned=true":                                                   "berta",
		"banned=false":                                                  "cleo anna",
		"created_at_after=" + at(0):                                     "cleo berta",
		"created_at_before=" + at(1):                                    "anna",
		"last_active_at_after=1":                                        "",
		"last_active_at_since=1":                                        "",
		"last_sign_in_at_before=" + at(9):                               "",
		"provider=oauth_google&provider_user_id=1":                      "",
		"starting_after=" + ids["berta"]:                                "anna",
		"order_by=created_at&starting_after=" + ids["berta"]:            "cleo",
	} {
		query = strings.ReplaceAll(query, " ", "%20")
		var names []string
		for _, u := range decode[[]backendUser](d.json("GET", users+"?"+query, "").want("200")) {
			names = append(names, u.Username)
		}
		equal(t, query, strings.Join(names, " "), want)
	}
	count := d.json("GET", users+"/count?banned=false", "").want("200")
	equal(t, "count", decode[map[string]any](count), map[string]any{"object": "total_count", "total_count": 2.0})
	if body := string(d.json("GET", users+"?username=nobody", "").Body); body != "[]" {
		t.Errorf("nobody is %s", body)
	}
	many := url.Values{"user_id": make([]string, 101)}
	for query, want := range map[string]string{
		"limit=0":                    "400 invalid_query_parameter_value(limit)",
		"limit=501":                  "400 invalid_query_parameter_value(limit)",
		"limit=x&offset=-1":          "400 invalid_query_parameter_value(limit) invalid_query_parameter_value(offset)",
		"banned=perhaps":             "400 invalid_query_parameter_value(banned)",
		"created_at_after=yesterday": "400 invalid_query_parameter_value(created_at_after)",
		"order_by=shoe_size":         "400 invalid_query_parameter_value(order_by)",
		"starting_after=user_none":   "400 invalid_query_parameter_value(starting_after)",
		"order_by=username&starting_after=" + ids["anna"]: "400 invalid_query_parameter_value(starting_after)",
		"provider=oauth_google":                           "400 invalid_query_parameter_value(provider)",
		many.Encode():                                     "422 form_param_array_size_exceeded(user_id)",
	} {
		d.json("GET", users+"?"+query, "").want(want)
	}
	d.json("GET", users+"/count?banned=perhaps", "").want("400 invalid_query_parameter_value(banned)")
}

func TestBackendUsers_found_by_their_provider(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("oauth"))
	browser, d := newBrowser(t, m), newBackend(t, m)
	su, page := browser.google()
	authorize(t, m, page, "full")
	browser.update(su.ID, "phone_number", testPhone).want("200")
	browser.prepare(su.ID, "phone_code").want("200")
	id := browser.attempt(su.ID, "phone_code", "code", testCode).want("200").signUp().want(t, "complete").UserID
	found := decode[[]backendUser](d.json("GET", users+"?provider=oauth_google&provider_user_id=google-full", "").want("200"))
	if len(found) != 1 || found[0].ID != id {
		t.Errorf("found %v, want %s", found, id)
	}
}
