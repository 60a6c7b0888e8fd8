// Package clerkflow signs people up at an instance of Clerk. It is a typed client
// of the Frontend API, and a flow driver that looks at what a sign-up still needs,
// asks the program for it, and ends when the person has a session.
//
// # A program that can wait
//
// A [Client] is one device at the instance that its publishable key names:
//
//	client, err := clerkflow.New(publishableKey)
//
// [Flow.Run] takes a person from nothing to a session. It calls back for every
// thing that is missing or unverified, in whatever order the instance's settings
// ask for it, and asks again, with the [Problem] attached, for what was not taken:
//
//	flow := clerkflow.NewSignUp(client)
//	done, err := flow.Run(ctx, clerkflow.Callbacks{
//		Text: func(_ context.Context, p clerkflow.Prompt) (string, error) {
//			return ask(p.Field, p.Problem)
//		},
//		Password: func(context.Context, clerkflow.Prompt) (clerkflow.Secret, error) {
//			return clerkflow.NewSecret(askHidden()), nil
//		},
//		Code: func(_ context.Context, s *clerkflow.VerifyCodeStep) (string, error) {
//			return askCode(s.Destination)
//		},
//	})
//
// A callback that the instance's settings never lead to may be nil. At the end the
// flow's device is signed in, and asks for session tokens:
//
//	token, err := done.Client().Sessions.Token(ctx, done.SessionID)
//
// # A program that answers requests
//
// A web server cannot block between two pages. It asks for the next step, shows it,
// and answers it with the step's own methods when the person has sent the form.
// What has to survive in between is the [State]. What was typed and not taken, and
// why, lives in the flow: after an error, ask the same flow for the next step and
// show that, instead of sending the browser on:
//
//	flow := clerkflow.Resume(client, state)
//	step, err := flow.Next(ctx)
//	switch step := step.(type) {
//	case *clerkflow.CollectStep:
//		err = step.Submit(ctx, clerkflow.Values{FirstName: "Jane", LastName: "Doe"})
//	case *clerkflow.VerifyCodeStep:
//		err = step.Attempt(ctx, typed)
//	case *clerkflow.DoneStep:
//		signedIn = step.SessionID
//	default:
//		err = fmt.Errorf("no page for %s", step.Kind())
//	}
//	state = flow.State() // seal it: whoever has it can finish the sign-up
//
// # A program that decides for itself
//
// [Plan] is the driver's whole knowledge as a pure function, and the services are
// one method for each request:
//
//	signUp, err := client.SignUps.Create(ctx, &clerkflow.SignUpParams{
//		Values:   clerkflow.Values{EmailAddress: "jane@example.com"},
//		Strategy: clerkflow.StrategyEmailCode,
//	})
//	settings, err := client.Environment.Get(ctx)
//	next := clerkflow.Plan(signUp, settings, clerkflow.Policy{})
//
// # Errors
//
// A request that fails returns an [*Error]: branch on its codes with [IsCode], or
// show its Problems beside their fields. A flow that cannot go on ends in one of the
// variables such as [ErrAccountExists], under errors.Is, or in a [*SignInError] or
// [*SignedInError], which say where to go on. No error text holds a value, a code or
// a token:
//
//	switch {
//	case clerkflow.IsCode(err, "form_identifier_exists"):
//		return "this address has an account already"
//	case errors.Is(err, clerkflow.ErrAbandoned):
//		return "this took too long: start again"
//	}
//
// # Tests
//
// Package mockfapi of this module answers as the service does, without network.
package clerkflow
