package field_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/field"
)

// canonical is the one order in which lists are written.
var canonical = []string{
	"email_address", "phone_number", "username", "web3_wallet", "password", "first_name", "last_name",
	"legal_accepted", "custom_action", "oauth_apple", "oauth_google", "enterprise_sso", "saml", "protect_check",
}

func TestSort_from_any_order(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		given := rapid.Permutation(slices.Concat(canonical, canonical[:3])).Draw(t, "names")
		before := slices.Clone(given)
		if diff := cmp.Diff(canonical, field.Sort(given)); diff != "" {
			t.Fatalf("sorted (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(before, given); diff != "" {
			t.Fatalf("the list itself changed:\n%s", diff)
		}
	})
}

func TestSort_of_nothing_is_an_empty_list(t *testing.T) {
	t.Parallel()
	for _, names := range [][]string{nil, {}} {
		if sorted := field.Sort(names); sorted == nil || len(sorted) != 0 {
			t.Errorf("sorted is %#v", sorted)
		}
	}
}

func TestAttributes_are_in_order_and_fresh(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff(canonical[:7], field.Attributes()); diff != "" {
		t.Error(diff)
	}
	field.Attributes()[0] = "changed"
	if field.Attributes()[0] != field.EmailAddress {
		t.Error("who asks for the attributes can change them")
	}
}
