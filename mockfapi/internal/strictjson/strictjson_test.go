package strictjson_test

import (
	"testing"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/strictjson"
)

func TestUnmarshal(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]string{
		`{"name":"Jane","age":7}`:          "",
		"":                                 "line 1, column 1: unexpected end of JSON input",
		"{\n  \"name\": Jane\n}":           "line 2, column 11: invalid character 'J' looking for beginning of value",
		"{}\n{}":                           "line 2, column 1: invalid character '{' after top-level value",
		`{"nam":"Jane"}`:                   `unknown field "nam"`,
		`[]`:                               "line 1, column 2: the document is array, want object",
		"{\"name\":\"J\",\n\"age\":\"7\"}": "line 2, column 10: age is string, want int",
	} {
		var into struct {
			Name string `json:"name"`
			Age  int    `json:"age"`
		}
		got := ""
		if err := strictjson.Unmarshal([]byte(data), &into); err != nil {
			got = err.Error()
		} else if into.Name != "Jane" || into.Age != 7 {
			t.Errorf("%s: got %+v", data, into)
		}
		if got != want {
			t.Errorf("%q: error %q, want %q", data, got, want)
		}
	}
}
