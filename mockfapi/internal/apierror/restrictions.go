package apierror

import "net/http"

// SignUpModeRestricted says: only who was invited may sign up.
func SignUpModeRestricted() *Error {
	return forbidden("sign_up_mode_restricted", "Sign-ups restricted", "Only people with an invitation can sign up.")
}

// SignUpRestrictedWaitlist says: only who was let in from the waitlist may sign up.
func SignUpRestrictedWaitlist() *Error {
	return forbidden("sign_up_restricted_waitlist", "Sign-ups restricted with waitlist", "Join the waitlist; only people with an invitation can sign up.")
}

// NotAllowedAccess says: a list or a rule keeps the identifiers out.
func NotAllowedAccess(identifiers []string) *Error {
	return forbidden("not_allowed_access", "Access not allowed.", "These identifiers may not sign up here. Use others.").with("identifiers", identifiers)
}

// EmailSubaddressNotAllowed says: the provider's address must not have a subaddress.
func EmailSubaddressNotAllowed() *Error {
	return forbidden("not_allowed_access", "Email subaddress not allowed.",
		"The e-mail address must not contain one of + = #.").with("param_name", "email_address")
}

// MailboxTaken says: a user has another address of the same mailbox.
func MailboxTaken() *Error {
	return forbidden("not_allowed_access", "This email address is already in use.",
		"A user has this mailbox under another address. Sign in instead.")
}

// WaitlistNotAcceptingEntries says: the instance has no waitlist.
func WaitlistNotAcceptingEntries() *Error {
	return forbidden("waitlist_not_accepting_entries", "Waitlist not accepting entries", "This instance is not in waitlist mode.")
}

// WaitlistEntryNotFound says: no such waitlist entry.
func WaitlistEntryNotFound(id string) *Error {
	return notFound("resource_not_found", "not found", "No waitlist entry was found with id "+id+".")
}

// WaitlistEntryAlready says: the entry has that status; there is nothing left to decide.
func WaitlistEntryAlready(status string) *Error {
	return &Error{
		Status: http.StatusConflict, Code: "waitlist_entry_already_" + status,
		Message: "Waitlist entry already " + status, LongMessage: "The waitlist entry has already been " + status + ".",
	}
}

// IdentifierNotFound says: the list has no such entry.
func IdentifierNotFound(id string) *Error {
	return notFound("resource_not_found", "Identifier not found", "No identifier was found with id "+id+".")
}

// DuplicateIdentifier says: the list has the identifier.
func DuplicateIdentifier(identifier string) *Error {
	return bad("duplicate_record", "duplicate identifier", "The identifier "+identifier+" is on the list.")
}

// SignUpModeRestrictedInvalidValue says: the sign-up mode rules the setting out.
func SignUpModeRestrictedInvalidValue(name, mode string) *Error {
	return param(name, "sign_up_mode_restricted_invalid_value", "is not allowed", name+" cannot be set while the sign-up mode is "+mode+".")
}
