package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/zxcvbn"
)

// flags are the command's flags.
type flags struct {
	addr, environment, preset, accounts string
	envFile, state, keyHost             string
	seed                                *uint64
	awkward                             mockfapi.Awkward
	tls, rateLimits, remote, version    bool
}

// parse reads the command line. Neither flags nor an error means that help was
// asked for, and given.
func parse(args []string, stderr io.Writer) (*flags, error) {
	var f flags
	set := flag.NewFlagSet("mockfapi", flag.ContinueOnError)
	set.SetOutput(io.Discard) // the error is one line, printed by main
	set.StringVar(&f.addr, "addr", "127.0.0.1:4010", "where to listen, `HOST:PORT`; port 0 picks a free one")
	set.StringVar(&f.environment, "environment", "", "settings: a `FILE` as served by GET /v1/environment")
	set.StringVar(&f.preset, "preset", "", "built-in settings: a `NAME`, or list to print them (default email-password)")
	set.StringVar(&f.accounts, "accounts", "", "a `FILE` with the OAuth accounts")
	set.StringVar(&f.envFile, "env-file", "", "also write the connection to `FILE`, as KEY=value lines")
	set.StringVar(&f.state, "state", "", "go on from the snapshot in `FILE`, and write it at the end")
	set.StringVar(&f.keyHost, "key-host", "", "the `HOST` in the publishable key, which issues session tokens")
	set.BoolVar(&f.tls, "tls", false, "serve https, with a certificate made at the start")
	set.BoolVar(&f.rateLimits, "rate-limits", false, "enforce the documented limits")
	set.BoolVar(&f.remote, "allow-remote", false, "permit an address that other machines reach")
	set.BoolVar(&f.version, "version", false, "print the version")
	set.Func("seed", "make ids and codes the same in every run: a `NUMBER`", func(text string) error {
		seed, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			return errors.New("want a number from 0 to 18446744073709551615")
		}
		f.seed = &seed
		return nil
	})
	set.Func("awkward", "answer as clients have to expect but seldom see: a `LIST` of shuffle, extra-keys, legacy-client-keys, missing-field=NAME, status=NAME, strategy=NAME", func(list string) error {
		var err error
		f.awkward, err = awkward(list)
		return err
	})
	err := set.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		set.SetOutput(stderr)
		set.PrintDefaults()
		return nil, nil
	case err != nil:
		return nil, err
	case set.NArg() > 0:
		return nil, fmt.Errorf("unexpected argument %q: everything is a flag", set.Arg(0))
	case f.environment != "" && f.preset != "":
		return nil, errors.New("-environment and -preset both say what the settings are: use one")
	}
	return &f, nil
}

// options turns the flags into those of the instance. Its errors name flag and
// file: each option is tried alone first.
func (f *flags) options(logger *slog.Logger) ([]mockfapi.Option, error) {
	opts := []mockfapi.Option{
		mockfapi.WithLogger(logger), mockfapi.WithAwkward(f.awkward), mockfapi.WithPasswordMeter(zxcvbn.Meter),
	}
	add := func(name string, opt mockfapi.Option) error {
		if _, err := mockfapi.New(opt); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		opts = append(opts, opt)
		return nil
	}
	fromFile := func(name, file string, option func([]byte) mockfapi.Option) error {
		if file == "" {
			return nil
		}
		data, err := os.ReadFile(file)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		return add(name+" "+file, option(data))
	}
	if err := fromFile("-environment", f.environment, mockfapi.WithEnvironment); err != nil {
		return nil, err
	}
	if err := fromFile("-accounts", f.accounts, mockfapi.WithAccountsJSON); err != nil {
		return nil, err
	}
	if err := fromFile("-state", f.state, mockfapi.WithState); err != nil && !f.firstRun() {
		return nil, err
	}
	if f.preset != "" {
		if err := add("-preset", mockfapi.WithPreset(f.preset)); err != nil {
			return nil, err
		}
	}
	if f.keyHost != "" {
		if err := add("-key-host", mockfapi.WithKeyHost(f.keyHost)); err != nil {
			return nil, err
		}
	}
	if f.seed != nil {
		opts = append(opts, mockfapi.WithSeed(*f.seed))
	}
	if f.rateLimits {
		opts = append(opts, mockfapi.WithRateLimits())
	}
	return opts, nil
}

// firstRun says whether there is no snapshot yet, but a place for one.
func (f *flags) firstRun() bool {
	_, missing := os.Stat(f.state)
	_, nowhere := os.Stat(filepath.Dir(f.state))
	return errors.Is(missing, fs.ErrNotExist) && nowhere == nil
}

func (f *flags) serveOptions() []mockfapi.ServeOption {
	var opts []mockfapi.ServeOption
	if f.remote {
		opts = append(opts, mockfapi.AllowRemote())
	}
	if f.tls {
		opts = append(opts, mockfapi.WithTLS())
	}
	return opts
}

// keep writes the snapshot that the next run goes on from, whole or not at all.
func (f *flags) keep(instance *mockfapi.Instance) error {
	if f.state == "" {
		return nil
	}
	data, err := instance.Snapshot()
	if err != nil {
		return fmt.Errorf("-state: %w", err)
	}
	draft := filepath.Join(filepath.Dir(f.state), "."+filepath.Base(f.state)+".new")
	if err := os.WriteFile(draft, data, 0o600); err != nil {
		return fmt.Errorf("-state: %w", err)
	}
	if err := os.Rename(draft, f.state); err != nil {
		return fmt.Errorf("-state: %w", err)
	}
	return nil
}
