package engine

import (
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
)

// What a development instance may send in a month.
const (
	monthlyEmails = 100
	monthlySMS    = 20
)

// quota counts what was sent in a month.
type quota struct {
	year        int
	month       time.Month
	emails, sms int
}

// spendQuota counts a message, or refuses it. Only development instances with rate
// limits have a quota.
func (e *Engine) spendQuota(channel string) error {
	if !e.rateLimits || e.settings.DisplayConfig.InstanceEnvironmentType != "development" {
		return nil
	}
	if year, month, _ := e.clock().UTC().Date(); e.quota.year != year || e.quota.month != month {
		e.quota = quota{year: year, month: month}
	}
	sent, kind, limit := &e.quota.sms, "sms", monthlySMS
	if channel == "email" {
		sent, kind, limit = &e.quota.emails, "email", monthlyEmails
	}
	if *sent >= limit {
		return apierror.DevMonthlyLimitExceeded(kind, limit)
	}
	*sent++
	return nil
}
