// Package bapi speaks the part of the service's Backend API that sign-ups need.
// It holds the instance's secret key: it is for servers and scripts, never for
// what is handed to a visitor.
//
// A client needs the secret key and nothing else:
//
//	backend, err := bapi.New(secretKey)
//
// The switch of Progressive Sign Up is a setting of the instance. All its clients
// have to be new enough (Clerk.js 3.13.0) before it is thrown:
//
//	settings, err := backend.BetaFeatures.UpdateInstanceSettings(ctx, &bapi.UpdateInstanceSettingsParams{
//		ProgressiveSignUp: new(true),
//	})
//
// For every route that has no method here there is [Client.Do]. Errors are those of
// package clerkflow:
//
//	var user struct{ Locked bool }
//	err := backend.Do(ctx, http.MethodGet, "/v1/users/"+id, nil, &user)
//	if clerkflow.IsCode(err, "resource_not_found") {
//		return "no such user"
//	}
package bapi
