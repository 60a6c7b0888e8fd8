package fapi

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
)

// query holds the query parameters of a Backend API request and what is wrong
// with them.
type query struct {
	values url.Values
	errs   []*apierror.Error
}

func readQuery(r *http.Request) *query { return &query{values: r.URL.Query()} }

func (q *query) text(name string) string { return q.values.Get(name) }

// several returns a parameter that may come up to a hundred times.
func (q *query) several(name string) []string {
	const limit = 100
	if len(q.values[name]) > limit {
		q.errs = append(q.errs, apierror.FormParamArraySizeExceeded(name, limit))
	}
	return q.values[name]
}

// flag returns a boolean, nil when it was not sent.
func (q *query) flag(name string) *bool {
	if q.text(name) == "" {
		return nil
	}
	value, err := strconv.ParseBool(q.text(name))
	if err != nil {
		q.wrong(name)
	}
	return &value
}

// number returns a whole number, otherwise when it was not sent.
func (q *query) number(name string, least, most, otherwise int64) int64 {
	if q.text(name) == "" {
		return otherwise
	}
	value, err := strconv.ParseInt(q.text(name), 10, 64)
	if err != nil || value < least || value > most {
		q.wrong(name)
	}
	return value
}

func (q *query) wrong(name string) {
	q.errs = append(q.errs, apierror.InvalidQueryParameterValue(name))
}

func (q *query) done() error { return apierror.Join(q.errs...) }

// page cuts what limit and offset ask for out of a list.
func page[T any](q *query, all []T) ([]T, error) {
	limit, offset := q.number("limit", 1, 500, 10), q.number("offset", 0, 1<<62, 0)
	if err := q.done(); err != nil {
		return nil, err
	}
	from := min(offset, int64(len(all)))
	return all[from:min(from+limit, int64(len(all)))], nil
}

// list answers with a page of a list: bare, or with the total if paginated is
// asked for.
func list[T, J any](x *exchange, q *query, all []T, render func(T) J) error {
	if paginated := q.flag("paginated"); paginated != nil && *paginated {
		return counted(x, q, all, render)
	}
	some, err := page(q, all)
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, rendered(some, render))
}

// counted answers with a page of a list and the total.
func counted[T, J any](x *exchange, q *query, all []T, render func(T) J) error {
	some, err := page(q, all)
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, map[string]any{"data": rendered(some, render), "total_count": len(all)})
}

// rendered renders every element of a list.
func rendered[T, J any](list []T, render func(T) J) []J {
	all := make([]J, len(list))
	for i, element := range list {
		all[i] = render(element)
	}
	return all
}

// readBulk reads a body that is a list, of 1 to most elements.
func readBulk[T any](r *http.Request, most int) ([]T, error) {
	var all []T
	if err := readJSON(r, &all); err != nil {
		return nil, err
	}
	if len(all) < 1 || len(all) > most {
		return nil, apierror.MalformedRequestParameters(fmt.Sprintf("The body has to be a list of 1 to %d.", most))
	}
	return all, nil
}

// readOptionalJSON is readJSON for operations that need no body.
func readOptionalJSON(r *http.Request, into any) error {
	body := bufio.NewReader(r.Body)
	if _, err := body.Peek(1); errors.Is(err, io.EOF) {
		return nil
	}
	r.Body = io.NopCloser(body)
	return readJSON(r, into)
}

// required returns the errors of parameters that are absent.
func required(params map[string]*string) error {
	var errs []*apierror.Error
	for name, value := range params {
		if value == nil {
			errs = append(errs, apierror.FormParamMissing(name))
		} else if *value == "" {
			errs = append(errs, apierror.FormParamNil(name))
		}
	}
	return apierror.Join(errs...)
}
