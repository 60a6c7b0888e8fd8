package policy

import (
	"slices"
	"strings"
)

// Match says whether an entry of the allow list or the block list stands for the
// address: the address itself, *@domain, or *@*.domain for every subdomain. A star
// that is no whole local part or label is an ordinary character.
func Match(entry, address string) bool {
	entry, address = strings.ToLower(entry), strings.ToLower(address)
	domain, any := strings.CutPrefix(entry, "*@")
	_, at, _ := strings.Cut(address, "@")
	if parent, sub := strings.CutPrefix(domain, "*."); any && sub {
		return strings.HasSuffix(at, "."+parent)
	}
	return entry == address || any && at == domain
}

// Blocked is Match for the block list, where an address stands for its subaddresses
// as well.
func Blocked(entry, address string) bool {
	return Match(entry, address) || Match(entry, WithoutSubaddress(address))
}

// IsPattern says whether an entry of a list stands for all addresses of a domain.
func IsPattern(entry string) bool {
	domain, any := strings.CutPrefix(entry, "*@")
	_, ok := Email("x@" + strings.TrimPrefix(domain, "*."))
	return any && ok
}

// WithoutSubaddress returns the address without what follows a separator in its
// local part; which characters separate depends on the provider.
func WithoutSubaddress(address string) string {
	local, domain, _ := strings.Cut(address, "@")
	separators := "+=#"
	if yahoo(domain) {
		separators += "-"
	}
	if i := strings.IndexAny(local, separators); i > 0 {
		local = local[:i]
	}
	return local + "@" + domain
}

// yahoo says whether the domain is one of Yahoo's own.
func yahoo(domain string) bool {
	name, country, _ := strings.Cut(domain, ".")
	switch name {
	case "ymail", "rocketmail", "y7mail":
		return country == "com"
	case "yahoo":
		country = strings.TrimPrefix(strings.TrimPrefix(country, "com."), "co.")
		return country == "com" || len(country) == 2
	}
	return false
}

// Mailbox returns the address that is the same for everything that ends in one
// mailbox.
func Mailbox(address string) string {
	local, domain, _ := strings.Cut(WithoutSubaddress(address), "@")
	if domain == "gmail.com" || domain == "googlemail.com" {
		local = strings.ReplaceAll(local, ".", "")
	}
	return local + "@" + domain
}

// Disposable says whether the address is a throwaway one. The list stands for the
// service's, which is long and not published.
func Disposable(address string) bool {
	_, domain, _ := strings.Cut(address, "@")
	return slices.Contains([]string{
		"10minutemail.com", "guerrillamail.com", "mailinator.com", "temp-mail.org", "throwawaymail.com", "yopmail.com",
	}, domain)
}
