package bapi

import (
	"context"
	"fmt"
	"net/http"

	"github.com/clerkflow/clerkflow-go/clerkflow/internal/transport"
)

// one sends a request and returns the resource in the answer. The route has a
// placeholder in braces for each of the ids.
func one[T any](ctx context.Context, c *Client, method, route string, ids []string, body any) (*T, error) {
	path, err := transport.Path(route, ids...)
	if err != nil {
		return nil, fmt.Errorf("bapi: %s %s: %w", method, route, err)
	}
	var resource T
	if err := c.send(ctx, method, route, path, body, &resource); err != nil {
		return nil, err
	}
	return &resource, nil
}

// remove deletes a resource.
func remove(ctx context.Context, c *Client, route, id string) error {
	_, err := one[struct{}](ctx, c, http.MethodDelete, route, []string{id}, nil)
	return err
}
