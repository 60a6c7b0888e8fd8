// Package apierror holds the errors that the service documents, each with its
// HTTP status, code and meta. Codes, statuses and the short messages that tools
// look for are the service's; the long messages are this module's own.
package apierror

import (
	"errors"
	"maps"
	"net/http"
	"strings"
	"time"
)

// Error is one entry of an error answer.
type Error struct {
	Status      int            `json:"-"`
	RetryAfter  time.Duration  `json:"-"` // the Retry-After header, whole seconds
	Code        string         `json:"code"`
	Message     string         `json:"message"`
	LongMessage string         `json:"long_message"`
	Meta        map[string]any `json:"meta,omitempty"`
}

func (e *Error) Error() string { return e.Code + ": " + e.LongMessage }

// List is an error answer with several entries: a form's errors come together.
type List []*Error

func (l List) Error() string {
	texts := make([]string, len(l))
	for i, e := range l {
		texts[i] = e.Error()
	}
	return strings.Join(texts, "; ")
}

// Join returns the entries as one error, nil when there are none.
func Join(entries ...*Error) error {
	var list List
	for _, e := range entries {
		if e != nil {
			list = append(list, e)
		}
	}
	if len(list) == 0 {
		return nil
	}
	return list
}

// Entries returns the entries of an error answer. An error that this package did
// not make is a fault of the mock and becomes internal_clerk_error.
func Entries(err error) List {
	if list, ok := errors.AsType[List](err); ok {
		return list
	}
	if one, ok := errors.AsType[*Error](err); ok {
		return List{one}
	}
	return List{Internal(err)}
}

// with returns a copy of e with one more meta entry.
func (e *Error) with(key string, value any) *Error {
	c := *e
	c.Meta = maps.Clone(e.Meta)
	if c.Meta == nil {
		c.Meta = map[string]any{}
	}
	c.Meta[key] = value
	return &c
}

// Of returns the error as one of another parameter.
func (e *Error) Of(name string) *Error { return e.with("param_name", name) }

func param(name, code, message, long string) *Error {
	return (&Error{Status: http.StatusUnprocessableEntity, Code: code, Message: message, LongMessage: long}).with("param_name", name)
}

func bad(code, message, long string) *Error {
	return &Error{Status: http.StatusBadRequest, Code: code, Message: message, LongMessage: long}
}

func forbidden(code, message, long string) *Error {
	return &Error{Status: http.StatusForbidden, Code: code, Message: message, LongMessage: long}
}

func unauthorized(code, message, long string) *Error {
	return &Error{Status: http.StatusUnauthorized, Code: code, Message: message, LongMessage: long}
}

func notFound(code, message, long string) *Error {
	return &Error{Status: http.StatusNotFound, Code: code, Message: message, LongMessage: long}
}

// Internal is the answer to a fault of the server.
func Internal(cause error) *Error {
	return &Error{
		Status: http.StatusInternalServerError, Code: "internal_clerk_error",
		Message: "Oops, an unexpected error occurred", LongMessage: "The mock failed: " + cause.Error(),
	}
}
