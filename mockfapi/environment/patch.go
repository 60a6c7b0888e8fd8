package environment

import (
	"encoding/json"
	"maps"
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
	patched, err := json.Marshal(merge(values, changes))
	if err != nil {
		return nil, err
	}
	return Parse(patched)
}

func merge(values, changes map[string]any) map[string]any {
	merged := maps.Clone(values)
	if merged == nil {
		merged = map[string]any{}
	}
	for key, change := range changes {
		inner, isObject := change.(map[string]any)
		switch {
		case change == nil:
			delete(merged, key)
		case isObject:
			old, _ := merged[key].(map[string]any)
			merged[key] = merge(old, inner)
		default:
			merged[key] = change
		}
	}
	return merged
}
