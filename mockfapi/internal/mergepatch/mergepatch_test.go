package mergepatch_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/mergepatch"
)

// The cases of RFC 7396, appendix A, whose target and patch are objects.
func TestApply(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ values, changes, want string }{
		{`{"a":"b"}`, `{"a":"c"}`, `{"a":"c"}`},
		{`{"a":"b"}`, `{"b":"c"}`, `{"a":"b","b":"c"}`},
		{`{"a":"b"}`, `{"a":null}`, `{}`},
		{`{"a":"b","b":"c"}`, `{"a":null}`, `{"b":"c"}`},
		{`{"a":["b"]}`, `{"a":"c"}`, `{"a":"c"}`},
		{`{"a":"c"}`, `{"a":["b"]}`, `{"a":["b"]}`},
		{`{"a":{"b":"c"}}`, `{"a":{"b":"d","c":null}}`, `{"a":{"b":"d"}}`},
		{`{"a":[{"b":"c"}]}`, `{"a":[1]}`, `{"a":[1]}`},
		{`{"e":null}`, `{"a":1}`, `{"e":null,"a":1}`},
		{`{}`, `{"a":{"bb":{"ccc":null}}}`, `{"a":{"bb":{}}}`},
		{`null`, `{"a":1}`, `{"a":1}`},
	} {
		values, changes := object(t, tt.values), object(t, tt.changes)
		if diff := cmp.Diff(object(t, tt.want), mergepatch.Apply(values, changes)); diff != "" {
			t.Errorf("%s with %s (-want +got):\n%s", tt.values, tt.changes, diff)
		}
		if diff := cmp.Diff(object(t, tt.values), values); diff != "" {
			t.Errorf("%s was changed:\n%s", tt.values, diff)
		}
	}
}

func object(tb testing.TB, text string) map[string]any {
	tb.Helper()
	var o map[string]any
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		tb.Fatal(err)
	}
	return o
}
