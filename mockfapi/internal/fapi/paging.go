package fapi

import (
	"math"
	"net/http"
	"strconv"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
)

// The bounds of limit, and its default.
const (
	longestPage = 500
	usualPage   = 10
)

// page answers with the part of a list that limit and offset ask for, inside
// {"data", "total_count"} when wrapped.
func page[T any](x *exchange, all []T, wrapped bool) error {
	limit, err := x.queryNumber("limit", usualPage, 1, longestPage)
	if err != nil {
		return err
	}
	offset, err := x.queryNumber("offset", 0, 0, math.MaxInt)
	if err != nil {
		return err
	}
	start := min(offset, len(all))
	part := append([]T{}, all[start:min(start+limit, len(all))]...)
	if wrapped {
		return x.json(http.StatusOK, map[string]any{"data": part, "total_count": len(all)})
	}
	return x.json(http.StatusOK, part)
}

// queryNumber returns a number of the query within its bounds.
func (x *exchange) queryNumber(name string, usual, lowest, highest int) (int, error) {
	text := x.r.URL.Query().Get(name)
	if text == "" {
		return usual, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < lowest || n > highest {
		return 0, apierror.InvalidQueryParameterValue(name)
	}
	return n, nil
}

// queryFlag returns a boolean of the query, false when it is absent.
func (x *exchange) queryFlag(name string) (bool, error) {
	text := x.r.URL.Query().Get(name)
	if text == "" {
		return false, nil
	}
	value, err := strconv.ParseBool(text)
	if err != nil {
		return false, apierror.InvalidQueryParameterValue(name)
	}
	return value, nil
}
