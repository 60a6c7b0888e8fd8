package fapi

import (
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
)

// formLimit is the largest form body, in bytes.
const formLimit = 1 << 20

// form holds the parameters of a request. What a handler does not ask for is
// unknown to it, and [form.done] says so.
type form struct {
	values url.Values
	asked  map[string]bool
	errs   []*apierror.Error
}

// ignored parameters are taken by every request and mean nothing here:
// what the official clients send along.
var ignored = []string{
	"captcha_token", "captcha_error", "captcha_widget_type", "proof_token", "timezone",
	"external_account_strategy", "external_account_redirect_url", "external_account_action_complete_redirect_url",
	"enterprise_connection_id", "code_challenge", "code_challenge_method", "redirect_uri",
}

const formType = "application/x-www-form-urlencoded"

// readForm parses the body of a request.
func readForm(r *http.Request) (*form, error) {
	body, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, formLimit))
	if err != nil {
		return nil, apierror.MalformedRequestParameters("The body is too large or was cut off.")
	}
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); len(body) > 0 && kind != formType {
		return nil, apierror.UnsupportedContentType(kind, formType)
	}
	values, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, apierror.MalformedRequestParameters("The body is not a valid form.")
	}
	return &form{values: values, asked: map[string]bool{}}, nil
}

// given returns a parameter, nil when it was not sent.
func (f *form) given(name string) *string {
	f.asked[name] = true
	values := f.values[name]
	switch {
	case len(values) == 0:
		return nil
	case len(values) > 1:
		f.errs = append(f.errs, apierror.FormParamDuplicate(name))
	case !utf8.ValidString(values[0]):
		f.errs = append(f.errs, apierror.FormParamValueInvalid(name))
	}
	return &values[0]
}

// either returns the first of two parameters that was sent, nil for neither.
func (f *form) either(name, other string) *string {
	first, second := f.given(name), f.given(other)
	if first != nil {
		return first
	}
	return second
}

// text returns a parameter, empty when it was not sent.
func (f *form) text(name string) string {
	if value := f.given(name); value != nil {
		return strings.TrimSpace(*value)
	}
	return ""
}

// needed returns a parameter that has to be there and not blank.
func (f *form) needed(name string) string {
	value := f.given(name)
	switch {
	case value == nil:
		f.errs = append(f.errs, apierror.FormParamMissing(name))
	case strings.TrimSpace(*value) == "":
		f.errs = append(f.errs, apierror.FormParamNil(name))
	default:
		return strings.TrimSpace(*value)
	}
	return ""
}

// flag returns a boolean parameter, nil when it was not sent or is blank.
func (f *form) flag(name string) *bool {
	value := f.given(name)
	if value == nil || *value == "" {
		return nil
	}
	parsed, err := strconv.ParseBool(*value)
	if err != nil {
		f.errs = append(f.errs, apierror.FormParamTypeInvalid(name, "boolean"))
	}
	return &parsed
}

// set says whether a boolean parameter was sent as true.
func (f *form) set(name string) bool {
	value := f.flag(name)
	return value != nil && *value
}

// ignore takes parameters that mean nothing here.
func (f *form) ignore(names ...string) {
	for _, name := range names {
		f.asked[name] = true
	}
}

// done returns everything that is wrong with the parameters.
func (f *form) done() error {
	f.ignore(ignored...)
	for name := range f.values {
		if !f.asked[name] {
			f.errs = append(f.errs, apierror.FormParamUnknown(name))
		}
	}
	slices.SortStableFunc(f.errs, func(a, b *apierror.Error) int { return strings.Compare(a.Error(), b.Error()) })
	return apierror.Join(f.errs...)
}
