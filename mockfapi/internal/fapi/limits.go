package fapi

import (
	"net"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/traffic"
)

// limits are the published ones of single operations, by caller's address for the
// Frontend API and for the whole instance for the Backend API.
func limits(operation string) (limit traffic.Limit, ok bool) {
	switch operation {
	case "createSignUps", "createSignIn":
		return traffic.Limit{Requests: 5, Per: 10 * time.Second}, true
	case "attemptSignUpsVerification", "attemptSignInFactorOne", "attemptSignInFactorTwo":
		return traffic.Limit{Requests: 3, Per: 10 * time.Second}, true
	case "CreateInvitation":
		return traffic.Limit{Requests: 100, Per: time.Hour}, true
	case "CreateBulkInvitations":
		return traffic.Limit{Requests: 25, Per: time.Hour}, true
	}
	return traffic.Limit{}, false
}

// backendLimit holds for all operations of the Backend API together but the key set.
func backendLimit(environmentType string) traffic.Limit {
	if environmentType == "production" {
		return traffic.Limit{Requests: 1000, Per: 10 * time.Second}
	}
	return traffic.Limit{Requests: 100, Per: 10 * time.Second}
}

// withinLimits refuses a request that comes too soon, on an instance that has limits.
func (x *exchange) withinLimits() error {
	if x.Limits == nil {
		return nil
	}
	caller, _, err := net.SplitHostPort(x.r.RemoteAddr)
	if err != nil || x.route.backend {
		caller = "" // all of them together
	}
	if x.route.backend && x.route.operation != "GetJWKS" {
		limit := backendLimit(x.Engine.Settings().DisplayConfig.InstanceEnvironmentType)
		if wait := x.Limits.Wait("", "", limit, x.Clock()); wait > 0 {
			return apierror.TooManyRequests(wait)
		}
	}
	if limit, ok := limits(x.route.operation); ok {
		if wait := x.Limits.Wait(x.route.name(), caller, limit, x.Clock()); wait > 0 {
			return apierror.TooManyRequests(wait)
		}
	}
	return nil
}
