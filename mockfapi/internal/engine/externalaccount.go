package engine

import (
	"cmp"
	"strings"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/field"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/policy"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/store"
)

// newAccount is the account as a sign-up or user has it.
func newAccount(v *model.Verification, a Account) *model.ExternalAccount {
	return &model.ExternalAccount{
		Strategy: cmp.Or(tokenProvider(v.Strategy), v.Strategy), ConnectionID: v.ConnectionID,
		ProviderUserID: a.ProviderUserID, EmailAddress: a.EmailAddress, EmailVerified: a.EmailVerified,
		FirstName: a.FirstName, LastName: a.LastName, Username: a.Username, PhoneNumber: a.PhoneNumber, ImageURL: a.ImageURL,
	}
}

// accountOwner returns the user who has the account, or the address that its
// provider verified; nil when nobody does.
func (t *work) accountOwner(a *model.ExternalAccount) *model.User {
	owner := t.store.Owner(store.Of(a.Source(), a.ProviderUserID))
	if owner == nil && a.EmailVerified {
		owner = t.store.Owner(store.Of(field.EmailAddress, a.EmailAddress))
	}
	return owner
}

// admit says whether the account can become a new user.
func (t *transition) admit(a *model.ExternalAccount) (status string, failure *apierror.Error) {
	connection := t.connection(a.ConnectionID)
	if connection != nil {
		if err := vouched(connection, a); err != nil {
			return model.Failed, err
		}
	}
	owner := t.accountOwner(a)
	s := &t.settings.UserSettings
	switch {
	case owner != nil:
		if status, failure := t.refused(owner); failure != nil {
			return status, failure
		}
		return model.Transferable, apierror.ExternalAccountExists()
	case connection == nil && len(t.connectionsOf(strings.ToLower(a.EmailAddress))) > 0:
		return model.Failed, apierror.OAuthEmailDomainReservedBySAML()
	case s.Social[a.Strategy].BlockEmailSubaddresses && policy.WithoutSubaddress(a.EmailAddress) != a.EmailAddress:
		return model.Failed, apierror.EmailSubaddressNotAllowed()
	case !s.SignUp.Progressive && s.Attributes.EmailAddress.Enabled && !a.EmailVerified:
		return model.Failed, apierror.ExternalAccountEmailAddressVerificationRequired()
	}
	return model.Verified, nil
}

// adopt takes over what the provider gave. What the person typed wins, so that the
// order of the two does not matter.
func (t *transition) adopt(v *model.Verification, a *model.ExternalAccount) {
	su, attributes := &t.su, &t.settings.UserSettings.Attributes
	account := *a
	account.Verification = v
	su.ExternalAccount = &account
	if attributes.FirstName.Enabled && su.FirstName == "" {
		su.FirstName = a.FirstName
	}
	if attributes.LastName.Enabled && su.LastName == "" {
		su.LastName = a.LastName
	}
	email, ok := policy.Email(a.EmailAddress)
	if !ok || !attributes.EmailAddress.Enabled || t.taken(field.EmailAddress, email) {
		return
	}
	proof := &model.Verification{Status: model.Unverified, Strategy: fromOAuth + strings.TrimPrefix(a.Strategy, byOAuth)}
	if v.ConnectionID != "" {
		proof.Strategy, su.EmailAddress = v.Strategy, "" // it vouches for its own address only
	}
	if a.EmailVerified {
		proof.Status = model.Verified
	}
	switch {
	case su.EmailAddress == "":
		su.EmailAddress, su.EmailVerification = email, proof
	case su.EmailAddress == email && a.EmailVerified && !su.EmailVerification.Verified():
		su.EmailVerification = proof
	}
}
