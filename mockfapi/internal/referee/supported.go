package referee

import (
	"fmt"
	"slices"
	"strings"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/fapi"
)

// partial says what the mock leaves out of an operation that it has.
var partial = map[string]string{
	"fapi createSignUps":          "`proof_token` is taken and ignored",
	"fapi updateSignUps":          "`proof_token` is taken and ignored",
	"fapi createSignIn":           "no ID tokens, enterprise connections, passkeys or trusted devices",
	"fapi prepareSignInFactorOne": "no enterprise connections, passkeys or trusted devices",
	"fapi attemptSignInFactorOne": "no ID tokens, passkeys or trusted devices",
	"fapi prepareSignInFactorTwo": "codes by phone only",
	"fapi attemptSignInFactorTwo": "codes by phone only",
	"fapi getOauthCallback":       "sign-ups and sign-ins, no accounts that a user adds",
	"fapi postOauthCallback":      "sign-ups and sign-ins, no accounts that a user adds",
	"fapi touchSession":           "no organizations: `active_organization_id` is taken and ignored",
	"fapi createSessionToken":     "no organizations: `organization_id` is taken and ignored",
	"bapi createSession":          "no organizations: `active_organization_id` is taken and ignored",
	"bapi GetUserList":            "no organizations",
	"bapi GetUsersCount":          "no organizations",
	"bapi CreateUser":             "no `totp_secret` or `backup_codes`",
	"bapi UpdateUser":             "no `totp_secret`, `backup_codes` or `profile_image_id`",
}

// unpublished says why a route is in none of the files.
var unpublished = map[string]string{
	"GET /provider/{strategy}/authorize":                          "an OAuth provider's page, which is not the service's",
	"POST /provider/{strategy}/authorize":                         "the choice of an account on that page",
	"GET /avatar.svg":                                             "the picture of users without one, otherwise on a host of its own",
	"GET /protect/sdk.js":                                         "the script that passes a protect check, otherwise on a host of its own",
	"PATCH /v1/client/sign_ups/{sign_up_id}/protect_check":        "what that script has to say; clerk-js calls it",
	"GET /v1/client/sign_ups/{sign_up_id}/enterprise_connections": "the connections of an address; clerk-js calls it",
	"GET /v1/client/touch":                                        "keeps a cookie alive; @clerk/clerk-js navigates to it",
	"GET /v1/clients/handshake_payload":                           "what a handshake's nonce stands for; @clerk/backend calls it",
}

// Misplaced reports every route of the mock that is not the operation of the files
// which it says it is, and every entry of the tables here that is about no route.
func (r *Referee) Misplaced() []string {
	var all []string
	named, unnamed := map[string]bool{}, map[string]bool{}
	for _, rt := range fapi.Operations() {
		pattern := rt.Method + " " + rt.Path
		published := r.published[pattern]
		switch {
		case rt.ID == "" && len(published) > 0:
			all = append(all, fmt.Sprintf("%s is %s in the files: give the route its name", pattern, published[0].spec.OperationID))
		case rt.ID == "":
			unnamed[pattern] = true
			if unpublished[pattern] == "" {
				all = append(all, pattern+" is in none of the files: give the route's operationId, or the reason in the table of unpublished routes")
			}
		case len(published) == 0:
			all = append(all, fmt.Sprintf("%s is in none of the files, and the route calls it %s", pattern, rt.ID))
		}
		for _, o := range published {
			named[o.api+" "+rt.ID] = true
			if rt.ID != "" && o.spec.OperationID != rt.ID {
				all = append(all, fmt.Sprintf("%s is %s in %s, and the route calls it %s", pattern, o.spec.OperationID, o.file, rt.ID))
			}
		}
	}
	for name := range partial {
		if !named[name] {
			all = append(all, "the table of partial operations has "+name+", which is no route")
		}
	}
	for pattern := range unpublished {
		if !unnamed[pattern] {
			all = append(all, "the table of unpublished routes has "+pattern+", which is no such route")
		}
	}
	slices.Sort(all)
	return all
}

// Supported returns docs/SUPPORTED.md: what the mock has of every operation.
func (r *Referee) Supported() string {
	var text strings.Builder
	text.WriteString(`# What the mock has of the published API

Every operation of the published OpenAPI files, in all their versions. This page is generated:

    FAPI_OPENAPI_DIR=… go test ./mockfapi/mockfapitest -run TestOpenAPI -update
`)
	for _, api := range []struct{ name, title string }{{frontendAPI, "Frontend API"}, {backendAPI, "Backend API"}} {
		rows, counts := r.rows(api.name)
		fmt.Fprintf(&text, "\n## %s\n\n%d operations: %d supported, %d in part, %d not.\n\n", api.title, len(rows),
			counts["supported"], counts["partial"], counts["not"])
		text.WriteString("| Operation | Method and path | |\n| --- | --- | --- |\n" + strings.Join(rows, ""))
	}
	text.WriteString("\n## Routes of the mock's own\n\n| Route | |\n| --- | --- |\n")
	for _, rt := range fapi.Operations() {
		if reason := unpublished[rt.Method+" "+rt.Path]; rt.ID == "" {
			fmt.Fprintf(&text, "| `%s %s` | %s |\n", rt.Method, rt.Path, reason)
		}
	}
	return text.String()
}

// rows returns a line of the table for each operation of an API, as the newest file
// that has it calls it.
func (r *Referee) rows(api string) (rows []string, counts map[string]int) {
	counts = map[string]int{}
	var listed []*operation
	for _, o := range r.operations {
		same := func(other *operation) bool { return other.method == o.method && other.path == o.path }
		if o.api == api && !slices.ContainsFunc(listed, same) {
			listed = append(listed, o)
		}
	}
	slices.SortFunc(listed, byPath)
	for _, o := range listed {
		status, note := "not", "not"
		if slices.ContainsFunc(fapi.Operations(), o.is) {
			status, note = "supported", "supported"
			if reason := partial[api+" "+o.spec.OperationID]; reason != "" {
				status, note = "partial", "partial: "+reason
			}
		}
		counts[status]++
		rows = append(rows, fmt.Sprintf("| %s | `%s %s` | %s |\n", o.spec.OperationID, o.method, o.path, note))
	}
	return rows, counts
}
