package engine

import (
	"strings"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
)

const (
	// ProtectProof is the proof token that resolves every protect check.
	ProtectProof = "mock-proof-ok"
	// ProtectPath is the script that hands it out.
	ProtectPath = "/protect/sdk.js"
)

// SetProtectCheck says whether new sign-ups have to pass a protect check.
func (e *Engine) SetProtectCheck(required bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.protectCheck = required
}

// ResolveProtectCheck checks the proof that the caller is no robot.
func (e *Engine) ResolveProtectCheck(c Caller, id, proof string) (Reply, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	t, err := e.write(c, id)
	switch {
	case err != nil:
		return Reply{}, err
	case t.su.ProtectToken == "":
		return Reply{}, apierror.ProtectCheckAlreadyResolved()
	case strings.TrimSpace(proof) != ProtectProof:
		return Reply{}, apierror.FormParamValueInvalid("proof_token")
	}
	t.su.ProtectToken = ""
	return t.finish()
}
