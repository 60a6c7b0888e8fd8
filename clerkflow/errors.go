package clerkflow

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Error is what a request ended with when it did not succeed: an error answer of
// the service, or none at all. Its text holds the route and the codes, never a
// value, a token or a query.
type Error struct {
	// Method and Route of the request, the route with placeholders for ids.
	Method, Route string
	// Status of the answer, 0 when there was none.
	Status int
	// Problems are the entries of the answer, empty when it was not the service's.
	Problems []Problem
	// RetryAfter is how long the service asks to wait, 0 when it does not say.
	RetryAfter time.Duration
	// TraceID is what the service's support asks for.
	TraceID string
	// Err is why there was no answer, or why it could not be read.
	Err error

	// client is what the answer tells of the device, nil for nothing.
	client *ClientResource
}

// Problem is one entry of an error answer.
type Problem struct {
	// Code says what is wrong; branch on it.
	Code string `json:"code"`
	// Message and LongMessage are for people, in the instance's language.
	Message     string      `json:"message"`
	LongMessage string      `json:"long_message"`
	Meta        ProblemMeta `json:"meta"`
}

// ProblemMeta says what a problem is about.
type ProblemMeta struct {
	// ParamName is the parameter at fault, often a [Field].
	ParamName string `json:"param_name"`
	// SessionID is the session that stands in the way.
	SessionID string `json:"session_id"`
	// Identifiers that may not sign up.
	Identifiers []string `json:"identifiers"`
	// ZXCVBN holds advice for a stronger password.
	ZXCVBN struct {
		Suggestions []Suggestion `json:"suggestions"`
	} `json:"zxcvbn"`
}

// Suggestion is advice for a stronger password.
type Suggestion struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Error returns the code and what it is about.
func (p *Problem) Error() string {
	if p.Meta.ParamName != "" {
		return p.Code + " (" + p.Meta.ParamName + ")"
	}
	return p.Code
}

// Field returns the field that the problem is about.
func (p *Problem) Field() Field { return Field(p.Meta.ParamName) }

func (e *Error) Error() string {
	text := "clerkflow: " + e.Method + " " + e.Route + ": "
	if e.Status != 0 {
		text += strconv.Itoa(e.Status) + " "
	}
	switch {
	case len(e.Problems) > 0:
		codes := make([]string, len(e.Problems))
		for i := range e.Problems {
			codes[i] = e.Problems[i].Error()
		}
		text += strings.Join(codes, ", ")
	case e.Err != nil:
		text += e.Err.Error()
	default:
		text += strings.ToLower(http.StatusText(e.Status))
	}
	if next := e.advice(); next != "" {
		text += ": " + next
	}
	return text
}

// advice says what to do next.
func (e *Error) advice() string {
	switch {
	case e.RetryAfter > 0:
		return fmt.Sprintf("try again in %s", e.RetryAfter)
	case e.Status == http.StatusMethodNotAllowed:
		return "the route does not take this method: is the id empty, or the base URL another server's?"
	case e.Status == 0 && e.Ambiguous():
		return "it may have taken effect: read what there is before sending it again"
	case e.has("host_invalid"), e.has("clerk_key_invalid"):
		return "check the key"
	case e.has("client_not_found"), e.has("cookie_invalid"):
		return "start again with a new client"
	case e.has("native_api_disabled"):
		return "enable the Native API in the dashboard"
	case e.has("session_exists"):
		return "sign out first"
	}
	return ""
}

// Unwrap returns the problems and the cause, for errors.Is and errors.As.
func (e *Error) Unwrap() []error {
	var all []error
	for i := range e.Problems {
		all = append(all, &e.Problems[i])
	}
	if e.Err != nil {
		all = append(all, e.Err)
	}
	return all
}

// Ambiguous says that nobody knows whether the request took effect: it changes
// something and its answer never came.
func (e *Error) Ambiguous() bool {
	return e.Method != http.MethodGet && (e.Status == 0 || e.Status >= 500)
}

func (e *Error) has(code string) bool {
	for _, p := range e.Problems {
		if p.Code == code {
			return true
		}
	}
	return false
}

// concerns says whether a problem is about the field.
func (e *Error) concerns(f Field) bool {
	return slices.ContainsFunc(e.Problems, func(p Problem) bool { return p.Field() == f })
}

// IsCode says whether err is an answer of the service with that code.
func IsCode(err error, code string) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.has(code)
}

// ParseError returns the error that an answer stands for: any status but 2xx. It
// serves other APIs of the same service, too.
func ParseError(method, route string, status int, header http.Header, body []byte) *Error {
	e := &Error{Method: method, Route: route, Status: status, RetryAfter: retryAfter(header)}
	var document struct {
		Errors  []Problem `json:"errors"`
		TraceID string    `json:"clerk_trace_id"`
	}
	_ = json.Unmarshal(body, &document) // a detail of another type must not cost the codes
	e.TraceID = document.TraceID
	e.Problems = slices.DeleteFunc(document.Errors, func(p Problem) bool { return p.Code == "" })
	if len(e.Problems) == 0 {
		// Not the service's: a proxy, the edge, a wrong URL. Its text is nobody's business.
		e.Err = errors.New(strings.TrimSpace(strings.ToLower(http.StatusText(status)) + " without an error document"))
	}
	return e
}

// retryAfter reads the header in whole seconds, or as a date.
func retryAfter(h http.Header) time.Duration {
	value := h.Get("Retry-After")
	if seconds, err := strconv.Atoi(value); err == nil && seconds > 0 {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(0, time.Until(at))
	}
	return 0
}
