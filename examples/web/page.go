package main

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/examples/internal/words"
)

// page is what the templates show.
type page struct {
	// Kind is the template of the body: the kind of a step, or "over", "landed", "failed".
	Kind, Title string
	Body        template.HTML
	// Env is the instance's settings, nil where they are not known.
	Env *clerkflow.Environment
	// Inbox is where to read the mock's messages, empty for a real instance.
	Inbox string
	// Alert is an error, Notice is none.
	Alert, Notice string
	// Name says which step the page's forms answer.
	Name string
	// Step is the step itself, for what only its own template needs.
	Step clerkflow.Step
	// Progress is how far the sign-up is, nil before it began.
	Progress  *words.Progress
	Providers []clerkflow.Social
	Inputs    []input
	// With is the way that a choice shows the form of, Ways are the others.
	With clerkflow.Field
	Ways []clerkflow.Field
	// Correct says that the address is being corrected.
	Correct bool
	// Refresh looks again every few seconds.
	Refresh bool
	// Verified is what came of an e-mail link.
	Verified bool
	// User is who signed up, TokenUser who the verified session token says it is.
	User      *clerkflow.User
	TokenUser string
}

//go:embed pages.html
var pages string

var templates = template.Must(template.New("").Funcs(template.FuncMap{
	"label": words.Field, "provider": words.Provider,
}).Parse(pages))

// render shows the page of a step, or what stands in its way.
func (s *site) render(w http.ResponseWriter, r *http.Request, flow *clerkflow.Flow, step clerkflow.Step, err error) {
	if err != nil && !errors.Is(err, clerkflow.ErrAbandoned) {
		s.log.WarnContext(r.Context(), "refused", "error", err)
	}
	if errors.Is(err, clerkflow.ErrAbandoned) {
		s.cookies.forget(w)
		s.page(w, http.StatusGone, &page{Kind: "over", Title: "That took too long"})
		return
	}
	if step == nil {
		status, text := explain(w, err)
		s.page(w, status, &page{Kind: "failed", Title: "Something went wrong", Alert: text})
		return
	}
	env, envErr := flow.Environment(r.Context())
	if envErr != nil { // the step came from it: it cannot be far
		env = &clerkflow.Environment{}
	}
	p := &page{
		Kind: string(step.Kind()), Name: name(step), Step: step, Env: env,
		Progress: words.ProgressOf(flow.SignUp()), Correct: r.FormValue("do") == "correct",
	}
	if r.URL.Query().Has("stale") {
		p.Notice = "That page was from an earlier step. This is where you are."
	}
	shown := p.fill(step, flow.SignUp(), clerkflow.Field(r.FormValue("with")))
	status := http.StatusOK
	if err != nil {
		status, p.Alert = explain(w, err, shown...)
	}
	if done, ok := step.(*clerkflow.DoneStep); ok {
		if err := s.welcome(r.Context(), p, done); err != nil {
			s.log.ErrorContext(r.Context(), "session", "error", err)
			status, p.Alert = explain(w, err)
		}
	}
	s.page(w, status, p)
}

// fill puts what the step asks for into the page and returns the fields that it has
// an input for.
func (p *page) fill(step clerkflow.Step, su *clerkflow.SignUp, with clerkflow.Field) (shown []clerkflow.Field) {
	switch s := step.(type) {
	case *clerkflow.CollectStep:
		p.Title = "Almost there"
		if su == nil {
			p.Title, p.Providers = "Create your account", p.Env.Socials()
		}
		p.Inputs = inputs(p.Env, s.Fields, s.Optional)
	case *clerkflow.ChooseStep:
		p.Title = "Create your account"
		p.choose(s, with)
	case *clerkflow.VerifyCodeStep:
		p.Title = "Check your e-mail"
		if s.Field == clerkflow.FieldPhoneNumber {
			p.Title = "Check your phone"
		}
		return p.verify(s.Field, s.Destination, s.Problem, s.Sent)
	case *clerkflow.VerifyLinkStep:
		p.Title, p.Refresh = "Check your e-mail", s.Sent && !p.Correct
		return p.verify(s.Field, s.Destination, s.Problem, false)
	case *clerkflow.SignMessageStep:
		p.Title = "Sign with your wallet"
		return p.verify(s.Field, s.Address, s.Problem, s.Sent)
	case *clerkflow.RedirectStep:
		p.Title = "Continue with " + words.Provider(s.Strategy, p.Env)
	case *clerkflow.AccountExistsStep:
		p.Title = "You have an account already"
	case *clerkflow.DoneStep:
		p.Title = "Welcome"
	default:
		p.Kind, p.Title = string(clerkflow.KindUnsupported), "This cannot be done here"
	}
	for _, in := range p.Inputs {
		shown = append(shown, in.Field)
	}
	return shown
}

// choose shows the form of one way and leads to the others.
func (p *page) choose(s *clerkflow.ChooseStep, with clerkflow.Field) {
	var way []clerkflow.FieldSpec
	for _, option := range s.Options {
		strategy := clerkflow.Strategy(option.Field)
		switch {
		case strategy.IsOAuth():
			p.Providers = append(p.Providers, clerkflow.Social{Strategy: strategy, Name: words.Provider(strategy, p.Env)})
		case way == nil || option.Field == with:
			way = []clerkflow.FieldSpec{option}
		}
	}
	if way == nil {
		return
	}
	p.With = way[0].Field
	for _, option := range s.Options {
		if !clerkflow.Strategy(option.Field).IsOAuth() && option.Field != p.With {
			p.Ways = append(p.Ways, option.Field)
		}
	}
	if p.With == clerkflow.FieldWeb3Wallet { // what is needed beside a verified wallet, the service says later
		p.Inputs = inputs(p.Env, way)
		return
	}
	p.Inputs = inputs(p.Env, way, s.Fields, s.Optional)
}

// verify shows the input for a proof, or the one for another address when that is
// what the person wants.
func (p *page) verify(field clerkflow.Field, value string, problem *clerkflow.Problem, proof bool) (shown []clerkflow.Field) {
	if p.Correct {
		p.Inputs = inputs(p.Env, []clerkflow.FieldSpec{{Field: field, Required: true, Value: value, Problem: problem}})
		p.Inputs[0].Name = "value"
	}
	if !proof && !p.Correct {
		return nil
	}
	return []clerkflow.Field{field, "code", "signature"} // the last two are how the service calls the proof
}

// welcome makes a session token, has it verified as an application's server would,
// and reads who the user is.
func (s *site) welcome(ctx context.Context, p *page, done *clerkflow.DoneStep) error {
	sessions := done.Client().Sessions
	token, err := sessions.Token(ctx, done.SessionID)
	if err != nil {
		return err
	}
	claims, err := s.verifier.Verify(ctx, token.Reveal())
	if err != nil {
		return err
	}
	session, err := sessions.Get(ctx, done.SessionID)
	if err != nil {
		return err
	}
	p.User, p.TokenUser = session.User, claims.UserID
	return nil
}

// explain says in words what went wrong, leaving out what the fields shown say
// themselves, and which status that is.
func explain(w http.ResponseWriter, err error, shown ...clerkflow.Field) (status int, text string) {
	var texts []string
	found := problems(err)
	for _, problem := range found {
		if !slices.Contains(shown, problem.Field()) {
			texts = append(texts, words.Problem(problem))
		}
	}
	e, answered := errors.AsType[*clerkflow.Error](err)
	switch {
	case answered && e.RetryAfter > 0:
		w.Header().Set("Retry-After", strconv.Itoa(int(e.RetryAfter.Seconds())))
		return http.StatusTooManyRequests, "That was a bit fast. Please wait " + e.RetryAfter.String() + " and try again."
	case answered && (e.Status == 0 || e.Status >= http.StatusInternalServerError):
		return http.StatusBadGateway, "The sign-up service does not answer at the moment. Please try again."
	case len(found) > 0:
		return http.StatusUnprocessableEntity, strings.Join(texts, " ")
	}
	return http.StatusInternalServerError, "Please try again."
}

// page writes a page.
func (s *site) page(w http.ResponseWriter, status int, p *page) {
	p.Inbox = s.inbox
	var body, out bytes.Buffer
	err := templates.ExecuteTemplate(&body, p.Kind, p)
	p.Body = template.HTML(body.String()) //nolint:gosec // a template made it, escaped
	if err = errors.Join(err, templates.ExecuteTemplate(&out, "page", p)); err != nil {
		s.log.Error("template", "page", p.Kind, "error", err)
		http.Error(w, "The page could not be made.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = out.WriteTo(w)
}
