package environment_test

import (
	"fmt"
	"os"

	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
)

func ExampleParse() {
	saved, err := os.ReadFile("testdata/environment.json")
	if err != nil {
		fmt.Println(err)
		return
	}
	settings, err := environment.Parse(saved)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(settings.DisplayConfig.ApplicationName, settings.UserSettings.SignUp.Progressive)
	// Output: Example application true
}

func ExamplePreset() {
	settings, err := environment.Preset("email-password")
	if err != nil {
		fmt.Println(err)
		return
	}
	attributes := &settings.UserSettings.Attributes
	attributes.FirstName = environment.Plain(environment.Required)
	attributes.PhoneNumber = environment.Phone(environment.Optional)
	settings.UserSettings.Social["oauth_google"] = environment.Provider("oauth_google")
	err = settings.Validate()
	fmt.Println(attributes.FirstName.Required, attributes.PhoneNumber.Enabled, err)
	// Output: true true <nil>
}
