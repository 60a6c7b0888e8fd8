package fapi

import (
	"net/http"
)

// instanceRoutes tell about the instance itself.
func instanceRoutes() []route {
	return []route{
		open("getEnvironment", http.MethodGet, "/v1/environment", getEnvironment),
		open("updateEnvironment", http.MethodPatch, "/v1/environment", getEnvironment),
		open("getHealth", http.MethodGet, "/v1/health", health),
		open("getJWKS", http.MethodGet, "/.well-known/jwks.json", jwks),
	}
}

func getEnvironment(x *exchange) error {
	document, err := x.Engine.Document()
	if err != nil {
		return err
	}
	return x.document(http.StatusOK, document)
}

func health(x *exchange) error {
	return x.json(http.StatusOK, map[string]string{"status": "healthy"})
}

func jwks(x *exchange) error {
	key, err := x.Keys.JWK()
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, map[string]any{"keys": []any{key}})
}
