package engine

import (
	"slices"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/field"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
)

// IdentificationReply is an e-mail address or phone number of the caller's user
// after a transition.
type IdentificationReply struct {
	Identification *model.Identification
	View           *View
}

// ownIdentification is one change of one address or number of a signed-in user.
type ownIdentification struct {
	*profile
	kind    string
	list    *[]model.Identification
	primary *string
	index   int
}

// lists returns where the user keeps addresses or numbers, copied, and which of
// them is the primary one.
func lists(u *model.User, kind string) (list *[]model.Identification, primary *string) {
	list, primary = &u.EmailAddresses, &u.PrimaryEmailAddressID
	if kind == field.PhoneNumber {
		list, primary = &u.PhoneNumbers, &u.PrimaryPhoneNumberID
	}
	*list = slices.Clone(*list)
	return list, primary
}

// ownIdentification begins a change of the identification with that id.
func (e *Engine) ownIdentification(c Caller, kind, id string) (*ownIdentification, error) {
	p, err := e.profile(c)
	if err != nil {
		return nil, err
	}
	o := &ownIdentification{profile: p, kind: kind}
	o.list, o.primary = lists(p.user, kind)
	o.index = slices.IndexFunc(*o.list, func(i model.Identification) bool { return i.ID == id })
	if o.index < 0 {
		return nil, apierror.IdentificationNotFound()
	}
	return o, nil
}

// it is the copy that is being changed.
func (o *ownIdentification) it() *model.Identification { return &(*o.list)[o.index] }

func (o *ownIdentification) finish() IdentificationReply {
	i := *o.it()
	return IdentificationReply{Identification: &i, View: o.commit()}
}

// Identification returns an address or number of the caller's user.
func (e *Engine) Identification(c Caller, kind, id string) (IdentificationReply, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	o, err := e.ownIdentification(c, kind, id)
	if err != nil {
		return IdentificationReply{}, err
	}
	return IdentificationReply{Identification: o.it(), View: e.view(c.ClientID)}, nil
}

// AddIdentification gives the caller's user another address or number, which is
// nobody's until it is verified. A reserved number becomes a second factor then.
func (e *Engine) AddIdentification(c Caller, kind, value string, reserved bool) (IdentificationReply, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	p, err := e.profile(c)
	if err != nil {
		return IdentificationReply{}, err
	}
	if err := p.enabled(kind); err != nil {
		return IdentificationReply{}, err
	}
	if err := p.mutable(kind); err != nil {
		return IdentificationReply{}, err
	}
	if reserved && !p.settings.UserSettings.Attributes.PhoneNumber.UsedForSecondFactor {
		return IdentificationReply{}, apierror.FormParamUnknown("reserved_for_second_factor")
	}
	stored, wrong := p.shape(kind, value)
	if wrong != nil {
		return IdentificationReply{}, wrong
	}
	o := &ownIdentification{profile: p, kind: kind}
	o.list, o.primary = lists(p.user, kind)
	if p.taken(kind, stored) || slices.ContainsFunc(*o.list, func(i model.Identification) bool { return i.Value == stored }) {
		return IdentificationReply{}, apierror.FormIdentifierExists(kind)
	}
	// The service lists the newest first.
	*o.list = slices.Insert(*o.list, 0, model.Identification{
		ID: e.ids.ID("idn"), Value: stored, Pending: true, ReservedForSecondFactor: reserved, CreatedAt: p.at, UpdatedAt: p.at,
	})
	return o.finish(), nil
}

// PrepareIdentification sends a code or link to the address or number.
func (e *Engine) PrepareIdentification(c Caller, kind, id, strategy string, prep Preparation) (IdentificationReply, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	o, err := e.ownIdentification(c, kind, id)
	if err != nil {
		return IdentificationReply{}, err
	}
	i := o.it()
	switch {
	case attributeOf(strategy) != kind || !slices.Contains(o.settings.UserSettings.Attributes.Get(kind).Verifications, strategy):
		return IdentificationReply{}, apierror.FormParamValueInvalid("strategy")
	case i.Verification.Verified():
		return IdentificationReply{}, apierror.VerificationAlreadyVerified()
	}
	v, err := o.fresh(i.Verification, subject{UserID: o.user.ID, IdentificationID: id}, strategy, i.Value, prep)
	if err != nil {
		return IdentificationReply{}, err
	}
	i.Verification, i.UpdatedAt = v, o.at
	return o.finish(), nil
}

// AttemptIdentification checks the code that was sent to the address or number.
func (e *Engine) AttemptIdentification(c Caller, kind, id string, code *string) (IdentificationReply, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	o, err := e.ownIdentification(c, kind, id)
	if err != nil {
		return IdentificationReply{}, err
	}
	strategy := emailCode
	if kind == field.PhoneNumber {
		strategy = phoneCode
	}
	i := o.it()
	after, wrong, err := try(i.Verification, i.Value, Proof{Strategy: strategy, Code: code}, o.at)
	if err != nil {
		return IdentificationReply{}, err
	}
	if wrong != nil {
		i.Verification = after
		o.finish()
		return IdentificationReply{}, wrong
	}
	if err := o.verified(after); err != nil {
		return IdentificationReply{}, err
	}
	return o.finish(), nil
}

// verified makes the identification the user's, unless somebody was faster.
func (o *ownIdentification) verified(v *model.Verification) error {
	i := o.it()
	if o.taken(o.kind, i.Value) {
		return apierror.IdentificationClaimed()
	}
	i.Verification, i.Pending, i.UpdatedAt = v, false, o.at
	if *o.primary == "" {
		*o.primary = i.ID
	}
	settleSecondFactors(o.user, o.at)
	return nil
}
