package engine

import (
	"strings"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/field"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
)

// Credentials is what a new sign-in gives. nil is not sent, blank is sent empty.
type Credentials struct {
	Identifier, Password, Ticket, Locale *string
	// Transfer takes over the provider's account of the client's sign-up.
	Transfer bool
	// SignUpIfMissing goes on with an identifier that nobody has: once it is proved,
	// a sign-up can take it over.
	SignUpIfMissing bool

	Strategy string
	Preparation
}

// CreateSignIn starts a sign-in in the place of the client's old one.
func (e *Engine) CreateSignIn(c Caller, given Credentials) (SignInReply, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	w, err := e.arrive(c)
	if err != nil {
		return SignInReply{}, err
	}
	t := &signIn{work: w}
	t.si = model.SignIn{ID: e.ids.ID("sia"), CreatedAt: t.at, AbandonAt: e.in(attemptLife)}
	if err := locale(given.Locale, &t.si.Locale); err != nil {
		return SignInReply{}, err
	}
	if err := t.start(given); err != nil {
		return SignInReply{}, err
	}
	t.enter()
	t.client.SignInID, t.si.ClientID = t.si.ID, t.client.ID
	return t.finish(), nil
}

// start goes as far with the sign-in as the credentials lead.
func (t *signIn) start(given Credentials) error {
	strategy := given.Strategy
	switch {
	case given.Transfer && strategy != "":
		return apierror.FormConditionalParamDisallowed("strategy", "transfer is true")
	case given.Transfer:
		return t.transfer()
	case strings.HasPrefix(strategy, byOAuth):
		return t.goToProvider(strategy, given.Preparation)
	case strategy == "ticket":
		if given.Ticket == nil {
			return apierror.FormConditionalParamMissing("ticket", "strategy is ticket")
		}
		return apierror.TicketInvalid() // the instance hands out none
	case strategy != "" && strategy != field.Password && kindOf(strategy) == "":
		return apierror.FormParamValueInvalid("strategy")
	case given.Identifier == nil && strategy != "":
		return apierror.FormConditionalParamMissing("identifier", "strategy is "+strategy)
	case given.Identifier == nil && given.Password != nil:
		return apierror.FormConditionalParamMissing("identifier", "password is present")
	case given.Identifier == nil:
		return nil // an empty attempt clears the old one
	case given.Password == nil && strategy == field.Password:
		return apierror.FormConditionalParamMissing(field.Password, "strategy is password")
	}
	if err := t.identify(*given.Identifier, given.SignUpIfMissing); err != nil {
		return t.discreet(err, given.Password)
	}
	switch {
	case given.Password != nil:
		wrong, err := t.provePassword(given.Password)
		if wrong != nil {
			t.miss(t.si.UserID)
			return t.discreet(wrong, given.Password)
		}
		return err
	case strategy == "", strategy == emailLink && given.RedirectURL == nil:
		return nil
	}
	f, ok := pick(t.factors(), strategy, "")
	if !ok {
		return t.unsupported(strategy)
	}
	return t.prepareFirst(f, given.Preparation)
}

// discreet does not tell, where the settings forbid it, which of an identifier and
// a password is wrong, or that there is no password.
func (t *signIn) discreet(wrong *apierror.Error, password *string) error {
	if password == nil || !t.settings.UserSettings.AttackProtection.EnumerationProtection.Enabled {
		return wrong
	}
	switch wrong.Code {
	case apierror.FormIdentifierNotFound().Code, apierror.FormPasswordIncorrect().Code, apierror.StrategyForUserInvalid().Code:
		return apierror.FormPasswordOrIdentifierIncorrect()
	}
	return wrong
}
