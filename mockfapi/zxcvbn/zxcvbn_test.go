package zxcvbn_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/clerkflow/clerkflow-go/mockfapi/zxcvbn"
)

func TestMeter_measures_everything(t *testing.T) {
	t.Parallel()
	part := rapid.OneOf(rapid.String(), rapid.StringMatching(`[0-9]{1,4}[-/. ]?[0-9]{1,2}[-/. ]?[0-9]{1,4}`), rapid.StringMatching(`[a-zA-Z0-9@$!]{1,9}`))
	rapid.Check(t, func(t *rapid.T) {
		score, suggestions := zxcvbn.Meter(part.Draw(t, "one")+part.Draw(t, "two"), []string{part.Draw(t, "input"), ""})
		if score < 0 || score > 4 || len(suggestions) == 0 {
			t.Fatalf("score %d, suggestions %v", score, suggestions)
		}
	})
}

func TestMeter(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		password string
		strong   bool
		want     string
	}{
		{"qwertzuiop", false, "anotherWord"},
		{"aaaaaaaaa", false, "anotherWord repeated"},
		{"abcdefgh", false, "anotherWord sequences"},
		{"Password1!", false, "anotherWord capitalization"},
		{"JANEJANE", false, "anotherWord allUppercase"},
		{"P4ssw0rd99", false, "anotherWord capitalization l33t"},
		{"jane@example.com", false, "anotherWord useWords"},
		{"zsedcxzaq", false, "anotherWord longerKeyboardPattern"},
		{"", false, "useWords noNeed"},
		{"x§", false, "useWords noNeed"},
		{"correct horse battery", true, "anotherWord useWords"},
		{"ÄÖÜäöüßß", true, "useWords noNeed"},
	} {
		score, suggestions := zxcvbn.Meter(tt.password, []string{"jane@example.com"})
		var codes []string
		for _, s := range suggestions {
			if codes = append(codes, s.Code); s.Message == "" {
				t.Errorf("%s: %s says nothing", tt.password, s.Code)
			}
		}
		if got := strings.Join(codes, " "); !strings.HasPrefix(got, tt.want) {
			t.Errorf("%q: suggestions %q, want %q", tt.password, got, tt.want)
		}
		if (score > 2) != tt.strong {
			t.Errorf("%q: score %d, strong is %t", tt.password, score, tt.strong)
		}
	}
}
