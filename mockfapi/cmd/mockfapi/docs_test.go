package main

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
)

func TestDocs_tell_every_flag(t *testing.T) {
	t.Parallel()
	var help bytes.Buffer
	if status := command(t.Context(), []string{"-h"}, nil, &help); status != 0 {
		t.Fatalf("status %d", status)
	}
	flags := regexp.MustCompile(`(?m)^  -([a-z-]+)`).FindAllStringSubmatch(help.String(), -1)
	if len(flags) < 10 {
		t.Fatalf("flags %v", flags)
	}
	docs := read(t, "../../../docs/mock-command.md")
	for _, f := range flags {
		if !strings.Contains(docs, "\n| `-"+f[1]) {
			t.Errorf("docs/mock-command.md has no row for -%s", f[1])
		}
	}
}
