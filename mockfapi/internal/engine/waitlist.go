package engine

import (
	"slices"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/field"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/policy"
)

// WaitlistView is a waitlist entry as it is now, with the invitation that let its
// owner in, nil when there is none.
type WaitlistView struct {
	*model.WaitlistEntry
	Invitation *InvitationView
}

// JoinWaitlist puts an address on the waitlist, where it may be already.
func (e *Engine) JoinWaitlist(address string) (*model.WaitlistEntry, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.settings.UserSettings.SignUp.Mode != modeWaitlist {
		return nil, apierror.WaitlistNotAcceptingEntries()
	}
	email, err := waiting(&address)
	if err != nil {
		return nil, err
	}
	return e.wait(email, nil), nil
}

// NewWaitlistEntry is the body of POST /v1/waitlist_entries; nil is not sent.
type NewWaitlistEntry struct {
	EmailAddress *string `json:"email_address"`
	Notify       *bool   `json:"notify"`
}

// CreateWaitlistEntries puts addresses on the waitlist, whatever the mode: all of
// them or none.
func (e *Engine) CreateWaitlistEntries(c Caller, all []NewWaitlistEntry) ([]WaitlistView, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	addresses := make([]string, len(all))
	for i, n := range all {
		var err error
		if addresses[i], err = waiting(n.EmailAddress); err != nil {
			return nil, err
		}
	}
	views := make([]WaitlistView, len(all))
	for i, n := range all {
		var err error
		if views[i], err = e.waitlistView(c, e.wait(addresses[i], n.Notify)); err != nil {
			return nil, err
		}
	}
	return views, nil
}

// waiting returns the address of an entry as it is stored.
func waiting(given *string) (string, error) {
	if given == nil {
		return "", apierror.FormParamMissing(field.EmailAddress)
	}
	email, ok := policy.Email(*given)
	if !ok {
		return "", apierror.FormParamFormatInvalid(field.EmailAddress, "a valid email address")
	}
	return email, nil
}

// wait returns the entry of the address. A new one is confirmed by e-mail unless
// notify is false.
func (e *Engine) wait(email string, notify *bool) *model.WaitlistEntry {
	all := e.store.Waitlist.All()
	if i := slices.IndexFunc(all, func(w *model.WaitlistEntry) bool { return w.EmailAddress == email }); i >= 0 {
		return all[i]
	}
	w := &model.WaitlistEntry{ID: e.ids.ID("wle"), EmailAddress: email, Status: model.Pending, CreatedAt: e.now(), UpdatedAt: e.now()}
	e.store.Waitlist.Put(w.ID, w)
	if notify == nil || *notify {
		e.Outbox.send(model.Message{ID: e.ids.ID("msg"), Channel: "email", To: email, Kind: "waitlist_confirmation", CreatedAt: e.now()})
	}
	return w
}

// Waitlist returns every entry, oldest first.
func (e *Engine) Waitlist(c Caller) ([]WaitlistView, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	var views []WaitlistView
	for _, w := range e.store.Waitlist.All() {
		view, err := e.waitlistView(c, w)
		if err != nil {
			return nil, err
		}
		views = append(views, view)
	}
	return views, nil
}

func (e *Engine) waitlistView(c Caller, w *model.WaitlistEntry) (WaitlistView, error) {
	view := WaitlistView{WaitlistEntry: w}
	if e.owned(field.EmailAddress, w.EmailAddress) {
		done := *w
		done.Status = model.Completed
		view.WaitlistEntry = &done
	}
	if i := e.store.Invitations.Get(w.InvitationID); i != nil {
		invitation, err := e.invitationView(c, i)
		if err != nil {
			return WaitlistView{}, err
		}
		view.Invitation = &invitation
	}
	return view, nil
}

// DecideWaitlistEntry invites the owner of an entry, or rejects it and takes an
// invitation back; who was rejected can be invited again.
func (e *Engine) DecideWaitlistEntry(c Caller, id, status string) (WaitlistView, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	w := e.store.Waitlist.Get(id)
	if w == nil {
		return WaitlistView{}, apierror.WaitlistEntryNotFound(id)
	}
	now, err := e.waitlistView(c, w)
	switch {
	case err != nil:
		return WaitlistView{}, err
	case now.Status == model.Completed, now.Status == status:
		return WaitlistView{}, apierror.WaitlistEntryAlready(now.Status)
	}
	after := *w
	after.Status, after.UpdatedAt = status, e.now()
	if i := e.store.Invitations.Get(w.InvitationID); i != nil && status == model.Rejected {
		e.revokeInvitation(i)
	}
	if status == model.Invited {
		i, err := e.newInvitation(NewInvitation{EmailAddress: &after.EmailAddress})
		if err != nil {
			return WaitlistView{}, err
		}
		if _, err := e.invite(c, i, nil); err != nil {
			return WaitlistView{}, err
		}
		after.InvitationID = i.ID
	}
	e.store.Waitlist.Put(id, &after)
	return e.waitlistView(c, &after)
}

// DeleteWaitlistEntry takes a pending entry off the waitlist.
func (e *Engine) DeleteWaitlistEntry(c Caller, id string) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	w := e.store.Waitlist.Get(id)
	if w == nil {
		return apierror.WaitlistEntryNotFound(id)
	}
	now, err := e.waitlistView(c, w)
	switch {
	case err != nil:
		return err
	case now.Status == model.Invited, now.Status == model.Completed:
		return apierror.WaitlistEntryAlready(now.Status)
	}
	e.store.Waitlist.Delete(id)
	return nil
}
