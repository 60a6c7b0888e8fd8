package zxcvbn_test

import (
	"context"
	"fmt"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/zxcvbn"
)

func ExampleMeter() {
	instance, err := mockfapi.New(mockfapi.WithPasswordMeter(zxcvbn.Meter))
	if err != nil {
		fmt.Println(err)
		return
	}
	err = instance.UpdateSettings(func(d *environment.Document) {
		d.UserSettings.PasswordSettings.ShowZXCVBN = true
		d.UserSettings.PasswordSettings.MinZXCVBNStrength = 3
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	client, err := clerkflow.New(instance.PublishableKey(), clerkflow.WithHTTPClient(instance.HTTPClient()))
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = client.SignUps.Create(context.Background(), &clerkflow.SignUpParams{
		Values: clerkflow.Values{EmailAddress: "jane@example.com", Password: clerkflow.NewSecret("password1")},
	})
	fmt.Println(err)
	// Output: clerkflow: POST /v1/client/sign_ups: 422 form_password_not_strong_enough (password)
}
