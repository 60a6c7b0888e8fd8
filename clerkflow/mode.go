package clerkflow

import (
	"net/http"
	"net/url"
	"strings"
)

// mode is how a client says to the service what it is and whose.
type mode interface {
	// show puts the API's version and the client's token into a request: into its
	// header, and into the query that it is going to have.
	show(r *http.Request, query url.Values, token Secret)
	// told returns the client's token after an answer, false when that says nothing
	// of it. shown is the token that the request had, described the client in the
	// answer.
	told(h http.Header, shown Secret, described *ClientResource) (token Secret, ok bool)
	// devBrowser says that there is a credential before there is a client.
	devBrowser() bool
}

// native is an application that is no browser.
type native struct{}

func (native) show(r *http.Request, query url.Values, token Secret) {
	query.Set("_is_native", "1")
	r.Header.Set("Clerk-Api-Version", APIVersion)
	if !token.IsZero() {
		r.Header.Set("Authorization", token.Reveal())
	}
}

func (native) told(h http.Header, _ Secret, _ *ClientResource) (token Secret, ok bool) {
	values, ok := h["Authorization"]
	if !ok {
		return Secret{}, false
	}
	return NewSecret(withoutScheme(values[0])), true
}

func (native) devBrowser() bool { return false }

// withoutScheme returns the token of an Authorization header, empty for one that
// takes the token away: that has nothing in it, or nothing but the scheme.
func withoutScheme(header string) string {
	token := strings.TrimSpace(header)
	if scheme, rest, _ := strings.Cut(token, " "); strings.EqualFold(scheme, "Bearer") {
		return strings.TrimSpace(rest)
	}
	return token
}
