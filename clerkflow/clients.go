package clerkflow

import (
	"context"
	"net/http"
)

// ClientService is the client of the Frontend API: this device.
type ClientService service

// Get returns this device's client, nil when the service knows none yet.
//
// getClient, GET /v1/client
func (s *ClientService) Get(ctx context.Context) (*ClientResource, error) {
	return s.send(ctx, http.MethodGet)
}

// Create makes a new client of this device, in the place of any old one.
//
// postClient, POST /v1/client
func (s *ClientService) Create(ctx context.Context) (*ClientResource, error) {
	return s.send(ctx, http.MethodPost)
}

// Delete signs out of every session and forgets the client.
//
// deleteClientSessions, DELETE /v1/client
func (s *ClientService) Delete(ctx context.Context) error {
	_, err := s.send(ctx, http.MethodDelete)
	return err
}

// ownAnswer is the one envelope whose resource is the client itself, or nothing.
type ownAnswer struct {
	enveloped[ClientResource]
}

func (a *ownAnswer) client() *ClientResource { return a.Response }

func (a *ownAnswer) empty() bool { return false }

func (s *ClientService) send(ctx context.Context, method string) (*ClientResource, error) {
	var answer ownAnswer
	if err := s.c.do(ctx, call{method: method, route: "/v1/client"}, &answer); err != nil {
		return nil, err
	}
	return answer.Response, nil
}
