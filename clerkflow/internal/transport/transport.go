// Package transport sends requests. It is the one place that knows
// go-retryablehttp, whose defaults would send a POST five times and print URLs.
package transport

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// Retries is how often a safe request is sent again.
const Retries = 3

const (
	firstPause = 100 * time.Millisecond
	longest    = 5 * time.Second
)

// Sender sends requests, those marked safe again when the network or the service
// fails. It is safe for concurrent use.
type Sender struct{ client *retryablehttp.Client }

// New returns a sender on top of an HTTP client.
func New(client *http.Client) *Sender {
	return &Sender{&retryablehttp.Client{
		HTTPClient: client, RetryMax: Retries, RetryWaitMin: firstPause, RetryWaitMax: longest,
		CheckRetry: again, Backoff: retryablehttp.DefaultBackoff,
		ErrorHandler: retryablehttp.PassthroughErrorHandler, // the last answer, as it came
	}}
}

type safe struct{}

// Answer is what came back.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// OK says that the status is one of success.
func (a *Answer) OK() bool { return a.Status >= 200 && a.Status <= 299 }

// answerLimit is the most that is read of an answer, in bytes.
const answerLimit = 16 << 20

// Do sends a request and reads the answer. Only a request that is safe to repeat
// may set repeatable: the library's policy sees no method when there is no answer,
// so the mark travels in the context. The error is the bare cause, without the URL
// that net/http puts around it: its query may hold secrets.
func (s *Sender) Do(r *http.Request, repeatable bool) (*Answer, error) {
	ctx := r.Context()
	wrapped, err := retryablehttp.FromRequest(r.WithContext(context.WithValue(ctx, safe{}, repeatable)))
	if err != nil {
		return nil, err
	}
	response, err := s.client.Do(wrapped)
	if response != nil {
		defer response.Body.Close() // there may be one beside an error
	}
	if err != nil {
		return nil, bare(ctx, err)
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, answerLimit))
	if err != nil {
		return nil, bare(ctx, err)
	}
	return &Answer{Status: response.StatusCode, Header: response.Header, Body: body}, nil
}

func bare(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		return bare(ctx, wrapped.Err)
	}
	if strings.HasPrefix(err.Error(), "failed to parse Location header") { // net/http repeats it
		return errors.New("the answer redirects to what is no URL")
	}
	return err
}

// ParseBase reads the URL before every path.
func ParseBase(base string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimRight(base, "/"))
	if err != nil || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || strings.ContainsAny(base, "?#") {
		return nil, errors.New("want http:// or https:// and a host, without a user, query or fragment")
	}
	return u, nil
}

// again decides whether to send a request once more.
func again(ctx context.Context, answer *http.Response, err error) (bool, error) {
	if ctx.Err() != nil {
		return false, context.Cause(ctx)
	}
	if repeatable, _ := ctx.Value(safe{}).(bool); !repeatable {
		return false, nil
	}
	if err != nil {
		return true, nil
	}
	switch answer.StatusCode {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return inTime(ctx, answer), nil
	}
	return false, nil
}

// inTime says whether the pause that the answer asks for ends before the context.
func inTime(ctx context.Context, answer *http.Response) bool {
	deadline, bounded := ctx.Deadline()
	pause := retryablehttp.DefaultBackoff(firstPause, longest, 0, answer)
	return !bounded || time.Until(deadline) > pause
}

// Path fills ids into a route, which has a placeholder in braces for each.
func Path(route string, ids ...string) (string, error) {
	path := route
	for _, id := range ids {
		switch id {
		case "":
			return "", errors.New("the id is empty: create the resource first")
		case ".", "..": // would climb to another route
			return "", errors.New("the id is not one of the service's")
		}
		before, rest, _ := strings.Cut(path, "{")
		_, after, _ := strings.Cut(rest, "}")
		path = before + url.PathEscape(id) + after
	}
	return path, nil
}
