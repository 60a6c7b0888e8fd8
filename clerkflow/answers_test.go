package clerkflow_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clerkflow/clerkflow-go/clerkflow"
)

func TestSignUps_Get_readsEverything(t *testing.T) {
	t.Parallel()
	c, _ := wired(t, ok(`{"response":{
		"object":"sign_up_attempt","id":"sua_1","status":"missing_requirements",
		"required_fields":["password","email_address"],"optional_fields":["oauth_google","first_name"],
		"missing_fields":["something_new"],"unverified_fields":["email_address"],
		"verifications":{
			"email_address":{"object":"verification_otp","status":"unverified","strategy":"email_code","attempts":2,"expire_at":1700000600000,"next_action":"needs_attempt","supported_strategies":["email_code","email_link"]},
			"phone_number":{"object":"verification_otp","status":"verified","strategy":"phone_code","channel":"sms","attempts":null,"expire_at":null},
			"web3_wallet":{"object":"verification_web3","status":"unverified","strategy":"web3_metamask_signature","nonce":"n","message":"sign me"},
			"external_account":{"object":"verification_oauth","status":"transferable","strategy":"oauth_google","external_verification_redirect_url":"https://p.test/a?b=c",
				"error":{"code":"external_account_exists","message":"already exists","long_message":"It exists.","meta":{}}}},
		"username":"jane","email_address":"jane@example.com","phone_number":"+15555550100","web3_wallet":"0xAb",
		"password_enabled":true,"first_name":"Jane","last_name":null,"unsafe_metadata":{"a":[1,"x"]},"public_metadata":{},
		"custom_action":true,"external_id":"ext","created_session_id":"sess_1","created_user_id":"user_1",
		"abandon_at":1700086400000,"legal_accepted_at":1700000000000,"locale":"de-CH","a_later_key":{"later":"addition"}},"client":null}`))
	got, err := c.SignUps.Get(t.Context(), "sua_1")
	if err != nil {
		t.Fatal(err)
	}
	want := &clerkflow.SignUp{
		ID: "sua_1", Status: clerkflow.StatusMissingRequirements,
		RequiredFields: []clerkflow.Field{"password", "email_address"}, OptionalFields: []clerkflow.Field{"oauth_google", "first_name"},
		MissingFields: []clerkflow.Field{"something_new"}, UnverifiedFields: []clerkflow.Field{"email_address"},
		Verifications: clerkflow.Verifications{
			EmailAddress: &clerkflow.Verification{
				Object: "verification_otp", Status: "unverified", Strategy: "email_code", Attempts: new(2), ExpireAt: 1700000600000,
				NextAction: "needs_attempt", SupportedStrategies: []clerkflow.Strategy{"email_code", "email_link"},
			},
			PhoneNumber: &clerkflow.Verification{Object: "verification_otp", Status: "verified", Strategy: "phone_code", Channel: "sms"},
			Web3Wallet:  &clerkflow.Verification{Object: "verification_web3", Status: "unverified", Strategy: "web3_metamask_signature", Nonce: "n", Message: "sign me"},
			ExternalAccount: &clerkflow.Verification{
				Object: "verification_oauth", Status: "transferable", Strategy: "oauth_google", ExternalVerificationRedirectURL: "https://p.test/a?b=c",
				Error: &clerkflow.Problem{Code: "external_account_exists", Message: "already exists", LongMessage: "It exists."},
			},
		},
		EmailAddress: "jane@example.com", PhoneNumber: "+15555550100", Web3Wallet: "0xAb", Username: "jane", FirstName: "Jane",
		PasswordEnabled: true, LegalAcceptedAt: 1700000000000, CustomAction: true,
		UnsafeMetadata: clerkflow.Metadata{"a": []any{1.0, "x"}}, PublicMetadata: clerkflow.Metadata{}, ExternalID: "ext", Locale: "de-CH",
		CreatedUserID: "user_1", CreatedSessionID: "sess_1", AbandonAt: 1700086400000,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestSignUp_hasPassword(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]bool{
		`{"password_enabled":true}`:                       true,
		`{"has_password":true}`:                           true,
		`{"has_password":true,"password_enabled":false}`:  true,
		`{"has_password":false,"password_enabled":true}`:  true,
		`{"has_password":false,"password_enabled":false}`: false,
		`{"has_password":null}`:                           false,
		`{}`:                                              false,
	} {
		var su clerkflow.SignUp
		if err := json.Unmarshal([]byte(data), &su); err != nil || su.PasswordEnabled != want {
			t.Errorf("%s: %t, %v", data, su.PasswordEnabled, err)
		}
	}
}

func TestClientResource_legacyNames(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]string{
		`{"id":"client_1","sign_up":{"id":"sua_new"}}`:                                  "sua_new",
		`{"id":"client_1","sign_up_attempt":{"id":"sua_old"}}`:                          "sua_old",
		`{"id":"client_1","sign_up":null,"sign_up_attempt":{"id":"sua_old"}}`:           "sua_old",
		`{"id":"client_1","sign_up":{"id":"sua_new"},"sign_up_attempt":{"id":"sua_o"}}`: "sua_new",
		`{"id":"client_1","sign_up":{"id":"sua_new"},"sign_up_attempt":null}`:           "sua_new",
		`{"id":"client_1"}`: "",
	} {
		var c clerkflow.ClientResource
		if err := json.Unmarshal([]byte(data), &c); err != nil || c.ID != "client_1" {
			t.Errorf("%s: %+v, %v", data, c, err)
		}
		got := ""
		if c.SignUp != nil {
			got = c.SignUp.ID
		}
		if got != want {
			t.Errorf("%s: the sign-up is %q, want %q", data, got, want)
		}
	}
}

func TestClientResource_Session(t *testing.T) {
	t.Parallel()
	c := &clerkflow.ClientResource{Sessions: []clerkflow.Session{{ID: "sess_1"}, {ID: "sess_2"}}}
	if got := c.Session("sess_2"); got != &c.Sessions[1] {
		t.Errorf("got %+v", got)
	}
	if got := c.Session("sess_3"); got != nil {
		t.Errorf("got %+v", got)
	}
	if got := (*clerkflow.ClientResource)(nil).Session("sess_1"); got != nil {
		t.Errorf("got %+v", got)
	}
}

func TestClient_answersThatAreNone(t *testing.T) {
	t.Parallel()
	const noResource = "the answer holds no resource: is the base URL that of a Frontend API?"
	const notDocumented = "the answer is not what the API documents: "
	for _, tt := range []struct{ name, body, want string }{
		{"empty", "", notDocumented + "unexpected end of JSON input"},
		{"cut", `{"response":{"id":"sua_1","status":"compl`, notDocumented + "unexpected end of JSON input"},
		{"HTML", "<!doctype html>" + hidden, notDocumented + "invalid character '<' looking for beginning of value"},
		{"text", hidden, notDocumented + "invalid character 'h' looking for beginning of value"},
		{"list", `["` + hidden + `"]`, notDocumented},
		{"other types", `{"response":{"id":["` + hidden + `"]},"jwt":["` + hidden + `"]}`, notDocumented},
		{"null", `null`, noResource},
		{"no envelope", `{"` + hidden + `":"` + hidden + `"}`, noResource},
		{"null response", `{"response":null,"client":null}`, noResource},
	} {
		for _, o := range operations() {
			if !strings.HasPrefix(o.name, "SignUps.") && !strings.HasPrefix(o.name, "Sessions.") {
				continue
			}
			t.Run(tt.name+" "+o.name, func(t *testing.T) {
				t.Parallel()
				var seen []clerkflow.Exchange
				c, w := wired(t, ok(tt.body), clerkflow.WithExchangeHook(func(x clerkflow.Exchange) { seen = append(seen, x) }))
				err := o.call(t.Context(), c, "id_1")
				e := asError(t, err)
				route := strings.Replace(o.path, "*", "{id}", 1)
				if !strings.HasPrefix(e.Error(), "clerkflow: "+o.method+" "+route+": 200 "+tt.want) || strings.Contains(e.Error(), hidden) {
					t.Errorf("the error is %q", e)
				}
				if e.Status != 200 || e.Method != o.method || e.Route != route || e.Err == nil || len(e.Problems) != 0 {
					t.Errorf("the error is %+v", e)
				}
				if len(w.requests()) != 1 {
					t.Errorf("%d requests", len(w.requests()))
				}
				if len(seen) != 1 || !errors.Is(seen[0].Err, err) {
					t.Errorf("the hook saw %+v, the caller got %v", seen, err)
				}
			})
		}
	}
}

func TestClients_Get_none(t *testing.T) {
	t.Parallel()
	c, _ := wired(t, ok(`{"response":null,"client":null}`))
	if got, err := c.Clients.Get(t.Context()); got != nil || err != nil {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestTimestamp_Time(t *testing.T) {
	t.Parallel()
	if got := clerkflow.Timestamp(0).Time(); !got.IsZero() {
		t.Errorf("never is %v", got)
	}
	if got, want := clerkflow.Timestamp(1700000000123).Time(), time.Date(2023, 11, 14, 22, 13, 20, 123e6, time.UTC); !got.Equal(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// FuzzSignUp: no answer makes the decoder panic, and what it read it can read again.
func FuzzSignUp(f *testing.F) {
	f.Add([]byte(aSignUp))
	f.Add([]byte(`{"id":"sua_1","missing_fields":null,"verifications":{"email_address":null},"has_password":true,"unsafe_metadata":{"a":1}}`))
	f.Add([]byte(`{"verifications":{"external_account":{"error":{"meta":{"zxcvbn":{"suggestions":[{"code":"x"}]}}}}}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var su clerkflow.SignUp
		if err := json.Unmarshal(data, &su); err != nil {
			return
		}
		again, err := json.Marshal(su)
		if err != nil {
			t.Fatal(err)
		}
		var same clerkflow.SignUp
		if err := json.Unmarshal(again, &same); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(su, same); diff != "" {
			t.Error(diff)
		}
	})
}

func asError(tb testing.TB, err error) *clerkflow.Error {
	tb.Helper()
	e, ok := errors.AsType[*clerkflow.Error](err)
	if !ok {
		tb.Fatalf("got %T %v, want an *Error", err, err)
	}
	return e
}
