package engine

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/field"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/requirements"
)

// Reply is a sign-up after a transition, and the client that it belongs to.
type Reply struct {
	SignUp *model.SignUp
	View   *View
}

// transition is one change of one sign-up.
type transition struct {
	work
	su       model.SignUp
	accepted *model.Invitation
	// spent is the ID token that the transition uses up.
	spent string
}

// begin starts a transition on a copy of the sign-up.
func (e *Engine) begin(c Caller, su *model.SignUp) *transition {
	return &transition{work: e.work(c, su.ClientID), su: *su}
}

// commit puts the changes in place and returns what the caller sees of them.
func (t *transition) commit() Reply {
	if t.accepted != nil {
		t.store.Invitations.Put(t.accepted.ID, t.accepted)
	}
	if t.spent != "" {
		t.store.Spend(t.spent)
	}
	t.store.SignUps.Put(t.su.ID, &t.su)
	view := t.work.commit()
	return Reply{SignUp: t.current(&t.su), View: view}
}

// finish settles the sign-up, completes it when nothing is left, and commits.
func (t *transition) finish() (Reply, error) {
	if err := t.settle(); err != nil {
		return Reply{}, err
	}
	return t.commit(), nil
}

// settle works out what the sign-up still needs and completes it when that is
// nothing. Every transition ends here.
func (t *transition) settle() error {
	t.su.Lists = t.lists(t.attempt(&t.su))
	if t.su.Lists.Status != requirements.Complete {
		return nil
	}
	return t.complete()
}

// attempt is what the algorithms see of a sign-up.
func (e *Engine) attempt(s *model.SignUp) requirements.Attempt {
	var a requirements.Attempt
	for name, supplied := range map[string]bool{
		field.EmailAddress: s.EmailAddress != "", field.PhoneNumber: s.PhoneNumber != "",
		field.Username: s.Username != "", field.Web3Wallet: s.Web3Wallet != "",
		field.Password: s.PasswordDigest != "", field.FirstName: s.FirstName != "", field.LastName: s.LastName != "",
		field.LegalAccepted: s.LegalAcceptedAt != 0, field.CustomAction: s.CustomAction,
	} {
		if supplied {
			a.Supplied = append(a.Supplied, name)
		}
	}
	for name, v := range map[string]*model.Verification{
		field.EmailAddress: s.EmailVerification, field.PhoneNumber: s.PhoneVerification, field.Web3Wallet: s.Web3Verification,
	} {
		if v.Verified() {
			a.Verified = append(a.Verified, name)
		}
	}
	a.Ticket, a.Protect = s.InvitationID != "", s.ProtectToken != ""
	a.Enterprise = len(e.connectionsOf(s.EmailAddress)) > 0
	if s.ExternalAccount != nil {
		a.External = s.ExternalAccount.Strategy
	}
	return a
}

// CreateSignUp starts a sign-up in the place of the client's old one. A transfer
// takes over the provider's account of the client's sign-in.
func (e *Engine) CreateSignUp(c Caller, ch Change, transfer bool) (Reply, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	w, err := e.arrive(c)
	if err != nil {
		return Reply{}, err
	}
	if !e.anybodyCanSignUp() {
		return Reply{}, apierror.UserSettingsInvalid()
	}
	if err := w.human(ch, transfer); err != nil {
		return Reply{}, err
	}
	t := &transition{work: w}
	t.su = model.SignUp{
		ID: e.ids.ID("sua"), CreatedAt: t.at, AbandonAt: e.in(attemptLife),
		UnsafeMetadata: json.RawMessage("{}"), PublicMetadata: json.RawMessage("{}"),
	}
	if e.protectCheck {
		t.su.ProtectToken = e.ids.Hex(16)
	}
	if transfer && ch.Strategy != "" {
		return Reply{}, apierror.FormConditionalParamDisallowed("strategy", "transfer is true")
	}
	if err := t.change(ch); err != nil {
		return Reply{}, err
	}
	if transfer {
		if err := t.transfer(); err != nil {
			return Reply{}, err
		}
		if err := t.permitted(); err != nil {
			return Reply{}, err
		}
	}
	t.enter()
	t.client.SignUpID, t.su.ClientID = t.su.ID, t.client.ID
	return t.finish()
}

// anybodyCanSignUp is false when every attribute and provider is off.
func (e *Engine) anybodyCanSignUp() bool {
	s := &e.settings.UserSettings
	return len(s.Socials()) > 0 || slices.ContainsFunc(field.Attributes(), func(name string) bool {
		return s.Attributes.Get(name).Enabled
	})
}

// SignUp returns the client's sign-up with that id. A nonce from a native OAuth
// round trip rotates the client's token on the way.
func (e *Engine) SignUp(c Caller, id, nonce string) (Reply, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	su, err := e.own(c, id)
	if err != nil {
		return Reply{}, err
	}
	if err := e.redeemNonce(c, nonce); err != nil {
		return Reply{}, err
	}
	return Reply{SignUp: e.current(su), View: e.view(c.ClientID)}, nil
}

// UpdateSignUp changes what the sign-up holds.
func (e *Engine) UpdateSignUp(c Caller, id string, ch Change) (Reply, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	t, err := e.write(c, id)
	if err != nil {
		return Reply{}, err
	}
	if err := t.change(ch); err != nil {
		return Reply{}, err
	}
	return t.finish()
}

// own returns the caller's sign-up with that id.
func (e *Engine) own(c Caller, id string) (*model.SignUp, error) {
	if e.store.Clients.Get(c.ClientID) == nil {
		return nil, apierror.ClientNotFound()
	}
	switch su := e.store.SignUps.Get(id); {
	case su == nil:
		return nil, apierror.SignUpNotFound(id)
	case su.ClientID != c.ClientID:
		return nil, apierror.SignUpForbidden()
	default:
		return su, nil
	}
}

// write begins a change of the caller's sign-up, which has to be open.
func (e *Engine) write(c Caller, id string) (*transition, error) {
	su, err := e.own(c, id)
	switch {
	case err != nil:
		return nil, err
	case su.CreatedUserID != "":
		return nil, apierror.SignUpCannotBeUpdated()
	case e.abandoned(su):
		return nil, apierror.SignUpNotFound(id)
	}
	t := e.begin(c, su)
	t.inBand = true
	return t, nil
}

// abandoned says that nobody will finish the sign-up: its time is over, or its
// client was deleted.
func (e *Engine) abandoned(su *model.SignUp) bool {
	return su.CreatedUserID == "" && (e.now() >= su.AbandonAt || e.store.Clients.Get(su.ClientID) == nil)
}

// current returns the sign-up as it is now: nobody has to touch it to abandon it.
func (e *Engine) current(su *model.SignUp) *model.SignUp {
	if !e.abandoned(su) {
		return su
	}
	over := *su
	a := e.attempt(su)
	a.Abandoned = true
	over.Lists = e.lists(a)
	return &over
}

func provider(strategy string) string {
	return strings.TrimPrefix(strings.TrimPrefix(strategy, "oauth_"), "custom_")
}
