package mockfapi

import (
	"cmp"
	"fmt"
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
		ids := map[string]bool{}
		for i, given := range connections {
			own, err := complete(given)
			if err != nil {
				return fmt.Errorf("mockfapi: WithEnterpriseConnections: connection %d: %w", i, err)
			}
			if ids[own.ID] {
				return fmt.Errorf("mockfapi: WithEnterpriseConnections: connection %d: the id %q is there twice", i, own.ID)
			}
			ids[own.ID] = true
			c.connections = append(c.connections, own)
		}
		c.changes = append(c.changes, func(d *environment.Document) { d.UserSettings.EnterpriseSSO.Enabled = true })
		return nil
	}
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
