package loopback

import (
	"context"
	"os/exec"
	"runtime"
)

// openBrowser opens a page with what the operating system has for that.
func openBrowser(ctx context.Context, page string) error {
	name, args := command(runtime.GOOS, page)
	return exec.CommandContext(ctx, name, args...).Run() //nolint:gosec // the page is one argument of a fixed program, no shell reads it
}

// command is what opens a page on an operating system.
func command(goos, page string) (name string, args []string) {
	switch goos {
	case "windows":
		return "rundll32", []string{"url.dll,FileProtocolHandler", page}
	case "darwin":
		return "open", []string{page}
	}
	return "xdg-open", []string{page}
}
