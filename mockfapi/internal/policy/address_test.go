package policy_test

import (
	"testing"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/policy"
)

func TestMatch(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		entry, address string
		match, blocked bool
	}{
		{"jane@x.test", "jane@x.test", true, true},
		{"JANE@x.test", "jane@X.test", true, true},
		{"jane@x.test", "jane+shop@x.test", false, true},
		{"jane@x.test", "jane=shop@x.test", false, true},
		{"jane@x.test", "jane-shop@x.test", false, false},
		{"jane@yahoo.co.uk", "jane-shop@yahoo.co.uk", false, true},
		{"janedoe@gmail.com", "jane.doe@gmail.com", false, false},
		{"*@x.test", "jane@x.test", true, true},
		{"*@x.test", "jane@sub.x.test", false, false},
		{"*@*.x.test", "jane@sub.x.test", true, true},
		{"*@*.x.test", "jane@deeper.sub.x.test", true, true},
		{"*@*.x.test", "jane@x.test", false, false},
		{"*@*.x.test", "jane@otherx.test", false, false},
		{"jane*@x.test", "jane.doe@x.test", false, false},
		{"jane*@x.test", "jane*@x.test", true, true},
		{"x.test", "jane@x.test", false, false},
	} {
		if policy.Match(tt.entry, tt.address) != tt.match {
			t.Errorf("%s matches %s: %t", tt.entry, tt.address, !tt.match)
		}
		if policy.Blocked(tt.entry, tt.address) != tt.blocked {
			t.Errorf("%s blocks %s: %t", tt.entry, tt.address, !tt.blocked)
		}
	}
}

func TestIsPattern(t *testing.T) {
	t.Parallel()
	for entry, want := range map[string]bool{
		"*@x.test": true, "*@*.x.test": true, "jane@x.test": false, "*": false, "*@": false, "*@*": false, "*@x": false,
		"*@*.": false, "*@x.test y": false,
	} {
		if policy.IsPattern(entry) != want {
			t.Errorf("%q: %t", entry, !want)
		}
	}
}

func TestMailbox(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"jane@x.test": "jane@x.test", "jane+a+b@x.test": "jane@x.test", "jane#a@x.test": "jane@x.test", "+jane@x.test": "+jane@x.test",
		"j.a.n.e+x@gmail.com": "jane@gmail.com", "j.ane@googlemail.com": "jane@googlemail.com", "j.ane@x.test": "j.ane@x.test",
		"jane-a@yahoo.com": "jane@yahoo.com", "jane-a@yahoo.co.jp": "jane@yahoo.co.jp", "jane-a@yahoo.com.br": "jane@yahoo.com.br",
		"jane-a@yahoo.fr": "jane@yahoo.fr", "jane-a@ymail.com": "jane@ymail.com", "jane-a@y7mail.org": "jane-a@y7mail.org",
		"jane-a@yahoo.dev": "jane-a@yahoo.dev", "jane-a@yahoo.hosting.example": "jane-a@yahoo.hosting.example",
	} {
		if got := policy.Mailbox(address); got != want {
			t.Errorf("%s is in %s, want %s", address, got, want)
		}
	}
	if !policy.Disposable("jane@mailinator.com") || policy.Disposable("jane@example.com") {
		t.Error("the wrong addresses are disposable")
	}
}
