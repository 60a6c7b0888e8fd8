package signup_test

import (
	"os"
	"strings"
	"testing"

	signup "github.com/clerkflow/clerkflow-go/examples/testing"
	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
)

// Save your instance's settings once, and again when they change:
//
//	curl https://YOUR-INSTANCE.clerk.accounts.dev/v1/environment >testdata/environment.json
func TestRegister_atOurInstance(t *testing.T) {
	t.Parallel()
	saved, err := os.ReadFile("testdata/environment.json")
	if err != nil {
		t.Fatal(err)
	}
	m := mockfapi.NewT(t, mockfapi.WithEnvironment(saved))
	_, err = signup.Register(t.Context(), newClient(t, m), jane(), reads(m))
	if err == nil || !strings.Contains(err.Error(), "phone_number") {
		t.Errorf("without the phone number that our instance requires: %v", err)
	}
	form := jane(func(f *signup.Form) { f.PhoneNumber = "+14155552671" })
	if _, err := signup.Register(t.Context(), newClient(t, m), form, reads(m)); err != nil {
		t.Errorf("with everything: %v", err)
	}
}

// The settings can also change while people sign up.
func TestRegister_phoneBecomesRequired(t *testing.T) {
	t.Parallel()
	m := mockfapi.NewT(t, mockfapi.WithSettings(func(d *environment.Document) {
		d.UserSettings.Attributes.PhoneNumber = environment.Phone(environment.Optional)
	}))
	form := jane(func(f *signup.Form) { f.PhoneNumber = "+14155552671" })
	if _, err := signup.Register(t.Context(), newClient(t, m), form, reads(m)); err != nil {
		t.Fatal(err)
	}
	if numbers := m.Users()[0].PhoneNumbers; len(numbers) != 0 {
		t.Errorf("nobody asked for a number, and %v was sent", numbers)
	}
	if err := m.UpdateSettings(func(d *environment.Document) { d.UserSettings.Attributes.PhoneNumber.Required = true }); err != nil {
		t.Fatal(err)
	}
	form.EmailAddress = "second@example.com"
	if _, err := signup.Register(t.Context(), newClient(t, m), form, reads(m)); err != nil {
		t.Fatal(err)
	}
	if numbers := m.Users()[1].PhoneNumbers; len(numbers) != 1 {
		t.Errorf("the number is required, and the user has %v", numbers)
	}
}
