package main

import (
	"context"
	"errors"
	"slices"
	"strings"

	"charm.land/huh/v2"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/clerkflow/loopback"
	"github.com/clerkflow/clerkflow-go/examples/internal/words"
)

// wizard asks for what a sign-up needs, form by form.
type wizard struct {
	flow   *clerkflow.Flow
	screen screen
	plain  bool
	back   *loopback.Listener
}

// signUp goes from the first question to a signed-in user.
func (w *wizard) signUp(ctx context.Context) (*clerkflow.DoneStep, error) {
	if err := w.begin(ctx); err != nil {
		return nil, err
	}
	return w.flow.Run(ctx, clerkflow.Callbacks{
		Form: w.form, Text: w.text, Password: w.password, Consent: w.consent,
		Choose: w.choose, Code: w.code, Link: w.back.Link, Redirect: w.back.Redirect,
	})
}

// begin offers the providers beside the form. Where there is a choice of ways
// anyway, they are part of that.
func (w *wizard) begin(ctx context.Context) error {
	step, err := w.flow.Next(ctx)
	if err != nil {
		return err
	}
	env, err := w.flow.Environment(ctx)
	if err != nil {
		return err
	}
	if _, collects := step.(*clerkflow.CollectStep); !collects || len(env.Socials()) == 0 {
		return nil
	}
	options := []huh.Option[clerkflow.Strategy]{huh.NewOption("Fill in a form", clerkflow.Strategy(""))}
	for _, s := range env.Socials() {
		options = append(options, huh.NewOption("Continue with "+words.Provider(s.Strategy, env), s.Strategy))
	}
	var strategy clerkflow.Strategy
	err = w.show(ctx, huh.NewSelect[clerkflow.Strategy]().Key("way").Title("How do you want to sign up?").Options(options...).Value(&strategy))
	if err != nil || strategy == "" {
		return err
	}
	return w.flow.StartOAuth(ctx, strategy)
}

// show shows fields under a heading that says how far the sign-up is.
func (w *wizard) show(ctx context.Context, fields ...huh.Field) error {
	group := huh.NewGroup(fields...).Title("Sign up")
	if progress := words.ProgressOf(w.flow.SignUp()); progress != nil {
		group.Description(progress.String())
	}
	return w.screen.Show(ctx, huh.NewForm(group).WithAccessible(w.plain))
}

// form asks for everything that a step needs, and the second time for what was
// refused: the flow holds the rest.
func (w *wizard) form(ctx context.Context, s *clerkflow.CollectStep) (clerkflow.Values, error) {
	specs := slices.DeleteFunc(slices.Concat(s.Fields, s.Optional), func(spec clerkflow.FieldSpec) bool {
		return spec.Held && spec.Problem == nil
	})
	f := newForm(specs)
	err := w.show(ctx, f.fields...)
	return f.values, err
}

// text, password and consent ask for one thing: what goes along with a choice, or
// an address that is to be corrected.
func (w *wizard) text(ctx context.Context, p clerkflow.Prompt) (string, error) {
	f := newForm(asked(p))
	if err := w.show(ctx, f.fields...); err != nil {
		return "", err
	}
	if text := *f.slot(p.Field); text != "" || p.Required {
		return text, nil
	}
	return "", clerkflow.ErrSkip
}

func (w *wizard) password(ctx context.Context, p clerkflow.Prompt) (clerkflow.Secret, error) {
	f := newForm(asked(p))
	err := w.show(ctx, f.fields...)
	return f.values.Password, err
}

func (w *wizard) consent(ctx context.Context, p clerkflow.Prompt) (bool, error) {
	f := newForm(asked(p))
	err := w.show(ctx, f.fields...)
	return f.values.LegalAccepted, err
}

func asked(p clerkflow.Prompt) []clerkflow.FieldSpec {
	return []clerkflow.FieldSpec{{Field: p.Field, Required: p.Required, Value: p.Value, Problem: p.Problem}}
}

// choose asks which of several ways it shall be. A wallet has no way to sign here.
func (w *wizard) choose(ctx context.Context, s *clerkflow.ChooseStep) (clerkflow.Field, error) {
	env, err := w.flow.Environment(ctx)
	if err != nil {
		return "", err
	}
	var options []huh.Option[clerkflow.Field]
	for _, option := range s.Options {
		switch strategy := clerkflow.Strategy(option.Field); {
		case strategy.IsOAuth():
			options = append(options, huh.NewOption("Continue with "+words.Provider(strategy, env), option.Field))
		case option.Field != clerkflow.FieldWeb3Wallet:
			options = append(options, huh.NewOption("With "+words.Field(option.Field), option.Field))
		}
	}
	if len(options) == 0 {
		return "", errors.New("the instance wants a wallet, which this wizard has not")
	}
	chosen := options[0].Value
	err = w.show(ctx, huh.NewSelect[clerkflow.Field]().Key("way").Title("How do you want to sign up?").Options(options...).Value(&chosen))
	return chosen, err
}

// code asks for a code. Without one there is a choice: another code, or another
// address.
func (w *wizard) code(ctx context.Context, s *clerkflow.VerifyCodeStep) (string, error) {
	var code string
	in := huh.NewInput().Key("code").Title("Code sent to " + s.Destination).
		Description(strings.TrimSpace(words.Problem(s.Problem) + "\nNothing came? Leave it empty.")).Value(&code)
	if err := w.show(ctx, in); err != nil || code != "" {
		return code, err
	}
	instead := clerkflow.ErrResend
	err := w.show(ctx, huh.NewSelect[error]().Key("instead").Title("What now?").Options(
		huh.NewOption("Send it again", clerkflow.ErrResend),
		huh.NewOption("Change the "+words.Field(s.Field), clerkflow.ErrEdit),
	).Value(&instead))
	if err != nil {
		return "", err
	}
	return "", instead
}
