package engine

import (
	"slices"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
)

// Authorization returns the accounts between which a provider's page lets the
// person choose.
func (e *Engine) Authorization(strategy, state string) ([]Account, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	v := e.pending(state)
	if v == nil || v.Strategy != strategy {
		return nil, apierror.OAuthCallbackInvalid()
	}
	return slices.Clone(e.accountsOf(v)), nil
}

// pending returns the verification that waits for that state, nil when there is
// none or its time is over.
func (e *Engine) pending(state string) *model.Verification {
	var v *model.Verification
	id := e.store.State(state)
	if su := e.store.SignUps.Get(id); su != nil {
		v = su.ExternalVerification
	} else if si := e.store.SignIns.Get(id); si != nil {
		v = si.FirstFactor
	}
	if v = v.At(e.now()); v == nil || v.State != state || v.Status != model.Unverified {
		return nil
	}
	return v
}

// Grant returns the authorization code with which the provider says who the
// person is.
func (e *Engine) Grant(strategy, state, accountKey string) (code string, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	v := e.pending(state)
	if v == nil {
		return "", apierror.OAuthCallbackInvalid()
	}
	if !slices.ContainsFunc(e.accountsOf(v), func(a Account) bool { return a.Key == accountKey }) {
		return "", apierror.FormParamValueInvalid("account")
	}
	return e.keys.Seal(oauthGrant, map[string]string{"strategy": strategy, "state": state, "key": accountKey}, e.clock().Add(time.Minute))
}
