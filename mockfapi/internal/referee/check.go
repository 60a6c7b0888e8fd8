package referee

import (
	"errors"
	"fmt"
	"math"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

// requestPlace begins the places in the body of a request.
const requestPlace = "body"

// exchange is a request and its answer.
type exchange struct {
	request     *http.Request
	requestBody []byte
	status      int
	header      http.Header
	body        []byte
	// value is the body, decoded when somebody first asks for it.
	value func() (any, error)
}

// violation is something that the files do not allow.
type violation struct {
	operation string // operationId
	// place is where: component and key ("Client.SignUp/locale") or, outside the
	// components, part of the exchange and key ("query _method", "200/status").
	place, problem string
	files          []string
}

func (v violation) String() string {
	return fmt.Sprintf("%s: %s: %s (%s)", v.operation, v.place, v.problem, strings.Join(v.files, ", "))
}

// add says which files forbid it, too: one file may do so in several places.
func (v *violation) add(files []string) {
	for _, name := range files {
		if !slices.Contains(v.files, name) {
			v.files = append(v.files, name)
		}
	}
}

func (o *operation) violation(place, problem string) violation {
	return violation{o.spec.OperationID, place, problem, []string{o.String()}}
}

// check holds an exchange against what one file says of the operation. Requests
// that were refused are not checked: to be refused is what they are for.
func (o *operation) check(x exchange) []violation {
	all := o.checkResponse(x)
	if x.status < http.StatusBadRequest {
		all = append(all, o.checkRequest(x)...)
	}
	return all
}

func (o *operation) checkRequest(x exchange) []violation {
	query := x.request.URL.Query()
	err := openapi3filter.ValidateRequest(x.request.Context(), &openapi3filter.RequestValidationInput{
		Request: x.request, PathParams: o.pathParameters(x.request.URL), QueryParams: query,
		Route: &routers.Route{Spec: o.doc, Path: o.path, PathItem: o.item, Method: o.method, Operation: o.spec},
		Options: &openapi3filter.Options{
			MultiError: true, SkipSettingDefaults: true, AuthenticationFunc: openapi3filter.NoopAuthenticationFunc,
		},
	})
	all := o.violations(err, requestPlace)
	for name := range query {
		if o.spec.Parameters.GetByInAndName("query", name) == nil && o.item.Parameters.GetByInAndName("query", name) == nil {
			all = append(all, o.violation("query "+name, "the operation has no such parameter"))
		}
	}
	return append(all, o.checkForm(x)...)
}

// checkForm reports unknown keys of a form, which the library lets pass.
func (o *operation) checkForm(x exchange) []violation {
	kind, _, _ := mime.ParseMediaType(x.request.Header.Get("Content-Type"))
	form, err := url.ParseQuery(string(x.requestBody))
	if kind != "application/x-www-form-urlencoded" || err != nil {
		return nil
	}
	var properties openapi3.Schemas
	if o.spec.RequestBody != nil {
		if media := o.spec.RequestBody.Value.Content.Get(kind); media != nil {
			properties = media.Schema.Value.Properties
		}
	}
	var all []violation
	for name := range form {
		if properties[name] == nil {
			all = append(all, o.violation(requestPlace+"/"+name, "the form has no such key"))
		}
	}
	return all
}

func (o *operation) checkResponse(x exchange) []violation {
	status := strconv.Itoa(x.status)
	ref := o.spec.Responses.Status(x.status)
	if ref == nil {
		return []violation{o.violation("status "+status, "the operation has no such answer")}
	}
	content, kind := ref.Value.Content, x.header.Get("Content-Type")
	media := content.Get(kind)
	switch {
	case x.request.Method == http.MethodHead, len(content) == 0 && (len(x.body) == 0 || x.status >= http.StatusBadRequest):
		return nil // the files often leave out what errors look like
	case media == nil:
		return []violation{o.violation(status, fmt.Sprintf("the answer is not %q", kind))}
	case media.Schema == nil, kind != "application/json":
		return nil
	}
	body, err := x.value()
	if err != nil {
		return []violation{o.violation(status, err.Error())}
	}
	if x.request.URL.Query().Get("paginated") == "true" && media.Schema.Value.Type.Is("array") {
		body = unpaginated(body)
	}
	return o.violations(media.Schema.Value.VisitJSON(body, openapi3.MultiErrors(), openapi3.VisitAsResponse()), status)
}

// unpaginated returns the list of a page: the files say that there are pages, and
// not that they wrap the list.
func unpaginated(body any) any {
	page, _ := body.(map[string]any)
	if _, counted := page["total_count"].(float64); !counted || len(page) != 2 {
		return body
	}
	return page["data"]
}

// violations takes an error of the library apart; part names what is in no
// component. Messages never have values: those may be secrets.
func (o *operation) violations(err error, part string) []violation {
	switch err := err.(type) { //nolint:errorlint // a tree of errors, taken apart level by level
	case nil:
		return nil
	case openapi3.MultiError:
		var all []violation
		for _, inner := range err {
			all = append(all, o.violations(inner, part)...)
		}
		return all
	case *openapi3filter.RequestError:
		if parameter := err.Parameter; parameter != nil {
			problem := "is not what the files say"
			if inner, ok := errors.AsType[*openapi3.SchemaError](err); ok {
				problem = inner.Reason
			} else if errors.Is(err, openapi3filter.ErrInvalidRequired) {
				problem = "is missing"
			}
			return []violation{o.violation(parameter.In+" "+parameter.Name, problem)}
		}
		if err.Err != nil {
			return o.violations(err.Err, part)
		}
		return []violation{o.violation(part, err.Reason)}
	case *openapi3filter.ParseError:
		for _, step := range err.Path() {
			part += fmt.Sprintf("/%v", step)
		}
		return []violation{o.violation(part, "the value is not of its type")}
	case *openapi3.SchemaError:
		return o.schemaViolations(err, part)
	}
	return []violation{o.violation(part, err.Error())}
}

// schemaViolations reports, of a value that may have one of several schemas, what
// keeps it from the nearest one.
func (o *operation) schemaViolations(err *openapi3.SchemaError, part string) []violation {
	var branches openapi3.MultiError
	if err.SchemaField == "oneOf" && errors.As(err.Origin, &branches) {
		var nearest []violation
		for i, branch := range branches {
			if found := o.violations(branch, part); i == 0 || distance(found) < distance(nearest) {
				nearest = found
			}
		}
		return nearest
	}
	place := o.names[err.Schema]
	switch path := err.JSONPointer(); err.SchemaField {
	case "required":
		place += "/" + path[len(path)-1]
	case "properties":
		var key string
		if _, err := fmt.Sscanf(err.Reason, "property %q is unsupported", &key); err == nil {
			place += "/" + key
		}
	}
	return []violation{o.violation(place, err.Reason)}
}

// distance is how far a value is from a schema: what says that it is another object
// is farther than anything else.
func distance(found []violation) int {
	if slices.ContainsFunc(found, func(v violation) bool { return strings.HasSuffix(v.place, "/object") }) {
		return math.MaxInt
	}
	return len(found)
}
