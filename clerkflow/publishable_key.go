package clerkflow

import (
	"encoding/base64"
	"fmt"
	"regexp"
	"strings"
)

// PublishableKey is what an instance's publishable key says.
type PublishableKey struct {
	// Host of the Frontend API.
	Host string
	// Production is false for development instances.
	Production bool
}

// hostname has a dot and may have a port.
var hostname = regexp.MustCompile(`^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+(:[0-9]+)?$`)

// ParsePublishableKey reads a key of the form pk_test_… or pk_live_…. The error
// says what is wrong with it without repeating it.
func ParsePublishableKey(key string) (PublishableKey, error) {
	prefix, encoded := key, ""
	if i := strings.LastIndexByte(key, '_'); i >= 0 {
		prefix, encoded = key[:i], key[i+1:]
	}
	if prefix != "pk_test" && prefix != "pk_live" {
		if strings.HasPrefix(key, "sk_") {
			return PublishableKey{}, fmt.Errorf("clerkflow: that is a secret key: use the publishable one, which begins with pk_")
		}
		return PublishableKey{}, fmt.Errorf("clerkflow: a publishable key begins with pk_test_ or pk_live_")
	}
	decoded, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(encoded, "="))
	if err != nil {
		return PublishableKey{}, fmt.Errorf("clerkflow: the publishable key is damaged: copy it again from the dashboard")
	}
	host, ok := strings.CutSuffix(string(decoded), "$")
	if !ok || !hostname.MatchString(host) {
		return PublishableKey{}, fmt.Errorf("clerkflow: the publishable key names no host: copy it again from the dashboard")
	}
	return PublishableKey{Host: host, Production: prefix == "pk_live"}, nil
}
