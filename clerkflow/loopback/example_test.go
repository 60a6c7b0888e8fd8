package loopback_test

import (
	"context"
	"fmt"
	"net/http"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/clerkflow/loopback"
	"github.com/clerkflow/clerkflow-go/mockfapi"
)

// A command-line program lets its user sign up with Google in a browser. Here the
// service is a mock, and the browser is somebody who chooses an account at once.
func Example() {
	ctx := context.Background()
	service, err := mockfapi.New(mockfapi.WithPreset("oauth-only"))
	if err != nil {
		fmt.Println(err)
		return
	}
	client, err := clerkflow.New(service.PublishableKey(), clerkflow.WithHTTPClient(service.HTTPClient()))
	if err != nil {
		fmt.Println(err)
		return
	}

	l, err := loopback.Listen(ctx, loopback.WithBrowser(func(ctx context.Context, page string) error {
		back, err := service.Authorize(ctx, page, "full")
		if err != nil {
			return err
		}
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, back.String(), http.NoBody)
		if err != nil {
			return err
		}
		via := &http.Transport{}
		defer via.CloseIdleConnections()
		shown, err := (&http.Client{Transport: via}).Do(r)
		if err != nil {
			return err
		}
		return shown.Body.Close()
	}))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer l.Close()

	flow := clerkflow.NewSignUp(client, clerkflow.WithRedirectURL(l.URL()))
	if err := flow.StartOAuth(ctx, clerkflow.StrategyOAuthGoogle); err != nil {
		fmt.Println(err)
		return
	}
	if _, err := flow.Run(ctx, clerkflow.Callbacks{Redirect: l.Redirect, Link: l.Link}); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("the sign-up is", flow.SignUp().Status)
	// Output: the sign-up is complete
}
