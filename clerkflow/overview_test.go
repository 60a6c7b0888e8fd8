package clerkflow_test

import (
	"go/ast"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Every package's overview is a tutorial, and its code is code of the package's
// examples, which the tests compile and run.
func TestOverview(t *testing.T) {
	t.Parallel()
	for _, dir := range packages(t) {
		t.Run(dir, func(t *testing.T) {
			t.Parallel()
			compiled := map[string]bool{}
			for line := range strings.Lines(read(t, filepath.Join("..", dir, "example_test.go"))) {
				compiled[strings.TrimSpace(line)] = true
			}
			blocks := 0
			for _, block := range new(comment.Parser).Parse(overview(t, dir)).Content {
				code, ok := block.(*comment.Code)
				if !ok {
					continue
				}
				blocks++
				for line := range strings.Lines(code.Text) {
					if line = strings.TrimSpace(line); !compiled[line] {
						t.Errorf("example_test.go has no line %q", line)
					}
				}
			}
			if blocks == 0 {
				t.Error("the overview shows no code")
			}
		})
	}
}

// packages returns the module's public packages.
func packages(tb testing.TB) []string {
	tb.Helper()
	var all []string
	for _, top := range []string{"clerkflow", "mockfapi"} {
		err := fs.WalkDir(os.DirFS(".."), top, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case !d.IsDir():
				return nil
			case d.Name() == "internal", d.Name() == "cmd", d.Name() == "testdata":
				return fs.SkipDir
			}
			all = append(all, path)
			return nil
		})
		if err != nil {
			tb.Fatal(err)
		}
	}
	if len(all) < 6 {
		tb.Fatalf("only %v are packages", all)
	}
	return all
}

// overview returns the package comment of the package in that folder.
func overview(tb testing.TB, dir string) string {
	tb.Helper()
	names, err := filepath.Glob(filepath.Join("..", dir, "*.go"))
	if err != nil {
		tb.Fatal(err)
	}
	for _, name := range names {
		var file *ast.File
		if file, err = parser.ParseFile(token.NewFileSet(), name, nil, parser.PackageClauseOnly|parser.ParseComments); err != nil {
			tb.Fatal(err)
		}
		if file.Doc != nil && !strings.HasSuffix(name, "_test.go") {
			return file.Doc.Text()
		}
	}
	tb.Fatalf("%s has no package comment", dir)
	return ""
}

func read(tb testing.TB, name string) string {
	tb.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		tb.Fatal(err)
	}
	return string(data)
}
