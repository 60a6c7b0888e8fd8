// Package mergepatch applies merge patches (RFC 7396) to decoded JSON objects.
package mergepatch

import "maps"

// Apply returns values with the changes: what they have replaces, null removes, the
// rest stays. Neither argument is changed.
func Apply(values, changes map[string]any) map[string]any {
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
			merged[key] = Apply(old, inner)
		default:
			merged[key] = change
		}
	}
	return merged
}
