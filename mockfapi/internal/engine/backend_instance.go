package engine

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/store"
)

// InstanceUpdate is the body of PATCH /v1/instance; nil leaves a setting as it is.
type InstanceUpdate struct {
	TestMode               *bool     `json:"test_mode"`
	HIBP                   *bool     `json:"hibp"`
	SupportEmail           *string   `json:"support_email"`
	ClerkJSVersion         *string   `json:"clerk_js_version"`
	DevelopmentOrigin      *string   `json:"development_origin"` // shown nowhere
	AllowedOrigins         *[]string `json:"allowed_origins"`
	CookielessDev          *bool     `json:"cookieless_dev"`
	URLBasedSessionSyncing *bool     `json:"url_based_session_syncing"`
	PreferredStrategy      *string   `json:"preferred_sign_in_strategy_when_password_required"`
	// EnhancedEmailDeliverability is what older servers send.
	EnhancedEmailDeliverability *bool `json:"enhanced_email_deliverability"`
}

// UpdateInstance changes settings of the instance and applies them to every open
// sign-up.
func (e *Engine) UpdateInstance(p InstanceUpdate) error {
	if s := p.PreferredStrategy; s != nil && !slices.Contains([]string{"password", "otp", ""}, *s) {
		return apierror.FormParamValueInvalid("preferred_sign_in_strategy_when_password_required")
	}
	return e.UpdateSettings(func(d *environment.Document) error {
		if patch := p.patch(); patch != nil {
			patched, err := d.Patch(patch)
			if err != nil {
				return err
			}
			*d = *patched
		}
		set(&d.AuthConfig.TestMode, p.TestMode)
		if p.HIBP != nil {
			d.UserSettings.PasswordSettings.DisableHIBP = !*p.HIBP
		}
		set(&e.allowedOrigins, p.AllowedOrigins)
		return nil
	})
}

// patch returns the settings that a document only passes on, nil for none.
func (p *InstanceUpdate) patch() []byte {
	auth, display := map[string]any{}, map[string]any{}
	put(display, "support_email", p.SupportEmail)
	put(display, "clerk_js_version", p.ClerkJSVersion)
	put(display, "preferred_sign_in_strategy", p.PreferredStrategy)
	put(auth, "cookieless_dev", p.CookielessDev)
	put(auth, "url_based_session_syncing", p.URLBasedSessionSyncing)
	put(auth, "enhanced_email_deliverability", p.EnhancedEmailDeliverability)
	if len(auth)+len(display) == 0 {
		return nil
	}
	patch, _ := json.Marshal(map[string]any{"auth_config": auth, "display_config": display}) // texts and booleans
	return patch
}

func put[T any](into map[string]any, key string, given *T) {
	if given != nil {
		into[key] = *given
	}
}

// AllowedOrigins returns the origins of applications that are no plain browsers.
func (e *Engine) AllowedOrigins() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return append([]string{}, e.allowedOrigins...)
}

// AnySignUp returns the sign-up with that id, whoever's it is.
func (e *Engine) AnySignUp(id string) (*model.SignUp, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if su := e.store.SignUps.Get(id); su != nil {
		return e.current(su), nil
	}
	return nil, apierror.SignUpNotFound(id)
}

// SignUpUpdate is the body of PATCH /v1/sign_ups/{id}.
type SignUpUpdate struct {
	ExternalID   *string `json:"external_id"`
	CustomAction *bool   `json:"custom_action"`
}

// UpdateAnySignUp changes what only the application knows of a sign-up, which may
// complete it.
func (e *Engine) UpdateAnySignUp(id string, p SignUpUpdate) (*model.SignUp, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	su := e.store.SignUps.Get(id)
	switch {
	case su == nil:
		return nil, apierror.SignUpNotFound(id)
	case su.CreatedUserID != "" || e.abandoned(su):
		return nil, apierror.SignUpCannotBeUpdated()
	case p.ExternalID != nil && e.owned(store.ExternalID, *p.ExternalID):
		return nil, apierror.FormIdentifierExists(store.ExternalID)
	}
	t := e.begin(Caller{ClientID: su.ClientID}, su)
	set(&t.su.ExternalID, p.ExternalID)
	set(&t.su.CustomAction, p.CustomAction)
	reply, err := t.finish()
	return reply.SignUp, err
}

// RedirectURLs returns the URLs that native applications may be sent back to,
// newest first.
func (e *Engine) RedirectURLs() []*model.RedirectURL {
	e.mu.Lock()
	defer e.mu.Unlock()
	all := e.store.RedirectURLs.All()
	slices.Reverse(all)
	return all
}

// RedirectURL returns the one with that id.
func (e *Engine) RedirectURL(id string) (*model.RedirectURL, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if u := e.store.RedirectURLs.Get(id); u != nil {
		return u, nil
	}
	return nil, apierror.ResourceNotFound("redirect URL", id)
}

// CreateRedirectURL adds one.
func (e *Engine) CreateRedirectURL(text string) (*model.RedirectURL, error) {
	parsed, err := url.Parse(text)
	switch {
	case err != nil || !parsed.IsAbs():
		return nil, apierror.RedirectURL("url", "invalid_redirect_url", "must be an absolute URL")
	case slices.Contains([]string{"javascript", "data", "vbscript"}, strings.ToLower(parsed.Scheme)):
		return nil, apierror.RedirectURL("url", "prohibited_redirect_url", "must not run code")
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if slices.ContainsFunc(e.store.RedirectURLs.All(), func(u *model.RedirectURL) bool { return u.URL == text }) {
		return nil, apierror.DuplicateRecord("redirect URL")
	}
	u := &model.RedirectURL{ID: e.ids.ID("ru"), URL: text, CreatedAt: e.now(), UpdatedAt: e.now()}
	e.store.RedirectURLs.Put(u.ID, u)
	return u, nil
}

// DeleteRedirectURL removes one.
func (e *Engine) DeleteRedirectURL(id string) error {
	if _, err := e.RedirectURL(id); err != nil {
		return err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.store.RedirectURLs.Delete(id)
	return nil
}
