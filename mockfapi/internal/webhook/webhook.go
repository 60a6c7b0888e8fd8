// Package webhook signs and delivers events in the way of Svix, whom the service
// sends its webhooks by.
package webhook

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

// Message is one event as it is sent.
type Message struct {
	// ID stays the same however often it is sent.
	ID string `json:"id"`
	// Type is "user.created" and the like.
	Type    string          `json:"type"`
	Payload json.RawMessage `json:"payload"`
}

// Request returns the request that delivers the message to a URL, signed with the
// secret ("whsec_…") at that time.
func Request(ctx context.Context, target, secret string, m Message, at time.Time) (*http.Request, error) {
	parsed, err := url.Parse(target)
	if err != nil || parsed.Scheme != "http" && parsed.Scheme != "https" || parsed.Host == "" {
		return nil, errors.New("webhook: the URL of the endpoint is none: want http(s)://host/path")
	}
	signer, err := standardwebhooks.NewWebhook(secret)
	if err != nil || strings.TrimPrefix(secret, "whsec_") == "" {
		return nil, errors.New(`webhook: the secret is none: want "whsec_" and base 64`)
	}
	signature, err := signer.Sign(m.ID, at, m.Payload)
	if err != nil {
		return nil, fmt.Errorf("webhook: %w", err)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, target, bytes.NewReader(m.Payload))
	if err != nil {
		return nil, fmt.Errorf("webhook: %w", err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Svix-Id", m.ID)
	r.Header.Set("Svix-Timestamp", strconv.FormatInt(at.Unix(), 10))
	r.Header.Set("Svix-Signature", signature)
	return r, nil
}
