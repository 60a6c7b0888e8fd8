package fapi

import (
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"strings"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/engine"
)

// backendRoutes are the Backend API.
func backendRoutes() []route {
	return []route{
		backendRoute("UpdateInstanceAuthConfig", http.MethodPatch, "/v1/beta_features/instance_settings", updateBetaFeatures),
		backendRoute("GetJWKS", http.MethodGet, "/v1/jwks", jwks),
	}
}

// readJSON reads the body of a Backend API request into the struct; keys that it
// does not have are unknown to the operation.
func readJSON(r *http.Request, into any) error {
	decoder := json.NewDecoder(http.MaxBytesReader(nil, r.Body, formLimit))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(into)
	if err == nil && !decoder.More() {
		return nil
	} else if err == nil {
		return apierror.RequestBodyInvalid() // something follows
	}
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return apierror.FormParamUnknown(strings.Trim(name, `"`))
	}
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok && wrong.Field != "" {
		name := wrong.Field[strings.LastIndexByte(wrong.Field, '.')+1:] // without the names of embedded structs
		return apierror.FormParamTypeInvalid(name, wrong.Type.String())
	}
	return apierror.RequestBodyInvalid()
}

var localPart = regexp.MustCompile(`^[A-Za-z0-9]+$`)

func updateBetaFeatures(x *exchange) error {
	var features engine.BetaFeatures
	if err := readJSON(x.r, &features); err != nil {
		return err
	}
	if from := features.FromEmailAddress; from != nil && !localPart.MatchString(*from) {
		return apierror.FormParamFormatInvalid("from_email_address", "a valid email address local part")
	}
	after, err := x.Engine.UpdateBetaFeatures(features)
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, map[string]any{
		"object": "instance_settings", "id": x.Keys.ID(),
		"restricted_to_allowlist": after.RestrictedToAllowlist, "from_email_address": after.FromEmailAddress,
		"progressive_sign_up": after.ProgressiveSignUp, "enhanced_email_deliverability": false,
	})
}
