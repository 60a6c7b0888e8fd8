package mockfapi

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/engine"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/webhook"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/wire"
)

// Webhook is an event that the service would have told the application of:
// "user.created", "user.updated", "user.deleted", "session.created",
// "session.ended", "session.removed", "session.revoked", "email.created" or
// "sms.created". Its payload is the body of the request.
type Webhook = webhook.Message

// WebhookEndpoint is where an application takes webhooks. Only the URL is needed.
type WebhookEndpoint = webhook.Endpoint

// Webhooks returns the events of these types so far, oldest first; all of them
// without any type. The newest thousand are kept. They are there as soon as the request that caused them is
// answered, whether or not anything is delivered.
func (m *Instance) Webhooks(types ...string) []Webhook {
	all, _, _ := m.webhooksAfter(0)
	return slices.DeleteFunc(all, func(w Webhook) bool { return len(types) > 0 && !slices.Contains(types, w.Type) })
}

// WebhookSecret returns the secret with which the instance signs webhooks, as the
// libraries that verify them want it: "whsec_…".
func (m *Instance) WebhookSecret() string {
	sum := sha256.Sum256([]byte(m.secretKey))
	return "whsec_" + base64.StdEncoding.EncodeToString(sum[:])
}

// WebhookRequest returns the signed request that delivers a webhook to a URL, to
// hand it to the application's handler without any server.
func (m *Instance) WebhookRequest(ctx context.Context, url string, w Webhook) (*http.Request, error) {
	r, err := webhook.Request(ctx, url, m.WebhookSecret(), w, time.Now())
	if err != nil {
		return nil, fmt.Errorf("mockfapi: %w", err)
	}
	return r, nil
}

// DeliverWebhooks sends every webhook to the endpoint, those first that were
// before, until the context ends, and returns the cause. The caller runs it in a
// goroutine of theirs. What the endpoint does not answer with 2xx within 15 seconds
// is sent again, up to eight times, with the pauses of the service: 5 seconds, 5 and
// 30 minutes, 2, 5, 10 and 10 hours.
//
// Pauses and signatures follow the machine's time, which is that of the receiver,
// and not [Instance.Advance]; in a bubble of testing/synctest they cost nothing.
func (m *Instance) DeliverWebhooks(ctx context.Context, to WebhookEndpoint) error {
	to.Secret = cmp.Or(to.Secret, m.WebhookSecret())
	if err := to.Deliver(ctx, m.webhooksAfter); err != nil {
		return fmt.Errorf("mockfapi: %w", err)
	}
	return nil
}

// webhooksAfter returns the webhooks after the first n.
func (m *Instance) webhooksAfter(n int) (webhooks []Webhook, now int, more <-chan struct{}) {
	events, now, more := m.engine.Events.After(n)
	for _, e := range events {
		webhooks = append(webhooks, m.webhook(e))
	}
	return webhooks, now, more
}

func (m *Instance) webhook(e engine.Event) Webhook {
	r := wire.Renderer{Settings: e.Settings, BaseURL: m.URL(), Sender: e.Sender, At: time.UnixMilli(e.At)}
	payload, err := json.Marshal(r.Webhook(e, m.server.Keys.ID()))
	if err != nil {
		panic(err) // everything in it was JSON before
	}
	return Webhook{ID: e.ID, Type: e.Type, Payload: payload}
}
