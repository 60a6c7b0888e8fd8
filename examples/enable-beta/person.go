package main

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"strings"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/clerkflow/web3"
	"github.com/clerkflow/clerkflow-go/examples/internal/words"
	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
)

// person signs up once at a mirror, answers everything and remembers the questions.
type person struct {
	mirror        *mockfapi.Instance
	settings      *environment.Document
	asked, proved []string
	chose         clerkflow.Field // of several ways, empty for none
}

// signUp goes one way. end is the code of the error in which the service let it end,
// empty for a new user.
func (p *person) signUp(ctx context.Context, w way) (end string, err error) {
	client, err := clerkflow.New(p.mirror.PublishableKey(), clerkflow.WithHTTPClient(p.mirror.HTTPClient()))
	if err != nil {
		return "", err
	}
	wallet, err := web3.GeneratePrivateKey()
	if err != nil {
		return "", err
	}
	flow := clerkflow.NewSignUp(client, clerkflow.WithRedirectURL("https://app.test/back"))
	switch strategy := clerkflow.Strategy(w.strategy); {
	case strategy.IsOAuth():
		err = flow.StartOAuth(ctx, strategy)
	case strategy.IsWeb3():
		err = flow.StartWeb3(ctx, wallet.Address(), strategy)
	}
	if err == nil {
		_, err = flow.Run(ctx, p.callbacks(w, wallet))
	}
	switch {
	case ctx.Err() != nil:
		return "", context.Cause(ctx)
	case err == nil:
		return "", nil
	}
	if problem, ok := errors.AsType[*clerkflow.Problem](err); ok {
		return problem.Code, nil
	}
	if step, ok := errors.AsType[*clerkflow.StepError](err); ok {
		return strings.TrimPrefix(step.Err.Error(), "clerkflow: "), nil
	}
	return err.Error(), nil
}

func (p *person) callbacks(w way, wallet *web3.PrivateKey) clerkflow.Callbacks {
	return clerkflow.Callbacks{
		Text: func(_ context.Context, q clerkflow.Prompt) (string, error) {
			if q.Field == clerkflow.FieldWeb3Wallet {
				return wallet.Address(), p.ask(q)
			}
			return map[clerkflow.Field]string{
				clerkflow.FieldEmailAddress: "mia@example.com", clerkflow.FieldPhoneNumber: "+14155552671",
				clerkflow.FieldUsername: "mia_winter", clerkflow.FieldFirstName: "Mia", clerkflow.FieldLastName: "Winter",
			}[q.Field], p.ask(q)
		},
		Password: func(_ context.Context, q clerkflow.Prompt) (clerkflow.Secret, error) { return p.password(), p.ask(q) },
		Consent:  func(_ context.Context, q clerkflow.Prompt) (bool, error) { return true, p.ask(q) },
		Choose: func(_ context.Context, s *clerkflow.ChooseStep) (clerkflow.Field, error) {
			var names []string
			for _, option := range s.Options {
				if !clerkflow.Strategy(option.Field).IsOAuth() {
					p.chose = cmp.Or(p.chose, option.Field)
					names = append(names, words.Field(option.Field))
				}
			}
			if len(names) == 0 {
				return "", errors.New("there is nothing to fill in, only providers")
			}
			p.asked = append(p.asked, strings.Join(names, " or "))
			return p.chose, nil
		},
		Code: func(_ context.Context, s *clerkflow.VerifyCodeStep) (string, error) {
			p.proved = append(p.proved, words.Field(s.Field))
			return p.mirror.Code(s.Destination), nil
		},
		Link: func(ctx context.Context, s *clerkflow.VerifyLinkStep) error {
			p.proved = append(p.proved, words.Field(s.Field)+" by a link")
			_, err := p.mirror.OpenLink(ctx, p.mirror.Link(s.Destination))
			return err
		},
		Sign: func(ctx context.Context, s *clerkflow.SignMessageStep) (string, error) {
			p.proved = append(p.proved, words.Field(s.Field))
			return wallet.Sign(ctx, s)
		},
		Redirect: func(ctx context.Context, s *clerkflow.RedirectStep) (*url.URL, error) {
			return p.mirror.Authorize(ctx, s.URL.String(), w.account)
		},
	}
}

// ask remembers a question. What is refused once is refused for good: the person
// has no other answer.
func (p *person) ask(q clerkflow.Prompt) error {
	if q.Problem != nil {
		return q.Problem
	}
	if q.Field != p.chose { // that is in the list as the choice
		p.asked = append(p.asked, words.Field(q.Field))
	}
	return nil
}

// password returns one that is long enough and has everything that rules ask for.
func (p *person) password() clerkflow.Secret {
	shortest, _ := p.settings.UserSettings.PasswordSettings.Lengths()
	text := "Velvet-7-harbour-Quill!"
	for len(text) < shortest {
		text += "x"
	}
	return clerkflow.NewSecret(text)
}
