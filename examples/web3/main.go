// Web3 signs somebody up with an Ethereum wallet, an e-mail address and a password:
// together, which only Progressive Sign Up allows.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/clerkflow/web3"
	"github.com/clerkflow/clerkflow-go/examples/internal/instance"
	"github.com/clerkflow/clerkflow-go/examples/internal/words"
	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdin, os.Stdout, os.Stderr)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "web3:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, getenv func(string) string, stdin io.Reader, stdout, stderr io.Writer) (err error) {
	flags := flag.NewFlagSet("web3", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	strategy := flags.String("strategy", string(clerkflow.StrategyMetamask), "how the wallet signs, a `STRATEGY` of the instance")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			flags.SetOutput(stderr)
			flags.PrintDefaults()
		}
		return err
	}
	if s := clerkflow.Strategy(*strategy); !s.IsWeb3() || s == clerkflow.StrategySolana {
		return fmt.Errorf("-strategy: %q is none of an Ethereum wallet: want %s, for example", *strategy, clerkflow.StrategyMetamask)
	}
	wallet, err := openWallet(getenv("WALLET_PRIVATE_KEY"))
	if err != nil {
		return err
	}
	at, err := instance.Open(getenv, mockfapi.WithPreset("web3-email"), mockfapi.WithSettings(func(d *environment.Document) {
		d.UserSettings.Attributes.Password = environment.Password(environment.Optional)
	}))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, at.Close()) }()
	if _, err := at.Document(ctx); err != nil {
		return err
	}
	client, err := at.Client()
	if err != nil {
		return err
	}
	ask := typed(stdin, stdout)
	if at.Mock != nil {
		ask = scripted(at.Mock, stdout)
	}
	return signUp(ctx, client, wallet, clerkflow.Strategy(*strategy), ask, stdout)
}

// openWallet opens the wallet of a key, or a new one.
func openWallet(key string) (*web3.PrivateKey, error) {
	if key == "" {
		return web3.GeneratePrivateKey()
	}
	wallet, err := web3.NewPrivateKey(clerkflow.NewSecret(key))
	if err != nil {
		return nil, fmt.Errorf("WALLET_PRIVATE_KEY: %w", err)
	}
	return wallet, nil
}

// signUp begins with the wallet. What is needed beside it, the service says.
func signUp(ctx context.Context, client *clerkflow.Client, wallet *web3.PrivateKey, strategy clerkflow.Strategy, ask asker, stdout io.Writer) error {
	flow := clerkflow.NewSignUp(client, clerkflow.WithPolicy(clerkflow.Policy{
		Optional: []clerkflow.Field{clerkflow.FieldPassword}, // nobody needs one beside a wallet, but some want it
		Prefer:   []clerkflow.Strategy{clerkflow.StrategyEmailCode, strategy},
	}))
	var told error // printing is no reason to stop in the middle, but one to say so
	tell := func(format string, args ...any) {
		_, err := fmt.Fprintf(stdout, format+"\n", args...)
		told = errors.Join(told, err)
	}
	show := func() {
		su := flow.SignUp()
		tell("  %s, missing %s, unverified %s", su.Status, list(su.MissingFields), list(su.UnverifiedFields))
	}
	tell("The wallet %s signs up.", wallet)
	if err := flow.StartWeb3(ctx, wallet.Address(), strategy); err != nil {
		return err
	}
	done, err := flow.Run(ctx, clerkflow.Callbacks{
		Sign: func(ctx context.Context, s *clerkflow.SignMessageStep) (string, error) {
			show()
			first, _, _ := strings.Cut(s.Message, "\n")
			tell("The wallet signs: %s …", first)
			return wallet.Sign(ctx, s)
		},
		Text: func(ctx context.Context, p clerkflow.Prompt) (string, error) {
			show()
			return ask(ctx, question{p, "Your " + words.Field(p.Field)})
		},
		Password: func(ctx context.Context, p clerkflow.Prompt) (clerkflow.Secret, error) {
			show()
			text, err := ask(ctx, question{p, "A password"})
			return clerkflow.NewSecret(text), err
		},
		Consent: func(ctx context.Context, p clerkflow.Prompt) (bool, error) {
			answer, err := ask(ctx, question{p, "Do you accept the terms (yes or no)"})
			return answer == "yes", err
		},
		Code: func(ctx context.Context, s *clerkflow.VerifyCodeStep) (string, error) {
			show()
			return ask(ctx, question{clerkflow.Prompt{Field: "code", Required: true, Problem: s.Problem}, "The code that was sent to " + s.Destination})
		},
	})
	if err != nil {
		return errors.Join(err, told)
	}
	show()
	session, err := done.Client().Sessions.Get(ctx, done.SessionID)
	if err != nil {
		return err
	}
	u := session.User
	tell("User %s: wallet %s, e-mail address %s, password %t.", u.ID, u.Web3Wallets[0].Web3Wallet, address(u), u.PasswordEnabled)
	return told
}

func list(fields []clerkflow.Field) string {
	if len(fields) == 0 {
		return "nothing"
	}
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = string(f)
	}
	return strings.Join(names, " ")
}

func address(u *clerkflow.User) string {
	if len(u.EmailAddresses) == 0 {
		return "none"
	}
	return u.EmailAddresses[0].EmailAddress
}
