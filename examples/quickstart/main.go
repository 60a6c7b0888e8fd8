// Quickstart tells the story of Progressive Sign Up in one run, without network:
// one instance that requires names, phone and e-mail, and people who sign up with
// Google and with a wallet, before and after the switch is thrown.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/clerkflow/bapi"
	"github.com/clerkflow/clerkflow-go/clerkflow/sessiontoken"
	"github.com/clerkflow/clerkflow-go/clerkflow/web3"
	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "quickstart:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	instance, err := mockfapi.New(mockfapi.WithPreset("legacy-oauth"), mockfapi.WithAccounts(google))
	if err != nil {
		return err
	}
	fmt.Println("An instance requires first name, last name, e-mail address and phone number,")
	fmt.Println("and offers Google. Two people come with their Google accounts.")

	title("Before: progressive_sign_up is off")
	if err := signUpWithGoogle(ctx, instance, mono); err != nil {
		return err
	}
	if err := signUpWithGoogle(ctx, instance, una); err != nil {
		return err
	}

	title("The switch: PATCH /v1/beta_features/instance_settings")
	backend, err := bapi.New(instance.SecretKey(), bapi.WithBaseURL(instance.URL()), bapi.WithHTTPClient(instance.HTTPClient()))
	if err != nil {
		return err
	}
	settings, err := backend.BetaFeatures.UpdateInstanceSettings(ctx, &bapi.UpdateInstanceSettingsParams{ProgressiveSignUp: new(true)})
	if err != nil {
		return err
	}
	fmt.Printf("  progressive_sign_up is %t now\n", settings.ProgressiveSignUp)

	title("After: the settings are adhered to")
	if err := signUpWithGoogle(ctx, instance, mia); err != nil {
		return err
	}
	if err := signUpWithGoogle(ctx, instance, una); err != nil {
		return err
	}

	title("A wallet together with e-mail address and password")
	if err := instance.UpdateSettings(func(d *environment.Document) {
		a := &d.UserSettings.Attributes
		a.Web3Wallet, a.Password = environment.Wallet(environment.Optional), environment.Password(environment.Optional)
		a.PhoneNumber, a.FirstName, a.LastName = environment.Phone(environment.Off), environment.Plain(environment.Off), environment.Plain(environment.Off)
	}); err != nil {
		return err
	}
	return signUpWithWallet(ctx, instance, walt)
}

// signUpWithGoogle lets a person sign up, starting at Google.
func signUpWithGoogle(ctx context.Context, instance *mockfapi.Instance, p person) error {
	fmt.Printf("\n%s signs up with Google: %s.\n", p.name, p.brings)
	flow, err := newFlow(instance)
	if err != nil {
		return err
	}
	if err := flow.StartOAuth(ctx, clerkflow.StrategyOAuthGoogle); err != nil {
		return err
	}
	return finish(ctx, instance, flow, p, p.callbacks(instance, flow))
}

// signUpWithWallet lets a person sign up with a wallet and an optional password.
func signUpWithWallet(ctx context.Context, instance *mockfapi.Instance, p person) error {
	fmt.Printf("\n%s signs up with a wallet: %s.\n", p.name, p.brings)
	wallet, err := web3.GeneratePrivateKey()
	if err != nil {
		return err
	}
	flow, err := newFlow(instance, clerkflow.WithPolicy(clerkflow.Policy{Optional: []clerkflow.Field{clerkflow.FieldPassword}}))
	if err != nil {
		return err
	}
	if err := flow.StartWeb3(ctx, wallet.Address(), clerkflow.StrategyMetamask); err != nil {
		return err
	}
	callbacks := p.callbacks(instance, flow)
	callbacks.Sign = func(ctx context.Context, s *clerkflow.SignMessageStep) (string, error) {
		show(flow.SignUp(), "Sign", "signs the message with the key of "+s.Address[:8]+"…")
		return wallet.Sign(ctx, s)
	}
	return finish(ctx, instance, flow, p, callbacks)
}

func newFlow(instance *mockfapi.Instance, opts ...clerkflow.FlowOption) (*clerkflow.Flow, error) {
	client, err := clerkflow.New(instance.PublishableKey(), clerkflow.WithHTTPClient(instance.HTTPClient()))
	if err != nil {
		return nil, err
	}
	return clerkflow.NewSignUp(client, append(opts, clerkflow.WithRedirectURL("https://app.test/welcome"))...), nil
}

// finish runs the flow to its end and shows what came of it.
func finish(ctx context.Context, instance *mockfapi.Instance, flow *clerkflow.Flow, p person, callbacks clerkflow.Callbacks) error {
	done, err := flow.Run(ctx, callbacks)
	if refused, ok := errors.AsType[*clerkflow.ProviderError](err); ok {
		show(flow.SignUp(), "", "ERROR "+refused.Problem.Code)
		return nil
	}
	if err != nil {
		return err
	}
	show(flow.SignUp(), "", "done")

	token, err := done.Client().Sessions.Token(ctx, done.SessionID)
	if err != nil {
		return err
	}
	verifier, err := sessiontoken.New(ctx, instance.PublishableKey(), sessiontoken.WithHTTPClient(instance.HTTPClient()))
	if err != nil {
		return err
	}
	claims, err := verifier.Verify(ctx, token.Reveal())
	if err != nil {
		return err
	}
	user := done.Client().Last().Session(done.SessionID).User
	fmt.Printf("  %s is a user: %s\n  session token verified: it says user %s…\n", p.name, summary(user), claims.UserID[:12])
	return nil
}
