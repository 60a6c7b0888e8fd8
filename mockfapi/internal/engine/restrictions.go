package engine

import (
	"slices"

	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/field"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/policy"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/requirements"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/store"
)

// The sign-up modes beside the public one.
const (
	modeRestricted = "restricted"
	modeWaitlist   = "waitlist"
)

// modeAdmits refuses who came without an invitation where one is needed. Enterprise
// connections need none, and strategy may be what leads to one.
func (t *transition) modeAdmits(strategy string) *apierror.Error {
	mode := t.settings.UserSettings.SignUp.Mode
	account := t.su.ExternalAccount
	switch {
	case t.su.InvitationID != "", enterprise(strategy), account != nil && enterprise(account.Strategy), len(t.connectionsOf(t.su.EmailAddress)) > 0:
	case mode == modeRestricted:
		return apierror.SignUpModeRestricted()
	case mode == modeWaitlist:
		return apierror.SignUpRestrictedWaitlist()
	}
	return nil
}

// identifier is a value of a sign-up that lists can name.
type identifier struct{ kind, value string }

// identifiers returns everything about the sign-up that lists can name.
func (t *transition) identifiers() []identifier {
	all := []identifier{
		{field.EmailAddress, t.su.EmailAddress}, {field.PhoneNumber, t.su.PhoneNumber}, {field.Web3Wallet, t.su.Web3Wallet},
	}
	if x := t.su.ExternalAccount; x != nil {
		if email, ok := policy.Email(x.EmailAddress); ok && email != t.su.EmailAddress {
			all = append(all, identifier{field.EmailAddress, email})
		}
	}
	return slices.DeleteFunc(all, func(i identifier) bool { return i.value == "" })
}

// permitted refuses a sign-up that lists and rules keep out. The allow list, which
// only public instances have, needs one of the identifiers and wins over the block
// list; an invitation stands in for it. A sign-up that is to complete needs to be on
// it even when it has no identifier.
func (t *transition) permitted() *apierror.Error {
	r := &t.settings.UserSettings.Restrictions
	all, refused := t.identifiers(), []string{}
	allowlist := r.Allowlist.Enabled && public(t.settings)
	needed := allowlist && t.su.InvitationID == "" && (len(all) > 0 || t.su.Lists.Status == requirements.Complete)
	for _, i := range all {
		email := i.kind == field.EmailAddress
		switch {
		case allowlist && listed(t.store.Allowlist.All(), i, policy.Match):
			needed = false
		case r.Blocklist.Enabled && listed(t.store.Blocklist.All(), i, policy.Blocked),
			email && r.BlockDisposableEmailDomains.Enabled && policy.Disposable(i.value):
			refused = append(refused, i.value)
		}
	}
	if needed {
		refused = []string{}
		for _, i := range all {
			refused = append(refused, i.value)
		}
	}
	if needed || len(refused) > 0 {
		return apierror.NotAllowedAccess(refused)
	}
	if r.BlockEmailSubaddresses.Enabled && t.mailboxTaken(t.su.EmailAddress) {
		return apierror.MailboxTaken()
	}
	return nil
}

func public(d *environment.Document) bool {
	mode := d.UserSettings.SignUp.Mode
	return mode != modeRestricted && mode != modeWaitlist
}

// listed says whether one of the entries stands for the identifier; match compares
// e-mail addresses.
func listed(entries []*model.Listed, i identifier, match func(entry, address string) bool) bool {
	return slices.ContainsFunc(entries, func(l *model.Listed) bool {
		if l.Kind != i.kind {
			return false
		}
		if l.Kind == field.EmailAddress {
			return match(l.Value, i.value)
		}
		return store.Of(l.Kind, l.Value) == store.Of(i.kind, i.value)
	})
}

// mailboxTaken says whether a user has an address of the same mailbox.
func (e *Engine) mailboxTaken(address string) bool {
	if address == "" {
		return false
	}
	mailbox := policy.Mailbox(address)
	return slices.ContainsFunc(e.store.Users(), func(u *model.User) bool {
		return slices.ContainsFunc(u.EmailAddresses, func(i model.Identification) bool { return policy.Mailbox(i.Value) == mailbox })
	})
}

// RestrictionsChange is the body of PATCH /v1/instance/restrictions; nil leaves a
// rule as it is.
type RestrictionsChange struct {
	Allowlist                          *bool `json:"allowlist"`
	Blocklist                          *bool `json:"blocklist"`
	AllowlistBlocklistDisabledOnSignIn *bool `json:"allowlist_blocklist_disabled_on_sign_in"`
	BlockEmailSubaddresses             *bool `json:"block_email_subaddresses"`
	BlockDisposableEmailDomains        *bool `json:"block_disposable_email_domains"`
}

// UpdateRestrictions changes who may sign up. There is no allow list outside public
// mode.
func (e *Engine) UpdateRestrictions(c RestrictionsChange) (environment.Restrictions, error) {
	var after environment.Restrictions
	err := e.UpdateSettings(func(d *environment.Document) error {
		if c.Allowlist != nil && *c.Allowlist && !public(d) {
			return apierror.SignUpModeRestrictedInvalidValue("allowlist", d.UserSettings.SignUp.Mode)
		}
		r := &d.UserSettings.Restrictions
		set(&r.Allowlist.Enabled, c.Allowlist)
		set(&r.Blocklist.Enabled, c.Blocklist)
		set(&r.AllowlistBlocklistDisabledOnSignIn.Enabled, c.AllowlistBlocklistDisabledOnSignIn)
		set(&r.BlockEmailSubaddresses.Enabled, c.BlockEmailSubaddresses)
		set(&r.BlockDisposableEmailDomains.Enabled, c.BlockDisposableEmailDomains)
		after = *r
		return nil
	})
	return after, err
}
