package bapi_test

import (
	"context"
	"fmt"
	"net/http"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/clerkflow/bapi"
	"github.com/clerkflow/clerkflow-go/mockfapi"
)

func ExampleNew() {
	secretKey := "sk_test_0123456789"
	backend, err := bapi.New(secretKey)
	fmt.Println(backend != nil, err)
	// Output: true <nil>
}

func ExampleBetaFeaturesService_UpdateInstanceSettings() {
	ctx := context.Background()
	backend, err := exampleBackend()
	if err != nil {
		fmt.Println(err)
		return
	}
	settings, err := backend.BetaFeatures.UpdateInstanceSettings(ctx, &bapi.UpdateInstanceSettingsParams{
		ProgressiveSignUp: new(true),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("progressive:", settings.ProgressiveSignUp)
	// Output: progressive: true
}

func ExampleClient_Do() {
	ctx := context.Background()
	backend, err := exampleBackend()
	if err != nil {
		fmt.Println(err)
		return
	}
	look := func(id string) string {
		var user struct{ Locked bool }
		err := backend.Do(ctx, http.MethodGet, "/v1/users/"+id, nil, &user)
		if clerkflow.IsCode(err, "resource_not_found") {
			return "no such user"
		}
		return fmt.Sprint(user.Locked, err)
	}
	fmt.Println(look("user_nobody"))
	// Output: no such user
}

// exampleBackend is a client of a mock; a program needs only its secret key.
func exampleBackend() (*bapi.Client, error) {
	instance, err := mockfapi.New(mockfapi.WithPreset("legacy-email-password"))
	if err != nil {
		return nil, err
	}
	return bapi.New(instance.SecretKey(), bapi.WithBaseURL(instance.URL()), bapi.WithHTTPClient(instance.HTTPClient()))
}
