package mockfapi_test

import (
	"fmt"
	"testing"

	"github.com/clerkflow/clerkflow-go/mockfapi"
)

func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		mockfapi.NewT(b)
	}
}

// BenchmarkSignUp is one whole sign-up with e-mail and password, in process, and
// the one signature that it ends with.
func BenchmarkSignUp(b *testing.B) {
	b.ReportAllocs()
	m := mockfapi.NewT(b)
	for i := 0; b.Loop(); i++ {
		newNative(b, m).signedUp(fmt.Sprintf("jane%d+clerk_test@example.com", i))
	}
}

// BenchmarkSignUp_unsigned is the same up to the request that completes it: no
// session, so nothing is signed.
func BenchmarkSignUp_unsigned(b *testing.B) {
	b.ReportAllocs()
	m := mockfapi.NewT(b, mockfapi.WithPreset("all-required"))
	for i := 0; b.Loop(); i++ {
		app := newNative(b, m)
		id := app.create("email_address", fmt.Sprintf("jane%d+clerk_test@example.com", i), "password", password, "strategy", "email_code").want("200").signUp().ID
		app.attempt(id, "email_code", "code", testCode).want("200")
	}
}

func BenchmarkEnvironment(b *testing.B) {
	b.ReportAllocs()
	m := mockfapi.NewT(b)
	app := newNative(b, m)
	for b.Loop() {
		app.send("GET", "/v1/environment").want("200")
	}
}
