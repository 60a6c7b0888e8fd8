package mockfapi_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
)

// exampleT stands for the *testing.T of a test.
type exampleT struct{}

func (exampleT) Helper()                           {}
func (exampleT) Cleanup(func())                    {}
func (exampleT) Errorf(format string, args ...any) { fmt.Printf(format+"\n", args...) }
func (exampleT) Fatalf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }

func ExampleNewT() {
	ctx, t := context.Background(), exampleT{}
	instance := mockfapi.NewT(t, mockfapi.WithPreset("email-password"))
	client, err := clerkflow.New(instance.PublishableKey(), clerkflow.WithHTTPClient(instance.HTTPClient()))
	if err != nil {
		t.Fatalf("%v", err)
	}

	// What the application does:
	signUp, err := client.SignUps.Create(ctx, &clerkflow.SignUpParams{
		Values:   clerkflow.Values{EmailAddress: "jane@example.com", Password: clerkflow.NewSecret("correct horse battery")},
		Strategy: clerkflow.StrategyEmailCode,
	})
	if err != nil {
		t.Fatalf("%v", err)
	}
	// What Jane does:
	code := instance.Code("jane@example.com")
	signUp, err = client.SignUps.Attempt(ctx, signUp.ID, &clerkflow.AttemptParams{Strategy: clerkflow.StrategyEmailCode, Code: clerkflow.NewSecret(code)})
	if err != nil {
		t.Fatalf("%v", err)
	}
	fmt.Println(signUp.Status, len(instance.Users()))
	// Output: complete 1
}

func ExampleWithEnvironment() {
	t := exampleT{}
	saved, err := os.ReadFile("environment/testdata/environment.json")
	if err != nil {
		t.Fatalf("%v", err)
	}
	instance := mockfapi.NewT(t, mockfapi.WithEnvironment(saved), mockfapi.WithSettings(func(d *environment.Document) {
		d.UserSettings.Attributes.PhoneNumber = environment.Phone(environment.Required)
	}))
	settings := instance.Settings()
	fmt.Println(settings.DisplayConfig.ApplicationName, settings.UserSettings.Attributes.PhoneNumber.Required)
	// Output: Example application true
}

func ExampleInstance_Authorize() {
	ctx, t := context.Background(), exampleT{}
	instance := mockfapi.NewT(t, mockfapi.WithPreset("oauth"))
	client, err := clerkflow.New(instance.PublishableKey(), clerkflow.WithHTTPClient(instance.HTTPClient()))
	if err != nil {
		t.Fatalf("%v", err)
	}
	flow := clerkflow.NewSignUp(client, clerkflow.WithRedirectURL("https://app.example.com/back"))
	if err := flow.StartOAuth(ctx, clerkflow.StrategyOAuthGoogle); err != nil {
		t.Fatalf("%v", err)
	}
	step, err := flow.Next(ctx)
	if err != nil {
		t.Fatalf("%v", err)
	}
	redirect := step.(*clerkflow.RedirectStep)

	back, err := instance.Authorize(ctx, redirect.URL.String(), "no-email")
	if err != nil {
		t.Fatalf("%v", err)
	}
	if err := redirect.Returned(ctx, back); err != nil {
		t.Fatalf("%v", err)
	}
	signUp := flow.SignUp()
	fmt.Println(signUp.Status, signUp.MissingFields)
	// Output: missing_requirements [email_address phone_number]
}

func ExampleInstance_Fail() {
	ctx, t := context.Background(), exampleT{}
	instance := mockfapi.NewT(t)
	client, err := clerkflow.New(instance.PublishableKey(), clerkflow.WithHTTPClient(instance.HTTPClient()))
	if err != nil {
		t.Fatalf("%v", err)
	}
	instance.Advance(11 * time.Minute)
	err = instance.Fail(mockfapi.Fault{Route: "POST /v1/client/sign_ups", Status: 503, Times: 1})
	if err != nil {
		t.Fatalf("%v", err)
	}
	_, err = client.SignUps.Create(ctx, nil)
	fmt.Println(err)
	// Output: clerkflow: POST /v1/client/sign_ups: 503 service unavailable without an error document
}

func ExampleInstance_Serve() {
	ctx, t := context.Background(), exampleT{}
	instance := mockfapi.NewT(t)
	server, err := instance.Serve("127.0.0.1:0")
	if err != nil {
		t.Fatalf("%v", err)
	}
	defer server.Close()

	r, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+"/v1/environment", nil)
	if err != nil {
		t.Fatalf("%v", err)
	}
	answer, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(r)
	if err != nil {
		t.Fatalf("%v", err)
	}
	defer answer.Body.Close()
	fmt.Println(answer.Status)
	// Output: 200 OK
}
