package fapi

import (
	_ "embed"
	"html/template"
)

//go:embed provider.html
var providerHTML string

var providerTemplate = template.Must(template.New("provider").Parse(providerHTML))
