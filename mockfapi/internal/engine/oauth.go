package engine

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/field"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/policy"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/store"
)

// Account is one account at an OAuth provider: only what is set here does the
// provider give.
type Account struct {
	// Key names the account on the provider's page.
	Key            string `json:"key"`
	ProviderUserID string `json:"provider_user_id"`
	EmailAddress   string `json:"email_address,omitempty"`
	EmailVerified  bool   `json:"email_verified,omitempty"`
	FirstName      string `json:"first_name,omitempty"`
	LastName       string `json:"last_name,omitempty"`
	Username       string `json:"username,omitempty"`
	PhoneNumber    string `json:"phone_number,omitempty"`
	ImageURL       string `json:"image_url,omitempty"`
}

// Accounts holds the accounts of each provider, by strategy ("oauth_google").
type Accounts map[string][]Account

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
	if err := t.usable(strategy); err != nil {
		return err
	}
	return t.roundTrip(strategy, "", p)
}

// usable refuses a provider that the instance does not sign people up with.
func (t *transition) usable(strategy string) error {
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
func (t *transition) roundTrip(strategy, connectionID string, p Preparation) error {
	if err := t.redirectURL("redirect_url", p.RedirectURL, strategy, true); err != nil {
		return err
	}
	if err := t.redirectURL("action_complete_redirect_url", p.CompleteURL, strategy, false); err != nil {
		return err
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
	if p.CompleteURL != nil {
		v.CompleteURL = *p.CompleteURL
	}
	t.su.ExternalVerification = v
	t.store.PutState(state, t.su.ID)
	return nil
}

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
	su := e.store.State(state)
	if su == nil || su.ExternalVerification == nil || su.ExternalVerification.State != state {
		return nil
	}
	if v := su.ExternalVerification.At(e.now()); v.Status == model.Unverified {
		return v
	}
	return nil
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

// OAuthCallback takes the browser back from a provider and returns where it goes
// on. What went wrong at the provider stands in the sign-up; only a state that is
// nobody's is an error.
func (e *Engine) OAuthCallback(state, code, refusal string) (location string, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	v := e.pending(state)
	if v == nil {
		return "", apierror.OAuthCallbackInvalid()
	}
	su := e.store.TakeState(state)
	if su.CreatedUserID != "" || e.abandoned(su) {
		return "", apierror.OAuthCallbackInvalid()
	}
	t := e.begin(Caller{ClientID: su.ClientID, Native: v.Native}, su)
	t.returned(*v, code, refusal)
	return t.back(v), nil
}

// returned records what the provider said.
func (t *transition) returned(v model.Verification, code, refusal string) {
	account, failure := t.redeem(v, code, refusal)
	status := model.Failed
	if failure == nil {
		status, failure = t.admit(&v, account)
	}
	v.Status, v.Error, v.AuthorizeURL, v.VerifiedAtClient = status, failure, "", t.client.ID
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
func (t *transition) redeem(v model.Verification, code, refusal string) (Account, *apierror.Error) {
	if refusal != "" {
		return Account{}, apierror.OAuthAccessDenied(provider(v.Strategy))
	}
	grant, err := t.keys.Open(oauthGrant, code, t.clock())
	if err != nil || grant["state"] != v.State || grant["strategy"] != v.Strategy {
		return Account{}, apierror.OAuthTokenExchangeError()
	}
	accounts := t.accountsOf(&v)
	i := slices.IndexFunc(accounts, func(a Account) bool { return a.Key == grant["key"] })
	if i < 0 {
		return Account{}, apierror.OAuthTokenExchangeError()
	}
	return accounts[i], nil
}

// admit says whether the account can become a new user.
func (t *transition) admit(v *model.Verification, a Account) (status string, failure *apierror.Error) {
	strategy, connection := cmp.Or(tokenProvider(v.Strategy), v.Strategy), t.connection(v.ConnectionID)
	if connection != nil {
		if err := vouched(connection, a); err != nil {
			return model.Failed, err
		}
	}
	owner := t.store.Owner(store.Of(cmp.Or(v.ConnectionID, strategy), a.ProviderUserID))
	if owner == nil && a.EmailVerified {
		owner = t.store.Owner(store.Of(field.EmailAddress, a.EmailAddress))
	}
	s := &t.settings.UserSettings
	switch {
	case owner != nil:
		if session := t.signedIn(&t.client, owner.ID); session != nil {
			return model.Unverified, apierror.IdentifierAlreadySignedIn(session.ID)
		}
		return model.Transferable, apierror.ExternalAccountExists()
	case connection == nil && len(t.connectionsOf(strings.ToLower(a.EmailAddress))) > 0:
		return model.Failed, apierror.OAuthEmailDomainReservedBySAML()
	case s.Social[strategy].BlockEmailSubaddresses && policy.WithoutSubaddress(a.EmailAddress) != a.EmailAddress:
		return model.Failed, apierror.EmailSubaddressNotAllowed()
	case !s.SignUp.Progressive && s.Attributes.EmailAddress.Enabled && !a.EmailVerified:
		return model.Failed, apierror.ExternalAccountEmailAddressVerificationRequired()
	}
	return model.Verified, nil
}

// adopt takes over what the provider gave. What the person typed wins, so that the
// order of the two does not matter.
func (t *transition) adopt(v *model.Verification, a Account) {
	su, attributes := &t.su, &t.settings.UserSettings.Attributes
	strategy := cmp.Or(tokenProvider(v.Strategy), v.Strategy)
	su.ExternalAccount = &model.ExternalAccount{
		Strategy: strategy, ConnectionID: v.ConnectionID, ProviderUserID: a.ProviderUserID, EmailAddress: a.EmailAddress, EmailVerified: a.EmailVerified,
		FirstName: a.FirstName, LastName: a.LastName, Username: a.Username, PhoneNumber: a.PhoneNumber, ImageURL: a.ImageURL,
		Verification: v,
	}
	if attributes.FirstName.Enabled && su.FirstName == "" {
		su.FirstName = a.FirstName
	}
	if attributes.LastName.Enabled && su.LastName == "" {
		su.LastName = a.LastName
	}
	email, ok := policy.Email(a.EmailAddress)
	if !ok || !attributes.EmailAddress.Enabled || t.taken(field.EmailAddress, email) {
		return
	}
	proof := &model.Verification{Status: model.Unverified, Strategy: fromOAuth + strings.TrimPrefix(strategy, byOAuth)}
	if v.ConnectionID != "" {
		proof.Strategy, su.EmailAddress = v.Strategy, "" // it vouches for its own address only
	}
	if a.EmailVerified {
		proof.Status = model.Verified
	}
	switch {
	case su.EmailAddress == "":
		su.EmailAddress, su.EmailVerification = email, proof
	case su.EmailAddress == email && a.EmailVerified && !su.EmailVerification.Verified():
		su.EmailVerification = proof
	}
}

// back returns where the browser goes on: to the page for the finished, or to the
// one that asks for the rest.
func (t *transition) back(v *model.Verification) string {
	su := t.store.SignUps.Get(t.su.ID)
	target := v.ReturnURL
	if su.CreatedUserID != "" {
		target = v.CompleteURL
	}
	if !v.Native {
		return target
	}
	extra := url.Values{}
	if failure := su.ExternalVerification.Error; failure != nil {
		extra.Set("__clerk_status", "failed")
		extra.Set("__clerk_error_code", failure.Code)
	} else {
		client := *t.store.Clients.Get(su.ClientID)
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
