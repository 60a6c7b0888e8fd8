package engine

import (
	"crypto/sha256"
	"encoding/hex"
	"math"
	"strings"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/policy"
)

// digest keeps passwords out of what is stored; it protects nothing real.
func digest(salt, password string) string {
	sum := sha256.Sum256([]byte(salt + "\x00" + password))
	return "sha256$" + salt + "$" + hex.EncodeToString(sum[:])
}

// isPassword says whether the digest is that of the password.
func isPassword(stored, password string) bool {
	parts := strings.Split(stored, "$")
	return len(parts) == 3 && digest(parts[1], password) == stored
}

// setPassword gives the user a new password, if it is good enough.
func (t *work) setPassword(u *model.User, password string) []*apierror.Error {
	others := []string{u.Username}
	for _, list := range [][]model.Identification{u.EmailAddresses, u.PhoneNumbers} {
		for _, i := range list {
			others = append(others, i.Value)
		}
	}
	broken := policy.Password(t.settings.UserSettings.PasswordSettings, password, others...)
	if len(broken) == 0 {
		u.PasswordDigest, u.PasswordUpdatedAt = digest(u.ID, password), t.at
	}
	return broken
}

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
	lockout := t.settings.UserSettings.AttackProtection.UserLockout
	if !lockout.Enabled {
		return
	}
	u := *t.store.User(userID)
	u.FailedAttempts, u.LockedUntil = u.Failures(t.at)+1, 0
	if u.FailedAttempts >= lockout.MaxAttempts {
		u.LockedUntil = model.Forever
		if minutes := lockout.DurationInMinutes; minutes > 0 {
			u.LockedUntil = t.at + (time.Duration(min(minutes, math.MaxInt32)) * time.Minute).Milliseconds()
		}
	}
	t.store.PutUser(&u)
}
