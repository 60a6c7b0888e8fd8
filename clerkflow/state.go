package clerkflow

import (
	"encoding/json"
	"errors"
)

// State is what it takes to resume a flow. Whoever has it can finish the sign-up
// and is then signed in: seal it before it leaves the program. [State.Export] and
// [ImportState] take it across; encoding/json refuses it, since it would lose the
// token.
type State struct {
	SignUpID string
	// SignInID is the sign-in that the sign-up was transferred to, empty for none.
	SignInID    string `json:",omitempty"`
	ClientToken Secret
}

type stateJSON struct {
	SignUpID    string `json:"sign_up_id"`
	SignInID    string `json:"sign_in_id,omitempty"`
	ClientToken string `json:"client_token"`
}

// MarshalJSON returns an error, so that no session store drops the token unnoticed.
func (State) MarshalJSON() ([]byte, error) {
	return nil, errors.New("clerkflow: JSON would lose the token of a state: store what State.Export returns")
}

// Export returns the state as bytes, the token in clear: the intended way out. fmt
// and log/slog leave the token out.
func (s State) Export() []byte {
	data, _ := json.Marshal(stateJSON{s.SignUpID, s.SignInID, s.ClientToken.Reveal()}) // three strings
	return data
}

// ImportState reads what Export wrote.
func ImportState(data []byte) (State, error) {
	var s stateJSON
	if err := json.Unmarshal(data, &s); err != nil {
		return State{}, errors.New("clerkflow: this is no exported state of a flow")
	}
	return State{SignUpID: s.SignUpID, SignInID: s.SignInID, ClientToken: NewSecret(s.ClientToken)}, nil
}
