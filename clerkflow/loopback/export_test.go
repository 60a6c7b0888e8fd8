package loopback

// Command is command.
func Command(goos, page string) (name string, args []string) { return command(goos, page) }
