package clerkflow_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/mockfapi"
)

// What a person may do instead of the right thing, at any question where it makes
// sense.
const (
	right      = "right"
	wrong      = "wrong"       // a code, password or name that is none
	taken      = "taken"       // what another user has
	again      = "again"       // send it once more
	correct    = "correct"     // it was the wrong address
	late       = "late"        // after eleven minutes
	tomorrow   = "tomorrow"    // after the attempt is abandoned
	closed     = "closed"      // the tab; another process goes on from the state
	hungUp     = "hung up"     // the callback fails, and the same flow runs again
	secondTab  = "second tab"  // proves it elsewhere first
	noTracking = "no tracking" // comes back from the provider, but nobody knows where
)

var whims = []string{right, wrong, taken, again, correct, late, tomorrow, closed, hungUp, secondTab, noTracking}

var (
	errClosed = errors.New("the tab was closed")
	errHungUp = errors.New("the person hung up")
)

// person is a visitor with whims.
type person struct {
	*visitor
	whims []string
	// given is what was answered last and is not known to be refused, by this flow;
	// asked says which fields this flow asked for.
	given map[clerkflow.Field]string
	// editing says that the next question is about a correction.
	editing     bool
	corrections int
	flow        *clerkflow.Flow
	overslept   bool
	// broken is the first thing that should not have happened.
	broken string
}

func (p *person) fault(format string, args ...any) {
	if p.broken == "" {
		p.broken = fmt.Sprintf(format, args...)
	}
}

// whim returns what the person does now.
func (p *person) whim() (string, error) {
	if len(p.whims) == 0 {
		return right, nil
	}
	now := p.whims[0]
	p.whims = p.whims[1:]
	switch now {
	case closed:
		return now, errClosed
	case hungUp:
		return now, errHungUp
	case late:
		p.instance.Advance(11 * time.Minute)
	case tomorrow:
		p.overslept = true
		p.instance.Advance(25 * time.Hour)
	}
	return now, nil
}

// answer returns a value for a field, and holds the question against what was
// answered before.
func (p *person) answer(q clerkflow.Prompt) (string, error) {
	before, answered := p.given[q.Field]
	switch {
	case p.editing:
	case answered && q.Problem == nil:
		p.fault("%s is asked for again without a problem", q.Field)
	case answered && q.Field != clerkflow.FieldPassword && q.Value != before:
		p.fault("%s was answered with %q, and the question holds %q", q.Field, before, q.Value)
	}
	p.editing = false
	whim, err := p.whim()
	if err != nil {
		return "", err
	}
	value := p.types[q.Field]
	switch {
	case q.Field == clerkflow.FieldWeb3Wallet:
		value = p.wallet.Address()
	case whim == wrong && q.Field == clerkflow.FieldPassword:
		value = "short"
	case whim == wrong && (q.Field == clerkflow.FieldEmailAddress || q.Field == clerkflow.FieldPhoneNumber || q.Field == clerkflow.FieldUsername):
		value = "!"
	case whim == taken && occupied[q.Field] != "":
		value = occupied[q.Field]
	}
	p.given[q.Field] = value
	return value, nil
}

// occupied is what another user has.
var occupied = map[clerkflow.Field]string{
	clerkflow.FieldEmailAddress: "other@example.com", clerkflow.FieldPhoneNumber: "+14155550999", clerkflow.FieldUsername: "other_v",
}

func (p *person) correctType(f clerkflow.Field) {
	p.corrections++
	switch f {
	case clerkflow.FieldEmailAddress:
		p.types[f] = fmt.Sprintf("vera%d@example.com", p.corrections)
	case clerkflow.FieldPhoneNumber:
		p.types[f] = fmt.Sprintf("+1415555%04d", 2000+p.corrections)
	}
}

// instead is what the person does at a proof, other than giving it. A correction that
// did not get through they make again.
func (p *person) instead(field clerkflow.Field, destination string) (string, error) {
	if given := p.given[field]; given != "" && given != destination {
		p.editing = true
		return correct, clerkflow.ErrEdit
	}
	whim, err := p.whim()
	switch {
	case err != nil:
		return whim, err
	case whim == again:
		return whim, clerkflow.ErrResend
	case whim == correct && field != clerkflow.FieldWeb3Wallet:
		p.editing = true
		p.correctType(field)
		return whim, clerkflow.ErrEdit
	}
	return whim, nil
}

// elsewhere proves the address in another tab.
func (p *person) elsewhere(ctx context.Context, code string) {
	c, err := clerkflow.New(p.instance.PublishableKey(), clerkflow.WithHTTPClient(p.instance.HTTPClient()))
	if err != nil {
		p.fault("%v", err)
		return
	}
	if step, err := clerkflow.Resume(c, p.flow.State(), clerkflow.WithRedirectURL(landing)).Next(ctx); err == nil {
		if verify, ok := step.(*clerkflow.VerifyCodeStep); ok {
			_ = verify.Attempt(ctx, code) // it may fail as everything may
		}
	}
}

func (p *person) callbacks() clerkflow.Callbacks {
	cb := p.visitor.callbacks()
	cb.Text = func(_ context.Context, q clerkflow.Prompt) (string, error) { return p.answer(q) }
	cb.Password = func(_ context.Context, q clerkflow.Prompt) (clerkflow.Secret, error) {
		answer, err := p.answer(q)
		return clerkflow.NewSecret(answer), err
	}
	cb.Consent = func(context.Context, clerkflow.Prompt) (bool, error) {
		whim, err := p.whim()
		return whim != wrong, err
	}
	cb.Code = func(ctx context.Context, s *clerkflow.VerifyCodeStep) (string, error) {
		code := p.instance.Code(s.Destination)
		whim, err := p.instead(s.Field, s.Destination)
		switch whim {
		case wrong:
			return "wrong", nil
		case secondTab:
			p.elsewhere(ctx, code)
		}
		return code, err
	}
	cb.Sign = func(ctx context.Context, s *clerkflow.SignMessageStep) (string, error) {
		whim, err := p.instead(s.Field, s.Address)
		if err != nil {
			return "", err
		}
		if whim == wrong {
			return "0x00", nil
		}
		return p.wallet.Sign(ctx, s)
	}
	cb.Link = func(ctx context.Context, s *clerkflow.VerifyLinkStep) error {
		whim, err := p.instead(s.Field, s.Destination)
		if err == nil && whim != wrong { // wrong: nobody follows it
			_, _ = p.instance.OpenLink(ctx, p.instance.Link(s.Destination)) // a link that is too old leads nowhere
		}
		return err
	}
	cb.Redirect = func(ctx context.Context, s *clerkflow.RedirectStep) (*url.URL, error) {
		whim, err := p.whim()
		if err != nil {
			return nil, err
		}
		account := p.account
		if whim == wrong {
			account = "" // refuses
		}
		back, err := p.instance.Authorize(ctx, s.URL.String(), account)
		if whim == noTracking || err != nil { // a page that is too old leads nowhere
			return nil, nil
		}
		return back, nil
	}
	cb.BeforeTransfer = func(context.Context, *clerkflow.AccountExistsStep) error {
		_, err := p.whim()
		return err
	}
	return cb
}

// ledger is the way to the instance. It knows which writes took effect, also those
// whose answers were lost.
type ledger struct {
	instance *mockfapi.Instance
	mu       sync.Mutex
	took     map[string]bool
	repeated string
	writes   int
}

func (l *ledger) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method == http.MethodGet {
		return l.instance.Transport().RoundTrip(r)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	write := r.Method + " " + r.URL.Path + " " + string(body)
	before := l.state()
	answer, err := l.instance.Transport().RoundTrip(r)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.writes++
	// A sign-up whose first answer was lost is nobody's, and what is sent again, or
	// begun again at a provider, is meant to be.
	mayRepeat := strings.HasSuffix(r.URL.Path, "/sign_ups") || strings.HasSuffix(r.URL.Path, "/prepare_verification") || strings.Contains(string(body), "strategy=oauth")
	if l.took[write] && !mayRepeat {
		l.repeated = r.Method + " " + r.URL.Path
	}
	l.took[write] = l.took[write] || l.state() != before
	return answer, err
}

func (l *ledger) state() string { return fmt.Sprint(l.instance.SignUps(), l.instance.Users()) }
