package engine

import (
	"bytes"
	"encoding/json"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/policy"
)

// metadata applies what is given, in the way of combine.
func (c *userChange) metadata(m Metadata, combine func(held, given map[string]any) map[string]any) {
	for _, part := range []struct {
		name  string
		given json.RawMessage
		held  *json.RawMessage
	}{
		{"public_metadata", m.PublicMetadata, &c.user.PublicMetadata},
		{"private_metadata", m.PrivateMetadata, &c.user.PrivateMetadata},
		{"unsafe_metadata", m.UnsafeMetadata, &c.user.UnsafeMetadata},
	} {
		if len(part.given) == 0 {
			continue
		}
		given, ok := readObject(part.given)
		if !ok {
			c.fail(apierror.FormParamValueInvalid(part.name))
			continue
		}
		held, _ := readObject(*part.held)
		after, _ := json.Marshal(combine(held, given)) // it came from JSON
		if len(after) > policy.MetadataLimit {
			c.fail(apierror.FormParamExceedsAllowedSize(part.name, policy.MetadataLimit))
		}
		*part.held = after
	}
}

// readObject returns a JSON object with its numbers as they were written, an empty
// one for anything else.
func readObject(data json.RawMessage) (map[string]any, bool) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var object map[string]any
	err := decoder.Decode(&object)
	if object == nil {
		return map[string]any{}, false
	}
	return object, err == nil
}

// emptied has empty metadata for null, which only updates may say.
func (m Metadata) emptied() Metadata {
	for _, part := range []*json.RawMessage{&m.PublicMetadata, &m.PrivateMetadata, &m.UnsafeMetadata} {
		if string(*part) == "null" {
			*part = json.RawMessage("{}")
		}
	}
	return m
}

// replaceMetadata forgets what was there.
func replaceMetadata(_, given map[string]any) map[string]any { return given }
