package fapi

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/engine"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/wire"
)

// navigationRoutes are where browsers are led to: by e-mail links, by providers, to
// the providers' pages.
func navigationRoutes() []route {
	return []route{
		open("getOauthCallback", http.MethodGet, engine.CallbackPath, oauthCallback),
		open("postOauthCallback", http.MethodPost, engine.CallbackPath, postOAuthCallback),
		open("verify", http.MethodGet, engine.VerifyPath, verifyLink),
		open("", http.MethodGet, engine.ProviderPath+"{strategy}/authorize", providerPage),
		open("", http.MethodPost, engine.ProviderPath+"{strategy}/authorize", chooseAccount),
		open("", http.MethodGet, wire.AvatarPath, avatar),
	}
}

// oauthCallback takes the browser back from a provider. It finds the sign-up by
// the state: a navigation brings no dev browser and perhaps no cookie.
func oauthCallback(x *exchange) error {
	query := x.r.URL.Query()
	refusal := query.Get("error")
	location, err := x.Engine.OAuthCallback(query.Get("state"), query.Get("code"), refusal)
	if err != nil {
		return err
	}
	return x.redirect(http.StatusSeeOther, location)
}

// postOAuthCallback turns the form that some providers post into the GET.
func postOAuthCallback(x *exchange) error {
	f, err := readForm(x.r)
	if err != nil {
		return err
	}
	return x.redirect(http.StatusSeeOther, engine.CallbackPath+"?"+f.values.Encode())
}

// verifyLink follows an e-mail link.
func verifyLink(x *exchange) error {
	location, err := x.Engine.VerifyLink(x.caller, x.r.URL.Query().Get("token"))
	if err != nil {
		return err
	}
	return x.redirect(http.StatusSeeOther, location)
}

func (x *exchange) redirect(status int, location string) error {
	x.w.Header().Set("Location", location)
	x.w.WriteHeader(status)
	return nil
}

// providerPage is what a person sees at the provider.
func providerPage(x *exchange) error {
	strategy, query := x.r.PathValue("strategy"), x.r.URL.Query()
	accounts, err := x.Engine.Authorization(strategy, query.Get("state"))
	if err != nil {
		return err
	}
	x.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	settings := x.Engine.Settings()
	provider := cmp.Or(settings.UserSettings.Social[strategy].Name, strategy)
	if !strings.HasPrefix(strategy, "oauth_") {
		provider = "Enterprise SSO"
	}
	return providerTemplate.Execute(x.w, map[string]any{
		"Provider": provider, "Application": settings.DisplayConfig.ApplicationName, "Accounts": accounts,
	})
}

// chooseAccount is the answer to that page.
func chooseAccount(x *exchange) error {
	strategy, query := x.r.PathValue("strategy"), x.r.URL.Query()
	state := query.Get("state")
	if _, err := x.Engine.Authorization(strategy, state); err != nil {
		return err
	}
	f, err := readForm(x.r)
	if err != nil {
		return err
	}
	back := url.Values{"state": {state}}
	if f.given("deny") != nil {
		back.Set("error", "access_denied")
	} else {
		code, err := x.Engine.Grant(strategy, state, f.text("account"))
		if err != nil {
			return err
		}
		back.Set("code", code)
		back.Set("scope", cmp.Or(query.Get("scope"), "openid"))
	}
	return x.redirect(http.StatusSeeOther, x.caller.BaseURL+engine.CallbackPath+"?"+back.Encode())
}

func avatar(x *exchange) error {
	x.w.Header().Set("Content-Type", "image/svg+xml")
	_, err := x.w.Write([]byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"><rect width="2" height="2" fill="#8899aa"/><circle cx="1" cy="1" r=".6" fill="#dde"/></svg>`))
	return err
}
