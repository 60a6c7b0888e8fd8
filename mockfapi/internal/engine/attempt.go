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
	now, err := ready(*verification, p.Strategy, t.at)
	if err != nil {
		return Reply{}, err
	}
	wrong, err := check(now, *held, p)
	if err != nil {
		return Reply{}, err
	}
	after := *now
	after.Attempts++
	if wrong != nil {
		if after.Attempts >= codeAttempts {
			after.Status = model.Failed
		}
		*verification = &after
		t.commit()
		return Reply{}, wrong
	}
	after.Status = model.Verified
	*verification = &after
	if t.taken(name, *held) {
		return Reply{}, apierror.IdentificationClaimed() // its owner was faster
	}
	return t.finish()
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
