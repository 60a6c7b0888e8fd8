package mockfapi_test

import (
	_ "embed"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// errorsPage is what this file generates.
const errorsPage = "../docs/ERRORS.md"

var update = flag.Bool("update", false, "write "+errorsPage+" after all tests ran")

//go:embed testdata/errors.txt
var documentedErrors string

// apiError is an error by what identifies it; a status of 0 is that of an error
// inside a verification, which has none.
type apiError struct {
	status int
	code   string
}

func (e apiError) String() string { return fmt.Sprintf("%d %s", e.status, e.code) }

// sighting is how the tests got an error.
type sighting struct {
	test string // the first by name
	meta map[string]bool
}

// sightings are the errors of all answers to all tests of this run. Tests run side by
// side: it is safe for concurrent use.
type sightings struct {
	mu   sync.Mutex
	seen map[apiError]sighting
}

var seen = &sightings{seen: map[apiError]sighting{}}

// read finds the errors in an answer. Faults, which tests ask for, are none, and tests
// in which chance decides who gets an error do not count.
func (s *sightings) read(test string, status int, body []byte) {
	var answer map[string]any
	if json.Unmarshal(body, &answer) != nil {
		return
	}
	test, _, _ = strings.Cut(test, "/")
	if strings.HasPrefix(test, "TestConcurrency_") || strings.HasPrefix(test, "Fuzz") {
		return
	}
	list, _ := answer["errors"].([]any)
	for _, entry := range list {
		s.add(test, status, entry)
	}
	delete(answer, "errors")
	s.search(test, answer)
}

// search finds the errors of verifications, wherever they are.
func (s *sightings) search(test string, value any) {
	switch value := value.(type) {
	case map[string]any:
		if _, ok := value["long_message"]; ok {
			s.add(test, 0, value)
		}
		for _, inner := range value {
			s.search(test, inner)
		}
	case []any:
		for _, inner := range value {
			s.search(test, inner)
		}
	}
}

func (s *sightings) add(test string, status int, entry any) {
	fields, _ := entry.(map[string]any)
	code, _ := fields["code"].(string)
	if code == "" || fields["message"] == "fault" {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	e := apiError{status, code}
	known := s.seen[e]
	if known.meta == nil {
		known = sighting{test, map[string]bool{}}
	}
	known.test = min(known.test, test)
	meta, _ := fields["meta"].(map[string]any)
	for name := range meta {
		known.meta[name] = true
	}
	s.seen[e] = known
}

// documented reads the list of documented errors: each with why no test gets it, empty
// when one has to.
func documented() (map[apiError]string, error) {
	all := map[apiError]string{}
	for number, line := range strings.Split(documentedErrors, "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, why, _ := strings.Cut(line, ": ")
		status, code, ok := strings.Cut(name, " ")
		n, err := strconv.Atoi(status)
		e := apiError{n, code}
		if _, twice := all[e]; err != nil || !ok || twice {
			return nil, fmt.Errorf("testdata/errors.txt:%d: %q: want STATUS CODE, once, and perhaps a colon and a reason", number+1, line)
		}
		all[e] = why
	}
	return all, nil
}

// checkErrors holds the errors of a full run against those that are documented, and
// against the page. Filters leave tests out, so it says nothing then.
func checkErrors() error {
	for _, filter := range []string{"test.run", "test.skip", "test.list", "test.fuzz"} {
		if flag.Lookup(filter).Value.String() == "" {
			continue
		}
		if *update {
			return fmt.Errorf("-update needs all tests: leave -%s out", strings.TrimPrefix(filter, "test."))
		}
		return nil
	}
	all, err := documented()
	if err != nil {
		return err
	}
	var wrong []error
	for _, e := range sorted(all) {
		_, got := seen.seen[e]
		switch why := all[e]; {
		case why == "" && !got:
			wrong = append(wrong, fmt.Errorf("no test gets the documented error %s", e))
		case why != "" && got:
			wrong = append(wrong, fmt.Errorf("%s gets %s: testdata/errors.txt says that none does (%q)", seen.seen[e].test, e, why))
		}
	}
	if len(wrong) > 0 {
		return errors.Join(wrong...)
	}
	page := renderErrors(all)
	if *update {
		return os.WriteFile(errorsPage, []byte(page), 0o644)
	}
	current, err := os.ReadFile(errorsPage)
	if err == nil && string(current) != page {
		err = errors.New("docs/ERRORS.md is out of date: go test ./mockfapi -update writes it")
	}
	return err
}

func sorted[V any](all map[apiError]V) []apiError {
	return slices.SortedFunc(maps.Keys(all), func(a, b apiError) int { return strings.Compare(a.line(), b.line()) })
}

// line sorts errors without a status of their own last.
func (e apiError) line() string {
	if e.status == 0 {
		return "999 " + e.code
	}
	return e.String()
}

// renderErrors returns the page: what the tests got, and what they did not and why.
func renderErrors(all map[apiError]string) string {
	var page strings.Builder
	page.WriteString(`# Errors

Generated from what the mock answered to its tests: ` + "`go test ./mockfapi -update`" + ` writes
this page, and the tests fail while it is out of date or a documented error has no
test. Status "–" is an error inside a verification, in an answer of status 200. Meta
are the keys that came with the error.

| Status | Code | Meta | A test that gets it |
|---|---|---|---|
`)
	for _, e := range sorted(seen.seen) {
		found := seen.seen[e]
		names := slices.Sorted(maps.Keys(found.meta))
		fmt.Fprintf(&page, "| %s | `%s` | %s | %s |\n", shown(e.status), e.code, strings.Join(names, ", "), found.test)
	}
	page.WriteString(`
## Documented, but in no test

The service documents these as well. No test of the mock gets them, for the reason
given; ` + "`Instance.Fail`" + ` and ` + "`POST /_mock/faults`" + ` produce any of them.

| Status | Code | Why |
|---|---|---|
`)
	for _, e := range sorted(all) {
		if why := all[e]; why != "" {
			fmt.Fprintf(&page, "| %s | `%s` | %s |\n", shown(e.status), e.code, why)
		}
	}
	return page.String()
}

func shown(status int) string {
	if status == 0 {
		return "–"
	}
	return strconv.Itoa(status)
}

// finish ends the test binary: a full run in which every test passed says something
// about the errors, too.
func finish(code int) {
	if code == 0 {
		if err := checkErrors(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}
	os.Exit(code)
}

func TestErrors_of_an_answer(t *testing.T) {
	t.Parallel()
	s := &sightings{seen: map[apiError]sighting{}}
	s.read("TestB/sub", 422, []byte(`{"errors": [{"code": "a", "meta": {"x": 1}}, {"code": "b", "message": "fault"}], "meta": {"client": {"v": [{"error": {"code": "c", "long_message": ""}}]}}}`))
	s.read("TestA", 422, []byte(`{"errors": [{"code": "a", "meta": {"y": 1}}]}`))
	s.read("TestConcurrency_of_anything", 422, []byte(`{"errors": [{"code": "d"}]}`))
	s.read("TestA", 502, []byte(`<html>`))
	got := map[string]string{}
	for e, found := range s.seen {
		got[e.String()] = found.test + " " + strings.Join(slices.Sorted(maps.Keys(found.meta)), ",")
	}
	equal(t, "errors", got, map[string]string{"422 a": "TestA x,y", "0 c": "TestB "})
}
