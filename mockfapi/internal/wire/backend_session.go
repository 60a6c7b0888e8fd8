package wire

import (
	"strings"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/engine"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
)

// BackendSession is the JSON of a session as the Backend API shows it.
type BackendSession struct {
	Object                   string   `json:"object"`
	ID                       string   `json:"id"`
	UserID                   string   `json:"user_id"`
	ClientID                 string   `json:"client_id"`
	Actor                    any      `json:"actor"`
	Status                   string   `json:"status"`
	LastActiveOrganizationID *string  `json:"last_active_organization_id"`
	LastActiveAt             int64    `json:"last_active_at"`
	LatestActivity           Activity `json:"latest_activity"`
	ExpireAt                 int64    `json:"expire_at"`
	AbandonAt                int64    `json:"abandon_at"`
	UpdatedAt                int64    `json:"updated_at"`
	CreatedAt                int64    `json:"created_at"`
}

// Activity is the JSON of what a session was last used with: the mock does not
// look.
type Activity struct {
	Object         string `json:"object"`
	ID             string `json:"id"`
	DeviceType     string `json:"device_type"`
	IsMobile       bool   `json:"is_mobile"`
	BrowserName    string `json:"browser_name"`
	BrowserVersion string `json:"browser_version"`
	IPAddress      string `json:"ip_address"`
	City           string `json:"city"`
	Country        string `json:"country"`
}

func activity(s *model.Session) Activity {
	return Activity{Object: "session_activity", ID: "sess_activity_" + strings.TrimPrefix(s.ID, "sess_")}
}

// BackendSessionOf renders a session for the application's server.
func BackendSessionOf(s *model.Session) BackendSession {
	return BackendSession{
		Object: "session", ID: s.ID, UserID: s.UserID, ClientID: s.ClientID, Status: s.Status, LastActiveAt: s.LastActiveAt,
		LatestActivity: activity(s),
		ExpireAt:       s.ExpireAt, AbandonAt: s.AbandonAt, UpdatedAt: s.UpdatedAt, CreatedAt: s.CreatedAt,
	}
}

// BackendClient is the JSON of a client as the Backend API shows it.
type BackendClient struct {
	Object                     string           `json:"object"`
	ID                         string           `json:"id"`
	SessionIDs                 []string         `json:"session_ids"`
	Sessions                   []BackendSession `json:"sessions"`
	SignInID                   *string          `json:"sign_in_id"`
	SignUpID                   *string          `json:"sign_up_id"`
	LastActiveSessionID        *string          `json:"last_active_session_id"`
	LastAuthenticationStrategy *string          `json:"last_authentication_strategy"`
	UpdatedAt                  int64            `json:"updated_at"`
	CreatedAt                  int64            `json:"created_at"`
}

// BackendClientOf renders a client for the application's server.
func BackendClientOf(v *engine.View) BackendClient {
	c := BackendClient{
		Object: "client", ID: v.Client.ID, SessionIDs: []string{}, Sessions: []BackendSession{},
		LastActiveSessionID: text(v.Client.LastActiveSessionID), LastAuthenticationStrategy: text(v.Client.LastAuthenticationStrategy),
		UpdatedAt: v.Client.UpdatedAt, CreatedAt: v.Client.CreatedAt,
	}
	for _, s := range v.Sessions {
		c.SessionIDs = append(c.SessionIDs, s.Session.ID)
		c.Sessions = append(c.Sessions, BackendSessionOf(s.Session))
	}
	if v.SignUp != nil {
		c.SignUpID = &v.SignUp.ID
	}
	return c
}
