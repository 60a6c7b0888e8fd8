//go:build race

package clerkflow_test

// stride thins out what is enumerated: the race detector makes it ten times as
// slow, and the runs without it go through everything.
const stride = 11
