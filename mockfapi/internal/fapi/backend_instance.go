package fapi

import (
	"net/http"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/engine"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/field"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/wire"
)

// backendInstanceRoutes are the settings, sign-ups and identifications of the
// Backend API.
func backendInstanceRoutes() []route {
	const email, phone = "/v1/email_addresses", "/v1/phone_numbers"
	const redirects, signUp = "/v1/redirect_urls", "/v1/sign_ups/{id}"
	return []route{
		backendRoute("GetInstance", http.MethodGet, "/v1/instance", getInstance),
		backendRoute("UpdateInstance", http.MethodPatch, "/v1/instance", updateInstance),
		backendRoute("GetSignUp", http.MethodGet, signUp, backendSignUp),
		backendRoute("UpdateSignUp", http.MethodPatch, signUp, updateBackendSignUp),
		backendRoute("CreateEmailAddress", http.MethodPost, email, createEmailAddress),
		backendRoute("GetEmailAddress", http.MethodGet, email+"/{id}", getIdentification(field.EmailAddress)),
		backendRoute("UpdateEmailAddress", http.MethodPatch, email+"/{id}", updateEmailAddress),
		backendRoute("DeleteEmailAddress", http.MethodDelete, email+"/{id}", deleteIdentification(field.EmailAddress)),
		backendRoute("CreatePhoneNumber", http.MethodPost, phone, createPhoneNumber),
		backendRoute("GetPhoneNumber", http.MethodGet, phone+"/{id}", getIdentification(field.PhoneNumber)),
		backendRoute("UpdatePhoneNumber", http.MethodPatch, phone+"/{id}", updatePhoneNumber),
		backendRoute("DeletePhoneNumber", http.MethodDelete, phone+"/{id}", deleteIdentification(field.PhoneNumber)),
		backendRoute("ListRedirectURLs", http.MethodGet, redirects, listRedirectURLs),
		backendRoute("CreateRedirectURL", http.MethodPost, redirects, createRedirectURL),
		backendRoute("GetRedirectURL", http.MethodGet, redirects+"/{id}", getRedirectURL),
		backendRoute("DeleteRedirectURL", http.MethodDelete, redirects+"/{id}", deleteRedirectURL),
	}
}

func getInstance(x *exchange) error {
	return x.json(http.StatusOK, map[string]any{
		"object": "instance", "id": x.Keys.ID(), "environment_type": x.Engine.Settings().DisplayConfig.InstanceEnvironmentType,
		"allowed_origins": x.Engine.AllowedOrigins(), "workspace_id": nil,
	})
}

func updateInstance(x *exchange) error {
	var p engine.InstanceUpdate
	if err := readJSON(x.r, &p); err != nil {
		return err
	}
	if err := x.Engine.UpdateInstance(p); err != nil {
		return err
	}
	x.w.WriteHeader(http.StatusNoContent)
	return nil
}

func backendSignUp(x *exchange) error { return x.anySignUp(x.Engine.AnySignUp(x.r.PathValue("id"))) }

func updateBackendSignUp(x *exchange) error {
	var p engine.SignUpUpdate
	if err := readOptionalJSON(x.r, &p); err != nil {
		return err
	}
	return x.anySignUp(x.Engine.UpdateAnySignUp(x.r.PathValue("id"), p))
}

func (x *exchange) anySignUp(su *model.SignUp, err error) error {
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, x.renderer().SignUp(su))
}

// emailChange and phoneChange are the bodies that change an identification; those
// that create one say also whose it is.
type (
	emailChange struct {
		engine.IdentificationChange
		NotifyPrimaryEmailAddressChanged *bool `json:"notify_primary_email_address_changed"` // nobody is notified
	}
	phoneChange struct{ engine.IdentificationChange }
)

func createEmailAddress(x *exchange) error {
	var p struct {
		emailChange
		UserID       *string `json:"user_id"`
		EmailAddress *string `json:"email_address"`
	}
	if err := readOptionalJSON(x.r, &p); err != nil {
		return err
	}
	return x.createBackendIdentification(field.EmailAddress, p.UserID, p.EmailAddress, p.IdentificationChange)
}

func createPhoneNumber(x *exchange) error {
	var p struct {
		phoneChange
		UserID      *string `json:"user_id"`
		PhoneNumber *string `json:"phone_number"`
	}
	if err := readOptionalJSON(x.r, &p); err != nil {
		return err
	}
	return x.createBackendIdentification(field.PhoneNumber, p.UserID, p.PhoneNumber, p.IdentificationChange)
}

func (x *exchange) createBackendIdentification(kind string, userID, value *string, ch engine.IdentificationChange) error {
	if err := required(map[string]*string{"user_id": userID, kind: value}); err != nil {
		return err
	}
	created, err := x.Engine.CreateAnyIdentification(kind, *userID, *value, ch)
	return x.identification(kind, created, err)
}

func getIdentification(kind string) func(*exchange) error {
	return func(x *exchange) error {
		found, err := x.Engine.AnyIdentification(kind, x.r.PathValue("id"))
		return x.identification(kind, found, err)
	}
}

func updateEmailAddress(x *exchange) error {
	var p emailChange
	if err := readOptionalJSON(x.r, &p); err != nil {
		return err
	}
	return x.updateIdentification(field.EmailAddress, p.IdentificationChange)
}

func updatePhoneNumber(x *exchange) error {
	var p phoneChange
	if err := readOptionalJSON(x.r, &p); err != nil {
		return err
	}
	return x.updateIdentification(field.PhoneNumber, p.IdentificationChange)
}

func (x *exchange) updateIdentification(kind string, ch engine.IdentificationChange) error {
	updated, err := x.Engine.UpdateAnyIdentification(kind, x.r.PathValue("id"), ch)
	return x.identification(kind, updated, err)
}

func deleteIdentification(kind string) func(*exchange) error {
	return func(x *exchange) error {
		id := x.r.PathValue("id")
		return x.deleted(kind, id, x.Engine.DeleteAnyIdentification(kind, id))
	}
}

func (x *exchange) identification(kind string, i model.Identification, err error) error {
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, x.renderer().Identification(kind, &i))
}

func listRedirectURLs(x *exchange) error {
	return list(x, readQuery(x.r), x.Engine.RedirectURLs(), wire.RedirectURLOf)
}

func createRedirectURL(x *exchange) error {
	var p struct {
		URL *string `json:"url"`
	}
	if err := readOptionalJSON(x.r, &p); err != nil {
		return err
	}
	if err := required(map[string]*string{"url": p.URL}); err != nil {
		return err
	}
	return x.redirectURL(x.Engine.CreateRedirectURL(*p.URL))
}

func getRedirectURL(x *exchange) error {
	return x.redirectURL(x.Engine.RedirectURL(x.r.PathValue("id")))
}

func deleteRedirectURL(x *exchange) error {
	id := x.r.PathValue("id")
	return x.deleted("redirect_url", id, x.Engine.DeleteRedirectURL(id))
}

func (x *exchange) redirectURL(u *model.RedirectURL, err error) error {
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, wire.RedirectURLOf(u))
}
