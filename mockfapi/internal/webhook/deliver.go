package webhook

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"
)

// Endpoint is where an application takes webhooks.
type Endpoint struct {
	// URL is absolute.
	URL string
	// Secret signs ("whsec_…"); empty is the instance's own.
	Secret string
	// Types are those of the events that the application wants: all for none.
	Types []string
	// Client makes the requests: nil is a plain one. Redirects are not followed.
	Client *http.Client
	// Attempted, when set, is told of every attempt, counted from 1: nil is a
	// delivery, an error is followed by another attempt until there were eight.
	Attempted func(m Message, attempt int, err error)
}

// pauses before the second and each later attempt, and the patience with one
// attempt, are those that Svix publishes.
var pauses = [...]time.Duration{
	5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 10 * time.Hour,
}

const patience = 15 * time.Second

// Source returns the messages after the first n, how many there are by now, and a
// channel that is closed when there are more.
type Source func(n int) (messages []Message, now int, more <-chan struct{})

// pending is a message that has to be sent once more.
type pending struct {
	Message
	attempts int
	due      time.Time
}

// Deliver sends every message, from the first, until the context ends, and returns
// the cause. It returns at once, with another error, for an endpoint that nothing
// can be sent to.
func (e Endpoint) Deliver(ctx context.Context, source Source) error {
	if _, err := Request(ctx, e.URL, e.Secret, Message{}, time.Now()); err != nil {
		return err
	}
	client := http.Client{Transport: http.DefaultTransport.(*http.Transport).Clone()}
	if e.Client != nil {
		client = *e.Client
	} else {
		defer client.CloseIdleConnections()
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

	var queue []pending
	for seen := 0; ; {
		messages, now, more := source(seen)
		seen = now
		for _, m := range messages {
			if len(e.Types) == 0 || slices.Contains(e.Types, m.Type) {
				queue = append(queue, pending{Message: m, due: time.Now()})
			}
		}
		queue = e.attempt(ctx, &client, queue)
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-more:
		case <-next(queue):
		}
	}
}

// next is when something of the queue is due: never for an empty one.
func next(queue []pending) <-chan time.Time {
	if len(queue) == 0 {
		return nil
	}
	first := slices.MinFunc(queue, func(a, b pending) int { return a.due.Compare(b.due) })
	return time.After(time.Until(first.due))
}

// attempt sends what is due and returns what is left.
func (e Endpoint) attempt(ctx context.Context, client *http.Client, queue []pending) []pending {
	var left []pending
	for _, p := range queue {
		if time.Until(p.due) > 0 || ctx.Err() != nil {
			left = append(left, p)
			continue
		}
		err := e.send(ctx, client, p.Message)
		p.attempts++
		if e.Attempted != nil {
			e.Attempted(p.Message, p.attempts, err)
		}
		if err != nil && p.attempts <= len(pauses) {
			p.due = time.Now().Add(pauses[p.attempts-1])
			left = append(left, p)
		}
	}
	return left
}

// send makes one attempt. Anything but a 2xx answer in time is an error.
func (e Endpoint) send(ctx context.Context, client *http.Client, m Message) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	r, err := Request(ctx, e.URL, e.Secret, m, time.Now())
	if err != nil {
		return err
	}
	response, err := client.Do(r)
	if err != nil {
		return fmt.Errorf("webhook: %w", err)
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, 1<<20)) // so that the connection can be used again
	if response.StatusCode/100 != 2 {
		return fmt.Errorf("webhook: the endpoint answered %s, want 2xx", response.Status)
	}
	return nil
}
