package clerkflow_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/clerkflow/bapi"
	"github.com/clerkflow/clerkflow-go/clerkflow/web3"
	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

var updateRequests = flag.Bool("update", false, "write the table of docs/requests.md")

// countCase is a sign-up whose requests are counted. Its settings are in the file
// that has what the official client sends for it.
type countCase struct {
	name string
	// least is what the protocol cannot do without: one entry for each request.
	least []string
	// start begins another way than with a form, nil for a form.
	start func(tb testing.TB, v *visitor, f *clerkflow.Flow) error
	// first is what the person does with the first code, nil for giving it.
	first func(code string) (string, error)
}

var countCases = []countCase{
	{name: "e-mail code", least: []string{"create, which sends the code", "attempt"}},
	{name: "e-mail and password", least: []string{"create, which sends the code", "attempt"}},
	{name: "e-mail, password and names", least: []string{"create, which sends the code", "attempt"}},
	{name: "e-mail, password, names and phone", least: []string{"create, which sends one code (a request sends no more)", "attempt", "prepare the other", "attempt"}},
	{name: "username and password", least: []string{"create"}},
	{name: "e-mail link", least: []string{"create, which sends the link", "read, once it was followed"}},
	{name: "OAuth that gives everything", start: oauth("full"), least: []string{"create, which leads to the provider", "read, after the return"}},
	{name: "OAuth that gives no last name", start: oauth("no-last-name"), least: []string{"create, which leads to the provider", "read, after the return", "update"}},
	{name: "OAuth that gives neither last name nor phone", start: oauth("no-last-name"), least: []string{"create, which leads to the provider", "read, after the return", "update, which sends the code", "attempt"}},
	{name: "OAuth with an unverified e-mail address", start: oauth("unverified"), least: []string{"create, which leads to the provider", "read, after the return", "prepare", "attempt"}},
	{name: "OAuth, then legal consent", start: oauth("full"), least: []string{"create, which leads to the provider", "read, after the return", "update"}},
	{name: "wallet", start: signature, least: []string{"create, which brings the message", "attempt"}},
	{name: "wallet and e-mail", start: signature, least: []string{"create, which brings the message", "attempt", "update, which sends the code", "attempt"}},
	{name: "wallet and e-mail, where others need a password", start: signature, least: []string{"create, which brings the message", "attempt", "update, which sends the code", "attempt"}},
	{name: "ticket", start: invited(clerkflow.Values{}), least: []string{"create"}},
	{name: "ticket and password", start: invited(clerkflow.Values{Password: clerkflow.NewSecret("correct horse battery")}), least: []string{"create"}},
	{name: "e-mail code and legal consent", least: []string{"create, which sends the code", "attempt"}},
	{name: "either e-mail or phone: e-mail", least: []string{"create, which sends the code", "attempt"}},
	{name: "e-mail and password, before Progressive Sign Up", least: []string{"create, which sends the code", "attempt"}},
	{name: "username and password, before Progressive Sign Up", least: []string{"create"}},
	{name: "OAuth, before Progressive Sign Up", start: oauth("no-last-name"), least: []string{"create, which leads to the provider", "read, after the return"}},
	{name: "e-mail code, wrong once", first: mistyped, least: []string{"create, which sends the code", "attempt", "attempt again"}},
	{name: "e-mail code, sent again once", first: sendAgain, least: []string{"create, which sends the code", "prepare again", "attempt"}},
}

func oauth(account string) func(testing.TB, *visitor, *clerkflow.Flow) error {
	return func(tb testing.TB, v *visitor, f *clerkflow.Flow) error {
		v.account = account
		return f.StartOAuth(tb.Context(), clerkflow.StrategyOAuthGoogle)
	}
}

func signature(tb testing.TB, v *visitor, f *clerkflow.Flow) error {
	wallet, err := web3.GeneratePrivateKey()
	if err != nil {
		return err
	}
	v.wallet = wallet
	return f.StartWeb3(tb.Context(), wallet.Address(), clerkflow.StrategyMetamask)
}

func invited(values clerkflow.Values) func(testing.TB, *visitor, *clerkflow.Flow) error {
	return func(tb testing.TB, v *visitor, f *clerkflow.Flow) error {
		i, err := backendOf(tb, v.instance).Invitations.Create(tb.Context(), &bapi.CreateInvitationParams{EmailAddress: "jane@example.com", Notify: new(false)})
		if err != nil {
			return err
		}
		return f.StartTicket(tb.Context(), ticketIn(tb, i.URL), values)
	}
}

func mistyped(code string) (string, error) { return string('0'+(code[0]-'0'+1)%10) + code[1:], nil }

func sendAgain(string) (string, error) { return "", clerkflow.ErrResend }

// official is what the vendor's client sends, measured in a browser.
type official struct {
	Client    string
	Scenarios []struct {
		Name, Preset string
		Patch        json.RawMessage
		Requests     []string
		Beside       map[string]int
		Preflights   int
	}
}

func readOfficial(tb testing.TB) official {
	tb.Helper()
	data, err := os.ReadFile("../.ci/clients/browser/counts.json")
	if err != nil {
		tb.Fatal(err)
	}
	var o official
	if err := json.Unmarshal(data, &o); err != nil {
		tb.Fatal(err)
	}
	return o
}

// measure signs up on an instance with those settings and returns the routes of the
// sign-up's requests, and how many others there were for the settings.
func (c countCase) measure(tb testing.TB, preset string, patch json.RawMessage) (routes []string, others int) {
	tb.Helper()
	m := mockfapitest.NewT(tb, mockfapi.WithPreset(preset), mockfapi.WithSettings(func(d *environment.Document) {
		if patch == nil {
			return
		}
		patched, err := d.Patch(patch)
		if err != nil {
			tb.Fatal(err)
		}
		*d = *patched
	}))
	v := newVisitor(tb, m)
	cb := v.callbacks()
	if c.first != nil {
		give, asked := cb.Code, false
		cb.Code = func(ctx context.Context, s *clerkflow.VerifyCodeStep) (string, error) {
			code, err := give(ctx, s)
			if err != nil || asked {
				return code, err
			}
			asked = true
			return c.first(code)
		}
	}
	f := v.flow(clerkflow.Policy{})
	if c.start != nil {
		if err := c.start(tb, v, f); err != nil {
			tb.Fatalf("%s: %v", c.name, err)
		}
	}
	if _, err := f.Run(tb.Context(), cb); err != nil {
		tb.Fatalf("%s: %v", c.name, err)
	}
	for _, r := range m.Requests("") {
		switch {
		case strings.HasPrefix(r.Path, "/v1/client"):
			routes = append(routes, r.Route)
		case r.Path == "/v1/environment":
			others++
		}
	}
	return routes, others
}

// kinds are the words of the table for routes.
func kinds(routes []string) []string {
	words := map[string]string{
		"GET /v1/client":                                             "read",
		"POST /v1/client/sign_ups":                                   "create",
		"GET /v1/client/sign_ups/{sign_up_id}":                       "read",
		"PATCH /v1/client/sign_ups/{sign_up_id}":                     "update",
		"POST /v1/client/sign_ups/{sign_up_id}/prepare_verification": "prepare",
		"POST /v1/client/sign_ups/{sign_up_id}/attempt_verification": "attempt",
		"POST /v1/client/sign_ins":                                   "try to sign in",
	}
	all := make([]string, len(routes))
	for i, route := range routes {
		word, known := words[route]
		if !known {
			word = "`" + route + "`"
		}
		all[i] = word
	}
	return all
}

// The driver sends what the protocol cannot do without, and no more than the vendor's
// client; docs/requests.md has the table.
func TestRun_requestCounts(t *testing.T) {
	t.Parallel()
	o := readOfficial(t)
	if len(o.Scenarios) != len(countCases) {
		t.Fatalf("%d scenarios here, %d in counts.json", len(countCases), len(o.Scenarios))
	}
	var table bytes.Buffer
	fmt.Fprintf(&table, "| sign-up | minimum | driver | settings | %s | beside them | OPTIONS |\n|---|---|---|---|---|---|---|\n", o.Client)
	for i, c := range countCases {
		theirs := o.Scenarios[i]
		if theirs.Name != c.name {
			t.Fatalf("scenario %d is %q here and %q in counts.json", i, c.name, theirs.Name)
		}
		routes, others := c.measure(t, theirs.Preset, theirs.Patch)
		var least []string
		for _, request := range c.least {
			word, _, _ := strings.Cut(strings.ReplaceAll(request, ",", " "), " ")
			least = append(least, word)
		}
		if diff := cmp.Diff(least, kinds(routes)); diff != "" {
			t.Errorf("%s: the minimum and the driver (-want +got):\n%s", c.name, diff)
		}
		if len(routes) > len(theirs.Requests) {
			t.Errorf("%s: the driver sends %d requests, the official client %d", c.name, len(routes), len(theirs.Requests))
		}
		beside := 0
		for _, n := range theirs.Beside {
			beside += n
		}
		fmt.Fprintf(&table, "| %s | %d: %s | %d | %d | %d: %s | %d | %d |\n", c.name, len(c.least), strings.Join(c.least, "; "),
			len(routes), others, len(theirs.Requests), strings.Join(kinds(theirs.Requests), ", "), beside, theirs.Preflights)
	}
	inPage(t, "../docs/requests.md", table.String())
}

// inPage holds the table at the end of a page against what it has to be, or writes it.
func inPage(tb testing.TB, file, table string) {
	tb.Helper()
	page, err := os.ReadFile(file)
	if err != nil {
		tb.Fatal(err)
	}
	text, current, found := strings.Cut(string(page), "\n| sign-up |")
	switch {
	case *updateRequests && !tb.Failed():
		if err := os.WriteFile(file, []byte(text+"\n"+table), 0o644); err != nil {
			tb.Fatal(err)
		}
	case !found || "| sign-up |"+current != table:
		tb.Errorf("%s is out of date: go test ./clerkflow -run TestRun_requestCounts -update writes it", file)
	}
}
