package engine

import (
	"net/url"
	"slices"
	"strings"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
)

const (
	// fromOAuth precedes the provider in the strategy of an e-mail address that
	// came with an external account.
	fromOAuth  = "from_oauth_"
	oauthGrant = "oauth_grant"
	// ProviderPath is where the providers' pages live: /provider/{strategy}/authorize.
	ProviderPath = "/provider/"
	// CallbackPath is where they send the browser back to.
	CallbackPath = "/v1/oauth_callback"
)

// prepareOAuth starts a round trip to a provider. An account that was verified
// before stays until the new one is.
func (t *transition) prepareOAuth(strategy string, p Preparation) error {
	v, err := t.startOAuth(t.su.ID, strategy, p)
	if err == nil {
		t.su.ExternalVerification = v
	}
	return err
}

// startOAuth returns the verification of a round trip to a provider that a sign-up
// or sign-in makes.
func (t *work) startOAuth(attemptID, strategy string, p Preparation) (*model.Verification, error) {
	if err := t.usable(strategy); err != nil {
		return nil, err
	}
	return t.roundTrip(attemptID, strategy, "", p)
}

// usable refuses a provider that the instance does not sign people up with.
func (t *work) usable(strategy string) error {
	switch social := t.settings.UserSettings.Social[strategy]; {
	case !social.Enabled:
		return apierror.OAuthProviderNotEnabled(strategy)
	case !social.Authenticatable:
		return apierror.OAuthNonAuthenticatableProvider(strategy)
	}
	return nil
}

// roundTrip leads the browser to a provider, or to an enterprise connection, and
// back.
func (t *work) roundTrip(attemptID, strategy, connectionID string, p Preparation) (*model.Verification, error) {
	if err := t.redirectURL("redirect_url", p.RedirectURL, strategy, true); err != nil {
		return nil, err
	}
	complete := completeURL(p)
	if err := t.redirectURL("action_complete_redirect_url", complete, strategy, false); err != nil {
		return nil, err
	}
	state := t.ids.Hex(16)
	query := url.Values{"state": {state}, "redirect_uri": {t.caller.BaseURL + CallbackPath}, "response_type": {"code"}, "scope": {"openid email profile"}}
	if p.LoginHint != "" {
		query.Set("login_hint", p.LoginHint)
	}
	if p.Prompt != "" {
		query.Set("prompt", p.Prompt)
	}
	v := &model.Verification{
		Status: model.Unverified, Strategy: strategy, ExpireAt: t.in(oauthLife), State: state, Native: t.caller.Native, ConnectionID: connectionID,
		AuthorizeURL: t.caller.BaseURL + ProviderPath + strategy + "/authorize?" + query.Encode(),
		ReturnURL:    *p.RedirectURL, CompleteURL: *p.RedirectURL,
	}
	if complete != nil {
		v.CompleteURL = *complete
	}
	t.store.PutState(state, attemptID)
	return v, nil
}

// completeURL returns the page for the finished. Official clients may give a path:
// it is one of the site that redirect_url, which is checked before, belongs to.
func completeURL(p Preparation) *string {
	if p.CompleteURL == nil || !strings.HasPrefix(*p.CompleteURL, "/") {
		return p.CompleteURL
	}
	site, err := url.Parse(*p.RedirectURL)
	if err == nil {
		site, err = site.Parse(*p.CompleteURL)
	}
	if err != nil {
		return p.CompleteURL // no URL at all, and so refused
	}
	return new(site.String())
}

// OAuthCallback takes the browser back from a provider and returns where it goes
// on. What went wrong at the provider stands in the sign-up or sign-in; only a
// state that is nobody's is an error.
func (e *Engine) OAuthCallback(state, code, refusal string) (location string, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	v := e.pending(state)
	if v == nil {
		return "", apierror.OAuthCallbackInvalid()
	}
	id := e.store.TakeState(state)
	if si := e.store.SignIns.Get(id); si != nil {
		if si.Status == model.Complete || e.signInAbandoned(si) {
			return "", apierror.OAuthCallbackInvalid()
		}
		t := e.beginSignIn(Caller{ClientID: si.ClientID, Native: v.Native}, si)
		t.returned(*v, code, refusal)
		return t.back(v, t.si.Status == model.Complete, t.si.FirstFactor.Error), nil
	}
	su := e.store.SignUps.Get(id)
	if su.CreatedUserID != "" || e.abandoned(su) {
		return "", apierror.OAuthCallbackInvalid()
	}
	t := e.begin(Caller{ClientID: su.ClientID, Native: v.Native}, su)
	t.returned(*v, code, refusal)
	return t.back(v, t.su.CreatedUserID != "", t.su.ExternalVerification.Error), nil
}

// returned records what the provider said.
func (t *transition) returned(v model.Verification, code, refusal string) {
	account, failure := t.redeem(v, code, refusal)
	status := model.Failed
	if failure == nil {
		status, failure = t.admit(account)
	}
	v.Status, v.Error, v.AuthorizeURL, v.VerifiedAtClient = status, failure, "", t.client.ID
	if status == model.Transferable {
		v.Account = account
	}
	t.su.ExternalVerification = &v
	if failure == nil {
		t.adopt(&v, account)
	}
	if err := t.settleAccount(failure == nil); err != nil {
		// Another sign-up took one of the identifiers, or a list keeps the account
		// out: this one keeps what it was.
		t.su = *t.store.SignUps.Get(t.su.ID)
		v.Status, v.Error = model.Failed, apierror.Entries(err)[0]
		t.su.ExternalVerification = &v
	}
	t.commit()
}

// settleAccount settles the sign-up with the account that it just got, if it did.
func (t *transition) settleAccount(fresh bool) error {
	if fresh {
		if err := t.permitted(); err != nil {
			return err
		}
	}
	return t.settle()
}

// redeem exchanges the authorization code for the account.
func (t *work) redeem(v model.Verification, code, refusal string) (*model.ExternalAccount, *apierror.Error) {
	if refusal != "" {
		return nil, apierror.OAuthAccessDenied(provider(v.Strategy))
	}
	grant, err := t.keys.Open(oauthGrant, code, t.clock())
	if err != nil || grant["state"] != v.State || grant["strategy"] != v.Strategy {
		return nil, apierror.OAuthTokenExchangeError()
	}
	accounts := t.accountsOf(&v)
	i := slices.IndexFunc(accounts, func(a Account) bool { return a.Key == grant["key"] })
	if i < 0 {
		return nil, apierror.OAuthTokenExchangeError()
	}
	return newAccount(&v, accounts[i]), nil
}

// back returns where the browser goes on: to the page for the finished, or to the
// one that asks for the rest.
func (t *work) back(v *model.Verification, complete bool, failure *apierror.Error) string {
	target := v.ReturnURL
	if complete {
		target = v.CompleteURL
	}
	if !v.Native {
		return target
	}
	extra := url.Values{}
	if failure != nil {
		extra.Set("__clerk_status", "failed")
		extra.Set("__clerk_error_code", failure.Code)
	} else {
		client := *t.store.Clients.Get(t.client.ID)
		client.Nonce = t.ids.Hex(16)
		t.store.Clients.Put(client.ID, &client)
		extra.Set("rotating_token_nonce", client.Nonce)
	}
	return withQuery(target, extra)
}

// withQuery adds parameters to a URL, before its fragment.
func withQuery(target string, extra url.Values) string {
	u, err := url.Parse(target)
	if err != nil {
		return target // it was checked when it came in
	}
	query := u.Query()
	for name, values := range extra {
		query[name] = values
	}
	u.RawQuery = query.Encode()
	return u.String()
}
