package clerkflow_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// names of a package's declarations and of its tests: "SignUpService.Create",
// "TestRun_codes".
func declared(tb testing.TB, dir string) map[string]bool {
	tb.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(files) == 0 {
		tb.Fatalf("%s has no Go files: %v", dir, err)
	}
	all := map[string]bool{}
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			tb.Fatal(err)
		}
		for _, d := range parsed.Decls {
			for _, name := range namesOf(d) {
				all[name] = true
			}
		}
	}
	return all
}

func namesOf(d ast.Decl) []string {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil {
			return []string{d.Name.Name}
		}
		receiver := d.Recv.List[0].Type
		if star, ok := receiver.(*ast.StarExpr); ok {
			receiver = star.X
		}
		if of, ok := receiver.(*ast.Ident); ok {
			return []string{of.Name + "." + d.Name.Name}
		}
	case *ast.GenDecl:
		var all []string
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.ValueSpec:
				for _, name := range spec.Names {
					all = append(all, name.Name)
				}
			case *ast.TypeSpec:
				all = append(all, spec.Name.Name)
				all = append(all, membersOf(spec)...)
			}
		}
		return all
	}
	return nil
}

// membersOf are the fields of a struct and the methods of an interface.
func membersOf(spec *ast.TypeSpec) []string {
	var list []*ast.Field
	switch t := spec.Type.(type) {
	case *ast.StructType:
		list = t.Fields.List
	case *ast.InterfaceType:
		list = t.Methods.List
	}
	var all []string
	for _, field := range list {
		for _, name := range field.Names {
			all = append(all, spec.Name.Name+"."+name.Name)
		}
		if embedded, ok := field.Type.(*ast.Ident); ok && len(field.Names) == 0 {
			all = append(all, spec.Name.Name+"+"+embedded.Name)
		}
	}
	return all
}

// has says whether a package has a name; methods of embedded structs count.
func has(names map[string]bool, name string) bool {
	if names[name] {
		return true
	}
	of, method, ok := strings.Cut(name, ".")
	for embedded := range names {
		outer, inner, is := strings.Cut(embedded, "+")
		if ok && is && outer == of && has(names, inner+"."+method) {
			return true
		}
	}
	return false
}

var quoted = regexp.MustCompile("`([^`]+)`")

// quotedIn returns what stands between backquotes.
func quotedIn(cell string) []string {
	var all []string
	for _, match := range quoted.FindAllStringSubmatch(cell, -1) {
		all = append(all, match[1])
	}
	return all
}

// Every row of docs/parity.md names what there is, and a test that there is.
func TestParity(t *testing.T) {
	t.Parallel()
	document, err := os.ReadFile(filepath.Join("..", "docs", "parity.md"))
	if err != nil {
		t.Fatal(err)
	}
	packages := map[string]map[string]bool{"clerkflow": declared(t, ".")}
	for _, name := range []string{"bapi", "loopback", "sessiontoken", "web3"} {
		packages[name] = declared(t, name)
	}
	in := func(name string) (map[string]bool, string) {
		if of, rest, ok := strings.Cut(name, "."); ok && packages[of] != nil {
			return packages[of], rest
		}
		return packages["clerkflow"], name
	}
	named := map[string]bool{}
	rows := 0
	for line := range strings.Lines(string(document)) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if !strings.HasPrefix(line, "|") || strings.HasPrefix(line, "|---") || strings.TrimSpace(cells[1]) == "here" {
			continue
		}
		rows++
		if len(cells) != 3 {
			t.Errorf("%s has %d cells, want 3", line, len(cells))
			continue
		}
		ours, tests := quotedIn(cells[1]), quotedIn(cells[2])
		if strings.TrimSpace(cells[1]) == "not offered" {
			if strings.TrimSpace(cells[2]) == "" {
				t.Errorf("%s gives no reason", line)
			}
			continue
		}
		if len(ours) == 0 || len(tests) == 0 {
			t.Errorf("%s names nothing", line)
		}
		for _, name := range slices.Concat(ours, tests) {
			if names, rest := in(name); !has(names, rest) {
				t.Errorf("%s is not there: %s", name, line)
			}
			named[name] = true
		}
		for _, name := range tests {
			if _, rest := in(name); !strings.HasPrefix(rest, "Test") {
				t.Errorf("%s is no test: %s", name, line)
			}
		}
	}
	if rows < 50 {
		t.Errorf("the document has %d rows: is its form another one?", rows)
	}
	for of, names := range packages {
		for name := range names {
			if service, method, ok := strings.Cut(name, "Service."); !ok || !ast.IsExported(service) || !ast.IsExported(method) {
				continue
			}
			if of != "clerkflow" {
				name = of + "." + name
			}
			if !named[name] {
				t.Errorf("no row names %s", name)
			}
		}
	}
}
