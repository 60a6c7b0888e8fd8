package engine

import (
	"slices"
	"strings"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
)

const (
	byIDToken    = "oauth_token_"
	googleOneTap = "google_one_tap"
	idToken      = "id_token"
	idTokenLife  = time.Hour
)

// tokenProvider returns the OAuth strategy whose accounts come with an ID token
// under the given one, empty when it takes none.
func tokenProvider(strategy string) string {
	if strategy == googleOneTap {
		return byOAuth + "google"
	}
	if provider, ok := strings.CutPrefix(strategy, byIDToken); ok {
		return byOAuth + provider
	}
	return ""
}

// IDToken returns what the provider gives an application that signs the account in
// by itself. It is good once, for an hour.
func (e *Engine) IDToken(strategy, accountKey string) (token string, known bool, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if !slices.ContainsFunc(e.accounts[strategy], func(a Account) bool { return a.Key == accountKey }) {
		return "", false, nil
	}
	token, err = e.keys.Seal(idToken, map[string]string{"jti": e.ids.Hex(16), "strategy": strategy, "key": accountKey}, e.clock().Add(idTokenLife))
	return token, true, err
}

// redeemIDToken signs up with the account that an ID token stands for, without a
// round trip to the provider.
func (t *transition) redeemIDToken(strategy string, given *string) error {
	if given == nil || strings.TrimSpace(*given) == "" {
		return apierror.FormConditionalParamMissing("token", "strategy is "+strategy)
	}
	provider := tokenProvider(strategy)
	if err := t.usable(provider); err != nil {
		return err
	}
	refused := apierror.OAuthTokenExchangeError()
	if strategy == googleOneTap {
		refused = apierror.GoogleOneTapTokenInvalid()
	}
	values, err := t.keys.Open(idToken, strings.TrimSpace(*given), t.clock())
	if err != nil || values["strategy"] != provider || t.store.Spent(values["jti"]) {
		return refused
	}
	i := slices.IndexFunc(t.accounts[provider], func(a Account) bool { return a.Key == values["key"] })
	if i < 0 {
		return apierror.OAuthFetchUserError()
	}
	v := &model.Verification{Strategy: strategy, ExpireAt: t.in(oauthLife)}
	account := newAccount(v, t.accounts[provider][i])
	var failure *apierror.Error
	v.Status, failure = t.admit(account)
	v.Error, t.su.ExternalVerification = failure, v
	if failure == nil {
		t.adopt(v, account)
		if err := t.permitted(); err != nil {
			return err
		}
	}
	t.spent = values["jti"]
	return nil
}
