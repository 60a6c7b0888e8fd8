package fapi

import (
	"net/http"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/engine"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/wire"
)

// ticketRoutes are where the links of tickets lead.
func ticketRoutes() []route {
	return []route{open("acceptTicket", http.MethodGet, engine.TicketPath, acceptTicket)}
}

// tokenRoutes are the Backend API's tokens for the Frontend API.
func tokenRoutes() []route {
	return []route{
		backendRoute("CreateSignInToken", http.MethodPost, "/v1/sign_in_tokens", createSignInToken),
		backendRoute("RevokeSignInToken", http.MethodPost, "/v1/sign_in_tokens/{sign_in_token_id}/revoke", revokeSignInToken),
		backendRoute("CreateTestingToken", http.MethodPost, "/v1/testing_tokens", createTestingToken),
	}
}

// acceptTicket leads the browser to the page that takes the ticket on.
func acceptTicket(x *exchange) error {
	query := x.r.URL.Query()
	if !query.Has("ticket") {
		return apierror.MissingQueryParameter("ticket")
	}
	location, err := x.Engine.AcceptTicket(query.Get("ticket"))
	if err != nil {
		return err
	}
	if location == "" {
		x.w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, err := x.w.Write([]byte("<!doctype html><title>Ticket</title><p>The ticket is good. Open it in the application.</p>"))
		return err
	}
	return x.redirect(http.StatusSeeOther, location)
}

func createSignInToken(x *exchange) error {
	var n engine.NewSignInToken
	if err := readJSON(x.r, &n); err != nil {
		return err
	}
	return x.signInToken(x.Engine.CreateSignInToken(x.caller, n))
}

func revokeSignInToken(x *exchange) error {
	return x.signInToken(x.Engine.RevokeSignInToken(x.r.PathValue("sign_in_token_id")))
}

// signInToken answers with a sign-in token, or with the error of its transition.
func (x *exchange) signInToken(view engine.SignInTokenView, err error) error {
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, wire.RenderSignInToken(view))
}

const (
	testingToken     = "testing_token"
	testingTokenLife = time.Hour
)

// testing says whether the request shows a testing token, which lets it past the bot
// protection.
func (x *exchange) testing() bool {
	_, err := x.Keys.Open(testingToken, x.r.URL.Query().Get("__clerk_testing_token"), x.Clock())
	return err == nil
}

// createTestingToken answers with what lets tests past the bot protection. Its time
// is in seconds, unlike all others.
func createTestingToken(x *exchange) error {
	expires := x.Clock().Add(testingTokenLife)
	sealed, err := x.Keys.Seal(testingToken, map[string]string{"id": x.IDs.Hex(16)}, expires)
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, map[string]any{"object": testingToken, "token": sealed, "expires_at": expires.Unix()})
}
