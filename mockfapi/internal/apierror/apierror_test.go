package apierror_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
)

func TestEntries_of_any_error(t *testing.T) {
	t.Parallel()
	missing, unknown := apierror.FormParamMissing("code"), apierror.FormParamUnknown("a")
	for name, tt := range map[string]struct {
		err  error
		want []string
	}{
		"one":         {missing, []string{"form_param_missing"}},
		"several":     {apierror.Join(missing, nil, unknown), []string{"form_param_missing", "form_param_unknown"}},
		"wrapped":     {fmt.Errorf("somewhere: %w", missing), []string{"form_param_missing"}},
		"somebody's":  {errors.New("disk full"), []string{"internal_clerk_error"}},
		"wrapped all": {fmt.Errorf("somewhere: %w", apierror.Join(unknown)), []string{"form_param_unknown"}},
	} {
		var codes []string
		for _, e := range apierror.Entries(tt.err) {
			codes = append(codes, e.Code)
		}
		if diff := cmp.Diff(tt.want, codes); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if apierror.Join(nil, nil) != nil {
		t.Error("no errors are an error")
	}
	if fault := apierror.Entries(errors.New("disk full"))[0]; fault.Status != 500 {
		t.Errorf("a fault of the mock has the status %d", fault.Status)
	}
}

func TestError_text(t *testing.T) {
	t.Parallel()
	err := apierror.Join(apierror.FormParamMissing("code"), apierror.FormParamNil("email_address"))
	want := "form_param_missing: code must be included.; form_param_nil: Enter a value for email_address."
	if err.Error() != want {
		t.Errorf("error %q, want %q", err, want)
	}
}
