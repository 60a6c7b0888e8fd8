package referee

import (
	"cmp"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/fapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/traffic"
)

// The published APIs, by the folders of their files.
const (
	frontendAPI = "fapi"
	backendAPI  = "bapi"
)

// file is one version of a published API.
type file struct {
	api, version string
	doc          *openapi3.T
	names        sealer
}

func (f *file) String() string { return f.api + "/" + f.version }

// operation is what one file says of an operation.
type operation struct {
	*file
	method, path string // with the server's path in front, as the mock serves it
	item         *openapi3.PathItem
	spec         *openapi3.Operation
}

// is says whether the operation is the mock's route.
func (o *operation) is(rt fapi.Operation) bool {
	return (o.api == backendAPI) == rt.Backend && o.method == rt.Method && traffic.SameRoute(o.path, rt.Path)
}

// load reads every version of both APIs and returns their operations: the Frontend
// API's first, the newest version first, then by path.
func load(dir string) ([]*operation, error) {
	var all []*operation
	for _, api := range []string{frontendAPI, backendAPI} {
		names, err := filepath.Glob(filepath.Join(dir, api, "*.yml"))
		if err != nil {
			return nil, err
		}
		if len(names) == 0 {
			return nil, fmt.Errorf("there is no %s/*.yml: want a checkout of github.com/clerk/openapi-specs", api)
		}
		slices.Sort(names)
		for _, name := range slices.Backward(names) {
			f := &file{api: api, version: strings.TrimSuffix(filepath.Base(name), ".yml"), names: sealer{}}
			if f.doc, err = openapi3.NewLoader().LoadFromFile(name); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			operations, err := f.operations()
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			all = append(all, operations...)
		}
	}
	return all, nil
}

func (f *file) operations() ([]*operation, error) {
	base, err := f.doc.Servers.BasePath()
	if err != nil {
		return nil, err
	}
	if components := f.doc.Components; components != nil {
		for name, schema := range components.Schemas {
			f.names.schema(schema, name)
		}
	}
	var all []*operation
	for path, item := range f.doc.Paths.Map() {
		for method, spec := range item.Operations() {
			f.names.operation(spec)
			all = append(all, &operation{f, method, strings.TrimSuffix(base, "/") + path, item, spec})
		}
	}
	slices.SortFunc(all, byPath)
	return all, nil
}

func byPath(a, b *operation) int {
	return cmp.Or(cmp.Compare(a.path, b.path), cmp.Compare(a.method, b.method))
}

// pathParameters reads those of a request's path.
func (o *operation) pathParameters(u *url.URL) map[string]string {
	parameters := map[string]string{}
	values := strings.Split(u.Path, "/")
	for i, segment := range strings.Split(o.path, "/") {
		if name, ok := strings.CutPrefix(segment, "{"); ok && i < len(values) {
			parameters[strings.TrimSuffix(name, "}")] = values[i]
		}
	}
	return parameters
}
