package main

import (
	"context"

	"charm.land/huh/v2"
)

// terminal is the screen that this program was started from.
type terminal struct{}

// Show runs the form until it is filled in, Ctrl-C is pressed or the context ends.
func (terminal) Show(ctx context.Context, form *huh.Form) error {
	filled := make(chan error, 1)
	go func() { filled <- form.RunWithContext(ctx) }() // which does not look at the context while it asks line by line
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
