package main

import (
	"context"
	_ "embed"
	"log/slog"
	"net/http"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/clerkflow/sessiontoken"
)

// site is the pages. It holds nothing of any visitor.
type site struct {
	client   *clerkflow.Client
	verifier *sessiontoken.Verifier
	cookies  *cookies
	origin   string
	inbox    string // where to read the mock's messages, empty for a real instance
	log      *slog.Logger
}

//go:embed style.css
var style []byte

func (s *site) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/sign-up", http.StatusSeeOther) })
	mux.HandleFunc("GET /sign-up", s.show)
	mux.HandleFunc("POST /sign-up", s.answer)
	mux.HandleFunc("GET /sign-up/back", s.back)
	mux.HandleFunc("POST /sign-up/again", s.again)
	mux.HandleFunc("POST /sign-out", s.signOut)
	mux.HandleFunc("GET /style.css", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		_, _ = w.Write(style)
	})
	return http.NewCrossOriginProtection().Handler(guard(mux))
}

// guard sets what every page has: no scripts, no frames, and no copy in the
// browser's cache, so that the back button shows the step that is due.
func guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin") // addresses on the way back from a provider hold secrets
		h.Set("Cache-Control", "no-store")
		r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
		next.ServeHTTP(w, r)
	})
}

// flow returns the visitor's flow: the one of the cookie, or a new one.
func (s *site) flow(r *http.Request) *clerkflow.Flow {
	opts := []clerkflow.FlowOption{
		clerkflow.WithRedirectURL(s.origin + "/sign-up/back"),
		clerkflow.WithPolicy(clerkflow.Policy{Optional: []clerkflow.Field{clerkflow.FieldFirstName, clerkflow.FieldLastName}}),
	}
	if state, ok := s.cookies.state(r); ok {
		return clerkflow.Resume(s.client, state, opts...)
	}
	return clerkflow.NewSignUp(s.client, opts...)
}

// show shows the step that is due. It changes nothing, however often it is asked.
func (s *site) show(w http.ResponseWriter, r *http.Request) {
	flow := s.flow(r)
	step, err := flow.Next(r.Context())
	s.render(w, r, flow, step, err)
}

// answer does one step and leads on to the next.
func (s *site) answer(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		http.Error(w, "The form could not be read.", http.StatusBadRequest)
		return
	}
	flow := s.flow(r)
	step, err := flow.Next(r.Context())
	if err != nil {
		s.render(w, r, flow, step, err)
		return
	}
	if r.PostForm.Get("step") != name(step) {
		http.Redirect(w, r, "/sign-up?stale", http.StatusSeeOther) // from an older page, or another tab's
		return
	}
	s.goOn(w, r, flow, act(r.Context(), flow, step, r.PostForm))
}

// back is where a browser arrives from a provider's page and from an e-mail link.
func (s *site) back(w http.ResponseWriter, r *http.Request) {
	flow, status := s.flow(r), r.URL.Query().Get("__clerk_status")
	switch {
	case flow.State().SignUpID == "" && status != "": // an e-mail link, on another device
		s.page(w, http.StatusOK, &page{Kind: "landed", Title: "Your e-mail link", Verified: status == "verified"})
	case flow.State().SignUpID == "":
		http.Redirect(w, r, "/sign-up", http.StatusSeeOther)
	case status == "verified":
		s.goOn(w, r, flow, nil)
	default:
		s.goOn(w, r, flow, flow.Returned(r.Context(), r.URL))
	}
}

// goOn keeps the state and leads the browser to the next page, or shows what the
// service had against the answer.
func (s *site) goOn(w http.ResponseWriter, r *http.Request, flow *clerkflow.Flow, err error) {
	var step clerkflow.Step
	if err == nil {
		step, err = prepared(r.Context(), flow)
	}
	if flow.State().SignUpID != "" {
		if err := s.cookies.keep(w, flow.State()); err != nil {
			s.log.ErrorContext(r.Context(), "cookie", "error", err)
		}
	}
	if elsewhere(err) {
		err = flow.Refresh(r.Context())
	}
	if err != nil {
		s.refuse(w, r, flow, err)
		return
	}
	if redirect, ok := step.(*clerkflow.RedirectStep); ok && redirect.URL != nil {
		http.Redirect(w, r, redirect.URL.String(), http.StatusSeeOther) //nolint:gosec // the URL is the service's
		return
	}
	http.Redirect(w, r, "/sign-up", http.StatusSeeOther)
}

// refuse shows the step once more, with the error.
func (s *site) refuse(w http.ResponseWriter, r *http.Request, flow *clerkflow.Flow, refusal error) {
	if over(refusal) {
		if err := flow.Refresh(r.Context()); err != nil { // to learn that the code is over
			refusal = err
		}
	}
	step, err := flow.Next(r.Context())
	if err != nil {
		refusal = err
	}
	s.render(w, r, flow, step, refusal)
}

// prepared returns the next step when there is something to answer: a code that has
// to be sent first is sent now, and not when somebody looks at a page.
func prepared(ctx context.Context, flow *clerkflow.Flow) (clerkflow.Step, error) {
	step, err := flow.Next(ctx)
	if err != nil {
		return nil, err
	}
	sent := true
	switch s := step.(type) {
	case *clerkflow.VerifyCodeStep:
		sent = s.Sent
	case *clerkflow.VerifyLinkStep:
		sent = s.Sent
	case *clerkflow.SignMessageStep:
		sent = s.Sent
	}
	if !sent {
		err = step.(proof).Send(ctx)
	}
	return step, err
}

// again forgets the sign-up, which the service abandons in its time.
func (s *site) again(w http.ResponseWriter, r *http.Request) {
	s.cookies.forget(w)
	http.Redirect(w, r, "/sign-up", http.StatusSeeOther)
}

func (s *site) signOut(w http.ResponseWriter, r *http.Request) {
	if err := s.flow(r).Client().Clients.Delete(r.Context()); err != nil {
		s.log.WarnContext(r.Context(), "sign-out", "error", err)
	}
	s.again(w, r)
}
