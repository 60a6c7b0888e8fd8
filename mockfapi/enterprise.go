package mockfapi

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/engine"
)

// EnterpriseConnection is the identity provider of a company: whoever signs up with
// an e-mail address of one of its Domains has to come through it, and chooses one of
// its Accounts there. Domains and Accounts are needed; ID and Name follow from the
// first domain where they are empty.
type EnterpriseConnection = engine.EnterpriseConnection

// WithEnterpriseConnections gives the instance enterprise connections and turns
// enterprise SSO on. Two connections may share a domain: the sign-up then has to name
// one of them.
func WithEnterpriseConnections(connections ...EnterpriseConnection) Option {
	return func(c *config) error {
		all, err := completeAll(connections)
		if err != nil {
			return err
		}
		c.connections = all
		c.changes = append(c.changes, func(d *environment.Document) { d.UserSettings.EnterpriseSSO.Enabled = true })
		return nil
	}
}

// SetEnterpriseConnections replaces the enterprise connections. It turns enterprise
// SSO on, and off when there are none; open sign-ups are held against that at once.
func (m *Instance) SetEnterpriseConnections(connections ...EnterpriseConnection) error {
	all, err := completeAll(connections)
	if err != nil {
		return err
	}
	return m.engine.SetConnections(all)
}

// EnterpriseConnections returns a copy of the enterprise connections.
func (m *Instance) EnterpriseConnections() []EnterpriseConnection {
	all := []EnterpriseConnection{}
	for _, c := range m.engine.Connections() {
		c.Domains, c.Accounts = slices.Clone(c.Domains), slices.Clone(c.Accounts)
		all = append(all, c)
	}
	return all
}

func (m *Instance) controlConnections(r *http.Request) (any, error) {
	var connections []EnterpriseConnection
	if err := read(r, &connections); err != nil {
		return nil, err
	}
	return done, m.SetEnterpriseConnections(connections...)
}

// completeAll returns copies of the connections with everything that they need.
func completeAll(connections []EnterpriseConnection) ([]EnterpriseConnection, error) {
	var all []EnterpriseConnection
	ids := map[string]bool{}
	for i, given := range connections {
		own, err := complete(given)
		if err != nil {
			return nil, fmt.Errorf("mockfapi: enterprise connections: %d: %w", i, err)
		}
		if ids[own.ID] {
			return nil, fmt.Errorf("mockfapi: enterprise connections: %d: the id %q is there twice", i, own.ID)
		}
		ids[own.ID] = true
		all = append(all, own)
	}
	return all, nil
}

// complete returns a copy of the connection with everything that it needs.
func complete(c EnterpriseConnection) (EnterpriseConnection, error) {
	if len(c.Domains) == 0 {
		return c, fmt.Errorf("domains is empty")
	}
	c.Domains, c.Accounts = slices.Clone(c.Domains), slices.Clone(c.Accounts)
	for i, domain := range c.Domains {
		c.Domains[i] = strings.ToLower(domain)
		if !hostname.MatchString(domain) {
			return c, fmt.Errorf("domains[%d] is %q, want a domain with a dot", i, domain)
		}
	}
	c.Name = cmp.Or(c.Name, c.Domains[0])
	c.ID = cmp.Or(c.ID, "ent_"+strings.ReplaceAll(c.Domains[0], ".", "_"))
	return c, engine.ValidateAccounts("accounts", c.Accounts)
}
