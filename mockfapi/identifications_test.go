package mockfapi_test

import (
	"testing"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

const (
	emailAddresses = "/v1/me/email_addresses"
	phoneNumbers   = "/v1/me/phone_numbers"
)

// identification reads the address or number of an answer.
func (a answer) identification() identification {
	a.tb.Helper()
	return decode[envelope[identification]](a).Response
}

// added is a kind of identification with one more for jane to add.
type added struct{ path, param, value, other, strategy string }

func (c added) of(i identification) string { return i.EmailAddress + i.PhoneNumber }

func (c added) list(u user) []identification {
	if c.param == "phone_number" {
		return u.Phones
	}
	return u.Emails
}

func (c added) primary(u user) string {
	if c.param == "phone_number" {
		return u.PrimaryPhone
	}
	return u.PrimaryEmail
}

func addedKinds() []added {
	return []added{
		{emailAddresses, "email_address", "june@example.com", "juli@example.com", "email_code"},
		{phoneNumbers, "phone_number", "+14155552672", "+14155552673", "phone_code"},
	}
}

func TestIdentification_lifecycle(t *testing.T) {
	t.Parallel()
	for _, c := range addedKinds() {
		t.Run(c.param, func(t *testing.T) {
			t.Parallel()
			m, app := asJane(t, stopped())
			a := app.send("POST", c.path, c.param, " "+c.value+" ").want("200")
			mine := a.identification()
			equal(t, "added", c.of(mine)+" "+mine.Verification.brief(), c.value+" none")
			equal(t, "reserved", mine.Reserved, false)
			equal(t, "newest of the user", c.of(c.list(a.client().Sessions[0].User)[0]), c.value)
			path := c.path + "/" + mine.ID
			prepare := func() answer { return app.send("POST", path+"/prepare_verification", "strategy", c.strategy) }
			attempt := func(code string) answer { return app.send("POST", path+"/attempt_verification", "code", code) }

			attempt("123456").want("400 verification_missing")
			app.send("POST", path+"/prepare_verification").want("422 form_param_missing(strategy)")
			app.send("POST", path+"/prepare_verification", "strategy", "telepathy").want("422 form_param_value_invalid(strategy)")
			equal(t, "prepared", prepare().want("200").identification().Verification.brief(), "unverified "+c.strategy)
			attempt(wrong(m.Code(c.value))).want("422 form_code_incorrect(code)")
			equal(t, "after a wrong code", app.send("GET", path).want("200").identification().Verification.brief(), "unverified "+c.strategy+" attempts 1")
			m.Advance(10 * time.Minute)
			equal(t, "after ten minutes", app.send("GET", path).identification().Verification.brief(), "expired "+c.strategy)
			attempt(m.Code(c.value)).want("400 verification_expired")
			prepare().want("200")
			app.send("POST", path+"/attempt_verification").want("422 form_param_missing(code)")
			app.send("PATCH", "/v1/me", "primary_"+c.param+"_id", mine.ID).want("422 form_verification_needed(primary_" + c.param + "_id)")
			app.signIn("identifier", c.value).want("422 form_identifier_not_found(identifier)")

			equal(t, "verified", attempt(m.Code(c.value)).want("200").identification().Verification.brief(), "verified "+c.strategy+" attempts 1")
			attempt(m.Code(c.value)).want("400 verification_already_verified")
			prepare().want("400 verification_already_verified")
			newNative(t, m).signIn("identifier", c.value, "password", password).want("200").signIn().want(t, "complete")

			her := app.send("PATCH", "/v1/me", "primary_"+c.param+"_id", mine.ID).want("200").me()
			equal(t, "primary", c.primary(her), mine.ID)
			listed := decode[[]identification](app.send("GET", c.path).want("200"))
			equal(t, "list", len(listed), 2)
			equal(t, "newest of the list", listed[0].ID, mine.ID)
			gone := decode[envelope[struct{ ID, Object string }]](app.send("DELETE", path).want("200")).Response
			equal(t, "deleted", gone.Object+" "+gone.ID, c.param+" "+mine.ID)
			app.send("GET", path).want("404 resource_not_found")
			her = app.send("GET", "/v1/me").me()
			equal(t, "primary without a verified one", c.primary(her), "")
			newNative(t, m).signIn("identifier", c.value).want("422 form_identifier_not_found(identifier)")
		})
	}
}

func TestIdentification_refusals(t *testing.T) {
	t.Parallel()
	for _, c := range addedKinds() {
		t.Run(c.param, func(t *testing.T) {
			t.Parallel()
			m, app := asJane(t)
			app.send("POST", c.path, c.param, c.value).want("200")
			her := c.list(app.send("GET", "/v1/me").me())
			for _, tt := range []struct {
				want string
				form []string
			}{
				{"422 form_identifier_exists(" + c.param + ")", []string{c.param, c.value}},
				{"422 form_identifier_exists(" + c.param + ")", []string{c.param, c.of(her[1])}},
				{"422 form_param_format_invalid(" + c.param + ")", []string{c.param, "nonsense"}},
				{"422 form_param_nil(" + c.param + ")", []string{c.param, " "}},
				{"422 form_param_missing(" + c.param + ")", nil},
			} {
				app.send("POST", c.path, tt.form...).want(tt.want)
			}
			app.send("GET", c.path+"/idn_unknown").want("404 resource_not_found")
			app.send("DELETE", c.path+"/idn_unknown").want("404 resource_not_found")
			app.send("POST", c.path+"/idn_unknown/attempt_verification", "code", testCode).want("404 resource_not_found")
			app.send("POST", c.path+"/idn_unknown/prepare_verification", "strategy", c.strategy).want("404 resource_not_found")

			set(t, m, func(s *environment.UserSettings) { s.Attributes.Get(c.param).Immutable = true })
			app.send("POST", c.path, c.param, c.other).want("403 immutable_attribute_modification_not_allowed")
			app.send("DELETE", c.path+"/"+her[1].ID).want("403 immutable_attribute_modification_not_allowed")
			app.send("DELETE", c.path+"/"+her[0].ID).want("200") // it is not hers yet
			set(t, m, func(s *environment.UserSettings) { s.Attributes.Get(c.param).Enabled = false })
			app.send("POST", c.path, c.param, c.other).want("422 form_param_unknown(" + c.param + ")")
		})
	}
}

// What nobody proved is nobody's: another one may be faster.
func TestIdentification_claimed_meanwhile(t *testing.T) {
	t.Parallel()
	for _, c := range addedKinds() {
		t.Run(c.param, func(t *testing.T) {
			t.Parallel()
			m, app := asJane(t)
			id := app.send("POST", c.path, c.param, c.value).want("200").identification().ID
			app.send("POST", c.path+"/"+id+"/prepare_verification", "strategy", c.strategy).want("200")
			code := m.Code(c.value)
			newNative(t, m).create(c.param, c.value).want("200").signUp().want(t, "complete")
			app.send("POST", c.path+"/"+id+"/attempt_verification", "code", code).want("400 identification_claimed")
			app.send("DELETE", c.path+"/"+id).want("200")
			newNative(t, m).create(c.param, c.value).want("422 form_identifier_exists(" + c.param + ")")
		})
	}
}

func TestIdentification_first_verified_one_becomes_the_primary(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, with(everyFactor))
	app := newNative(t, m)
	app.create("username", janesName).want("200")
	var ids []string
	for _, address := range []string{"june@example.com", testEmail} {
		id := app.send("POST", emailAddresses, "email_address", address).want("200").identification().ID
		app.send("POST", emailAddresses+"/"+id+"/prepare_verification", "strategy", "email_code").want("200")
		code := m.Code(address)
		if address == testEmail {
			code = testCode
		}
		app.send("POST", emailAddresses+"/"+id+"/attempt_verification", "code", code).want("200")
		ids = append(ids, id)
	}
	a := app.send("GET", "/v1/me")
	equal(t, "primary", a.me().PrimaryEmail, ids[0])
	shown := at(t, decode[any](a), "client sessions 0 public_user_data identifier")
	equal(t, "what a session shows of her", shown, any("june@example.com"))
	app.send("DELETE", emailAddresses+"/"+ids[0]).want("200")
	equal(t, "primary after its deletion", app.send("GET", "/v1/me").me().PrimaryEmail, ids[1])
}

func TestIdentification_that_a_user_has_to_keep(t *testing.T) {
	t.Parallel()
	m, app := asJane(t, googles())
	her := app.send("GET", "/v1/me").me()
	set(t, m, func(s *environment.UserSettings) { s.Attributes.PhoneNumber.Required = true })
	app.send("DELETE", phoneNumbers+"/"+her.Phones[0].ID).want("400 last_required_identification_deletion_failed")
	set(t, m, func(s *environment.UserSettings) { s.Attributes.PhoneNumber.Required = false })
	app.send("DELETE", phoneNumbers+"/"+her.Phones[0].ID).want("200")
	app.send("PATCH", "/v1/me", "username", "").want("200")
	app.send("DELETE", emailAddresses+"/"+her.Emails[0].ID).want("400 identification_deletion_failed")

	newBrowser(t, m).atGoogle(m, "jane").want(t, "complete")
	app.send("DELETE", emailAddresses+"/"+her.Emails[0].ID).want("400 delete_linked_identification_disallowed")
}

func TestIdentification_email_link(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		before func(m *mockfapi.Instance, app *device, id string)
		want   string
	}{
		"verified": {nil, "verified"},
		"too late": {func(m *mockfapi.Instance, _ *device, _ string) { m.Advance(10 * time.Minute) }, "expired"},
		"claimed meanwhile": {func(m *mockfapi.Instance, app *device, _ string) {
			newNative(app.tb, m).create("email_address", "june@example.com").want("200").signUp().want(app.tb, "complete")
		}, "failed"},
		"client is gone": {func(_ *mockfapi.Instance, app *device, _ string) { app.send("DELETE", "/v1/client").want("200") }, "expired"},
		"address is gone": {func(_ *mockfapi.Instance, app *device, id string) {
			app.send("DELETE", emailAddresses+"/"+id).want("200")
		}, ""},
		"user is gone": {func(_ *mockfapi.Instance, app *device, _ string) { app.send("DELETE", "/v1/me").want("200") }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, app := asJane(t, stopped())
			id := app.send("POST", emailAddresses, "email_address", "june@example.com").want("200").identification().ID
			path := emailAddresses + "/" + id
			app.send("POST", path+"/prepare_verification", "strategy", "email_link").want("422 form_conditional_param_missing(redirect_url)")
			app.send("POST", path+"/prepare_verification", "strategy", "email_link", "redirect_url", appPage).want("200")
			app.send("POST", path+"/attempt_verification", "code", "123456").want("400 verification_strategy_invalid")
			link := m.Link("june@example.com")
			if tt.before != nil {
				tt.before(m, app, id)
			}
			if tt.want == "" {
				newBrowser(t, m).send("GET", link).want("400 verification_link_token_stale")
				return
			}
			equal(t, "landed", newBrowser(t, m).open(link), appPage+"?__clerk_created_session=&__clerk_status="+tt.want)
			if tt.want == "verified" {
				equal(t, "address", app.send("GET", path).identification().Verification.brief(), "verified email_link")
				newNative(t, m).signIn("identifier", "june@example.com", "password", password).want("200").signIn().want(t, "complete")
			}
		})
	}
}

// proved adds a verified number.
func (d *device) proved(m *mockfapi.Instance, number string, form ...string) identification {
	d.tb.Helper()
	id := d.send("POST", phoneNumbers, append(form, "phone_number", number)...).want("200").identification().ID
	d.send("POST", phoneNumbers+"/"+id+"/prepare_verification", "strategy", "phone_code").want("200")
	return d.send("POST", phoneNumbers+"/"+id+"/attempt_verification", "code", m.Code(number)).want("200").identification()
}

func TestPhoneNumber_as_a_second_factor(t *testing.T) {
	t.Parallel()
	m, app := asJane(t, stopped())
	first, second := app.proved(m, "+14155552672"), app.proved(m, "+14155552673", "reserved_for_second_factor", "true")
	equal(t, "reserved from the start", []bool{second.SecondFactor, second.Default}, []bool{true, true})
	her := app.send("GET", "/v1/me").me()
	equal(t, "second factor", her.TwoFactor, true)
	equal(t, "since", her.MFAEnabledAt, m.Now().UnixMilli())
	update := func(i identification, form ...string) answer {
		return app.send("PATCH", phoneNumbers+"/"+i.ID, form...)
	}
	state := func() (all []bool) {
		for _, i := range []identification{first, second} {
			now := app.send("GET", phoneNumbers+"/"+i.ID).identification()
			all = append(all, now.SecondFactor, now.Default)
		}
		return all
	}

	update(first, "default_second_factor", "true").want("422 form_conditional_param_disallowed(default_second_factor)")
	update(first, "reserved_for_second_factor", "true").want("200")
	equal(t, "both", state(), []bool{true, false, true, true})
	update(second, "default_second_factor", "false").want("422 form_disable_default_second_factor_not_allowed(default_second_factor)")
	update(first, "default_second_factor", "false").want("200")
	update(first, "default_second_factor", "true").want("200")
	equal(t, "the first preferred", state(), []bool{true, true, true, false})
	update(first, "reserved_for_second_factor", "false").want("200")
	equal(t, "the second left", state(), []bool{false, false, true, true})
	set(t, m, func(s *environment.UserSettings) { s.SignIn.SecondFactor.Required = true })
	update(second, "reserved_for_second_factor", "false").want("400 second_factor_deletion_not_allowed")
	app.send("DELETE", phoneNumbers+"/"+second.ID).want("400 second_factor_deletion_not_allowed")
	set(t, m, func(s *environment.UserSettings) { s.SignIn.SecondFactor.Required = false })
	m.Advance(time.Minute)
	app.send("DELETE", phoneNumbers+"/"+second.ID).want("200")
	her = app.send("GET", "/v1/me").me()
	equal(t, "second factor", her.TwoFactor, false)
	equal(t, "until", her.MFADisabledAt, m.Now().UnixMilli())
	update(first, "reserved_for_second_factor", "true", "default_second_factor", "true").want("200")
	equal(t, "second factor again", app.send("GET", "/v1/me").me().MFADisabledAt, int64(0))
}

// A second factor is no identification: who keeps one may give it up.
func TestPhoneNumber_second_factor_beside_a_name_can_go(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, with(everyFactor))
	app := newNative(t, m)
	app.create("username", janesName).want("200")
	number := app.proved(m, janesPhone, "reserved_for_second_factor", "true")
	app.send("PATCH", "/v1/me", "username", "").want("400 identification_deletion_failed")
	set(t, m, func(s *environment.UserSettings) { s.Attributes.PhoneNumber.Required = true })
	app.send("DELETE", phoneNumbers+"/"+number.ID).want("400 last_required_identification_deletion_failed")
	set(t, m, func(s *environment.UserSettings) { s.Attributes.PhoneNumber.Required = false })
	app.send("DELETE", phoneNumbers+"/"+number.ID).want("200")
}

func TestPhoneNumber_that_cannot_be_a_second_factor(t *testing.T) {
	t.Parallel()
	m, app := asJane(t)
	her := app.send("GET", "/v1/me").me()
	number := phoneNumbers + "/" + her.Phones[0].ID
	app.send("PATCH", number, "reserved_for_second_factor", "true").want("400 identification_update_second_factor_unverified")
	app.send("PATCH", number, "reserved_for_second_factor", "perhaps").want("422 form_param_type_invalid(reserved_for_second_factor)")
	app.send("PATCH", phoneNumbers+"/idn_unknown", "reserved_for_second_factor", "true").want("404 resource_not_found")

	june := newNative(t, m)
	june.create("username", "june_doe").want("200")
	only := june.proved(m, "+14155552675")
	set(t, m, func(s *environment.UserSettings) { s.Attributes.Username.Required = false })
	june.send("PATCH", "/v1/me", "username", "").want("200")
	june.send("PATCH", phoneNumbers+"/"+only.ID, "reserved_for_second_factor", "true").want("400 identification_update_failed")

	set(t, m, func(s *environment.UserSettings) { s.Attributes.PhoneNumber.UsedForSecondFactor = false })
	app.send("PATCH", number, "reserved_for_second_factor", "true").want("422 form_param_unknown(reserved_for_second_factor)")
	app.send("POST", phoneNumbers, "phone_number", "+14155552676", "reserved_for_second_factor", "true").want("422 form_param_unknown(reserved_for_second_factor)")
	app.send("POST", emailAddresses, "email_address", "x@example.com", "reserved_for_second_factor", "true").want("422 form_param_unknown(reserved_for_second_factor)")
}
