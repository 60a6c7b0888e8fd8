package model

// SignIn is an attempt of a user to sign in.
type SignIn struct {
	ID, ClientID string
	Status       string
	// Identifier is what the person typed, UserID whose it is: both are empty until
	// the attempt is identified.
	Identifier, UserID string
	Locale             string
	// Newcomer is what a person without an account typed, who may sign up when it is
	// proved to be theirs: every first factor is one for it.
	Newcomer *Factor

	// FirstFactors and SecondFactors are what may prove who it is, nil where nothing
	// is to be proved.
	FirstFactors, SecondFactors []Factor
	// FirstFactor and SecondFactor are the proofs; Target and SecondTarget are the
	// address, number or wallet that they are about.
	FirstFactor, SecondFactor *Verification
	Target, SecondTarget      string
	// PasswordReset says that the new password was given, where one was due.
	PasswordReset bool

	CreatedSessionID     string
	CreatedAt, AbandonAt int64
}

// Factor is one way to prove who somebody is.
type Factor struct {
	Strategy string
	// Value is what the proof is about, Kind its attribute and ID its
	// identification; all empty for a password or a provider.
	Kind, ID, Value string
	// SafeIdentifier is the value as anybody may see it.
	SafeIdentifier   string
	Primary, Default bool
}

// The statuses of a sign-in.
const (
	NeedsIdentifier   = "needs_identifier"
	NeedsFirstFactor  = "needs_first_factor"
	NeedsSecondFactor = "needs_second_factor"
	NeedsNewPassword  = "needs_new_password"
	Complete          = "complete"
)
