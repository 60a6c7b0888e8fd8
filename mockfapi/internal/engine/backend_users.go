package engine

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/field"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/mergepatch"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
)

// User returns the user with that id.
func (e *Engine) User(id string) (*model.User, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.user(id)
}

func (e *Engine) user(id string) (*model.User, error) {
	if u := e.store.User(id); u != nil {
		return u, nil
	}
	return nil, apierror.ResourceNotFound("user", id)
}

// CreateUser adds a user, whose identifiers count as verified unless it says
// otherwise.
func (e *Engine) CreateUser(p NewUser) (*model.User, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	c := &userChange{Engine: e, at: e.now()}
	c.user = model.User{
		ID: e.ids.ID("user"), CreatedAt: c.at, UpdatedAt: c.at, Banned: p.Banned,
		PublicMetadata: json.RawMessage("{}"), PrivateMetadata: json.RawMessage("{}"), UnsafeMetadata: json.RawMessage("{}"),
	}
	c.add(field.EmailAddress, p.EmailAddress, p.EmailAddressStatuses)
	c.add(field.PhoneNumber, p.PhoneNumber, p.PhoneNumberStatuses)
	c.add(field.Web3Wallet, p.Web3Wallet, nil)
	c.set(p.UserParams)
	c.metadata(p.Metadata, replaceMetadata)
	if p.Locked {
		c.lock()
	}
	if len(c.errs) == 0 {
		c.require(p)
	}
	return c.commit()
}

// UpdateUser changes what the parameters give.
func (e *Engine) UpdateUser(id string, p UserUpdate) (*model.User, error) {
	return e.changeUser(id, func(c *userChange) {
		c.set(p.UserParams)
		c.metadata(p.emptied(), replaceMetadata)
		c.primary(field.EmailAddress, p.PrimaryEmailAddressID)
		c.primary(field.PhoneNumber, p.PrimaryPhoneNumberID)
		c.primary(field.Web3Wallet, p.PrimaryWeb3WalletID)
		switch {
		case !p.SignOutOfOtherSessions || len(c.errs) > 0:
		case p.Password == nil && p.PasswordDigest == nil:
			c.fail(apierror.FormConditionalParamMissing(field.Password, "sign_out_of_other_sessions is true"))
		default:
			e.revokeSessions(id)
		}
	})
}

// MergeMetadata changes the metadata key by key, at any depth; null removes one.
func (e *Engine) MergeMetadata(id string, m Metadata) (*model.User, error) {
	return e.changeUser(id, func(c *userChange) { c.metadata(m, mergepatch.Apply) })
}

// ReplaceMetadata puts metadata in the place of the old.
func (e *Engine) ReplaceMetadata(id string, m Metadata) (*model.User, error) {
	return e.changeUser(id, func(c *userChange) { c.metadata(m, replaceMetadata) })
}

// BanUser bans a user, which ends their sessions.
func (e *Engine) BanUser(id string) (*model.User, error) {
	return e.changeUser(id, func(c *userChange) {
		c.user.Banned = true
		e.revokeSessions(id)
	})
}

// UnbanUser lets a user in again.
func (e *Engine) UnbanUser(id string) (*model.User, error) {
	return e.changeUser(id, func(c *userChange) { c.user.Banned = false })
}

// LockUser locks a user out for as long as the settings say.
func (e *Engine) LockUser(id string) (*model.User, error) {
	return e.changeUser(id, (*userChange).lock)
}

// UnlockUser lets a user in again, with all their attempts.
func (e *Engine) UnlockUser(id string) (*model.User, error) {
	return e.changeUser(id, func(c *userChange) {
		if c.needLockout() {
			c.user.LockedUntil, c.user.FailedAttempts = 0, 0
		}
	})
}

func (c *userChange) lock() {
	if !c.needLockout() {
		return
	}
	c.user.LockedUntil = model.Forever
	if minutes := c.settings.UserSettings.AttackProtection.UserLockout.DurationInMinutes; minutes > 0 {
		c.user.LockedUntil = c.in(time.Duration(minutes) * time.Minute)
	}
}

func (c *userChange) needLockout() bool {
	enabled := c.settings.UserSettings.AttackProtection.UserLockout.Enabled
	if !enabled {
		c.fail(apierror.FeatureNotEnabled("user_lockout"))
	}
	return enabled
}

// VerifyPassword says whether it is the user's password, by an error if not.
func (e *Engine) VerifyPassword(id, password string) error {
	u, err := e.User(id)
	switch {
	case err != nil:
		return err
	case u.PasswordDigest == "":
		return apierror.NoPasswordSet()
	case !isPassword(u.PasswordDigest, password):
		return apierror.IncorrectPassword()
	}
	return nil
}

// DeleteUser removes a user and their sessions, and returns who it was.
func (e *Engine) DeleteUser(id string) (*model.User, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	u, err := e.user(id)
	if err != nil {
		return nil, err
	}
	for _, client := range e.store.Clients.All() {
		theirs := func(sessionID string) bool { return e.store.Sessions.Get(sessionID).UserID == id }
		if !slices.ContainsFunc(client.SessionIDs, theirs) {
			continue
		}
		after := *client
		after.SessionIDs, after.UpdatedAt = slices.DeleteFunc(slices.Clone(client.SessionIDs), theirs), e.now()
		if !slices.Contains(after.SessionIDs, after.LastActiveSessionID) {
			after.LastActiveSessionID = ""
		}
		e.store.Clients.Put(after.ID, &after)
	}
	e.dropUser(id)
	return u, nil
}

// dropUser removes a user and their sessions.
func (e *Engine) dropUser(id string) {
	for _, s := range e.store.Sessions.All() {
		if s.UserID == id {
			e.store.Sessions.Delete(s.ID)
		}
	}
	e.store.DeleteUser(id)
}
