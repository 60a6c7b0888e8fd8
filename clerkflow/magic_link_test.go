package clerkflow_test

import (
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clerkflow/clerkflow-go/clerkflow"
)

func TestMagicLink_Preparation(t *testing.T) {
	t.Parallel()
	link, other := clerkflow.NewMagicLink("app://back"), clerkflow.NewMagicLink("app://back")
	if n := len(link.Verifier.Reveal()); n < 43 || n > 128 || link.Verifier.Equal(other.Verifier) {
		t.Errorf("the verifier has %d characters", n)
	}
	challenge := sha256.Sum256([]byte(link.Verifier.Reveal()))
	form := created(t, &clerkflow.SignUpParams{Strategy: clerkflow.StrategyEmailLink, Preparation: link.Preparation()})
	want := url.Values{
		"strategy": {"email_link"}, "redirect_uri": {"app://back"}, "code_challenge_method": {"S256"},
		"code_challenge": {base64.RawURLEncoding.EncodeToString(challenge[:])},
	}
	if diff := cmp.Diff(want, form); diff != "" {
		t.Error(diff)
	}
}

func TestSignUps_CompleteMagicLink(t *testing.T) {
	t.Parallel()
	link := clerkflow.MagicLink{RedirectURI: "app://back", Verifier: clerkflow.NewSecret("verifier")}
	callback := &url.URL{Scheme: "app", Host: "back", RawQuery: "flow_id=flow_1&approval_token=a%26b"}
	for answer, want := range map[string]struct{ id, ticket string }{
		`{"response":{"flow_id":"flow_1","ticket":"t.t.t"},"client":null}`:                               {"", "t.t.t"},
		`{"response":{"object":"sign_up_attempt","id":"sua_1","status":"complete"},"client":{"id":"c"}}`: {"sua_1", ""},
	} {
		c, w := wired(t, ok(answer))
		got, err := c.SignUps.CompleteMagicLink(t.Context(), link, callback)
		if err != nil {
			t.Fatal(err)
		}
		if got.Ticket.Reveal() != want.ticket || (got.SignUp == nil) != (want.id == "") || got.SignUp != nil && got.SignUp.ID != want.id {
			t.Errorf("%s: got %+v", answer, got)
		}
		r := w.only(t)
		form := url.Values{"flow_id": {"flow_1"}, "approval_token": {"a&b"}, "code_verifier": {"verifier"}}
		if diff := cmp.Diff(form, r.form(t)); diff != "" || r.method != "POST" || r.url.Path != "/v1/client/magic_links/complete" {
			t.Errorf("%s %s: %s", r.method, r.url.Path, diff)
		}
	}
	c, w := wired(t, refusal(422, problems("pkce_verification_failed")))
	if _, err := c.SignUps.CompleteMagicLink(t.Context(), link, callback); !clerkflow.IsCode(err, "pkce_verification_failed") {
		t.Errorf("got %v", err)
	}
	for _, query := range []string{"", "flow_id=flow_1", "approval_token=" + hidden} {
		_, err := c.SignUps.CompleteMagicLink(t.Context(), link, &url.URL{RawQuery: query})
		if err == nil || !strings.Contains(err.Error(), "flow_id") || strings.Contains(err.Error(), hidden) {
			t.Errorf("%q: %v", query, err)
		}
	}
	if n := len(w.requests()); n != 1 {
		t.Errorf("%d requests were sent", n)
	}
	c, _ = wired(t, ok(`{"response":"`+hidden+`"}`))
	if _, err := c.SignUps.CompleteMagicLink(t.Context(), link, callback); err == nil || strings.Contains(err.Error(), hidden) {
		t.Errorf("an answer that is none: %v", err)
	}
}
