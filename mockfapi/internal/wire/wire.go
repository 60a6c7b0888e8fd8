// Package wire renders what the engine holds as the JSON of the service: every
// key that the real answers have, with its type, nulls included. Nothing here
// changes anything.
package wire

import (
	"encoding/json"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/engine"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/token"
)

// Renderer renders the answers to one request.
type Renderer struct {
	Settings *environment.Document
	Minter   *token.Minter
	// Issuer of session tokens: https:// and the host of the publishable key.
	Issuer string
	// Origin and Version of the request decide what session tokens say.
	Origin  string
	Version int
	// BaseURL begins the URLs of images.
	BaseURL string
	// Sender is the local part of the address that e-mails come from.
	Sender string
	// At is now.
	At time.Time
}

// Envelope is the body of most answers.
type Envelope struct {
	Response any     `json:"response"`
	Client   *Client `json:"client"`
}

// Client is the JSON of a client.
type Client struct {
	Object                     string    `json:"object"`
	ID                         string    `json:"id"`
	Sessions                   []Session `json:"sessions"`
	SignIn                     *SignIn   `json:"sign_in"`
	SignUp                     *SignUp   `json:"sign_up"`
	LastActiveSessionID        *string   `json:"last_active_session_id"`
	LastAuthenticationStrategy *string   `json:"last_authentication_strategy"`
	CookieExpiresAt            *int64    `json:"cookie_expires_at"`
	CaptchaBypass              bool      `json:"captcha_bypass"`
	CreatedAt                  int64     `json:"created_at"`
	UpdatedAt                  int64     `json:"updated_at"`
}

// Client renders a client, nil for no client.
func (r *Renderer) Client(v *engine.View) (*Client, error) {
	if v == nil {
		return nil, nil
	}
	c := &Client{
		Object: "client", ID: v.Client.ID, Sessions: []Session{},
		LastActiveSessionID:        text(v.Client.LastActiveSessionID),
		LastAuthenticationStrategy: text(v.Client.LastAuthenticationStrategy),
		CreatedAt:                  v.Client.CreatedAt, UpdatedAt: v.Client.UpdatedAt,
	}
	if v.SignUp != nil {
		c.SignUp = r.SignUp(v.SignUp)
	}
	if v.SignIn != nil {
		c.SignIn = r.SignIn(v.SignIn)
	}
	for _, s := range v.Sessions {
		session, err := r.Session(s)
		if err != nil {
			return nil, err
		}
		c.Sessions = append(c.Sessions, session)
	}
	return c, nil
}

// Session is the JSON of a session.
type Session struct {
	Object                   string         `json:"object"`
	ID                       string         `json:"id"`
	Status                   string         `json:"status"`
	ExpireAt                 int64          `json:"expire_at"`
	AbandonAt                int64          `json:"abandon_at"`
	LastActiveAt             int64          `json:"last_active_at"`
	LastActiveOrganizationID *string        `json:"last_active_organization_id"`
	Actor                    any            `json:"actor"`
	User                     User           `json:"user"`
	PublicUserData           PublicUserData `json:"public_user_data"`
	FactorVerificationAge    [2]int         `json:"factor_verification_age"`
	CreatedAt                int64          `json:"created_at"`
	UpdatedAt                int64          `json:"updated_at"`
	LastActiveToken          *Token         `json:"last_active_token"`
	// Tasks are there while the session is pending.
	Tasks []Task `json:"tasks,omitempty"`
}

// Task is the JSON of what a user has to do before the session is active.
type Task struct {
	Key string `json:"key"`
}

// Token is the JSON of a session token.
type Token struct {
	Object string `json:"object"`
	JWT    string `json:"jwt"`
}

// PublicUserData is what a session shows of its user.
type PublicUserData struct {
	FirstName       *string `json:"first_name"`
	LastName        *string `json:"last_name"`
	ImageURL        string  `json:"image_url"`
	HasImage        bool    `json:"has_image"`
	Identifier      string  `json:"identifier"`
	Username        *string `json:"username"`
	ProfileImageURL string  `json:"profile_image_url"`
}

// Session renders a session with its user, and a token while it is active.
func (r *Renderer) Session(v engine.SessionView) (Session, error) {
	s, u := v.Session, r.User(v.User)
	session := Session{
		Object: "session", ID: s.ID, Status: s.Status, ExpireAt: s.ExpireAt, AbandonAt: s.AbandonAt, LastActiveAt: s.LastActiveAt,
		User: u,
		PublicUserData: PublicUserData{
			FirstName: u.FirstName, LastName: u.LastName, ImageURL: u.ImageURL, HasImage: u.HasImage,
			Identifier: identifier(v.User), Username: u.Username, ProfileImageURL: u.ProfileImageURL,
		},
		FactorVerificationAge: token.Age(r.At, time.UnixMilli(s.CreatedAt), secondFactorAt(s)),
		CreatedAt:             s.CreatedAt, UpdatedAt: s.UpdatedAt,
	}
	if !s.Open() {
		return session, nil
	}
	if s.Status == model.Pending {
		session.Tasks = []Task{{Key: "setup-mfa"}}
	}
	signed, err := r.Token(s)
	session.LastActiveToken = signed
	return session, err
}

// Token returns a token for the session.
func (r *Renderer) Token(s *model.Session) (*Token, error) {
	jwt, err := r.Minter.Token(r.claims(s), r.At)
	return &Token{Object: "token", JWT: jwt}, err
}

// claims is what tokens say of the session.
func (r *Renderer) claims(s *model.Session) token.Session {
	return token.Session{
		Issuer: r.Issuer, SessionID: s.ID, UserID: s.UserID, Origin: r.Origin, Status: s.Status,
		Version: r.Version, FirstFactorAt: time.UnixMilli(s.CreatedAt), SecondFactorAt: secondFactorAt(s),
		ChangedAt: time.UnixMilli(s.UpdatedAt),
	}
}

// secondFactorAt returns the zero time for never.
func secondFactorAt(s *model.Session) time.Time {
	if s.SecondFactorAt == 0 {
		return time.Time{}
	}
	return time.UnixMilli(s.SecondFactorAt)
}

// identifier is what the service shows of a user without a name.
func identifier(u *model.User) string {
	for _, held := range []struct {
		list    []model.Identification
		primary string
	}{
		{u.EmailAddresses, u.PrimaryEmailAddressID},
		{u.PhoneNumbers, u.PrimaryPhoneNumberID},
		{u.Web3Wallets, u.PrimaryWeb3WalletID},
	} {
		for _, i := range held.list {
			if i.ID == held.primary {
				return i.Value
			}
		}
	}
	return u.Username
}

// ActiveSession is the JSON of a session in the list of a user's own: one of
// somewhere else is not to be acted for, so there is no token in it.
type ActiveSession struct {
	Object         string   `json:"object"`
	ID             string   `json:"id"`
	Status         string   `json:"status"`
	ExpireAt       int64    `json:"expire_at"`
	AbandonAt      int64    `json:"abandon_at"`
	LastActiveAt   int64    `json:"last_active_at"`
	Actor          any      `json:"actor"`
	LatestActivity Activity `json:"latest_activity"`
}

// ActiveSessions renders the sessions of one user.
func ActiveSessions(views []engine.SessionView) []ActiveSession {
	all := make([]ActiveSession, 0, len(views))
	for _, v := range views {
		s := v.Session
		all = append(all, ActiveSession{
			Object: "session", ID: s.ID, Status: s.Status, ExpireAt: s.ExpireAt, AbandonAt: s.AbandonAt, LastActiveAt: s.LastActiveAt,
			LatestActivity: activity(s),
		})
	}
	return all
}

// text returns nil for the empty string: the wire's null.
func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// when returns nil for never.
func when(ms int64) *int64 {
	if ms == 0 {
		return nil
	}
	return &ms
}

func object(raw json.RawMessage) json.RawMessage {
	if len(raw) == 0 {
		return json.RawMessage("{}")
	}
	return raw
}
