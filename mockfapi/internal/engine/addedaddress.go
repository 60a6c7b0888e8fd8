package engine

import (
	"slices"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/field"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
)

// addedAddress is an e-mail address that a user verifies by a link.
type addedAddress struct{ *ownIdentification }

// addedAddress returns the address that a link is for, nil when it is gone.
func (e *Engine) addedAddress(values map[string]string) linked {
	u := e.store.User(values["user_id"])
	if u == nil {
		return nil
	}
	p := &profile{work: e.work(Caller{ClientID: values["client_id"]}, values["client_id"])}
	o := &ownIdentification{profile: p, kind: field.EmailAddress}
	o.list, o.primary = lists(p.edit(u.ID), o.kind)
	o.index = slices.IndexFunc(*o.list, func(i model.Identification) bool { return i.ID == values["identification_id"] })
	if o.index < 0 {
		return nil
	}
	return addedAddress{o}
}

func (a addedAddress) emailed() *model.Verification { return a.it().Verification }

func (a addedAddress) over() bool { return a.store.Clients.Get(a.client.ID) == nil }

func (a addedAddress) createdSession() string { return "" }

func (a addedAddress) confirm(v *model.Verification) error {
	if err := a.verified(v); err != nil {
		return err
	}
	a.finish()
	return nil
}
