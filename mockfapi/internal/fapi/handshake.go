package fapi

import (
	"crypto/sha1" // #nosec G505 -- names a cookie, protects nothing
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
)

// handshakeRoutes lead browsers away and back: touch keeps their cookie alive, the
// rest tells an application's server who the browser is when its cookies
// do not: the server sends the browser here, and reads the answer out of the URL
// with which it comes back.
func handshakeRoutes() []route {
	return []route{
		open("handshakeClient", http.MethodGet, "/v1/client/handshake", handshake),
		backendRoute("", http.MethodGet, "/v1/clients/handshake_payload", handshakePayload),
		open("", http.MethodGet, "/v1/client/touch", touchClient),
	}
}

const (
	handshakeNonce = "handshake_nonce"
	// handshakeLife is how long a server has to exchange a nonce.
	handshakeLife = time.Minute
)

// handshake sends the browser back with the cookies that the server is to set, as
// a signed token or as a nonce to ask for them with.
func handshake(x *exchange) error {
	query := x.r.URL.Query()
	back, err := x.backTo()
	if err != nil {
		return err
	}
	x.caller.Origin = back.Scheme + "://" + back.Host // whom the session token is for
	directives, err := x.handshakeCookies(query.Get("suffixed_cookies") == "true")
	if err != nil {
		return err
	}
	var name, payload string
	switch query.Get("format") {
	case "", "token":
		name = "__clerk_handshake"
		payload, err = x.Keys.Handshake(directives)
	case "nonce":
		name = "__clerk_handshake_nonce"
		payload, err = x.Keys.Seal(handshakeNonce, map[string]string{"directives": strings.Join(directives, "\n")}, x.Clock().Add(handshakeLife))
	default:
		return apierror.InvalidQueryParameterValue("format")
	}
	if err != nil {
		return err
	}
	values := back.Query()
	values.Set(name, payload)
	back.RawQuery = values.Encode()
	return x.redirect(http.StatusTemporaryRedirect, back.String())
}

// backTo is where the browser goes back to.
func (x *exchange) backTo() (*url.URL, error) {
	back, err := url.Parse(x.r.URL.Query().Get("redirect_url"))
	if err != nil || back.Host == "" || back.Scheme != "https" && back.Scheme != "http" {
		return nil, apierror.RedirectURL("redirect_url", "invalid_redirect_url", "must be an absolute URL that begins with https or http")
	}
	return back, nil
}

// touchClient lets the browser's cookie live on, and sends it back.
func touchClient(x *exchange) error {
	back, err := x.backTo()
	if err != nil {
		return err
	}
	x.presented = "" // so that the cookie is set again
	if err := x.credential(x.Engine.Client(x.caller)); err != nil {
		return err
	}
	return x.redirect(http.StatusTemporaryRedirect, back.String())
}

// handshakeCookies returns the cookies of the application's own host, each as a
// Set-Cookie line: the dev browser, since when the client is as it is, and a token
// of its session. Suffixed ones keep applications on the same host apart.
func (x *exchange) handshakeCookies(suffixed bool) ([]string, error) {
	if _, err := x.Engine.DevBrowserClient(x.caller.DevBrowser); err != nil {
		x.caller.DevBrowser = x.Engine.CreateDevBrowser(x.caller.ClientID)
	}
	since, session, err := x.signedIn()
	if err != nil {
		return nil, err
	}
	suffixes := []string{""}
	if suffixed {
		sum := sha1.Sum([]byte(x.PublishableKey)) // #nosec G401 -- as official clients name them
		suffixes = append(suffixes, "_"+base64.URLEncoding.EncodeToString(sum[:])[:8])
	}
	var directives []string
	for _, suffix := range suffixes {
		directives = append(directives,
			directive("__clerk_db_jwt"+suffix, x.caller.DevBrowser),
			directive("__client_uat"+suffix, strconv.FormatInt(since, 10)),
			directive("__session"+suffix, session))
	}
	return directives, nil
}

// directive returns a Set-Cookie line; without a value it takes the cookie away.
// Scripts of the page read and write the same cookies.
func directive(name, value string) string {
	life := cookieLife
	if value == "" {
		life = 0
	}
	return fmt.Sprintf("%s=%s; Path=/; Max-Age=%d; SameSite=Lax", name, value, life)
}

// signedIn returns when the client changed last, in seconds, and a new token of its
// session; 0 and none when nobody is signed in.
func (x *exchange) signedIn() (since int64, token string, err error) {
	client := x.Engine.Client(x.caller)
	if client == nil {
		return 0, "", nil
	}
	for _, s := range client.Sessions {
		if s.Session.ID != client.Client.LastActiveSessionID || !s.Session.Open() {
			continue
		}
		x.Minter.Forget(s.Session.ID) // servers take no token from before the client's last change
		signed, err := x.renderer().Token(s.Session)
		if err != nil {
			return 0, "", err
		}
		return client.Client.UpdatedAt / 1000, signed.JWT, nil
	}
	return 0, "", nil
}

// handshakePayload exchanges a nonce for the cookies.
func handshakePayload(x *exchange) error {
	values, err := x.Keys.Open(handshakeNonce, x.r.URL.Query().Get("nonce"), x.Clock())
	if err != nil {
		return apierror.InvalidHandshake()
	}
	return x.json(http.StatusOK, map[string]any{"directives": strings.Split(values["directives"], "\n")})
}
