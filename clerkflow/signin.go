package clerkflow

// SignIn is an attempt to sign in, as the service describes it.
type SignIn struct {
	ID     string       `json:"id"`
	Status SignInStatus `json:"status"`
	// SupportedIdentifiers say what can name the person.
	SupportedIdentifiers []Field `json:"supported_identifiers"`
	// The factors are what the person can prove, nil until somebody is named.
	SupportedFirstFactors    []Factor      `json:"supported_first_factors"`
	SupportedSecondFactors   []Factor      `json:"supported_second_factors"`
	FirstFactorVerification  *Verification `json:"first_factor_verification"`
	SecondFactorVerification *Verification `json:"second_factor_verification"`
	// Identifier is the address, number, username or wallet that was given.
	Identifier string    `json:"identifier"`
	UserData   *UserData `json:"user_data"`
	// CreatedSessionID is set when Status is complete.
	CreatedSessionID string `json:"created_session_id"`
	// AbandonAt is when an unfinished attempt ends.
	AbandonAt Timestamp `json:"abandon_at"`
	Locale    string    `json:"locale"`
}

// SignInStatus says what a sign-in needs next. The service adds values without
// notice.
type SignInStatus string

// The statuses of a sign-in.
const (
	SignInNeedsIdentifier   SignInStatus = "needs_identifier"
	SignInNeedsFirstFactor  SignInStatus = "needs_first_factor"
	SignInNeedsSecondFactor SignInStatus = "needs_second_factor"
	SignInNeedsClientTrust  SignInStatus = "needs_client_trust"
	SignInNeedsNewPassword  SignInStatus = "needs_new_password"
	SignInNeedsProtectCheck SignInStatus = "needs_protect_check"
	SignInComplete          SignInStatus = "complete"
	SignInAbandoned         SignInStatus = "abandoned"
)

// Factor is one way to prove who one is.
type Factor struct {
	Strategy Strategy `json:"strategy"`
	// SafeIdentifier is the address or number with most of it hidden.
	SafeIdentifier string `json:"safe_identifier"`
	// The id of what is proved, for [PrepareFactorParams].
	EmailAddressID string `json:"email_address_id"`
	PhoneNumberID  string `json:"phone_number_id"`
	Web3WalletID   string `json:"web3_wallet_id"`
	Primary        bool   `json:"primary"`
	Default        bool   `json:"default"`
}

// Preparation returns the parameters that prepare the factor.
func (f Factor) Preparation() *PrepareFactorParams {
	return &PrepareFactorParams{Strategy: f.Strategy, EmailAddressID: f.EmailAddressID, PhoneNumberID: f.PhoneNumberID, Web3WalletID: f.Web3WalletID}
}

// UserData is what a sign-in shows of the person.
type UserData struct {
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name"`
	ImageURL  string `json:"image_url"`
}

// Transferable says that nobody has the account at the provider, or the address:
// a sign-up with Transfer, such as [Flow.StartTransfer], makes the user.
func (s *SignIn) Transferable() bool {
	v := s.FirstFactorVerification
	return v != nil && v.Status == VerificationTransferable
}

// FirstFactor returns the supported first factor of a strategy, the primary one
// where there are several; false for none.
func (s *SignIn) FirstFactor(strategy Strategy) (Factor, bool) {
	return factorOf(s.SupportedFirstFactors, strategy)
}

// SecondFactor returns the supported second factor of a strategy, the default one
// where there are several; false for none.
func (s *SignIn) SecondFactor(strategy Strategy) (Factor, bool) {
	return factorOf(s.SupportedSecondFactors, strategy)
}

func factorOf(factors []Factor, strategy Strategy) (found Factor, ok bool) {
	for _, f := range factors {
		if f.Strategy == strategy && (!ok || f.Primary || f.Default) {
			found, ok = f, true
		}
	}
	return found, ok
}
