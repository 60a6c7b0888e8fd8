package mockfapi

import (
	"context"
	"log/slog"
)

// logTo logs what comes and what would have gone out.
func (m *Instance) logTo(logger *slog.Logger) {
	m.server.Log.Listen(func(r Request) {
		attrs := []slog.Attr{slog.String("route", r.Route), slog.Int("status", r.Status)}
		if len(r.Codes) > 0 {
			attrs = append(attrs, slog.Any("codes", r.Codes))
		}
		logger.LogAttrs(context.Background(), slog.LevelInfo, "request", attrs...)
	})
	m.engine.Outbox.Listen(func(x Message) {
		attrs := []slog.Attr{slog.String("to", x.To), slog.String("kind", x.Kind)}
		if x.Code != "" {
			attrs = append(attrs, slog.String("code", x.Code))
		}
		if x.Link != "" {
			attrs = append(attrs, slog.String("link", x.Link))
		}
		logger.LogAttrs(context.Background(), slog.LevelInfo, "message", attrs...)
	})
}
