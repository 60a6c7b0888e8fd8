package apierror

// AuthenticationInvalid says: the request needs an active session of the client.
func AuthenticationInvalid() *Error {
	return unauthorized("authentication_invalid", "Invalid authentication", "This request needs an active session. Sign in first.")
}

// UserDeleteSelfNotEnabled says: users of the instance may not delete themselves.
func UserDeleteSelfNotEnabled() *Error {
	return forbidden("user_delete_self_not_enabled", "delete self not enabled", "Users of this instance cannot delete themselves.")
}

// ImmutableAttributeModificationNotAllowed says: the attribute stays as it was at
// sign-up.
func ImmutableAttributeModificationNotAllowed(name string) *Error {
	return forbidden("immutable_attribute_modification_not_allowed", "immutable attribute", "The "+name+" cannot be changed after sign-up.")
}

// FormVerificationNeeded says: the identification has to be verified first.
func FormVerificationNeeded(name string) *Error {
	return param(name, "form_verification_needed", "is unverified", "Verify the identification that "+name+" names first.")
}

// FormParamDeprecated says: the API version does not have the parameter any more.
func FormParamDeprecated(name, instead string) *Error {
	return param(name, "form_param_deprecated", "is deprecated", name+" is gone from this API version. Use "+instead+".")
}

// FormPasswordValidationFailed says: the current password is not the user's.
func FormPasswordValidationFailed(name string) *Error {
	return param(name, "form_password_validation_failed", "Incorrect password. Please try again.", "The "+name+" is not the password of this user.")
}

// FormNewPasswordMatchesCurrent says: the password would stay what it is.
func FormNewPasswordMatchesCurrent() *Error {
	return param("new_password", "form_new_password_matches_current", "is invalid", "The new password is the current one.")
}

// FormDisableDefaultSecondFactorNotAllowed says: only another number can take the
// default over.
func FormDisableDefaultSecondFactorNotAllowed() *Error {
	return param("default_second_factor", "form_disable_default_second_factor_not_allowed",
		"The default second factor method can only be changed by assigning another method as the default.", "Make another number the default.")
}

// IdentificationNotFound says: the user has no such address or number.
func IdentificationNotFound() *Error {
	return notFound("resource_not_found", "Resource not found", "The user has no such identification.")
}

// IdentificationDeletionFailed says: nothing would be left to sign in with.
func IdentificationDeletionFailed() *Error {
	return bad("identification_deletion_failed", "Deletion failed", "The last identification of a user cannot be deleted.")
}

// LastRequiredIdentificationDeletionFailed says: the settings want every user to
// have one of the kind.
func LastRequiredIdentificationDeletionFailed(kind string) *Error {
	return bad("last_required_identification_deletion_failed", "Deletion failed", "Users of this instance need at least one "+kind+".")
}

// DeleteLinkedIdentificationDisallowed says: the address came with an external account.
func DeleteLinkedIdentificationDisallowed() *Error {
	return bad("delete_linked_identification_disallowed", "Deleting a linked email address is not allowed",
		"The address is linked to an external account. Remove that first.")
}

// SecondFactorDeletionNotAllowed says: the settings want every user to have one.
func SecondFactorDeletionNotAllowed() *Error {
	return bad("second_factor_deletion_not_allowed", "second factor deletion not allowed", "Users of this instance need a second factor.")
}

// IdentificationUpdateFailed says: what nobody else replaces cannot be the second factor.
func IdentificationUpdateFailed() *Error {
	return bad("identification_update_failed", "Update failed", "The last identification of a user cannot be their second factor.")
}

// IdentificationUpdateSecondFactorUnverified says: an unverified number is no factor.
func IdentificationUpdateSecondFactorUnverified() *Error {
	return bad("identification_update_second_factor_unverified", "Update failed", "Verify the number before it becomes a second factor.")
}

// JWTTemplateNotFound says: the instance has no JWT template of that name.
func JWTTemplateNotFound(name string) *Error {
	return notFound("resource_not_found", "JWT template not found", "No JWT template exists with name: "+name)
}
