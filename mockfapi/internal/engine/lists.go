package engine

import (
	"slices"
	"strings"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/field"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/policy"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/store"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/wallet"
)

// ListName names one of the two lists of identifiers.
type ListName string

// The lists.
const (
	Allowlist ListName = "allowlist"
	Blocklist ListName = "blocklist"
)

func (e *Engine) list(name ListName) *store.Table[model.Listed] {
	if name == Allowlist {
		return &e.store.Allowlist
	}
	return &e.store.Blocklist
}

// Listed returns the entries of a list, newest first.
func (e *Engine) Listed(name ListName) []*model.Listed {
	e.mu.Lock()
	defer e.mu.Unlock()
	all := e.list(name).All()
	slices.Reverse(all)
	return all
}

// List puts an identifier on a list, and with notify invites it, if it is an e-mail
// address.
func (e *Engine) List(c Caller, name ListName, given string, notify bool) (*model.Listed, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	kind, value := identifierKind(given)
	if kind == "" {
		return nil, apierror.FormParamFormatInvalid("identifier", "an email address, *@ and a domain, a phone number or a web3 wallet")
	}
	if slices.ContainsFunc(e.list(name).All(), func(l *model.Listed) bool {
		return store.Of(l.Kind, l.Value) == store.Of(kind, value)
	}) {
		return nil, apierror.DuplicateIdentifier(value)
	}
	l := &model.Listed{Kind: kind, Value: value, CreatedAt: e.now(), UpdatedAt: e.now()}
	if name == Allowlist {
		l.ID = e.ids.ID("alid")
	} else {
		l.ID = e.ids.ID("blid")
	}
	if notify && kind == field.EmailAddress && !policy.IsPattern(value) {
		i, err := e.newInvitation(NewInvitation{EmailAddress: &value})
		if err != nil {
			return nil, err
		}
		if _, err := e.invite(c, i, nil); err != nil {
			return nil, err
		}
		l.InvitationID = i.ID
	}
	e.list(name).Put(l.ID, l)
	return l, nil
}

// Unlist takes an entry off a list.
func (e *Engine) Unlist(name ListName, id string) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.list(name).Get(id) == nil {
		return apierror.IdentifierNotFound(id)
	}
	e.list(name).Delete(id)
	return nil
}

// identifierKind returns the attribute that a text can be a value of, and the value as it is
// stored; no attribute when it can be none.
func identifierKind(text string) (kind, value string) {
	text = strings.TrimSpace(text)
	if email, ok := policy.Email(text); ok {
		return field.EmailAddress, email
	}
	if pattern := strings.ToLower(text); policy.IsPattern(pattern) {
		return field.EmailAddress, pattern
	}
	if wallet.IsEthereum(text) || wallet.IsSolana(text) {
		return field.Web3Wallet, text
	}
	if phone, ok := policy.Phone(text); ok {
		return field.PhoneNumber, phone
	}
	return "", ""
}
