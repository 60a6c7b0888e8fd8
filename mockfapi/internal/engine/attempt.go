package engine

import (
	"strings"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/wallet"
)

// Proof is what a person gives to verify an identifier; nil is not sent.
type Proof struct {
	Strategy               string
	Code, Signature, Token *string
	// Password proves who signs in.
	Password *string
}

// AttemptVerification checks a code or a wallet's signature.
func (e *Engine) AttemptVerification(c Caller, id string, p Proof) (Reply, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	t, err := e.write(c, id)
	if err != nil {
		return Reply{}, err
	}
	if p.Strategy == googleOneTap {
		if err := t.redeemIDToken(p.Strategy, p.Token); err != nil {
			return Reply{}, err
		}
		return t.finish()
	}
	name := attributeOf(p.Strategy)
	if name == "" || p.Strategy == emailLink {
		return Reply{}, apierror.FormParamValueInvalid("strategy")
	}
	held, verification := t.slot(name)
	after, wrong, err := try(*verification, *held, p, t.at)
	if err != nil {
		return Reply{}, err
	}
	*verification = after
	if wrong != nil {
		t.commit()
		return Reply{}, wrong
	}
	if t.taken(name, *held) {
		return Reply{}, apierror.IdentificationClaimed() // its owner was faster
	}
	return t.finish()
}

// try returns the verification after the attempt, and what was wrong with the
// proof; err is an attempt that cannot be made.
func try(v *model.Verification, value string, p Proof, at int64) (after *model.Verification, wrong *apierror.Error, err error) {
	now, err := ready(v, p.Strategy, at)
	if err != nil {
		return nil, nil, err
	}
	if wrong, err = check(now, value, p); err != nil {
		return nil, nil, err
	}
	tried := *now
	tried.Attempts++
	switch {
	case wrong == nil:
		tried.Status = model.Verified
	case tried.Attempts >= codeAttempts:
		tried.Status = model.Failed
	}
	return &tried, wrong, nil
}

// ready returns the verification if it can be attempted with that strategy now.
func ready(v *model.Verification, strategy string, at int64) (*model.Verification, error) {
	switch v = v.At(at); {
	case v == nil:
		return nil, apierror.VerificationMissing()
	case v.Status == model.Verified:
		return nil, apierror.VerificationAlreadyVerified()
	case v.Strategy != strategy:
		if strings.HasPrefix(v.Strategy, fromOAuth) {
			return nil, apierror.VerificationMissing() // the provider said it, nothing was sent
		}
		return nil, apierror.VerificationStrategyInvalid()
	case v.Status == model.Expired:
		return nil, apierror.VerificationExpired()
	case v.Status == model.Failed:
		return nil, apierror.VerificationFailed()
	}
	return v, nil
}

// check says whether the proof is wrong; err is a request without one.
func check(v *model.Verification, value string, p Proof) (wrong *apierror.Error, err error) {
	given, name := p.Code, "code"
	if v.Nonce != "" {
		given, name = p.Signature, "signature"
	}
	switch {
	case given == nil:
		return nil, apierror.FormParamMissing(name)
	case strings.TrimSpace(*given) == "":
		return nil, apierror.FormParamNil(name)
	case v.Nonce != "":
		// Old clients sign the nonce alone.
		if !wallet.Signed(value, v.Message, *given) && !wallet.Signed(value, v.Nonce, *given) {
			return apierror.FormIncorrectSignature(), nil
		}
	case strings.TrimSpace(*given) != v.Code:
		return apierror.FormCodeIncorrect(), nil
	}
	return nil, nil
}
