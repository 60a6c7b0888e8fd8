package engine

import (
	"crypto/md5" //nolint:gosec // applications bring such digests along
	"crypto/sha256"
	"encoding/hex"

	"golang.org/x/crypto/bcrypt"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/field"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/policy"
)

// password sets the password, or the digest of one that the application brings
// along.
func (c *userChange) password(p UserParams) {
	switch {
	case p.Password == nil && p.PasswordDigest == nil && p.PasswordHasher == nil:
		return
	case p.Password != nil && p.PasswordDigest != nil:
		c.fail(apierror.FormConditionalParamDisallowed("password_digest", "password is present"))
		return
	case p.PasswordHasher != nil && p.PasswordDigest == nil:
		c.fail(apierror.FormConditionalParamMissing("password_digest", "password_hasher is present"))
		return
	case p.PasswordDigest != nil && p.PasswordHasher == nil:
		c.fail(apierror.FormConditionalParamMissing("password_hasher", "password_digest is present"))
		return
	}
	if err := c.enabled(field.Password); err != nil {
		c.fail(err)
		return
	}
	c.user.PasswordUpdatedAt = c.at
	if p.PasswordDigest != nil {
		c.fail(checkDigest(*p.PasswordHasher, *p.PasswordDigest))
		c.user.PasswordDigest = *p.PasswordDigest
		return
	}
	if *p.Password == "" {
		c.fail(apierror.FormParamNil(field.Password))
	} else if !p.SkipPasswordChecks {
		c.fail(policy.Password(c.settings.UserSettings.PasswordSettings, *p.Password, noPasswords(&c.user)...)...)
	}
	c.user.PasswordDigest = digest(c.user.ID, *p.Password)
}

// checkDigest refuses what the mock could not compare a password with: of the
// hashers that the service knows it has bcrypt, md5 and sha256.
func checkDigest(hasher, given string) *apierror.Error {
	var ok bool
	switch hasher {
	case "bcrypt":
		_, err := bcrypt.Cost([]byte(given))
		ok = err == nil
	case "md5":
		ok = isHex(given, md5.Size)
	case "sha256":
		ok = isHex(given, sha256.Size)
	default:
		return apierror.FormParamValueInvalid("password_hasher")
	}
	if !ok {
		return apierror.PasswordDigestInvalid(hasher)
	}
	return nil
}

func isHex(text string, size int) bool {
	raw, err := hex.DecodeString(text)
	return err == nil && len(raw) == size
}
