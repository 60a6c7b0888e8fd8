package wire

import (
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/field"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
)

// Identification renders an e-mail address or a phone number by itself.
func (r *Renderer) Identification(kind string, i *model.Identification) any {
	if kind == field.PhoneNumber {
		return r.PhoneNumber(i)
	}
	return r.EmailAddress(i)
}

// RedirectURL is the JSON of a URL that applications may be sent back to.
type RedirectURL struct {
	Object    string `json:"object"`
	ID        string `json:"id"`
	URL       string `json:"url"`
	CreatedAt int64  `json:"created_at"`
	UpdatedAt int64  `json:"updated_at"`
}

// RedirectURLOf renders a redirect URL.
func RedirectURLOf(u *model.RedirectURL) RedirectURL {
	return RedirectURL{Object: "redirect_url", ID: u.ID, URL: u.URL, CreatedAt: u.CreatedAt, UpdatedAt: u.UpdatedAt}
}
