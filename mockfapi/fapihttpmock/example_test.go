package fapihttpmock_test

import (
	"context"
	"fmt"
	"net/http"

	"github.com/jarcoal/httpmock"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/fapihttpmock"
)

func ExampleRegister() {
	ctx := context.Background()
	instance, err := mockfapi.New(mockfapi.WithPreset("email-code"))
	if err != nil {
		fmt.Println(err)
		return
	}
	transport := httpmock.NewMockTransport()
	transport.RegisterResponder("GET", "https://prices.test/today", httpmock.NewStringResponder(200, "7"))
	fapihttpmock.Register(transport, instance)
	client, err := clerkflow.New(instance.PublishableKey(), clerkflow.WithHTTPClient(&http.Client{Transport: transport}))
	if err != nil {
		fmt.Println(err)
		return
	}

	for range 2 {
		_, err = client.SignUps.Create(ctx, nil)
		fmt.Println(err)
	}
	calls := transport.GetCallCountInfo()
	fmt.Println("sign-ups:", calls[fapihttpmock.Key(instance, "POST /v1/client/sign_ups")])
	fmt.Println("prices:", calls["GET https://prices.test/today"])
	// Output:
	// <nil>
	// <nil>
	// sign-ups: 2
	// prices: 0
}
