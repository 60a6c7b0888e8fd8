package clerkflow_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/mockfapi"
)

// The examples talk to a mock instead of the service. A program needs no options
// but its publishable key.
func exampleClient() (*mockfapi.Instance, *clerkflow.Client) {
	instance, err := mockfapi.New(mockfapi.WithPreset("email-password"))
	if err != nil {
		panic(err)
	}
	client, err := clerkflow.New(instance.PublishableKey(), clerkflow.WithHTTPClient(instance.HTTPClient()))
	if err != nil {
		panic(err)
	}
	return instance, client
}

func ExampleNew() {
	publishableKey := "pk_test_bW9jay5jbGVyay5hY2NvdW50cy5kZXYk"
	client, err := clerkflow.New(publishableKey)
	fmt.Println(client != nil, err)

	_, err = clerkflow.New("sk_test_123")
	fmt.Println(err)
	// Output:
	// true <nil>
	// clerkflow: that is a secret key: use the publishable one, which begins with pk_
}

func ExampleFlow_Run() {
	ctx := context.Background()
	instance, client := exampleClient()
	ask := func(field clerkflow.Field, problem *clerkflow.Problem) (string, error) {
		fmt.Println("asked for", field, problem)
		return "jane@example.com", nil
	}
	askHidden := func() string { return "correct horse battery" }
	askCode := func(address string) (string, error) {
		fmt.Println("asked for the code sent to", address)
		return instance.Code(address), nil
	}

	flow := clerkflow.NewSignUp(client)
	done, err := flow.Run(ctx, clerkflow.Callbacks{
		Text: func(_ context.Context, p clerkflow.Prompt) (string, error) {
			return ask(p.Field, p.Problem)
		},
		Password: func(context.Context, clerkflow.Prompt) (clerkflow.Secret, error) {
			return clerkflow.NewSecret(askHidden()), nil
		},
		Code: func(_ context.Context, s *clerkflow.VerifyCodeStep) (string, error) {
			return askCode(s.Destination)
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	token, err := done.Client().Sessions.Token(ctx, done.SessionID)
	fmt.Println(token, err)
	// Output:
	// asked for email_address <nil>
	// asked for the code sent to jane@example.com
	// [secret] <nil>
}

func ExampleResume() {
	ctx := context.Background()
	instance, client := exampleClient()
	var (
		state           clerkflow.State
		typed, signedIn string
	)
	// page is what a web server does for each request: the state is in its session.
	page := func() (err error) {
		flow := clerkflow.Resume(client, state)
		step, err := flow.Next(ctx)
		if err != nil {
			return err
		}
		fmt.Println(step.Kind())
		switch step := step.(type) {
		case *clerkflow.CollectStep:
			err = step.Submit(ctx, clerkflow.Values{FirstName: "Jane", LastName: "Doe"})
		case *clerkflow.VerifyCodeStep:
			err = step.Attempt(ctx, typed)
		case *clerkflow.DoneStep:
			signedIn = step.SessionID
		default:
			err = fmt.Errorf("no page for %s", step.Kind())
		}
		state = flow.State() // seal it: whoever has it can finish the sign-up
		return err
	}

	begin := clerkflow.NewSignUp(client)
	step, err := begin.Next(ctx)
	if form, ok := step.(*clerkflow.CollectStep); ok {
		err = form.Submit(ctx, clerkflow.Values{EmailAddress: "jane@example.com", Password: clerkflow.NewSecret("correct horse battery")})
	}
	state = begin.State()
	for signedIn == "" && err == nil {
		typed = instance.Code("jane@example.com")
		err = page()
	}
	fmt.Println(err)
	// Output:
	// verify_code
	// done
	// <nil>
}

// Every request's effect as a log record, with attributes shaped like those of
// OpenTelemetry.
func ExampleWithObserver() {
	ctx := context.Background()
	instance, client := exampleClient()
	logger := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}}))
	flow := clerkflow.NewSignUp(client, clerkflow.WithObserver(func(t clerkflow.Transition) {
		attributes := []slog.Attr{
			slog.String("sign_up.action", t.Action),
			slog.String("sign_up.status", string(t.To.Status)),
			slog.Any("sign_up.missing_fields", t.To.Missing),
			slog.Any("sign_up.unverified_fields", t.To.Unverified),
			slog.String("sign_up.next_step", string(t.To.Step)),
		}
		level := slog.LevelInfo
		if t.Err != nil {
			level, attributes = slog.LevelWarn, append(attributes, slog.String("error.message", t.Err.Error()))
		}
		logger.LogAttrs(ctx, level, "sign-up", attributes...)
	}))
	wrong := true
	_, err := flow.Run(ctx, clerkflow.Callbacks{
		Text: func(context.Context, clerkflow.Prompt) (string, error) { return "jane@example.com", nil },
		Password: func(context.Context, clerkflow.Prompt) (clerkflow.Secret, error) {
			return clerkflow.NewSecret("correct horse battery"), nil
		},
		Code: func(_ context.Context, s *clerkflow.VerifyCodeStep) (string, error) {
			if wrong {
				wrong = false
				return "000000x", nil
			}
			return instance.Code(s.Destination), nil
		},
	})
	fmt.Println(err)
	// Output:
	// level=INFO msg=sign-up sign_up.action=create sign_up.status=missing_requirements sign_up.missing_fields=[] sign_up.unverified_fields=[email_address] sign_up.next_step=verify_code
	// level=WARN msg=sign-up sign_up.action=attempt sign_up.status=missing_requirements sign_up.missing_fields=[] sign_up.unverified_fields=[email_address] sign_up.next_step=verify_code error.message="clerkflow: POST /v1/client/sign_ups/{id}/attempt_verification: 422 form_code_incorrect (code)"
	// level=INFO msg=sign-up sign_up.action=attempt sign_up.status=complete sign_up.missing_fields=[] sign_up.unverified_fields=[] sign_up.next_step=done
	// <nil>
}

func ExamplePlan() {
	ctx := context.Background()
	_, client := exampleClient()
	signUp, err := client.SignUps.Create(ctx, &clerkflow.SignUpParams{
		Values:   clerkflow.Values{EmailAddress: "jane@example.com"},
		Strategy: clerkflow.StrategyEmailCode,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(signUp.Status, signUp.MissingFields, signUp.UnverifiedFields)
	settings, err := client.Environment.Get(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	next := clerkflow.Plan(signUp, settings, clerkflow.Policy{})
	fmt.Println(next.Kind())
	// Output:
	// missing_requirements [password] [email_address]
	// collect
}

func ExampleIsCode() {
	say := func(err error) string {
		switch {
		case clerkflow.IsCode(err, "form_identifier_exists"):
			return "this address has an account already"
		case errors.Is(err, clerkflow.ErrAbandoned):
			return "this took too long: start again"
		}
		return "something else went wrong"
	}
	err := clerkflow.ParseError("POST", "/v1/client/sign_ups", 422, nil,
		[]byte(`{"errors":[{"code":"form_identifier_exists","meta":{"param_name":"email_address"}}]}`))
	fmt.Println(err)
	fmt.Println(say(err))
	// Output:
	// clerkflow: POST /v1/client/sign_ups: 422 form_identifier_exists (email_address)
	// this address has an account already
}
