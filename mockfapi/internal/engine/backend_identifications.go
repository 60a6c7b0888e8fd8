package engine

import (
	"slices"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
)

// IdentificationChange is what can be said of an e-mail address or phone number of
// a user; nil changes nothing.
type IdentificationChange struct {
	Verified *bool `json:"verified"`
	Primary  *bool `json:"primary"`
}

// AnyIdentification returns the e-mail address or phone number with that id.
func (e *Engine) AnyIdentification(kind, id string) (model.Identification, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	_, found, err := e.identification(kind, id)
	return found, err
}

// identification returns an identification and its user.
func (e *Engine) identification(kind, id string) (userID string, found model.Identification, err error) {
	for _, u := range e.store.Users() {
		list, _ := identifications(u, kind)
		for _, one := range *list {
			if one.ID == id {
				return u.ID, one, nil
			}
		}
	}
	return "", found, apierror.ResourceNotFound(kind, id)
}

// CreateAnyIdentification adds an e-mail address or phone number to a user: reserved
// unless it is said to be verified.
func (e *Engine) CreateAnyIdentification(kind, userID, value string, ch IdentificationChange) (model.Identification, error) {
	var id string
	_, err := e.changeUser(userID, func(c *userChange) {
		if id = c.addOne(kind, value, nil); id != "" {
			c.changeIdentification(kind, id, ch)
		}
	})
	if err != nil {
		return model.Identification{}, err
	}
	return e.AnyIdentification(kind, id)
}

// UpdateAnyIdentification changes an e-mail address or phone number.
func (e *Engine) UpdateAnyIdentification(kind, id string, ch IdentificationChange) (model.Identification, error) {
	err := e.onIdentification(kind, id, func(c *userChange) { c.changeIdentification(kind, id, ch) })
	if err != nil {
		return model.Identification{}, err
	}
	return e.AnyIdentification(kind, id)
}

// DeleteAnyIdentification removes an e-mail address or phone number. The next
// verified one takes the place of the primary one.
func (e *Engine) DeleteAnyIdentification(kind, id string) error {
	return e.onIdentification(kind, id, func(c *userChange) {
		list, primary := identifications(&c.user, kind)
		*list = slices.DeleteFunc(slices.Clone(*list), func(one model.Identification) bool { return one.ID == id })
		if *primary != id {
			return
		}
		*primary = ""
		if i := slices.IndexFunc(*list, func(one model.Identification) bool { return one.Verification.Verified() }); i >= 0 {
			*primary = (*list)[i].ID
		}
	})
}

// onIdentification changes the user whose identification it is.
func (e *Engine) onIdentification(kind, id string, change func(*userChange)) error {
	e.mu.Lock()
	userID, _, err := e.identification(kind, id)
	e.mu.Unlock()
	if err != nil {
		return err
	}
	_, err = e.changeUser(userID, change)
	return err
}

func (c *userChange) changeIdentification(kind, id string, ch IdentificationChange) {
	list, _ := identifications(&c.user, kind)
	*list = slices.Clone(*list)
	i := slices.IndexFunc(*list, func(one model.Identification) bool { return one.ID == id })
	if i < 0 {
		c.fail(apierror.ResourceNotFound(kind, id)) // it went a moment ago
		return
	}
	one := &(*list)[i]
	one.UpdatedAt = c.at
	if ch.Verified != nil && *ch.Verified != one.Verification.Verified() {
		one.Verification = nil
		if *ch.Verified {
			one.Verification = byAdmin()
		}
	}
	if ch.Primary != nil && *ch.Primary {
		c.primary(kind, &id)
	}
}
