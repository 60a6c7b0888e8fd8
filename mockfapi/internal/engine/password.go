package engine

import (
	"crypto/md5" //nolint:gosec // applications bring such digests along
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"golang.org/x/crypto/bcrypt"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/field"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/policy"
)

// digest keeps passwords out of what is stored; it protects nothing real.
func digest(salt, password string) string {
	sum := sha256.Sum256([]byte(salt + "\x00" + password))
	return "sha256$" + salt + "$" + hex.EncodeToString(sum[:])
}

// isPassword says whether it is the password of a stored digest: one of the
// mock's own, or one that an application brought along.
func isPassword(stored, password string) bool {
	if own, ok := strings.CutPrefix(stored, "sha256$"); ok {
		salt, _, _ := strings.Cut(own, "$")
		return stored == digest(salt, password)
	}
	if strings.HasPrefix(stored, "$") {
		return bcrypt.CompareHashAndPassword([]byte(stored), []byte(password)) == nil
	}
	fast, slow := md5.Sum([]byte(password)), sha256.Sum256([]byte(password)) //nolint:gosec // see the import
	return strings.EqualFold(stored, hex.EncodeToString(fast[:])) || strings.EqualFold(stored, hex.EncodeToString(slow[:]))
}

// noPasswords are what the password of the user must not be.
func noPasswords(u *model.User) []string {
	return slices.Concat([]string{u.Username}, values(u.EmailAddresses), values(u.PhoneNumbers))
}

// setPassword gives the user a new password, if it is good enough; param is what the
// errors name.
func (t *work) setPassword(param string, u *model.User, password string) []*apierror.Error {
	broken := policy.Password(t.settings.UserSettings.PasswordSettings, password, noPasswords(u)...)
	for i, e := range broken {
		broken[i] = e.Of(param)
	}
	if len(broken) == 0 {
		u.PasswordDigest, u.PasswordUpdatedAt = digest(u.ID, password), t.at
	}
	return broken
}

// ChangePassword gives the caller's user a new password; one who has a password
// has to know it.
func (e *Engine) ChangePassword(c Caller, current, wanted *string, signOutOthers bool) (UserReply, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	p, err := e.profile(c)
	if err != nil {
		return UserReply{}, err
	}
	if err := p.enabled(field.Password); err != nil {
		return UserReply{}, err
	}
	has := p.user.PasswordDigest != ""
	switch {
	case has && current == nil:
		return UserReply{}, apierror.FormParamMissing("current_password")
	case has && !isPassword(p.user.PasswordDigest, *current):
		return UserReply{}, apierror.FormPasswordValidationFailed("current_password")
	case wanted == nil:
		return UserReply{}, apierror.FormParamMissing("new_password")
	case has && isPassword(p.user.PasswordDigest, *wanted):
		return UserReply{}, apierror.FormNewPasswordMatchesCurrent()
	}
	if err := apierror.Join(p.setPassword("new_password", p.user, *wanted)...); err != nil {
		return UserReply{}, err
	}
	if signOutOthers {
		p.signOut(p.user.ID, p.sessionID)
	}
	return p.finish(), nil
}

// ResetPassword gives the user a new password, after a code proved who they are.
func (e *Engine) ResetPassword(c Caller, id string, password *string, signOutOthers bool) (SignInReply, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	t, err := e.writeSignIn(c, id)
	if err != nil {
		return SignInReply{}, err
	}
	if t.si.Status != model.NeedsNewPassword {
		return SignInReply{}, apierror.ClientStateInvalid("reset_password", "Prove who you are with a reset_password strategy first.")
	}
	if password == nil {
		return SignInReply{}, apierror.FormParamMissing(field.Password)
	}
	if err := t.reset(*password); err != nil {
		return SignInReply{}, err
	}
	if signOutOthers {
		t.signOut(t.si.UserID, "")
	}
	return t.finish(), nil
}

// reset changes the password in the transition itself.
func (t *signIn) reset(password string) error {
	u := *t.person()
	if err := apierror.Join(t.setPassword(field.Password, &u, password)...); err != nil {
		return err
	}
	t.user, t.si.PasswordReset = &u, true
	return nil
}
