package mockfapi_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/clerkflow/clerkflow-go/mockfapi"
)

// FuzzForm sends arbitrary bodies and queries everywhere: the mock may refuse
// them, it may not fail.
func FuzzForm(f *testing.F) {
	for i, body := range []string{
		"", "email_address=jane%40example.com&strategy=email_code", "strategy=oauth_google&redirect_url=https%3A%2F%2Fapp.test%2F%23%2Fsso",
		"phone_number=%2B14155552671&channel=whatsapp&strategy=phone_code", "username=jane&password=correct+horse&first_name=%ff&legal_accepted=maybe",
		"web3_wallet=0x00000000000000000000000000000000deadbeef&strategy=web3_metamask_signature", "unsafe_metadata=%7B%22a%22%3A1%7D&locale=de-CH",
		"web3_wallet=11111111111111111111111111111111&strategy=web3_solana_signature", "email_address_or_phone_number=%2B1&a=b&a=c&;=%zz",
		"identifier=jane&sign_up_if_missing=true&transfer=0", "identifier=%2B14155552671&strategy=phone_code&phone_number_id=idn_1", "strategy=email_code&code=000000", "strategy=web3_metamask_signature&signature=0x00", "strategy=email_link&redirect_url=%3A", "account=full", "deny=1",
		`{"progressive_sign_up":false}`, `{"from_email_address":"a"} x`, "state=x&code=y", strings.Repeat("a=b&", 200),
	} {
		f.Add(uint8(i), "_method=PATCH&__clerk_api_version=2026-05-12", body)
		f.Add(uint8(i), "_is_native=1&rotating_token_nonce=x&token=a.b.c", body)
	}
	f.Add(uint8(0), "a b", "not=escaped") // nothing that a socket could send
	f.Fuzz(func(t *testing.T, endpoint uint8, query, body string) {
		m := mockfapi.NewT(t, mockfapi.WithPreset("all-required"), with(everything)) //nolint:forbidigo // no file allows these requests
		app := newNative(t, m)
		su, page := app.google("email_address", "jane@example.com")
		app.prepare(su.ID, "email_code")
		app.update(su.ID, "web3_wallet", newWallet(t, 1).address, "strategy", metamask).want("200")
		session := m.URL() + sessions + "/sess_1"
		signingIn := m.URL() + signIns + "/" + app.signIn().want("200").signIn().ID
		own := m.URL() + signUps + "/" + su.ID
		targets := []string{
			m.URL() + signUps, own, own + "/prepare_verification", own + "/attempt_verification", page, m.URL() + "/v1/oauth_callback",
			m.URL() + "/v1/verify", m.URL() + "/v1/client", session + "/touch", session + "/tokens", m.URL() + "/v1/dev_browser",
			m.URL() + betaFeatures, m.URL() + "/v1/environment", m.URL() + "/" + query,
			m.URL() + signIns, signingIn, signingIn + "/prepare_first_factor", signingIn + "/attempt_first_factor", signingIn + "/reset_password",
			m.URL() + "/v1/me", m.URL() + "/v1/me/metadata", m.URL() + emailAddresses, m.URL() + phoneNumbers,
		}
		target, err := url.Parse(targets[int(endpoint)%len(targets)])
		if err != nil {
			return
		}
		if query != "" {
			target.RawQuery = strings.TrimPrefix(target.RawQuery+"&"+query, "&")
		}
		app.http = noRedirects(app)
		for _, method := range []string{http.MethodPost, http.MethodPatch, http.MethodGet} {
			for _, authorization := range []string{app.header.Get("Authorization"), "Bearer " + m.SecretKey()} {
				r, err := http.NewRequestWithContext(t.Context(), method, target.String(), strings.NewReader(body))
				if err != nil {
					return
				}
				r.Header.Set("Authorization", authorization)
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				response, err := app.http.Do(r)
				if err != nil {
					t.Fatal(err)
				}
				data := drain(t, response)
				if response.StatusCode >= 500 {
					t.Errorf("%s %s: %d %s", method, target, response.StatusCode, data)
				}
				if response.Header.Get("Content-Type") == "application/json" && !json.Valid(data) {
					t.Errorf("%s %s: no JSON: %s", method, target, data)
				}
			}
		}
	})
}
