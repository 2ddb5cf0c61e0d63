package problem

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// speakers are the functions that take an English sentence, with the place of the sentence among their arguments.
var speakers = map[string]int{"Invalid": 2, "Refused": 1, "denied": 0, "orRefused": 2, "Fail": 3, "fail": 3, "said": 1, "refusedAt": 2, "Unmet": 1,
	"bad": 1, "blame": 1, "piece": 1, "typed": 1}

// Every sentence that a problem may be made of has an Indonesian twin that takes the same figures in the same order.
func TestEverySentenceIsSaidInIndonesian(t *testing.T) {
	said := map[string]token.Position{}
	set := token.NewFileSet()
	for _, dir := range []string{"sales", "process", "automation", "ledger", "report", "rule", "access", "board", "api"} {
		err := filepath.WalkDir(filepath.Join("../..", dir), func(path string, d fs.DirEntry, err error) error {
			if err == nil && d.IsDir() && strings.HasSuffix(d.Name(), "test") {
				return fs.SkipDir // houses of tests speak to nobody
			}
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(set, path, nil, 0)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				for _, sentence := range sentencesOf(n) {
					said[sentence] = set.Position(n.Pos())
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(said) < 80 {
		t.Fatalf("only %d sentences found", len(said))
	}
	for _, format := range humaFormats {
		said[verb.Replace(format)] = token.Position{Filename: "huma"}
	}
	for format, at := range said {
		switch its, known := twin(format); {
		case !known:
			t.Errorf("%s: %q has no twin", at, format)
		case !slices.Equal(verbs(format), verbs(its)):
			t.Errorf("%s: %q takes other figures than %q", at, format, its)
		}
	}
}

// sentencesOf are the literal sentences in a call of a speaker or in a Problem.
func sentencesOf(n ast.Node) (all []string) {
	literal := func(e ast.Expr) {
		if l, ok := e.(*ast.BasicLit); ok && l.Kind == token.STRING {
			if text, err := strconv.Unquote(l.Value); err == nil && text != "" && text != "%s" {
				all = append(all, text)
			}
		}
	}
	switch n := n.(type) {
	case *ast.CallExpr:
		name := ""
		switch f := n.Fun.(type) {
		case *ast.Ident:
			name = f.Name
		case *ast.SelectorExpr:
			name = f.Sel.Name
		}
		if at, speaks := speakers[name]; speaks && at >= 0 && at < len(n.Args) {
			literal(n.Args[at])
		}
	case *ast.CompositeLit:
		for _, e := range n.Elts {
			if pair, ok := e.(*ast.KeyValueExpr); ok && isNamed(n.Type, "Problem") && isNamed(pair.Key, "Format") {
				literal(pair.Value)
			}
		}
	}
	return all
}

func isNamed(e ast.Expr, name string) bool {
	if selector, ok := e.(*ast.SelectorExpr); ok {
		e = selector.Sel
	}
	ident, ok := e.(*ast.Ident)
	return ok && ident.Name == name
}
