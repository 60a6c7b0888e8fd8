package environment

import "slices"

// summary returns the auth_config that says of user_settings what old clients
// read there.
func summary(d *Document) AuthConfig {
	c, s := d.AuthConfig, &d.UserSettings
	a := &s.Attributes
	c.FirstName, c.LastName = level(a.FirstName), level(a.LastName)
	c.EmailAddress, c.PhoneNumber = level(a.EmailAddress), level(a.PhoneNumber)
	c.Username, c.Password = level(a.Username), level(a.Password)

	alternatives, usernames := []string{}, []string{}
	strategies, factors, second := []string{}, []string{}, []string{}
	for _, name := range []string{"email_address", "phone_number", "username", "web3_wallet", "password"} {
		attribute := a.Get(name)
		if !attribute.Enabled {
			continue
		}
		strategies = append(strategies, name)
		factors = append(factors, attribute.FirstFactors...)
		second = append(second, attribute.SecondFactors...)
		switch name {
		case "email_address", "phone_number", "web3_wallet":
			alternatives = append(alternatives, name)
		case "username":
			usernames = append(usernames, name)
		case "password":
			factors = append(factors, name)
		}
	}
	socials := s.Socials()
	// All of them are lists, even empty ones: slices.Concat would make nil of those.
	c.IdentificationRequirements = [][]string{append(alternatives, socials...), usernames}
	strategies = append(strategies, socials...)
	c.IdentificationStrategies = strategies
	c.FirstFactors = slices.Concat(factors, []string{"ticket"}, socials)
	c.SecondFactors = second
	c.EmailAddressVerificationStrategies = append([]string{}, a.EmailAddress.Verifications...)
	return c
}

func level(a Attribute) string {
	switch {
	case a.Required:
		return "required"
	case a.Enabled:
		return "on"
	}
	return "off"
}
