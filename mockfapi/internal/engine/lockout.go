package engine

import (
	"math"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
)

// barred refuses users who may not sign in, or did already.
func (t *work) barred(u *model.User) *apierror.Error {
	switch {
	case u.Banned:
		return apierror.UserBanned()
	case u.LockedUntil == model.Forever:
		return apierror.UserLocked(0)
	case u.Locked(t.at):
		return apierror.UserLocked(time.Duration(u.LockedUntil-t.at) * time.Millisecond)
	}
	if session := t.signedIn(&t.client, u.ID); session != nil {
		return apierror.IdentifierAlreadySignedIn(session.ID)
	}
	return nil
}

// miss counts a failed attempt, which stands although its request fails; the last
// one that the settings allow locks the user.
func (t *work) miss(userID string) {
	lockout, held := t.settings.UserSettings.AttackProtection.UserLockout, t.store.User(userID)
	if !lockout.Enabled || held == nil {
		return
	}
	u := *held
	u.FailedAttempts, u.LockedUntil = u.Failures(t.at)+1, 0
	if u.FailedAttempts >= lockout.MaxAttempts {
		u.LockedUntil = model.Forever
		if minutes := lockout.DurationInMinutes; minutes > 0 {
			u.LockedUntil = t.at + (time.Duration(min(minutes, math.MaxInt32)) * time.Minute).Milliseconds()
		}
	}
	t.store.PutUser(&u)
}
