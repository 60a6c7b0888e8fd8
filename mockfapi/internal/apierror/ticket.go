package apierror

// TicketInvalid says: the ticket was not made by this instance.
func TicketInvalid() *Error {
	return bad("ticket_invalid_code", "ticket is invalid", "The ticket is not one of this instance.")
}

// TicketExpired says: the ticket is too old.
func TicketExpired() *Error {
	return bad("ticket_expired_code", "ticket has expired", "The ticket is too old. Ask for another one.")
}

// InvitationNotFound says: no such invitation.
func InvitationNotFound(id string) *Error {
	return notFound("resource_not_found", "not found", "No invitation was found with id "+id+".")
}

// InvitationAccountNotExists says: an invitation is for signing up, not in.
func InvitationAccountNotExists() *Error {
	return bad("invitation_account_not_exists", "account does not exist", "Nobody signed up with this invitation yet. Sign up first.")
}

// InvitationAlreadyAccepted says: somebody signed up with the invitation.
func InvitationAlreadyAccepted() *Error {
	return bad("invitation_already_accepted", "Invitation is already accepted, try signing in instead.",
		"Somebody signed up with this invitation. Sign in instead.")
}

// InvitationAlreadyRevoked says: there is nothing left to revoke.
func InvitationAlreadyRevoked() *Error {
	return bad("invitation_already_revoked", "Invitation is already revoked.", "This invitation was revoked before.")
}

// RevokedInvitation says: the invitation was taken back.
func RevokedInvitation() *Error {
	return bad("revoked_invitation", "The invitation was revoked.", "This invitation was taken back. Ask for another one.")
}

// InvitationAccountExists says: the invited address has a user.
func InvitationAccountExists() *Error {
	return bad("invitation_account_exists", "account exists", "The invited address belongs to a user. Sign in instead.")
}

// InvitationsNotSupported says: the instance has no e-mail addresses.
func InvitationsNotSupported() *Error {
	return bad("invitations_not_supported", "Invitations are only supported on instances that accept email addresses.",
		"Enable email_address before inviting anybody.")
}

// DuplicateInvitations says: the addresses have pending invitations.
func DuplicateInvitations(addresses []string) *Error {
	return bad("duplicate_record", "duplicate invitation",
		"There are pending invitations to some of the addresses. Revoke them, or set ignore_existing.").with("email_addresses", addresses)
}

// SignInTokenNotFound says: no such sign-in token.
func SignInTokenNotFound(id string) *Error {
	return notFound("resource_not_found", "not found", "No sign-in token was found with id "+id+".")
}

// SignInTokenAlreadyUsed says: somebody signed in with the token.
func SignInTokenAlreadyUsed() *Error {
	return bad("sign_in_token_already_used_code", "sign in token has already been used", "A sign-in token is good once. Ask for another one.")
}

// SignInTokenRevoked says: the token was taken back.
func SignInTokenRevoked() *Error {
	return bad("sign_in_token_revoked_code", "sign in token has been revoked", "This sign-in token was taken back. Ask for another one.")
}

// SignInTokenNotInSignIn says: a sign-up was given a sign-in token.
func SignInTokenNotInSignIn() *Error {
	return bad("sign_in_token_not_in_sign_in_code", "not in sign in", "A sign-in token is for signing in, not up.")
}

// SignInTokenCannotBeRevoked says: the token is pending no more.
func SignInTokenCannotBeRevoked(status string) *Error {
	return bad("sign_in_token_cannot_be_revoked_code", "cannot revoke", "The sign-in token is "+status+". Only pending ones can be revoked.")
}

// UserNotFound says: no such user.
func UserNotFound(id string) *Error {
	return notFound("resource_not_found", "not found", "No user was found with id "+id+".")
}
