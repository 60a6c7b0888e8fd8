package wire

import (
	"cmp"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/engine"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/token"
)

// JWTTemplate is the JSON of a template of tokens.
type JWTTemplate struct {
	Object           string          `json:"object"`
	ID               string          `json:"id"`
	Name             string          `json:"name"`
	Claims           json.RawMessage `json:"claims"`
	Lifetime         int             `json:"lifetime"`
	AllowedClockSkew int             `json:"allowed_clock_skew"`
	CustomSigningKey bool            `json:"custom_signing_key"`
	SigningAlgorithm string          `json:"signing_algorithm"`
	CreatedAt        int64           `json:"created_at"`
	UpdatedAt        int64           `json:"updated_at"`
}

// JWTTemplateOf renders a template.
func JWTTemplateOf(t *model.JWTTemplate) JWTTemplate {
	return JWTTemplate{
		Object: "jwt_template", ID: t.ID, Name: t.Name, Claims: t.Claims, Lifetime: t.Lifetime, AllowedClockSkew: t.AllowedClockSkew,
		SigningAlgorithm: "RS256", CreatedAt: t.CreatedAt, UpdatedAt: t.UpdatedAt,
	}
}

// BackendToken returns a token for a session that lives for some seconds, or as
// usual for 0: a session token, or one as the template says.
func (r *Renderer) BackendToken(v engine.SessionView, t *model.JWTTemplate, seconds int) (*Token, error) {
	s := r.claims(v.Session)
	s.Lifetime = time.Duration(seconds) * time.Second
	if t == nil {
		jwt, err := r.Minter.Token(s, r.At)
		return &Token{Object: "token", JWT: jwt}, err
	}
	s.Lifetime = cmp.Or(s.Lifetime, time.Duration(t.Lifetime)*time.Second)
	var claims map[string]any
	if err := json.Unmarshal(t.Claims, &claims); err != nil {
		return nil, err
	}
	known, err := r.shortcodes(v)
	if err != nil {
		return nil, err
	}
	fill(claims, known)
	jwt, err := r.Minter.Template(token.Template{
		Session: s, Claims: claims, ClockSkew: time.Duration(t.AllowedClockSkew) * time.Second,
	}, r.At)
	return &Token{Object: "token", JWT: jwt}, err
}

// shortcodes returns what the {{…}} of a template can stand for, by first word.
func (r *Renderer) shortcodes(v engine.SessionView) (map[string]any, error) {
	data, err := json.Marshal(r.User(v.User))
	if err != nil {
		return nil, err
	}
	var user map[string]any
	if err := json.Unmarshal(data, &user); err != nil {
		return nil, err
	}
	primary := func(list []model.Identification, id string) (value any, verified bool) {
		for _, one := range list {
			if one.ID == id {
				return one.Value, one.Verification.Verified()
			}
		}
		return nil, false
	}
	user["primary_email_address"], user["email_verified"] = primary(v.User.EmailAddresses, v.User.PrimaryEmailAddressID)
	user["primary_phone_number"], user["phone_number_verified"] = primary(v.User.PhoneNumbers, v.User.PrimaryPhoneNumberID)
	user["primary_web3_wallet"], _ = primary(v.User.Web3Wallets, v.User.PrimaryWeb3WalletID)
	user["full_name"] = strings.TrimSpace(v.User.FirstName + " " + v.User.LastName)
	return map[string]any{"user": user, "session": map[string]any{"id": v.Session.ID, "status": v.Session.Status}}, nil
}

var shortcode = regexp.MustCompile(`\{\{\s*([A-Za-z0-9_.]+)\s*\}\}`)

// fill replaces the shortcodes in a claim: one that is the whole text keeps its
// type, one inside a text becomes part of it. What is not known is null.
func fill(claim any, known map[string]any) any {
	switch c := claim.(type) {
	case map[string]any:
		for name, inner := range c {
			c[name] = fill(inner, known)
		}
	case []any:
		for i, inner := range c {
			c[i] = fill(inner, known)
		}
	case string:
		if whole := shortcode.FindStringSubmatch(c); whole != nil && whole[0] == strings.TrimSpace(c) {
			return lookUp(known, whole[1])
		}
		return shortcode.ReplaceAllStringFunc(c, func(code string) string {
			value := lookUp(known, shortcode.FindStringSubmatch(code)[1])
			if value == nil {
				return ""
			}
			return fmt.Sprint(value)
		})
	}
	return claim
}

// lookUp follows a path: user.public_metadata.team.
func lookUp(known map[string]any, path string) any {
	var at any = known
	for name := range strings.SplitSeq(path, ".") {
		object, _ := at.(map[string]any)
		at = object[name]
	}
	return at
}
