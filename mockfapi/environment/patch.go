package environment

import (
	"encoding/json"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/mergepatch"
)

// Patch returns the document with a merge patch (RFC 7396) applied: what the patch
// has replaces, null removes, the rest stays.
func (d *Document) Patch(patch []byte) (*Document, error) {
	var changes map[string]any
	if err := json.Unmarshal(patch, &changes); err != nil {
		return nil, place(patch, err)
	}
	current, err := json.Marshal(d)
	if err != nil {
		return nil, err
	}
	var values map[string]any
	if err := json.Unmarshal(current, &values); err != nil {
		return nil, err
	}
	patched, err := json.Marshal(mergepatch.Apply(values, changes))
	if err != nil {
		return nil, err
	}
	return Parse(patched)
}
