package engine

import (
	"strings"

	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/field"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/policy"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/store"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/wallet"
)

// identify finds the user whose identifier it is.
func (t *signIn) identify(text string, orSignUp bool) *apierror.Error {
	if text = strings.TrimSpace(text); text == "" {
		return apierror.FormParamNil("identifier")
	}
	candidates := identifiers(&t.settings.UserSettings, text)
	if len(candidates) == 0 {
		return apierror.FormParamFormatInvalid("identifier", "of a kind with which users sign in to this instance")
	}
	for _, id := range candidates {
		if owner := t.store.Owner(id); owner != nil {
			t.si.UserID, t.si.Identifier = owner.ID, id.Value
			return t.barred(owner)
		}
	}
	if orSignUp {
		return t.welcome(candidates[0])
	}
	return apierror.FormIdentifierNotFound()
}

// identifiers returns what the text may mean on that instance.
func identifiers(s *environment.UserSettings, text string) []store.Identifier {
	var all []store.Identifier
	usable := func(a environment.Attribute) bool { return a.Enabled && a.UsedForFirstFactor }
	if email, ok := policy.Email(text); ok && usable(s.Attributes.EmailAddress) {
		all = append(all, store.Of(field.EmailAddress, email))
	}
	if phone, ok := policy.Phone(text); ok && usable(s.Attributes.PhoneNumber) {
		all = append(all, store.Of(field.PhoneNumber, phone))
	}
	if usable(s.Attributes.Web3Wallet) && (wallet.IsEthereum(text) || wallet.IsSolana(text)) {
		all = append(all, store.Of(field.Web3Wallet, text))
	}
	if usable(s.Attributes.Username) {
		all = append(all, store.Of(field.Username, text))
	}
	return all
}
