//go:build !race

package clerkflow_test

const stride = 1
