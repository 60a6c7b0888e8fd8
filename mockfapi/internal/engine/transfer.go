package engine

import (
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/store"
)

// goToProvider starts a round trip to a provider as the first factor.
func (t *signIn) goToProvider(strategy string, p Preparation) error {
	v, err := t.startOAuth(t.si.ID, strategy, p)
	if err == nil {
		t.si.FirstFactor, t.si.Target = v, ""
	}
	return err
}

// returned records what the provider said.
func (t *signIn) returned(v model.Verification, code, refusal string) {
	account, failure := t.redeem(v, code, refusal)
	v.Status, v.Error, v.AuthorizeURL, v.VerifiedAtClient = model.Failed, failure, "", t.client.ID
	if failure == nil {
		v.Status, v.Error = t.recognize(account)
	}
	switch v.Status {
	case model.Transferable:
		v.Account = account
		t.si.FirstFactor = &v
	case model.Verified:
		t.accept(v, account)
	default:
		t.si.FirstFactor = &v
	}
	t.finish()
}

// recognize says whether the account's owner may sign in. An account without one
// can become a user, where anybody can.
func (t *signIn) recognize(a *model.ExternalAccount) (status string, failure *apierror.Error) {
	owner := t.accountOwner(a)
	if owner == nil {
		if mode := t.settings.UserSettings.SignUp.Mode; mode != "" && mode != "public" {
			return model.Failed, apierror.ExternalAccountNotFound()
		}
		return model.Transferable, apierror.ExternalAccountNotFound()
	}
	if status, failure := t.refused(owner); failure != nil {
		return status, failure
	}
	return model.Verified, nil
}

// refused says why the owner of an account may not sign in, if they may not, and
// what that makes of the verification.
func (t *work) refused(owner *model.User) (status string, failure *apierror.Error) {
	if failure = t.barred(owner); failure != nil && t.signedIn(&t.client, owner.ID) != nil {
		return model.Unverified, failure
	}
	return model.Failed, failure
}

// accept takes the account as the proof of its owner, who has it from now on.
func (t *signIn) accept(v model.Verification, a *model.ExternalAccount) {
	owner := t.accountOwner(a)
	v.Status, v.Error, v.Account = model.Verified, nil, nil
	t.si.UserID, t.si.Identifier, t.si.FirstFactor, t.si.Newcomer = owner.ID, a.EmailAddress, &v, nil
	if t.store.Owner(store.Of(a.Strategy, a.ProviderUserID)) == nil {
		account := *a
		account.Verification = &v
		t.connect(t.edit(owner.ID), account)
	}
}

// transfer signs in the owner of the account with which the client's sign-up came
// back.
func (t *signIn) transfer() error {
	su := t.store.SignUps.Get(t.client.SignUpID)
	if su == nil || t.abandoned(su) || su.ExternalVerification == nil || su.ExternalVerification.Account == nil {
		return apierror.AccountTransferInvalid()
	}
	v := *su.ExternalVerification
	owner := t.accountOwner(v.Account)
	if owner == nil { // the user was deleted meanwhile
		return apierror.AccountTransferInvalid()
	}
	if err := t.barred(owner); err != nil {
		return err
	}
	t.accept(v, v.Account)
	t.client.SignUpID = ""
	return nil
}

// transfer gives the sign-up what the client's sign-in proved to be nobody's: an
// account at a provider, or an identifier.
func (t *transition) transfer() error {
	si := t.store.SignIns.Get(t.client.SignInID)
	if si == nil || t.signInAbandoned(si) || si.FirstFactor == nil || si.FirstFactor.Status != model.Transferable {
		return apierror.AccountTransferInvalid()
	}
	v := *si.FirstFactor
	account := v.Account
	v.Status, v.Error, v.Account = model.Verified, nil, nil
	t.client.SignInID = ""
	if account == nil {
		held, verification := t.slot(si.Newcomer.Kind)
		*held, *verification = si.Newcomer.Value, &v
		return nil
	}
	if _, failure := t.admit(account); failure != nil {
		return failure
	}
	t.su.ExternalVerification = &v
	t.adopt(&v, account)
	return nil
}
