package clerkflow

import (
	"context"
	"slices"
)

// A flow starts by itself with a form. These are the other ways in; each carries
// the consent, metadata and locale of [WithValues] along, and [Flow.Run] or
// [Flow.Next] goes on from there.

// StartOAuth begins a round trip to a provider, as the first thing of a sign-up or
// in the middle of one. A [RedirectStep] follows. The flow needs
// [WithRedirectURL].
func (f *Flow) StartOAuth(ctx context.Context, s Strategy) error { return f.start(ctx, Values{}, s) }

// StartEnterpriseSSO begins a round trip to the identity provider of the address's
// domain. A [RedirectStep] follows. The flow needs [WithRedirectURL].
func (f *Flow) StartEnterpriseSSO(ctx context.Context, emailAddress string) error {
	return f.start(ctx, Values{EmailAddress: emailAddress}, StrategyEnterpriseSSO)
}

// StartWeb3 offers a wallet, as the first thing of a sign-up or in the middle of
// one. A [SignMessageStep] follows.
func (f *Flow) StartWeb3(ctx context.Context, address string, s Strategy) error {
	return f.start(ctx, Values{Web3Wallet: address}, s)
}

// StartIDToken signs up with the ID token that the application got from the
// provider itself, on a strategy for which [Strategy.IsIDToken] holds. A provider
// may tell a name only once, outside the token: give it along. If the account
// belongs to a user, an [AccountExistsStep] follows. A token is good for one
// request. The errors about the account are those of [Flow.Returned].
func (f *Flow) StartIDToken(ctx context.Context, s Strategy, token Secret, v Values) error {
	if err := f.write(ctx, SignUpParams{Values: v, Strategy: s, Token: token}); err != nil {
		return err
	}
	return f.account()
}

// StartTicket accepts an invitation with its ticket, which came in the parameter
// __clerk_ticket. That may complete the sign-up at once: give along what else is to
// be in it. After an error, call it again with what was corrected. It returns a
// [*SignedInError] while somebody is signed in on the flow's client, because the
// service would ignore the ticket then.
func (f *Flow) StartTicket(ctx context.Context, ticket Secret, v Values) error {
	if !f.client.Token().IsZero() {
		known, err := f.client.Clients.Get(ctx)
		if err != nil {
			return err
		}
		if known != nil {
			if i := slices.IndexFunc(known.Sessions, func(s Session) bool { return s.Status == "active" }); i >= 0 {
				return &SignedInError{SessionID: known.Sessions[i].ID}
			}
		}
	}
	return f.write(ctx, SignUpParams{Values: v, Ticket: ticket})
}

// StartTransfer makes the sign-up from the client's sign-in, which found that
// nobody has the account at the provider or the address: see
// [SignIn.Transferable]. What has to be asked before an account is made, such as
// the person's age, is asked before this.
func (f *Flow) StartTransfer(ctx context.Context, v Values) error {
	return f.write(ctx, SignUpParams{Values: v, Transfer: true})
}
