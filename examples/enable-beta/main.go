// Enable-beta switches Progressive Sign Up on or off. Before it does, it shows what
// that changes for this instance, and makes sure that its clients are new enough.
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

	"github.com/clerkflow/clerkflow-go/clerkflow/bapi"
	"github.com/clerkflow/clerkflow-go/examples/internal/instance"
	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "enable-beta:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) (err error) {
	flags := flag.NewFlagSet("enable-beta", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	off := flags.Bool("off", false, "switch the beta off again")
	dryRun := flags.Bool("dry-run", false, "show what would change, and change nothing")
	var versions []string
	flags.Func("clerk-js", "a `VERSION` of Clerk.js that your applications load; repeat it for more", func(text string) error {
		versions = append(versions, text)
		return valid(text)
	})
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			flags.SetOutput(stderr)
			flags.PrintDefaults()
		}
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q: everything is a flag", flags.Arg(0))
	}
	at, err := instance.Open(getenv, mockfapi.WithPreset("legacy-oauth"), mockfapi.WithSettings(func(d *environment.Document) {
		d.UserSettings.Attributes.Web3Wallet = environment.Wallet(environment.Optional)
	}))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, at.Close()) }()

	before, err := read(ctx, at)
	if err != nil {
		return err
	}
	on := !*off
	report := &strings.Builder{}
	describe(report, at.String(), before)
	if before.progressive() == on {
		fmt.Fprintf(report, "\nProgressive Sign Up is %s already: nothing to do.\n", onOff(on))
		return show(stdout, report)
	}
	if err := forecast(ctx, report, before, on); err != nil {
		return err
	}
	if on {
		if err := newEnough(report, append(versions, before.clerkJS)...); err != nil {
			return errors.Join(show(stdout, report), err)
		}
	}
	if *dryRun {
		fmt.Fprintf(report, "\nThis was a dry run: Progressive Sign Up is still %s.\n", onOff(!on))
		return show(stdout, report)
	}
	if err := show(stdout, report); err != nil {
		return err
	}
	if err := set(ctx, at, on); err != nil {
		return err
	}
	_, err = fmt.Fprintf(stdout, "\nProgressive Sign Up is %s now.\n", onOff(on))
	return err
}

func show(stdout io.Writer, report *strings.Builder) error {
	_, err := io.WriteString(stdout, report.String())
	return err
}

// set throws the switch, and reads the settings again to see that it is this
// instance's.
func set(ctx context.Context, at *instance.Instance, on bool) error {
	backend, err := at.Backend()
	if err != nil {
		return fmt.Errorf("CLERK_SECRET_KEY: %w", err)
	}
	settings, err := backend.BetaFeatures.UpdateInstanceSettings(ctx, &bapi.UpdateInstanceSettingsParams{ProgressiveSignUp: &on})
	if err != nil {
		return err
	}
	if settings.ProgressiveSignUp != on {
		return fmt.Errorf("the service took the request and says that Progressive Sign Up is still %s: look in the dashboard", onOff(!on))
	}
	after, err := read(ctx, at)
	if err != nil {
		return err
	}
	if after.progressive() != on {
		return fmt.Errorf("instance %s was switched, but %s still says %s: do both keys belong to one instance?", settings.ID, at, onOff(!on))
	}
	return nil
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}
