package fapi

import (
	"net/http"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/engine"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/field"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/wire"
)

// identificationRoutes are the e-mail addresses and phone numbers of a signed-in
// user.
func identificationRoutes() []route {
	const emails, phones = "/v1/me/email_addresses", "/v1/me/phone_numbers"
	const email, phone = emails + "/{email_id}", phones + "/{phone_number_id}"
	e, p := identifications{field.EmailAddress, "email_id"}, identifications{field.PhoneNumber, "phone_number_id"}
	return []route{
		frontendRoute("getEmailAddresses", http.MethodGet, emails, e.list),
		frontendRoute("createEmailAddresses", http.MethodPost, emails, e.add),
		frontendRoute("getEmailAddress", http.MethodGet, email, e.get),
		frontendRoute("DeleteEmailAddress", http.MethodDelete, email, e.remove),
		frontendRoute("sendVerificationEmail", http.MethodPost, email+"/prepare_verification", e.prepare),
		frontendRoute("verifyEmailAddress", http.MethodPost, email+"/attempt_verification", e.attempt),

		frontendRoute("getPhoneNumbers", http.MethodGet, phones, p.list),
		frontendRoute("postPhoneNumbers", http.MethodPost, phones, p.add),
		frontendRoute("ReadPhoneNumber", http.MethodGet, phone, p.get),
		frontendRoute("UpdatePhoneNumber", http.MethodPatch, phone, p.update),
		frontendRoute("DeletePhoneNumber", http.MethodDelete, phone, p.remove),
		frontendRoute("sendVerificationSMS", http.MethodPost, phone+"/prepare_verification", p.prepare),
		frontendRoute("verifyPhoneNumber", http.MethodPost, phone+"/attempt_verification", p.attempt),
	}
}

// identifications handles the requests about one kind of identification; param is
// what the paths call its id.
type identifications struct{ kind, param string }

// list answers without an envelope, as the published file has it.
func (i identifications) list(x *exchange) error {
	reply, err := x.Engine.Me(x.caller)
	if err != nil {
		return err
	}
	user := x.renderer().User(reply.User)
	if i.kind == field.PhoneNumber {
		return x.json(http.StatusOK, user.PhoneNumbers)
	}
	return x.json(http.StatusOK, user.EmailAddresses)
}

func (i identifications) add(x *exchange) error {
	f, err := readForm(x.r)
	if err != nil {
		return err
	}
	value, reserved := f.needed(i.kind), i.kind == field.PhoneNumber && f.set("reserved_for_second_factor")
	if err := f.done(); err != nil {
		return err
	}
	return i.answer(x)(x.Engine.AddIdentification(x.caller, i.kind, value, reserved))
}

func (i identifications) get(x *exchange) error {
	return i.answer(x)(x.Engine.Identification(x.caller, i.kind, x.r.PathValue(i.param)))
}

func (i identifications) prepare(x *exchange) error {
	f, err := readForm(x.r)
	if err != nil {
		return err
	}
	strategy, p := f.needed("strategy"), f.preparation()
	if err := f.done(); err != nil {
		return err
	}
	return i.answer(x)(x.Engine.PrepareIdentification(x.caller, i.kind, x.r.PathValue(i.param), strategy, p))
}

func (i identifications) attempt(x *exchange) error {
	f, err := readForm(x.r)
	if err != nil {
		return err
	}
	code := f.given("code")
	if err := f.done(); err != nil {
		return err
	}
	return i.answer(x)(x.Engine.AttemptIdentification(x.caller, i.kind, x.r.PathValue(i.param), code))
}

func (i identifications) remove(x *exchange) error {
	reply, err := x.Engine.DeleteIdentification(x.caller, i.kind, x.r.PathValue(i.param))
	if err != nil {
		return err
	}
	return x.envelope(wire.Deleted{Object: i.kind, ID: reply.Identification.ID, Deleted: true}, reply.View)
}

func (i identifications) update(x *exchange) error {
	f, err := readForm(x.r)
	if err != nil {
		return err
	}
	reserved, preferred := f.flag("reserved_for_second_factor"), f.flag("default_second_factor")
	if err := f.done(); err != nil {
		return err
	}
	return i.answer(x)(x.Engine.UpdatePhoneNumber(x.caller, x.r.PathValue(i.param), reserved, preferred))
}

// answer answers with an identification, or with the error of its transition.
func (i identifications) answer(x *exchange) func(engine.IdentificationReply, error) error {
	return func(reply engine.IdentificationReply, err error) error {
		if err != nil {
			return err
		}
		var resource any = x.renderer().EmailAddress(reply.Identification)
		if i.kind == field.PhoneNumber {
			resource = x.renderer().PhoneNumber(reply.Identification)
		}
		return x.envelope(resource, reply.View)
	}
}
