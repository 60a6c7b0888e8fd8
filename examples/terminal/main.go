// Terminal is a sign-up as a wizard in a terminal: forms, hidden passwords, and a
// round trip through the browser for those who come with a provider's account.
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

	"charm.land/huh/v2"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/clerkflow/loopback"
	"github.com/clerkflow/clerkflow-go/examples/internal/instance"
	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Getenv, terminal{}, os.Stdout, os.Stderr)
	stop()
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
	case errors.Is(err, huh.ErrUserAborted), errors.Is(err, context.Canceled):
		fmt.Fprintln(os.Stderr, "Stopped: nobody was signed up.")
		os.Exit(130) // as if Ctrl-C had ended it
	default:
		fmt.Fprintln(os.Stderr, "terminal:", err)
		os.Exit(1)
	}
}

// screen shows a form until it is filled in.
type screen interface {
	Show(ctx context.Context, form *huh.Form) error
}

func run(ctx context.Context, args []string, getenv func(string) string, show screen, stdout, stderr io.Writer, opts ...loopback.Option) (err error) {
	flags := flag.NewFlagSet("terminal", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	plain := flags.Bool("plain", false, "ask line by line, for screen readers and simple terminals")
	preset := flags.String("preset", "oauth", "the mock's settings, a `NAME`: "+strings.Join(environment.Presets(), ", "))
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			flags.SetOutput(stderr)
			flags.PrintDefaults()
		}
		return err
	}
	at, err := instance.Open(getenv, mockfapi.WithPreset(*preset))
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
	if inbox := at.Inbox(); inbox != "" {
		if _, err := fmt.Fprintf(stdout, "This is a mock: nothing is really sent. Read the codes at %s\n\n", inbox); err != nil {
			return err
		}
	}
	back, err := loopback.Listen(ctx, append(opts, loopback.WithOutput(stdout))...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, back.Close()) }()
	w := &wizard{
		flow: clerkflow.NewSignUp(client, clerkflow.WithRedirectURL(back.URL()), clerkflow.WithPolicy(clerkflow.Policy{
			Optional: []clerkflow.Field{clerkflow.FieldFirstName, clerkflow.FieldLastName},
		})),
		screen: show, plain: *plain, back: back,
	}
	done, err := w.signUp(ctx)
	if err != nil {
		return meaning(err)
	}
	session, err := done.Client().Sessions.Get(ctx, done.SessionID)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(stdout, "Welcome%s! You are signed in as user %s.\n", comma(session.User.FirstName), done.UserID)
	return err
}

func comma(name string) string {
	if name == "" {
		return ""
	}
	return ", " + name
}

// meaning says in words for people how a sign-up can end.
func meaning(err error) error {
	switch {
	case errors.Is(err, clerkflow.ErrAccountExists):
		return errors.New("this account belongs to a user already: sign in instead")
	case errors.Is(err, clerkflow.ErrAbandoned):
		return errors.New("the sign-up took too long: start again")
	}
	return err
}
