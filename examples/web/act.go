package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/clerkflow/clerkflow-go/clerkflow"
)

// proof is the steps that verify an identifier.
type proof interface {
	Send(ctx context.Context) error
	Correct(ctx context.Context, value string) error
}

// act answers a step with what was typed into its page.
func act(ctx context.Context, flow *clerkflow.Flow, step clerkflow.Step, form url.Values) error {
	if provider := clerkflow.Strategy(form.Get("provider")); provider.IsOAuth() {
		return flow.StartOAuth(ctx, provider)
	}
	if s, ok := step.(proof); ok {
		switch form.Get("do") {
		case "send":
			return s.Send(ctx)
		case "correct":
			return s.Correct(ctx, form.Get("value"))
		}
	}
	switch s := step.(type) {
	case *clerkflow.CollectStep:
		return s.Submit(ctx, values(form))
	case *clerkflow.ChooseStep:
		return s.Submit(ctx, values(form))
	case *clerkflow.VerifyCodeStep:
		return s.Attempt(ctx, strings.TrimSpace(form.Get("code")))
	case *clerkflow.SignMessageStep:
		return s.Attempt(ctx, strings.TrimSpace(form.Get("signature")))
	}
	return nil // the other pages have nothing to send: the next one shows where things are
}

// values are what a form gives.
func values(form url.Values) clerkflow.Values {
	return clerkflow.Values{
		EmailAddress:              form.Get("email_address"),
		PhoneNumber:               form.Get("phone_number"),
		EmailAddressOrPhoneNumber: form.Get("email_address_or_phone_number"),
		Username:                  form.Get("username"),
		Web3Wallet:                form.Get("web3_wallet"),
		Password:                  clerkflow.NewSecret(form.Get("password")),
		FirstName:                 form.Get("first_name"),
		LastName:                  form.Get("last_name"),
		LegalAccepted:             form.Has("legal_accepted"),
	}
}

// name names what a step asks for, so that an answer to another one is noticed.
func name(step clerkflow.Step) string {
	fields := func(lists ...[]clerkflow.FieldSpec) string {
		var names []string
		for _, list := range lists {
			for _, spec := range list {
				names = append(names, string(spec.Field))
			}
		}
		return strings.Join(names, " ")
	}
	about := ""
	switch s := step.(type) {
	case *clerkflow.CollectStep:
		about = fields(s.Fields, s.Optional)
	case *clerkflow.ChooseStep:
		about = fields(s.Options, s.Fields, s.Optional)
	case *clerkflow.VerifyCodeStep:
		about = string(s.Field)
	case *clerkflow.RedirectStep:
		about = string(s.Strategy)
	}
	return fmt.Sprintf("%s %s", step.Kind(), about)
}

// elsewhere says that the step was done in another tab or on another device.
func elsewhere(err error) bool {
	return clerkflow.IsCode(err, "verification_already_verified") || clerkflow.IsCode(err, "sign_up_cannot_be_updated")
}

// over says that the code or signature can no longer be given: a new one is needed.
func over(err error) bool {
	for _, code := range []string{"verification_expired", "verification_failed", "verification_missing", "verification_not_sent"} {
		if clerkflow.IsCode(err, code) {
			return true
		}
	}
	return false
}

// problems are what the service has against an answer, in words for people.
func problems(err error) []*clerkflow.Problem {
	var all []*clerkflow.Problem
	if e, ok := errors.AsType[*clerkflow.Error](err); ok {
		for i := range e.Problems {
			all = append(all, &e.Problems[i])
		}
	}
	if e, ok := errors.AsType[*clerkflow.ProviderError](err); ok {
		all = append(all, &e.Problem)
	}
	return all
}
