package engine

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/field"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/store"
)

// complete turns the sign-up into a user who is signed in, provided that nobody
// else got hold of one of the identifiers meanwhile.
func (t *transition) complete() error {
	su := &t.su
	if t.taken(field.EmailAddress, su.EmailAddress) || t.taken(field.PhoneNumber, su.PhoneNumber) ||
		t.taken(field.Web3Wallet, su.Web3Wallet) || t.taken(field.Username, su.Username) || t.taken(store.ExternalID, su.ExternalID) ||
		su.ExternalAccount != nil && t.taken(su.ExternalAccount.Source(), su.ExternalAccount.ProviderUserID) {
		return apierror.IdentificationClaimed()
	}
	if err := t.modeAdmits(""); err != nil {
		return err
	}
	if err := t.permitted(); err != nil {
		return err // the lists may have changed
	}
	t.startSession(t.newUser(), t.lastStrategy())
	su.CreatedUserID, su.CreatedSessionID = t.user.ID, t.session.ID
	t.accept()
	if t.client.SignUpID == su.ID {
		t.client.SignUpID = ""
	}
	return nil
}

// lastStrategy is the strategy that lets the new user in again.
func (t *transition) lastStrategy() string {
	switch {
	case t.su.ExternalAccount != nil:
		return t.su.ExternalAccount.Strategy
	case t.su.Web3Verification.Verified():
		return t.su.Web3Verification.Strategy
	case t.su.EmailVerification.Verified():
		return t.su.EmailVerification.Strategy
	case t.su.PhoneVerification.Verified():
		return t.su.PhoneVerification.Strategy
	}
	return field.Password
}

func (t *transition) newUser() *model.User {
	su := &t.su
	u := &model.User{
		ID: t.ids.ID("user"), Username: su.Username, FirstName: su.FirstName, LastName: su.LastName,
		PasswordDigest: su.PasswordDigest, UnsafeMetadata: su.UnsafeMetadata, PublicMetadata: su.PublicMetadata,
		PrivateMetadata: json.RawMessage("{}"), ExternalID: su.ExternalID, Locale: su.Locale,
		LegalAcceptedAt: su.LegalAcceptedAt, LastSignInAt: t.at, LastActiveAt: t.at, CreatedAt: t.at, UpdatedAt: t.at,
	}
	if su.PasswordDigest != "" {
		u.PasswordUpdatedAt = t.at
	}
	u.EmailAddresses = t.identification(su.EmailAddress, su.EmailVerification)
	u.PhoneNumbers = t.identification(su.PhoneNumber, su.PhoneVerification)
	u.Web3Wallets = t.identification(su.Web3Wallet, su.Web3Verification)
	u.PrimaryEmailAddressID, u.PrimaryPhoneNumberID, u.PrimaryWeb3WalletID = first(u.EmailAddresses), first(u.PhoneNumbers), first(u.Web3Wallets)
	if su.ExternalAccount != nil {
		t.connect(u, *su.ExternalAccount)
	}
	return u
}

// connect gives the user an account at a provider, linked to its e-mail address.
func (t *work) connect(u *model.User, account model.ExternalAccount) {
	account.ID, account.IdentificationID = t.ids.ID("eac"), t.ids.ID("idn")
	account.CreatedAt, account.UpdatedAt = t.at, t.at
	u.ExternalAccounts = append(slices.Clone(u.ExternalAccounts), account)
	u.EmailAddresses = slices.Clone(u.EmailAddresses)
	for i, e := range u.EmailAddresses {
		if strings.EqualFold(e.Value, account.EmailAddress) {
			u.EmailAddresses[i].LinkedTo = append(slices.Clone(e.LinkedTo), model.Link{Type: account.Strategy, ID: account.IdentificationID})
		}
	}
}

// first is what becomes the primary one.
func first(list []model.Identification) string {
	if len(list) == 0 {
		return ""
	}
	return list[0].ID
}

// identification returns the value as the user's; without a finished
// verification it is reserved.
func (t *transition) identification(value string, v *model.Verification) []model.Identification {
	if value == "" {
		return nil
	}
	if !v.Verified() {
		v = nil
	}
	return []model.Identification{{ID: t.ids.ID("idn"), Value: value, Verification: v, CreatedAt: t.at, UpdatedAt: t.at}}
}

// newSession returns a session that is not stored yet.
func (e *Engine) newSession(clientID, userID string) *model.Session {
	now := e.now()
	return &model.Session{
		ID: e.ids.ID("sess"), ClientID: clientID, UserID: userID, Status: model.Active,
		ExpireAt: e.in(sessionLife), AbandonAt: e.in(sessionIdle), LastActiveAt: now, CreatedAt: now, UpdatedAt: now,
	}
}
