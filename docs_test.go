package arus_test

import (
	"go/ast"
	"os"
	"regexp"
	"strings"
	"testing"
)

// What docs/security.md names as a proof is a test that there is.
func TestEveryProofNamedInTheBookIsThere(t *testing.T) {
	there := map[string]bool{}
	for _, s := range sources(t) {
		if !s.test {
			continue
		}
		for _, d := range s.tree.Decls {
			if f, ok := d.(*ast.FuncDecl); ok {
				there[f.Name.Name] = true
			}
		}
	}
	text, err := os.ReadFile("docs/security.md")
	if err != nil {
		t.Fatal(err)
	}
	names := regexp.MustCompile(`\b(Test|Fuzz)[A-Z]\w+`).FindAllString(string(text), -1)
	if len(names) < 60 {
		t.Errorf("only %d tests are named", len(names))
	}
	for _, name := range names {
		if !there[name] {
			t.Errorf("docs/security.md names %s, which is not there", name)
		}
	}
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "| ") && regexp.MustCompile(`^\| \d`).MatchString(line) && !strings.Contains(line, "Test") {
			t.Errorf("no test holds %s", line)
		}
	}
}
