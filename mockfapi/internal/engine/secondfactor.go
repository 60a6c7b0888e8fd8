package engine

import (
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
)

// PrepareSecondFactor sends a code to the user's second factor; without an id, to
// the preferred one.
func (e *Engine) PrepareSecondFactor(c Caller, id string, choice Choice, p Preparation) (SignInReply, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	t, err := e.writeSecondFactor(c, id, "prepare_second_factor")
	if err != nil {
		return SignInReply{}, err
	}
	if choice.Strategy != phoneCode {
		return SignInReply{}, apierror.FormParamValueInvalid("strategy")
	}
	wanted := ""
	if choice.PhoneNumberID != nil {
		wanted = *choice.PhoneNumberID
	}
	f, ok := pick(t.si.SecondFactors, choice.Strategy, wanted)
	if !ok {
		return SignInReply{}, apierror.FormResourceNotFound("phone_number_id")
	}
	old := t.si.SecondFactor
	if t.si.SecondTarget != f.Value {
		old = nil
	}
	v, err := t.fresh(old, subject{SignInID: t.si.ID}, choice.Strategy, f.Value, p)
	if err != nil {
		return SignInReply{}, err
	}
	t.si.SecondFactor, t.si.SecondTarget = v, f.Value
	return t.finish(), nil
}

// AttemptSecondFactor checks the code of the second factor.
func (e *Engine) AttemptSecondFactor(c Caller, id string, p Proof) (SignInReply, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	t, err := e.writeSecondFactor(c, id, "attempt_second_factor")
	if err != nil {
		return SignInReply{}, err
	}
	switch p.Strategy {
	case phoneCode:
	case "totp", "backup_code":
		return SignInReply{}, apierror.NoSecondFactors(p.Strategy) // nobody can have one here
	default:
		return SignInReply{}, apierror.FormParamValueInvalid("strategy")
	}
	after, wrong, err := try(t.si.SecondFactor, t.si.SecondTarget, p, t.at)
	if err != nil {
		return SignInReply{}, err
	}
	t.si.SecondFactor = after
	if wrong != nil {
		t.commit()
		t.miss(t.si.UserID)
		return SignInReply{}, wrong
	}
	return t.finish(), nil
}

func (e *Engine) writeSecondFactor(c Caller, id, action string) (*signIn, error) {
	t, err := e.writeSignIn(c, id)
	if err == nil && t.si.Status != model.NeedsSecondFactor {
		return nil, apierror.ClientStateInvalid(action, "The sign-in needs no second factor now.")
	}
	return t, err
}
