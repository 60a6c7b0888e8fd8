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
	open := slices.DeleteFunc(m.SignUps(), func(s SignUp) bool { return s.Status != "missing_requirements" })
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = controlTemplate.ExecuteTemplate(w, part, map[string]any{ // who hung up does not read it
		"Application": m.engine.Settings().DisplayConfig.ApplicationName,
		"Progressive": m.engine.Settings().UserSettings.SignUp.Progressive,
		"Messages":    recentOf(m.Messages("")), "Users": recentOf(m.Users()), "SignUps": recentOf(open),
	})
}

// recent is a list as the page shows it: the newest first, and not thousands.
type recent[T any] struct {
	Total int
	Shown []T
}

func recentOf[T any](all []T) recent[T] {
	r := recent[T]{Total: len(all), Shown: all[max(0, len(all)-100):]}
	slices.Reverse(r.Shown)
	return r
}
