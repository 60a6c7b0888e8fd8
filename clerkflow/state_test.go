package clerkflow_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

func TestState_ExportAndImport(t *testing.T) {
	t.Parallel()
	for name, state := range map[string]clerkflow.State{
		"both":       {SignUpID: "sua_1", ClientToken: clerkflow.NewSecret("h.\"t\"\n.s")},
		"token only": {ClientToken: clerkflow.NewSecret("h.t.s")},
		"not begun":  {},
	} {
		data := state.Export()
		got, err := clerkflow.ImportState(data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(state, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestState_Export_form(t *testing.T) {
	t.Parallel()
	// Programs keep exported states: the form has to stay.
	const want = `{"sign_up_id":"sua_1","client_token":"h.t.s"}`
	if got := (clerkflow.State{SignUpID: "sua_1", ClientToken: clerkflow.NewSecret("h.t.s")}).Export(); string(got) != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestImportState_refuses(t *testing.T) {
	t.Parallel()
	for _, data := range []string{"", hidden, `["` + hidden + `"]`, `{"client_token":` + hidden, `{"client_token":{"a":"` + hidden + `"}}`, `"` + hidden + `"`, "\x00"} {
		state, err := clerkflow.ImportState([]byte(data))
		if errorText(err) != "clerkflow: this is no exported state of a flow" || state.SignUpID != "" || !state.ClientToken.IsZero() {
			t.Errorf("%q: %v, %v", data, state, err)
		}
	}
}

func TestState_isNotMarshalled(t *testing.T) {
	t.Parallel()
	data, err := json.Marshal(clerkflow.State{SignUpID: "sua_1", ClientToken: clerkflow.NewSecret(hidden)})
	if err == nil || !strings.Contains(err.Error(), "State.Export") || strings.Contains(err.Error(), hidden) {
		t.Errorf("got %s, %v", data, err)
	}
}

func TestState_isEnoughForAnotherProcess(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, mockfapi.WithPreset("email-code"))
	c := clientOf(t, m)
	su, err := c.SignUps.Create(t.Context(), &clerkflow.SignUpParams{Values: clerkflow.Values{EmailAddress: "jane@example.com"}})
	if err != nil {
		t.Fatal(err)
	}
	data := clerkflow.State{SignUpID: su.ID, ClientToken: c.Token()}.Export()

	state, err := clerkflow.ImportState(data)
	if err != nil {
		t.Fatal(err)
	}
	flow := clerkflow.Resume(clientOf(t, m), state)
	if err := flow.Refresh(t.Context()); err != nil || flow.SignUp().EmailAddress != "jane@example.com" {
		t.Errorf("resumed %+v, %v", flow.SignUp(), err)
	}
	if diff := cmp.Diff(state, flow.State()); diff != "" {
		t.Errorf("the state changed: %s", diff)
	}
	if !strings.Contains(string(flow.State().Export()), su.ID) {
		t.Errorf("exported %s", flow.State().Export())
	}
}
