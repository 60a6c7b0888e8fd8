package apierror

import (
	"net/http"
	"time"
)

// SignInNotFound says: no such sign-in on this client, or its time is over.
func SignInNotFound(id string) *Error {
	return notFound("resource_not_found", "not found", "No sign in was found with id "+id+".")
}

// OlderSignIn says: the client has begun another sign-in since, or finished this one.
func OlderSignIn() *Error {
	return forbidden("resource_forbidden", "Update operations are not allowed on older sign ins", "Only the client's current sign-in can be changed.")
}

// ClientStateInvalid says: the attempt is not where the action belongs.
func ClientStateInvalid(action, instead string) *Error {
	return bad("client_state_invalid", "Invalid action", action+" is not possible now. "+instead)
}

// FormIdentifierNotFound says: nobody has the identifier.
func FormIdentifierNotFound() *Error {
	return param("identifier", "form_identifier_not_found", "Couldn't find your account.", "No user has this identifier. Sign up, or use another one.")
}

// FormPasswordIncorrect says: the password is not the user's.
func FormPasswordIncorrect() *Error {
	return param("password", "form_password_incorrect", "Password is incorrect. Try again, or use another method.", "The password is not the one of this user.")
}

// FormPasswordOrIdentifierIncorrect says: one of the two is wrong, on an instance
// that does not tell which.
func FormPasswordOrIdentifierIncorrect() *Error {
	return &Error{
		Status: http.StatusUnprocessableEntity, Code: "form_password_or_identifier_incorrect",
		Message: "Password or identifier is incorrect", LongMessage: "The identifier or the password is wrong.",
	}
}

// StrategyForUserInvalid says: this user cannot prove who they are that way.
func StrategyForUserInvalid() *Error {
	return bad("strategy_for_user_invalid", "Invalid verification strategy", "This user cannot use the strategy. See supported_first_factors.")
}

// NoSecondFactors says: the user has no second factor of that strategy.
func NoSecondFactors(strategy string) *Error {
	return bad("no_second_factors", "no second factors", "No second factors were found for strategy "+strategy+". See supported_second_factors.")
}

// FormResourceNotFound says: the parameter names something that the user does not have.
func FormResourceNotFound(name string) *Error {
	return param(name, "form_resource_not_found", "is missing", "The resource associated with the supplied "+name+" was not found.")
}

// AccountTransferInvalid says: no sign-up or sign-in of the client waits for a transfer.
func AccountTransferInvalid() *Error {
	return bad("account_transfer_invalid", "Invalid account transfer", "There is no account to transfer.")
}

// ExternalAccountNotFound says: no user has the provider's account.
func ExternalAccountNotFound() *Error {
	return notFound("external_account_not_found", "Invalid external account", "The External Account was not found.")
}

// SignUpIfMissingNotAllowed says: nobody may sign up, or not with that identifier.
func SignUpIfMissingNotAllowed(reason string) *Error {
	return &Error{
		Status: http.StatusUnprocessableEntity, Code: "sign_up_if_missing_not_allowed",
		Message: "sign_up_if_missing not allowed", LongMessage: "The sign_up_if_missing option cannot be used: " + reason,
	}
}

// SignUpIfMissingStrategyNotSupported says: the strategy does not prove the
// identifier with which somebody may have to sign up.
func SignUpIfMissingStrategyNotSupported(strategy string) *Error {
	return &Error{
		Status: http.StatusUnprocessableEntity, Code: "sign_up_if_missing_strategy_not_supported",
		Message: "strategy not supported with sign_up_if_missing", LongMessage: "The strategy " + strategy + " cannot prove the identifier of a new user.",
	}
}

// SignUpIfMissingTransfer says: the identifier is proved, and nobody has it yet.
func SignUpIfMissingTransfer() *Error {
	return notFound("sign_up_if_missing_transfer", "user not found, transfer to sign up", "There is no matching user. Create a sign-up with transfer=true.")
}

// SignInIdentificationOrUserDeleted says: who was to sign in is gone.
func SignInIdentificationOrUserDeleted() *Error {
	return bad("sign_in_identification_or_user_deleted", "identification or user deleted", "The user or the identification was deleted. Start over.")
}

// UserBanned says: the user may not sign in.
func UserBanned() *Error { return forbidden("user_banned", "User banned", "This user is banned.") }

// UserLocked says: too many failed attempts; for how long, 0 for until somebody
// unlocks the user.
func UserLocked(left time.Duration) *Error {
	locked := forbidden("user_locked", "Account locked", "This account is locked.")
	if left > 0 {
		locked = locked.with("lockout_expires_in_seconds", int(left/time.Second))
	}
	return locked
}
