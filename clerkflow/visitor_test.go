package clerkflow_test

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/clerkflow/web3"
	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

// landing is where browsers come back to in these tests.
const landing = "https://app.test/landing"

// visitor is somebody who signs up at a mock and is willing to answer everything.
type visitor struct {
	instance *mockfapi.Instance
	client   *clerkflow.Client
	// account is the key of the provider's account, empty to refuse.
	account string
	wallet  *web3.PrivateKey
	types   map[clerkflow.Field]string
	// requests counts what went over the wire, the settings excepted.
	requests atomic.Int64
	// asked has every question in order: the field, or the kind of the step.
	asked []string
}

func newVisitor(tb testing.TB, m *mockfapi.Instance) *visitor {
	tb.Helper()
	v := &visitor{instance: m, account: "full", types: map[clerkflow.Field]string{
		clerkflow.FieldEmailAddress: "vera@example.com", clerkflow.FieldPhoneNumber: "+14155552671",
		clerkflow.FieldUsername: "vera_v", clerkflow.FieldFirstName: "Vera", clerkflow.FieldLastName: "Visitor",
		clerkflow.FieldPassword: "correct horse battery",
	}}
	c, err := clerkflow.New(m.PublishableKey(), clerkflow.WithHTTPClient(m.HTTPClient()), clerkflow.WithExchangeHook(v.count))
	if err != nil {
		tb.Fatal(err)
	}
	v.client = c
	return v
}

func (v *visitor) count(x clerkflow.Exchange) {
	if x.Route != "/v1/environment" {
		v.requests.Add(1)
	}
}

func (v *visitor) flow(p clerkflow.Policy, opts ...clerkflow.FlowOption) *clerkflow.Flow {
	return clerkflow.NewSignUp(v.client, append(opts, clerkflow.WithPolicy(p), clerkflow.WithRedirectURL(landing))...)
}

// callbacks answer everything.
func (v *visitor) callbacks() clerkflow.Callbacks {
	return clerkflow.Callbacks{
		Text: func(_ context.Context, p clerkflow.Prompt) (string, error) {
			v.asked = append(v.asked, string(p.Field))
			if p.Field == clerkflow.FieldWeb3Wallet {
				return v.wallet.Address(), nil
			}
			return v.types[p.Field], nil
		},
		Password: func(_ context.Context, p clerkflow.Prompt) (clerkflow.Secret, error) {
			v.asked = append(v.asked, string(p.Field))
			return clerkflow.NewSecret(v.types[p.Field]), nil
		},
		Consent: func(_ context.Context, p clerkflow.Prompt) (bool, error) {
			v.asked = append(v.asked, string(p.Field))
			return true, nil
		},
		Choose: func(_ context.Context, s *clerkflow.ChooseStep) (clerkflow.Field, error) {
			v.asked = append(v.asked, "choose")
			return s.Options[0].Field, nil
		},
		Code: func(_ context.Context, s *clerkflow.VerifyCodeStep) (string, error) {
			v.asked = append(v.asked, "code "+string(s.Field))
			return v.instance.Code(s.Destination), nil
		},
		Link: func(ctx context.Context, s *clerkflow.VerifyLinkStep) error {
			v.asked = append(v.asked, "link "+string(s.Field))
			_, err := v.instance.OpenLink(ctx, v.instance.Link(s.Destination))
			return err
		},
		Redirect: func(ctx context.Context, s *clerkflow.RedirectStep) (*url.URL, error) {
			v.asked = append(v.asked, "redirect "+string(s.Strategy))
			return v.instance.Authorize(ctx, s.URL.String(), v.account)
		},
		Sign: func(ctx context.Context, s *clerkflow.SignMessageStep) (string, error) {
			v.asked = append(v.asked, "sign")
			return v.wallet.Sign(ctx, s)
		},
	}
}

// user returns the user that the flow made.
func (v *visitor) user(tb testing.TB, f *clerkflow.Flow, done *clerkflow.DoneStep) *clerkflow.User {
	tb.Helper()
	session := f.Client().Last().Session(done.SessionID)
	if session == nil || session.User == nil || session.User.ID != done.UserID {
		tb.Fatalf("the client has no session %s of user %s", done.SessionID, done.UserID)
	}
	return session.User
}

// settings changes the settings of an instance that is to be made.
func settings(change func(s *environment.UserSettings)) mockfapi.Option {
	return mockfapi.WithSettings(func(d *environment.Document) { change(&d.UserSettings) })
}

// blank is an instance that offers nothing but what change says.
func blank(tb testing.TB, change func(s *environment.UserSettings), opts ...mockfapi.Option) *mockfapi.Instance {
	tb.Helper()
	return mockfapitest.NewT(tb, append(opts, only(change))...)
}

// only is the settings of such an instance.
func only(change func(s *environment.UserSettings)) mockfapi.Option {
	return settings(func(s *environment.UserSettings) {
		*s = environment.Blank().UserSettings
		change(s)
	})
}

// essence is what makes two users the same.
func essence(u *clerkflow.User) string {
	var parts []string
	for _, e := range u.EmailAddresses {
		parts = append(parts, "email "+e.EmailAddress+" "+proved(e.Verification))
	}
	for _, p := range u.PhoneNumbers {
		parts = append(parts, "phone "+p.PhoneNumber+" "+proved(p.Verification))
	}
	for _, w := range u.Web3Wallets {
		parts = append(parts, "wallet "+w.Web3Wallet+" "+proved(w.Verification))
	}
	for _, x := range u.ExternalAccounts {
		parts = append(parts, "account "+string(x.Provider)+" "+x.ProviderUserID)
	}
	parts = append(parts, "name "+u.FirstName+" "+u.LastName, "username "+u.Username)
	if u.PasswordEnabled {
		parts = append(parts, "password")
	}
	if u.LegalAcceptedAt != 0 {
		parts = append(parts, "consent")
	}
	slices.Sort(parts)
	return strings.Join(parts, ", ")
}

func proved(v *clerkflow.Verification) string {
	if v == nil {
		return "unverified"
	}
	return string(v.Status)
}

// outcome names how a flow ended, for comparing and for messages.
func outcome(err error) string {
	if refused, ok := errors.AsType[*clerkflow.ProviderError](err); ok {
		return refused.Problem.Code
	}
	if answer, ok := errors.AsType[*clerkflow.Error](err); ok && len(answer.Problems) > 0 {
		return answer.Problems[0].Code
	}
	if err != nil {
		return err.Error()
	}
	return "done"
}
