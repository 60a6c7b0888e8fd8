package engine

import (
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/field"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
)

// UpdatePhoneNumber makes a number a second factor, or the preferred one.
func (e *Engine) UpdatePhoneNumber(c Caller, id string, reserved, preferred *bool) (IdentificationReply, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	o, err := e.ownIdentification(c, field.PhoneNumber, id)
	if err != nil {
		return IdentificationReply{}, err
	}
	i, s := o.it(), &o.settings.UserSettings
	switch {
	case reserved == nil:
	case *reserved && !s.Attributes.PhoneNumber.UsedForSecondFactor:
		return IdentificationReply{}, apierror.FormParamUnknown("reserved_for_second_factor")
	case *reserved && !i.Verification.Verified():
		return IdentificationReply{}, apierror.IdentificationUpdateSecondFactorUnverified()
	case *reserved && !i.ReservedForSecondFactor && identificationCount(o.user) == 1:
		return IdentificationReply{}, apierror.IdentificationUpdateFailed()
	case !*reserved && i.ReservedForSecondFactor && s.SignIn.SecondFactor.Required && len(secondFactors(s, o.user)) == 1:
		return IdentificationReply{}, apierror.SecondFactorDeletionNotAllowed()
	default:
		i.ReservedForSecondFactor = *reserved
	}
	switch {
	case preferred == nil:
	case *preferred && !i.ReservedForSecondFactor:
		return IdentificationReply{}, apierror.FormConditionalParamDisallowed("default_second_factor", "the number is no second factor")
	case !*preferred && i.DefaultSecondFactor:
		return IdentificationReply{}, apierror.FormDisableDefaultSecondFactorNotAllowed()
	case *preferred:
		for n := range *o.list {
			(*o.list)[n].DefaultSecondFactor = n == o.index
		}
	}
	i.UpdatedAt = o.at
	settleSecondFactors(o.user, o.at)
	return o.finish(), nil
}

// settleSecondFactors keeps one number preferred while there are any, and notes
// when the user began or ceased to have a second factor.
func settleSecondFactors(u *model.User, now int64) {
	first, preferred := -1, false
	for n := range u.PhoneNumbers {
		i := &u.PhoneNumbers[n]
		is := i.ReservedForSecondFactor && !i.Pending
		if is && first < 0 {
			first = n
		}
		i.DefaultSecondFactor = i.DefaultSecondFactor && is
		preferred = preferred || i.DefaultSecondFactor
	}
	switch {
	case first >= 0 && !preferred:
		u.PhoneNumbers[first].DefaultSecondFactor = true
	case first < 0 && u.TwoFactorEnabled():
		u.MFADisabledAt = now
	}
	if first >= 0 && !u.TwoFactorEnabled() {
		u.MFAEnabledAt, u.MFADisabledAt = now, 0
	}
}
