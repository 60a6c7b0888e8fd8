package engine

import (
	"slices"
	"strings"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
)

// DeleteMe deletes the caller's user, with every session.
func (e *Engine) DeleteMe(c Caller) (UserReply, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	p, err := e.profile(c)
	if err != nil {
		return UserReply{}, err
	}
	if !e.settings.UserSettings.Actions.DeleteSelf {
		return UserReply{}, apierror.UserDeleteSelfNotEnabled()
	}
	p.signOut(p.user.ID, "")
	reply := p.finish()
	for _, s := range e.store.Sessions.All() {
		if s.UserID == p.user.ID {
			e.store.Sessions.Delete(s.ID)
		}
	}
	e.store.DeleteUser(p.user.ID)
	return reply, nil
}

// DeleteIdentification takes an address or number from the caller's user, who has
// to keep what the settings demand.
func (e *Engine) DeleteIdentification(c Caller, kind, id string) (IdentificationReply, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	o, err := e.ownIdentification(c, kind, id)
	if err != nil {
		return IdentificationReply{}, err
	}
	gone := *o.it()
	if err := o.dispensable(gone); err != nil {
		return IdentificationReply{}, err
	}
	*o.list = slices.Delete(*o.list, o.index, o.index+1)
	if *o.primary == id {
		*o.primary = ""
		for _, i := range *o.list {
			if i.Verification.Verified() {
				*o.primary = i.ID
				break
			}
		}
	}
	settleSecondFactors(o.user, o.at)
	return IdentificationReply{Identification: &gone, View: o.commit()}, nil
}

// dispensable refuses to delete what the user needs.
func (o *ownIdentification) dispensable(i model.Identification) error {
	if i.Pending {
		return nil
	}
	if err := o.mutable(o.kind); err != nil {
		return err
	}
	owned := slices.DeleteFunc(slices.Clone(*o.list), func(i model.Identification) bool { return i.Pending })
	s := &o.settings.UserSettings
	switch {
	case len(i.LinkedTo) > 0:
		return apierror.DeleteLinkedIdentificationDisallowed()
	case !i.ReservedForSecondFactor && identificationCount(o.user) == 1:
		return apierror.IdentificationDeletionFailed()
	case s.Attributes.Get(o.kind).Required && len(owned) == 1:
		return apierror.LastRequiredIdentificationDeletionFailed(strings.ReplaceAll(o.kind, "_", " "))
	case i.ReservedForSecondFactor && s.SignIn.SecondFactor.Required && len(secondFactors(s, o.user)) == 1:
		return apierror.SecondFactorDeletionNotAllowed()
	}
	return nil
}

// identificationCount says with how many things the user can be identified.
func identificationCount(u *model.User) int {
	n := len(u.Web3Wallets) + len(u.ExternalAccounts)
	if u.Username != "" {
		n++
	}
	for _, i := range slices.Concat(u.EmailAddresses, u.PhoneNumbers) {
		if !i.Pending && !i.ReservedForSecondFactor {
			n++
		}
	}
	return n
}
