package bapi

import (
	"bytes"
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"net/url"
	"strconv"

	"github.com/google/go-querystring/query"
)

// pageSize is how much of a list is asked for at once, of at most 500.
const pageSize = 100

// all returns a list from the beginning to the end, a page at a time: the next page
// is asked for when the last one is used up. What is made or deleted meanwhile may
// be missed or come twice. An error is the last thing that comes.
func all[T any](ctx context.Context, c *Client, route string, params any) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		values := filters(params)
		values.Set("limit", strconv.Itoa(pageSize))
		for offset := 0; ; offset += pageSize {
			values.Set("offset", strconv.Itoa(offset))
			var p page[T]
			if err := c.send(ctx, http.MethodGet, route, route+"?"+values.Encode(), nil, &p); err != nil {
				yield(nil, err)
				return
			}
			for i := range p {
				if !yield(&p[i], nil) {
					return
				}
			}
			if len(p) < pageSize {
				return
			}
		}
	}
}

// filters writes params as a query; nil has none.
func filters(params any) url.Values {
	values, _ := query.Values(params) // structs of plain fields
	return values
}

// page is a part of a list, in either of the two forms that the service has: bare,
// or beside a count.
type page[T any] []T

func (p *page[T]) UnmarshalJSON(data []byte) error {
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte("[")) {
		return json.Unmarshal(data, (*[]T)(p))
	}
	counted := struct {
		Data *[]T `json:"data"`
	}{(*[]T)(p)}
	return json.Unmarshal(data, &counted)
}
