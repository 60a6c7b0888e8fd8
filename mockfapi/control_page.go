package mockfapi

import (
	_ "embed"
	"html/template"
	"net/http"
	"slices"
	"time"
)

//go:embed control.html
var controlHTML string

var controlTemplate = template.Must(template.New("page").Funcs(template.FuncMap{
	"clock": func(ms int64) string { return time.UnixMilli(ms).UTC().Format("15:04:05 UTC") },
}).Parse(controlHTML))

// controlPage is for people: the inbox, the open sign-ups, the users. Its script
// puts a new body in when there is one, and leaves alone what a person typed above
// it; without scripts the browser reloads the page.
func (m *Instance) controlPage(w http.ResponseWriter, r *http.Request) { m.page(w, "page") }

func (m *Instance) controlPageBody(w http.ResponseWriter, r *http.Request) { m.page(w, "body") }

func (m *Instance) page(w http.ResponseWriter, part string) {
	messages, users, signUps := m.Messages(""), m.Users(), m.SignUps()
	signUps = slices.DeleteFunc(signUps, func(s SignUp) bool { return s.Status != "missing_requirements" })
	slices.Reverse(messages)
	slices.Reverse(users)
	slices.Reverse(signUps)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = controlTemplate.ExecuteTemplate(w, part, map[string]any{ // who hung up does not read it
		"Application": m.engine.Settings().DisplayConfig.ApplicationName,
		"Progressive": m.engine.Settings().UserSettings.SignUp.Progressive,
		"Messages":    messages, "Users": users, "SignUps": signUps,
	})
}
