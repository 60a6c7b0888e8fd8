package main

import (
	"crypto/hkdf"
	"crypto/sha256"
	"fmt"
	"net/http"
	"time"

	"github.com/gorilla/securecookie"

	"github.com/clerkflow/clerkflow-go/clerkflow"
)

const (
	cookieName = "sign_up"
	cookieLife = 24 * time.Hour // as long as the service keeps an unfinished sign-up
)

// cookies keep the state of each visitor's flow: encrypted and authenticated, since
// whoever has it can finish the sign-up and is then signed in.
type cookies struct {
	seal   *securecookie.SecureCookie
	secure bool
}

// newCookies makes the sealing keys from the instance's secret key. All servers of
// an instance have that, so all of them read each other's cookies, and those from
// before a restart.
func newCookies(secretKey string, secure bool) (*cookies, error) {
	keys, err := hkdf.Key(sha256.New, []byte(secretKey), nil, "clerkflow/examples/web cookie", 64)
	if err != nil {
		return nil, fmt.Errorf("no key for the cookies: %w", err)
	}
	seal := securecookie.New(keys[:32], keys[32:])
	seal.SetSerializer(securecookie.NopEncoder{}).MaxAge(int(cookieLife.Seconds()))
	return &cookies{seal: seal, secure: secure}, nil
}

// state returns the visitor's state. A cookie that is too old, damaged or sealed
// with another key is none: the visitor starts anew.
func (c *cookies) state(r *http.Request) (state clerkflow.State, ok bool) {
	cookie, err := r.Cookie(cookieName)
	if err != nil {
		return clerkflow.State{}, false
	}
	var data []byte
	if err := c.seal.Decode(cookieName, cookie.Value, &data); err != nil {
		return clerkflow.State{}, false
	}
	state, err = clerkflow.ImportState(data)
	return state, err == nil
}

// keep puts the state into the cookie.
func (c *cookies) keep(w http.ResponseWriter, state clerkflow.State) error {
	sealed, err := c.seal.Encode(cookieName, state.Export())
	if err != nil {
		return fmt.Errorf("the state does not fit into a cookie: %w", err)
	}
	c.set(w, sealed, int(cookieLife.Seconds()))
	return nil
}

// forget takes the cookie away.
func (c *cookies) forget(w http.ResponseWriter) { c.set(w, "", -1) }

func (c *cookies) set(w http.ResponseWriter, value string, maxAge int) {
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // Secure wherever the pages come by https
		Name: cookieName, Value: value, Path: "/", MaxAge: maxAge,
		HttpOnly: true, Secure: c.secure,
		SameSite: http.SameSiteLaxMode, // it has to come along on the way back from a provider
	})
}
