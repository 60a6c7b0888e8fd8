package referee

import (
	"maps"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// sealer prepares the schemas of a file for strict reading: an object with
// properties takes no others unless the file says so. It also finds out what each
// schema is called.
type sealer map[*openapi3.Schema]string

// schema seals a schema and what it is made of. name is what it is called:
// component and keys, "Client.SignUp/locale".
func (s sealer) schema(ref *openapi3.SchemaRef, name string) {
	if ref == nil || ref.Value == nil {
		return
	}
	schema := ref.Value
	if _, seen := s[schema]; seen {
		return
	}
	if component, ok := strings.CutPrefix(ref.Ref, "#/components/schemas/"); ok {
		name = component
	}
	s[schema] = name
	for key, property := range schema.Properties {
		s.schema(property, name+"/"+key)
	}
	s.schema(schema.Items, name+"/*")
	s.schema(schema.AdditionalProperties.Schema, name+"/*")
	for _, list := range []openapi3.SchemaRefs{schema.AllOf, schema.AnyOf, schema.OneOf} {
		for _, member := range list {
			s.schema(member, name)
		}
	}
	if len(schema.AllOf) == 1 && len(schema.Properties) == 0 { // "nullable", and a component
		s[schema] = s[schema.AllOf[0].Value]
	}
	merge(schema)
	if len(schema.Properties) > 0 && schema.AdditionalProperties == (openapi3.AdditionalProperties{}) {
		schema.AdditionalProperties.Has = new(false)
	}
}

// merge makes one schema of an allOf, whose members would refuse each other's
// properties.
func merge(schema *openapi3.Schema) {
	if len(schema.AllOf) == 0 {
		return
	}
	properties := openapi3.Schemas{}
	for _, member := range schema.AllOf {
		maps.Copy(properties, member.Value.Properties)
		schema.Required = append(schema.Required, member.Value.Required...)
		// The files write "or null" as a member of its own.
		schema.Nullable = schema.Nullable || member.Value.Nullable
		if open := member.Value.AdditionalProperties; open.Has == nil || *open.Has {
			schema.AdditionalProperties = open
		}
	}
	maps.Copy(properties, schema.Properties)
	schema.Properties, schema.AllOf = properties, nil
}

// operation seals the bodies of an operation.
func (s sealer) operation(spec *openapi3.Operation) {
	if spec.RequestBody != nil {
		for _, media := range spec.RequestBody.Value.Content {
			s.schema(media.Schema, requestPlace)
		}
	}
	for status, response := range spec.Responses.Map() {
		for _, media := range response.Value.Content {
			s.schema(media.Schema, status)
		}
	}
}
