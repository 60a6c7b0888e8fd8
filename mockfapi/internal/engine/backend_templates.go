package engine

import (
	"encoding/json"
	"regexp"
	"slices"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
)

// TemplateParams is the body of POST and PATCH /v1/jwt_templates.
type TemplateParams struct {
	Name             *string         `json:"name"`
	Claims           json.RawMessage `json:"claims"`
	Lifetime         *int            `json:"lifetime"`
	AllowedClockSkew *int            `json:"allowed_clock_skew"`
	CustomSigningKey bool            `json:"custom_signing_key"`
	SigningAlgorithm *string         `json:"signing_algorithm"`
	SigningKey       *string         `json:"signing_key"`
}

var (
	templateName   = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)
	reservedClaims = []string{"azp", "exp", "iat", "iss", "jti", "nbf", "sub"}
)

// JWTTemplates returns every template, newest first.
func (e *Engine) JWTTemplates() []*model.JWTTemplate {
	e.mu.Lock()
	defer e.mu.Unlock()
	all := e.store.JWTTemplates.All()
	slices.Reverse(all)
	return all
}

// JWTTemplate returns the template with that id.
func (e *Engine) JWTTemplate(id string) (*model.JWTTemplate, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.jwtTemplate(id)
}

func (e *Engine) jwtTemplate(id string) (*model.JWTTemplate, error) {
	if t := e.store.JWTTemplates.Get(id); t != nil {
		return t, nil
	}
	return nil, apierror.ResourceNotFound("JWT template", id)
}

// CreateJWTTemplate adds a template.
func (e *Engine) CreateJWTTemplate(p TemplateParams) (*model.JWTTemplate, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	t := model.JWTTemplate{ID: e.ids.ID("jtmp"), Lifetime: 60, AllowedClockSkew: 5, CreatedAt: e.now()}
	return e.putTemplate(t, p)
}

// UpdateJWTTemplate changes a template.
func (e *Engine) UpdateJWTTemplate(id string, p TemplateParams) (*model.JWTTemplate, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	t, err := e.jwtTemplate(id)
	if err != nil {
		return nil, err
	}
	return e.putTemplate(*t, p)
}

// DeleteJWTTemplate removes a template.
func (e *Engine) DeleteJWTTemplate(id string) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if _, err := e.jwtTemplate(id); err != nil {
		return err
	}
	e.store.JWTTemplates.Delete(id)
	return nil
}

// putTemplate stores the template with what the parameters give.
func (e *Engine) putTemplate(t model.JWTTemplate, p TemplateParams) (*model.JWTTemplate, error) {
	t.UpdatedAt = e.now()
	set(&t.Name, p.Name)
	set(&t.Lifetime, p.Lifetime)
	set(&t.AllowedClockSkew, p.AllowedClockSkew)
	var errs []*apierror.Error
	add := func(wrong bool, err *apierror.Error) {
		if wrong {
			errs = append(errs, err)
		}
	}
	add(p.Name == nil, apierror.FormParamMissing("name"))
	add(p.Name != nil && !templateName.MatchString(t.Name), apierror.FormParamFormatInvalid("name", "letters, digits, - and _"))
	add(slices.ContainsFunc(e.store.JWTTemplates.All(), func(other *model.JWTTemplate) bool { return other.Name == t.Name && other.ID != t.ID }),
		apierror.FormIdentifierExists("name"))
	add(p.Claims == nil, apierror.FormParamMissing("claims"))
	if p.Claims != nil {
		claims, ok := readObject(p.Claims)
		add(!ok, apierror.FormParamValueInvalid("claims"))
		for _, name := range reservedClaims {
			_, used := claims[name]
			add(used, apierror.JWTTemplateReservedClaim(name))
		}
		t.Claims = p.Claims
	}
	add(!tokenLife(t.Lifetime), apierror.FormParamValueInvalid("lifetime"))
	add(t.AllowedClockSkew < 0 || t.AllowedClockSkew > 300, apierror.FormParamValueInvalid("allowed_clock_skew"))
	// Everything is signed with the instance's own key.
	add(p.CustomSigningKey || p.SigningKey != nil, apierror.FormParamValueInvalid("custom_signing_key"))
	add(p.SigningAlgorithm != nil && *p.SigningAlgorithm != "RS256", apierror.FormParamValueInvalid("signing_algorithm"))
	if err := apierror.Join(errs...); err != nil {
		return nil, err
	}
	e.store.JWTTemplates.Put(t.ID, &t)
	return &t, nil
}

// tokenLife says whether tokens may live for so many seconds.
func tokenLife(seconds int) bool { return seconds >= 30 && seconds <= 315360000 }

// CheckTokenLife refuses what is no life of a token.
func CheckTokenLife(seconds *int) error {
	if seconds != nil && !tokenLife(*seconds) {
		return apierror.FormParamValueInvalid("expires_in_seconds")
	}
	return nil
}
