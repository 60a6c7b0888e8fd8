package engine

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/field"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/mergepatch"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/policy"
)

// UserReply is a user after a transition, and the client that they use.
type UserReply struct {
	User *model.User
	View *View
}

// profile is one change that signed-in users make to themselves.
type profile struct {
	work
	sessionID string
}

// profile begins a change of the user of the session that the caller names, or
// else of the client's active one.
func (e *Engine) profile(c Caller) (*profile, error) {
	p := &profile{work: e.work(c, c.ClientID)}
	p.sessionID = cmp.Or(c.SessionID, p.client.LastActiveSessionID)
	s := e.session(p.sessionID)
	if s == nil || s.ClientID != p.client.ID || !s.Open() {
		return nil, apierror.AuthenticationInvalid()
	}
	p.edit(s.UserID)
	return p, nil
}

func (p *profile) finish() UserReply { return UserReply{User: p.user, View: p.commit()} }

// Me returns the caller's user.
func (e *Engine) Me(c Caller) (UserReply, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	p, err := e.profile(c)
	if err != nil {
		return UserReply{}, err
	}
	return UserReply{User: e.store.User(p.user.ID), View: e.view(c.ClientID)}, nil
}

// ActiveSessions returns every active session of the caller's user, on whichever
// client, oldest first.
func (e *Engine) ActiveSessions(c Caller) ([]SessionView, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	p, err := e.profile(c)
	if err != nil {
		return nil, err
	}
	var active []SessionView
	for _, s := range e.store.Sessions.All() {
		if s = e.session(s.ID); s.UserID == p.user.ID && s.Open() {
			active = append(active, SessionView{s, e.store.User(s.UserID)})
		}
	}
	return active, nil
}

// ProfileChange is what PATCH /v1/me gives. nil is not sent, blank is sent empty.
type ProfileChange struct {
	Username, FirstName, LastName                                    *string
	PrimaryEmailAddressID, PrimaryPhoneNumberID, PrimaryWeb3WalletID *string
	UnsafeMetadata                                                   *string
}

// UpdateMe changes the caller's user: everything that was given, or nothing and all
// the errors.
func (e *Engine) UpdateMe(c Caller, ch ProfileChange) (UserReply, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	p, err := e.profile(c)
	if err != nil {
		return UserReply{}, err
	}
	for name, given := range map[string]*string{field.Username: ch.Username, field.FirstName: ch.FirstName, field.LastName: ch.LastName} {
		if err := p.mutable(name); given != nil && err != nil {
			return UserReply{}, err
		}
	}
	u := p.user
	errs := []*apierror.Error{
		p.kept(field.FirstName, ch.FirstName), p.name(field.FirstName, ch.FirstName, &u.FirstName),
		p.kept(field.LastName, ch.LastName), p.name(field.LastName, ch.LastName, &u.LastName),
		primary("primary_email_address_id", ch.PrimaryEmailAddressID, u.EmailAddresses, &u.PrimaryEmailAddressID),
		primary("primary_phone_number_id", ch.PrimaryPhoneNumberID, u.PhoneNumbers, &u.PrimaryPhoneNumberID),
		primary("primary_web3_wallet_id", ch.PrimaryWeb3WalletID, u.Web3Wallets, &u.PrimaryWeb3WalletID),
		unsafeMetadata(ch.UnsafeMetadata, &u.UnsafeMetadata),
	}
	if err := apierror.Join(append(errs, p.rename(ch.Username)...)...); err != nil {
		return UserReply{}, err
	}
	return p.finish(), nil
}

// mutable refuses to change what the settings fix at sign-up.
func (t *work) mutable(name string) error {
	if t.settings.UserSettings.Attributes.Get(name).Immutable {
		return apierror.ImmutableAttributeModificationNotAllowed(name)
	}
	return nil
}

// kept refuses to clear what every user needs.
func (t *work) kept(name string, given *string) *apierror.Error {
	if given != nil && strings.TrimSpace(*given) == "" && t.settings.UserSettings.Attributes.Get(name).Required {
		return apierror.FormParamNil(name)
	}
	return nil
}

// rename sets the username, or takes it away where users need none.
func (p *profile) rename(given *string) []*apierror.Error {
	if given == nil || strings.TrimSpace(*given) != "" {
		return p.username(given, &p.user.Username)
	}
	if err := p.kept(field.Username, given); err != nil {
		return []*apierror.Error{err}
	}
	bare := *p.user
	if bare.Username = ""; bare.Username != p.user.Username && identities(&bare) == 0 {
		return []*apierror.Error{apierror.IdentificationDeletionFailed()}
	}
	p.user.Username = ""
	return nil
}

// primary makes the verified identification with that id the primary one.
func primary(name string, given *string, list []model.Identification, held *string) *apierror.Error {
	if given == nil || *given == "" {
		return nil
	}
	i := slices.IndexFunc(list, func(i model.Identification) bool { return i.ID == *given })
	switch {
	case i < 0:
		return apierror.FormResourceNotFound(name)
	case !list[i].Verification.Verified():
		return apierror.FormVerificationNeeded(name)
	}
	*held = *given
	return nil
}

// MergeMyMetadata changes single keys of the caller's unsafe metadata; null removes one.
func (e *Engine) MergeMyMetadata(c Caller, patch string) (UserReply, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	p, err := e.profile(c)
	if err != nil {
		return UserReply{}, err
	}
	if err := metadata("unsafe_metadata", patch); err != nil {
		return UserReply{}, err
	}
	held, _ := readObject(p.user.UnsafeMetadata)
	given, _ := readObject(json.RawMessage(patch))
	merged, _ := json.Marshal(mergepatch.Apply(held, given)) // it came from JSON
	if len(merged) > policy.MetadataLimit {
		return UserReply{}, apierror.FormParamExceedsAllowedSize("unsafe_metadata", policy.MetadataLimit)
	}
	p.user.UnsafeMetadata = merged
	return p.finish(), nil
}
