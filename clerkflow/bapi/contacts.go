package bapi

import (
	"context"
	"net/http"

	"github.com/clerkflow/clerkflow-go/clerkflow"
)

// EmailAddressService is the e-mail addresses of users.
type EmailAddressService service

// PhoneNumberService is the phone numbers of users.
type PhoneNumberService service

// CreateEmailAddressParams are the parameters of Create.
type CreateEmailAddressParams struct {
	UserID       string `json:"user_id"`
	EmailAddress string `json:"email_address"`
	Verified     *bool  `json:"verified,omitempty"`
	Primary      *bool  `json:"primary,omitempty"`
}

// CreatePhoneNumberParams are the parameters of Create.
type CreatePhoneNumberParams struct {
	UserID      string `json:"user_id"`
	PhoneNumber string `json:"phone_number"`
	Verified    *bool  `json:"verified,omitempty"`
	Primary     *bool  `json:"primary,omitempty"`
}

// UpdateContactParams are the parameters of Update, for addresses and numbers; nil
// leaves a field as it is.
type UpdateContactParams struct {
	Verified *bool `json:"verified,omitempty"`
	Primary  *bool `json:"primary,omitempty"`
}

const (
	emailAddressRoute = "/v1/email_addresses/{email_address_id}"
	phoneNumberRoute  = "/v1/phone_numbers/{phone_number_id}"
)

// Create gives a user an e-mail address.
//
// CreateEmailAddress, POST /v1/email_addresses
func (s *EmailAddressService) Create(ctx context.Context, params *CreateEmailAddressParams) (*clerkflow.EmailAddress, error) {
	return one[clerkflow.EmailAddress](ctx, s.c, http.MethodPost, "/v1/email_addresses", nil, params)
}

// Get returns an e-mail address.
//
// GetEmailAddress, GET /v1/email_addresses/{email_address_id}
func (s *EmailAddressService) Get(ctx context.Context, id string) (*clerkflow.EmailAddress, error) {
	return one[clerkflow.EmailAddress](ctx, s.c, http.MethodGet, emailAddressRoute, []string{id}, nil)
}

// Update changes an e-mail address.
//
// UpdateEmailAddress, PATCH /v1/email_addresses/{email_address_id}
func (s *EmailAddressService) Update(ctx context.Context, id string, params *UpdateContactParams) (*clerkflow.EmailAddress, error) {
	return one[clerkflow.EmailAddress](ctx, s.c, http.MethodPatch, emailAddressRoute, []string{id}, params)
}

// Delete takes an e-mail address from its user.
//
// DeleteEmailAddress, DELETE /v1/email_addresses/{email_address_id}
func (s *EmailAddressService) Delete(ctx context.Context, id string) error {
	return remove(ctx, s.c, emailAddressRoute, id)
}

// Create gives a user a phone number.
//
// CreatePhoneNumber, POST /v1/phone_numbers
func (s *PhoneNumberService) Create(ctx context.Context, params *CreatePhoneNumberParams) (*clerkflow.PhoneNumber, error) {
	return one[clerkflow.PhoneNumber](ctx, s.c, http.MethodPost, "/v1/phone_numbers", nil, params)
}

// Get returns a phone number.
//
// GetPhoneNumber, GET /v1/phone_numbers/{phone_number_id}
func (s *PhoneNumberService) Get(ctx context.Context, id string) (*clerkflow.PhoneNumber, error) {
	return one[clerkflow.PhoneNumber](ctx, s.c, http.MethodGet, phoneNumberRoute, []string{id}, nil)
}

// Update changes a phone number.
//
// UpdatePhoneNumber, PATCH /v1/phone_numbers/{phone_number_id}
func (s *PhoneNumberService) Update(ctx context.Context, id string, params *UpdateContactParams) (*clerkflow.PhoneNumber, error) {
	return one[clerkflow.PhoneNumber](ctx, s.c, http.MethodPatch, phoneNumberRoute, []string{id}, params)
}

// Delete takes a phone number from its user.
//
// DeletePhoneNumber, DELETE /v1/phone_numbers/{phone_number_id}
func (s *PhoneNumberService) Delete(ctx context.Context, id string) error {
	return remove(ctx, s.c, phoneNumberRoute, id)
}
