package loopback_test

import (
	"context"
	"fmt"
	"net/http"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/clerkflow/loopback"
	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
)

func ExampleListen() {
	ctx := context.Background()
	// A mock in the place of the service, and of the person with the browser.
	instance, err := mockfapi.New(mockfapi.WithSettings(func(d *environment.Document) {
		*d = *environment.Blank()
		d.UserSettings.Social["oauth_google"] = environment.Provider("oauth_google")
	}))
	if err != nil {
		fmt.Println(err)
		return
	}
	opts := []loopback.Option{loopback.WithBrowser(func(ctx context.Context, page string) error {
		back, err := instance.Authorize(ctx, page, "full")
		if err != nil {
			return err
		}
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, back.String(), http.NoBody)
		if err != nil {
			return err
		}
		answer, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(r)
		if err != nil {
			return err
		}
		return answer.Body.Close()
	})}
	client, err := clerkflow.New(instance.PublishableKey(), clerkflow.WithHTTPClient(instance.HTTPClient()))
	if err != nil {
		fmt.Println(err)
		return
	}

	signUp := func() error {
		l, err := loopback.Listen(ctx, opts...) // none opens the system's browser
		if err != nil {
			return err
		}
		defer l.Close()
		flow := clerkflow.NewSignUp(client, clerkflow.WithRedirectURL(l.URL()))
		if err := flow.StartOAuth(ctx, clerkflow.StrategyOAuthGoogle); err != nil {
			return err
		}
		done, err := flow.Run(ctx, clerkflow.Callbacks{Redirect: l.Redirect, Link: l.Link})
		if err != nil {
			return err
		}
		fmt.Println("signed in:", done.SessionID != "")
		return nil
	}
	if err := signUp(); err != nil {
		fmt.Println(err)
	}
	// Output: signed in: true
}
