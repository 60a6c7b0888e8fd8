package engine

import (
	"strings"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/field"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/policy"
)

// Choice says with what a factor is to be proved; nil is not sent.
type Choice struct {
	Strategy                                    string
	EmailAddressID, PhoneNumberID, Web3WalletID *string
}

// id returns the parameter that names the identification, and its value.
func (c Choice) id() (name string, given *string) {
	switch kindOf(c.Strategy) {
	case field.EmailAddress:
		return "email_address_id", c.EmailAddressID
	case field.PhoneNumber:
		return "phone_number_id", c.PhoneNumberID
	case field.Web3Wallet:
		return "web3_wallet_id", c.Web3WalletID
	}
	return "", nil
}

// PrepareFirstFactor sends a code or link, or starts an OAuth or wallet round.
func (e *Engine) PrepareFirstFactor(c Caller, id string, choice Choice, p Preparation) (SignInReply, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	t, err := e.writeSignIn(c, id)
	if err != nil {
		return SignInReply{}, err
	}
	if err := t.chosen(choice, p); err != nil {
		return SignInReply{}, err
	}
	return t.finish(), nil
}

// chosen prepares the factor that the caller chose.
func (t *signIn) chosen(choice Choice, p Preparation) error {
	name, given := choice.id()
	switch {
	case t.si.FirstFactor.Verified():
		return apierror.VerificationAlreadyVerified()
	case strings.HasPrefix(choice.Strategy, byOAuth):
		return t.goToProvider(choice.Strategy, p)
	case name == "":
		return apierror.FormParamValueInvalid("strategy")
	case t.si.Status == model.NeedsIdentifier:
		return apierror.ClientStateInvalid("prepare_first_factor", "Create a sign-in with an identifier first.")
	}
	factors := t.factors()
	// Whoever has no such factor need not name one.
	if _, ok := pick(factors, choice.Strategy, ""); !ok {
		return t.unsupported(choice.Strategy)
	}
	if given == nil {
		return apierror.FormParamMissing(name)
	}
	f, ok := pick(factors, choice.Strategy, *given)
	if !ok || *given == "" {
		return apierror.FormResourceNotFound(name)
	}
	return t.prepareFirst(f, p)
}

// factors returns the first factors of whoever signs in.
func (t *signIn) factors() []model.Factor {
	s := &t.settings.UserSettings
	if t.si.Newcomer != nil {
		return newcomerFactors(s, *t.si.Newcomer)
	}
	return firstFactors(s, t.person(), t.si.Identifier)
}

// unsupported is the error of a strategy that is none of the first factors.
func (t *signIn) unsupported(strategy string) *apierror.Error {
	if t.si.Newcomer != nil {
		return apierror.SignUpIfMissingStrategyNotSupported(strategy)
	}
	return apierror.StrategyForUserInvalid()
}

// prepareFirst prepares one of the first factors.
func (t *signIn) prepareFirst(f model.Factor, p Preparation) error {
	old := t.si.FirstFactor
	if t.si.Target != f.Value {
		old = nil // nothing was sent there
	}
	v, err := t.fresh(old, subject{SignInID: t.si.ID}, f.Strategy, f.Value, p)
	if err == nil {
		t.si.FirstFactor, t.si.Target = v, f.Value
	}
	return err
}

// AttemptFirstFactor checks a password, a code or a wallet's signature.
func (e *Engine) AttemptFirstFactor(c Caller, id string, p Proof) (SignInReply, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	t, err := e.writeSignIn(c, id)
	if err != nil {
		return SignInReply{}, err
	}
	wrong, err := t.proveFirst(p)
	if err != nil {
		return SignInReply{}, err
	}
	if wrong != nil {
		t.commit()
		t.miss(t.si.UserID)
		return SignInReply{}, t.discreet(wrong, p.Password)
	}
	reply := t.finish()
	if t.si.Newcomer != nil {
		return SignInReply{}, apierror.SignUpIfMissingTransfer()
	}
	return reply, nil
}

// proveFirst tries the proof and says what is wrong with it; err is an attempt that
// cannot be made.
func (t *signIn) proveFirst(p Proof) (wrong *apierror.Error, err error) {
	switch {
	case p.Strategy != field.Password && (kindOf(p.Strategy) == "" || p.Strategy == emailLink):
		return nil, apierror.FormParamValueInvalid("strategy")
	case t.si.Status == model.NeedsIdentifier:
		return nil, apierror.ClientStateInvalid("attempt_first_factor", "Create a sign-in with an identifier first.")
	case t.si.FirstFactor.Verified():
		return nil, apierror.VerificationAlreadyVerified()
	case t.si.Newcomer != nil && t.si.FirstFactor != nil && t.si.FirstFactor.Status == model.Transferable:
		return nil, apierror.SignUpIfMissingTransfer()
	case p.Strategy == field.Password:
		return t.provePassword(p.Password)
	}
	after, wrong, err := try(t.si.FirstFactor, t.si.Target, p, t.at)
	if err != nil {
		return nil, err
	}
	if wrong == nil && resets(p.Strategy) && p.Password != nil {
		if err := t.reset(*p.Password); err != nil {
			return nil, err
		}
	}
	t.si.FirstFactor = after
	return wrong, nil
}

// provePassword compares the password with the user's.
func (t *signIn) provePassword(given *string) (wrong *apierror.Error, err error) {
	if t.si.Newcomer != nil {
		return nil, t.unsupported(field.Password)
	}
	u, s := t.person(), &t.settings.UserSettings
	v := &model.Verification{Status: model.Unverified, Strategy: field.Password}
	if old := t.si.FirstFactor; old != nil && old.Strategy == field.Password {
		v.Attempts = old.Attempts
	}
	v.Attempts++
	switch {
	case given == nil:
		return nil, apierror.FormParamMissing(field.Password)
	case *given == "":
		return nil, apierror.FormParamNil(field.Password)
	case u.PasswordDigest == "" || !s.Attributes.Password.Enabled:
		return nil, t.discreet(apierror.StrategyForUserInvalid(), given)
	case !isPassword(u.PasswordDigest, *given):
		wrong = apierror.FormPasswordIncorrect()
	case s.PasswordSettings.EnforceHIBPOnSignIn && policy.Pwned(*given):
		return nil, apierror.FormPasswordPwned()
	default:
		v.Status = model.Verified
	}
	t.si.FirstFactor, t.si.Target = v, ""
	return wrong, nil
}
