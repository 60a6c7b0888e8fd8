package main

import (
	"context"
	"errors"

	"charm.land/huh/v2"
)

var errInputEnded = errors.New("the input ended before the form was filled in")

// terminal is the screen that this program was started from.
type terminal struct{}

// Show runs the form until it is filled in, Ctrl-C is pressed or the context ends.
func (terminal) Show(ctx context.Context, form *huh.Form) error {
	filled := make(chan error, 1)
	go func() {
		defer func() {
			if recover() != nil { // asked line by line, huh v2.0.3 chooses nothing at the end of its input
				filled <- errInputEnded
			}
		}()
		filled <- form.RunWithContext(ctx) // which does not look at the context while it asks line by line
	}()
	select {
	case err := <-filled:
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		return err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
