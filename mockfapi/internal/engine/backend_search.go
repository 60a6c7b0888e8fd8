package engine

import (
	"cmp"
	"slices"
	"strings"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/field"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/store"
)

// UserSearch says which users and in which order. The zero value is all of them.
type UserSearch struct {
	// Any of these values; UserID and ExternalID may begin with "-": all but this.
	EmailAddress, PhoneNumber, Username, Web3Wallet []string
	UserID, ExternalID                              []string
	// Query is part of anything a user is known by, the others of one thing.
	Query, EmailAddressQuery, PhoneNumberQuery string
	UsernameQuery, NameQuery                   string
	Banned                                     *bool
	CreatedAt, LastActiveAt, LastSignInAt      Span
	Provider                                   string
	ProviderUserID                             []string
	// OrderBy is a key of the user with "+" or "-" before it: "-created_at" for "".
	OrderBy string
	// StartingAfter is the last user of the page before.
	StartingAfter string
}

// Span is a time between two others, in milliseconds; 0 is no limit.
type Span struct{ After, Before int64 }

func (s Span) has(at int64) bool {
	return (s.After == 0 || at > s.After) && (s.Before == 0 || at != 0 && at < s.Before)
}

// SearchUsers returns the users that match.
func (e *Engine) SearchUsers(s UserSearch) ([]*model.User, error) {
	key, descending := orderOf(s.OrderBy)
	compare, ok := userOrders[key]
	if !ok {
		return nil, apierror.InvalidQueryParameterValue("order_by")
	}
	found := slices.DeleteFunc(e.Users(), func(u *model.User) bool { return !s.matches(u) })
	if descending {
		slices.Reverse(found) // those of one moment, too
		slices.SortStableFunc(found, func(a, b *model.User) int { return compare(b, a) })
	} else {
		slices.SortStableFunc(found, compare)
	}
	if s.StartingAfter == "" {
		return found, nil
	}
	i := slices.IndexFunc(found, func(u *model.User) bool { return u.ID == s.StartingAfter })
	if i < 0 || key != "created_at" {
		return nil, apierror.InvalidQueryParameterValue("starting_after")
	}
	return found[i+1:], nil
}

func orderOf(text string) (key string, descending bool) {
	text = cmp.Or(text, "-created_at")
	key, descending = strings.CutPrefix(text, "-")
	return strings.TrimPrefix(key, "+"), descending
}

func by[T cmp.Ordered](key func(*model.User) T) func(a, b *model.User) int {
	return func(a, b *model.User) int { return cmp.Compare(key(a), key(b)) }
}

// userOrders are the keys by which users can be ordered.
var userOrders = map[string]func(a, b *model.User) int{
	"created_at":      by(func(u *model.User) int64 { return u.CreatedAt }),
	"updated_at":      by(func(u *model.User) int64 { return u.UpdatedAt }),
	"last_active_at":  by(func(u *model.User) int64 { return u.LastActiveAt }),
	"last_sign_in_at": by(func(u *model.User) int64 { return u.LastSignInAt }),
	"first_name":      by(func(u *model.User) string { return u.FirstName }),
	"last_name":       by(func(u *model.User) string { return u.LastName }),
	"username":        by(func(u *model.User) string { return u.Username }),
	"email_address":   by(func(u *model.User) string { return strings.Join(values(u.EmailAddresses), " ") }),
	"phone_number":    by(func(u *model.User) string { return strings.Join(values(u.PhoneNumbers), " ") }),
	"web3wallet":      by(func(u *model.User) string { return strings.Join(values(u.Web3Wallets), " ") }),
}

func values(list []model.Identification) []string {
	all := make([]string, len(list))
	for i, one := range list {
		all[i] = one.Value
	}
	return all
}

func (s *UserSearch) matches(u *model.User) bool {
	emails, phones, wallets := values(u.EmailAddresses), values(u.PhoneNumbers), values(u.Web3Wallets)
	name := []string{u.FirstName + " " + u.LastName}
	return anyOf(field.EmailAddress, s.EmailAddress, emails) &&
		anyOf(field.PhoneNumber, s.PhoneNumber, phones) &&
		anyOf(field.Web3Wallet, s.Web3Wallet, wallets) &&
		anyOf(field.Username, s.Username, []string{u.Username}) &&
		signed(s.UserID, u.ID) && signed(s.ExternalID, u.ExternalID) &&
		part(s.EmailAddressQuery, emails) && part(s.PhoneNumberQuery, phones) &&
		part(s.UsernameQuery, []string{u.Username}) && part(s.NameQuery, name) &&
		part(s.Query, slices.Concat(emails, phones, wallets, name, []string{u.Username, u.ID})) &&
		(s.Banned == nil || *s.Banned == u.Banned) &&
		s.CreatedAt.has(u.CreatedAt) && s.LastActiveAt.has(u.LastActiveAt) && s.LastSignInAt.has(u.LastSignInAt) &&
		(s.Provider == "" || slices.ContainsFunc(u.ExternalAccounts, func(x model.ExternalAccount) bool {
			return x.Strategy == s.Provider && slices.Contains(s.ProviderUserID, x.ProviderUserID)
		}))
}

// anyOf says whether one of the values is wanted; all are when none is named.
func anyOf(kind string, wanted, values []string) bool {
	return len(wanted) == 0 || slices.ContainsFunc(values, func(value string) bool {
		return value != "" && slices.ContainsFunc(wanted, func(w string) bool { return store.Of(kind, w) == store.Of(kind, value) })
	})
}

// signed says whether an id is among those wanted and none of those not wanted.
func signed(wanted []string, id string) bool {
	some, found := false, false
	for _, w := range wanted {
		if unwanted, not := strings.CutPrefix(w, "-"); not {
			if unwanted == id {
				return false
			}
			continue
		}
		some = true
		found = found || id != "" && strings.TrimPrefix(w, "+") == id
	}
	return found || !some
}

func part(query string, values []string) bool {
	query = strings.ToLower(query)
	return query == "" || slices.ContainsFunc(values, func(value string) bool { return strings.Contains(strings.ToLower(value), query) })
}
