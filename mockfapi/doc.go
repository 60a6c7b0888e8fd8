// Package mockfapi is the Frontend API of the service, with the part of its
// Backend API that sign-ups need, as a mock that runs in the test's own process.
package mockfapi
