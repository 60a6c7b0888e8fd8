package sessiontoken_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/clerkflow/clerkflow-go/clerkflow/sessiontoken"
	"github.com/clerkflow/clerkflow-go/mockfapi"
)

func ExampleVerifier_Verify() {
	ctx := context.Background()
	// A mock in the place of the service; a server needs no options.
	instance, err := mockfapi.New()
	if err != nil {
		fmt.Println(err)
		return
	}
	publishableKey, opts := instance.PublishableKey(), []sessiontoken.Option{sessiontoken.WithHTTPClient(instance.HTTPClient())}

	verifier, err := sessiontoken.New(ctx, publishableKey, opts...)
	if err != nil {
		fmt.Println(err)
		return
	}
	greet := func(w http.ResponseWriter, r *http.Request) {
		claims, err := verifier.Verify(r.Context(), strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
		switch {
		case errors.Is(err, sessiontoken.ErrExpired):
			http.Error(w, "ask for a fresh token", http.StatusUnauthorized)
		case err != nil:
			http.Error(w, "sign in first", http.StatusUnauthorized)
		default:
			fmt.Fprintln(w, "hello", claims.UserID)
		}
	}
	w := httptest.NewRecorder()
	greet(w, httptest.NewRequestWithContext(ctx, http.MethodGet, "/", nil))
	fmt.Print(w.Code, " ", w.Body)
	// Output: 401 sign in first
}
