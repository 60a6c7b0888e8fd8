package engine

import (
	"slices"
	"strings"

	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/field"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/policy"
)

// EnterpriseConnection is the identity provider of a company. Whoever signs up with
// an e-mail address of one of its domains has to come through it. It vouches for the
// addresses of its accounts.
type EnterpriseConnection struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// Domains are in lower case: "corp.example".
	Domains  []string  `json:"domains"`
	Accounts []Account `json:"accounts"`
}

// SetConnections replaces the connections and turns enterprise SSO on, or off when
// there are none. Do not change them afterwards.
func (e *Engine) SetConnections(all []EnterpriseConnection) error {
	return e.UpdateSettings(func(d *environment.Document) error {
		e.connections, d.UserSettings.EnterpriseSSO.Enabled = all, len(all) > 0
		return nil
	})
}

// Connections returns the connections. Do not change them.
func (e *Engine) Connections() []EnterpriseConnection {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.connections
}

// enterprise says whether a strategy leads to an enterprise connection.
func enterprise(strategy string) bool {
	return strategy == field.EnterpriseSSO || strategy == field.SAML
}

// roundTrips says whether a strategy leads the browser away and back.
func roundTrips(strategy string) bool {
	return enterprise(strategy) || strings.HasPrefix(strategy, byOAuth) && tokenProvider(strategy) == ""
}

// connectionsOf returns the connections that own the domain of an e-mail address.
func (e *Engine) connectionsOf(email string) []EnterpriseConnection {
	_, domain, ok := strings.Cut(email, "@")
	if !ok || !e.settings.UserSettings.EnterpriseSSO.Enabled {
		return nil
	}
	var owners []EnterpriseConnection
	for _, c := range e.connections {
		if slices.Contains(c.Domains, domain) {
			owners = append(owners, c)
		}
	}
	return owners
}

// connection returns the connection with that id, nil when there is none.
func (e *Engine) connection(id string) *EnterpriseConnection {
	i := slices.IndexFunc(e.connections, func(c EnterpriseConnection) bool { return c.ID == id })
	if i < 0 || id == "" {
		return nil
	}
	return &e.connections[i]
}

// prepareEnterprise starts a round trip to the connection that the request names or
// that owns the domain of the sign-up's e-mail address.
func (t *transition) prepareEnterprise(strategy string, p Preparation) error {
	owners := t.connectionsOf(t.su.EmailAddress)
	if c := t.connection(p.ConnectionID); c != nil && t.settings.UserSettings.EnterpriseSSO.Enabled {
		owners = []EnterpriseConnection{*c}
	} else if p.ConnectionID != "" {
		owners = nil
	}
	switch {
	case len(owners) == 0 && strategy == field.SAML:
		return apierror.SAMLConnectionNotFound()
	case len(owners) == 0:
		return apierror.EnterpriseSSOSignUpConnectionMissing()
	case len(owners) > 1:
		return apierror.EnterpriseConnectionIDRequired()
	}
	v, err := t.roundTrip(t.su.ID, strategy, owners[0].ID, p)
	if err == nil {
		t.su.ExternalVerification = v
	}
	return err
}

// accountsOf returns the accounts among which a round trip lets the person choose.
func (e *Engine) accountsOf(v *model.Verification) []Account {
	c := e.connection(v.ConnectionID)
	if c == nil {
		return e.accounts[v.Strategy]
	}
	accounts := slices.Clone(c.Accounts)
	for i := range accounts {
		accounts[i].EmailVerified = true
	}
	return accounts
}

// vouched refuses an account whose address is not the connection's to vouch for.
func vouched(c *EnterpriseConnection, a *model.ExternalAccount) *apierror.Error {
	email, ok := policy.Email(a.EmailAddress)
	if !ok {
		return apierror.EnterpriseSSOUserAttributeMissing(field.EmailAddress)
	}
	_, domain, _ := strings.Cut(email, "@")
	if !slices.Contains(c.Domains, domain) {
		return apierror.EnterpriseSSOEmailAddressDomainMismatch(strings.Join(c.Domains, ","), domain)
	}
	return nil
}

// EnterpriseConnections returns the connections between which the caller's sign-up
// can choose.
func (e *Engine) EnterpriseConnections(c Caller, id string) ([]EnterpriseConnection, *View, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	su, err := e.own(c, id)
	if err != nil {
		return nil, nil, err
	}
	return e.connectionsOf(su.EmailAddress), e.view(c.ClientID), nil
}
