// Command mutate takes one authorisation check at a time out of the program and runs the isolation matrix against what is
// left. A removal that leaves the matrix green is a check that nothing proves.
//
// It exists because a matrix that never fails proves little. It changes no file: each mutant is an overlay of the compiler.
// A check is an if statement in one of the files below whose body only returns or goes on, and whose condition is about
// rights and not about an error that somebody else had.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// files are where rights are decided and applied.
var files = []string{"access/policy.go", "access/access.go", "access/sight/sight.go", "access/sight/reach.go", "access/sight/guard.go",
	"api/door/door.go", "api/door/read.go", "api/door/record.go", "api/feed/seen.go", "api/records/records.go", "api/middleware.go",
	"api/people/transfer.go", "report/sight.go"}

// least is the share of removals that must turn the matrix red.
const least = 0.95

// check is one that can be taken out.
type check struct {
	file     string
	line     int
	from, to int // of the condition
	text     string
}

func main() {
	list := flag.Bool("list", false, "only list the checks")
	flag.Parse()
	var all []check
	for _, file := range files {
		found, err := checksIn(file)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		all = append(all, found...)
	}
	red := 0
	for _, c := range all {
		if *list {
			fmt.Printf("%s:%d: %s\n", c.file, c.line, c.text)
			continue
		}
		died, err := c.remove()
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		word := "GREEN"
		if died {
			word = "red"
			red++
		}
		fmt.Printf("%s  %s:%d: %s\n", word, c.file, c.line, c.text)
	}
	if *list {
		return
	}
	share := float64(red) / float64(len(all))
	fmt.Printf("%d of %d removals turn the matrix red: %.1f %%\n", red, len(all), 100*share)
	if share < least {
		os.Exit(1)
	}
}

// checksIn finds the checks of a file.
func checksIn(file string) (all []check, err error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	set := token.NewFileSet()
	tree, err := parser.ParseFile(set, file, text, 0)
	if err != nil {
		return nil, err
	}
	ast.Inspect(tree, func(n ast.Node) bool {
		branch, ok := n.(*ast.IfStmt)
		if !ok || branch.Init != nil || len(branch.Body.List) != 1 || !leaves(branch.Body.List[0]) {
			return true
		}
		from, to := set.Position(branch.Cond.Pos()).Offset, set.Position(branch.Cond.End()).Offset
		if condition := string(text[from:to]); !strings.Contains(condition, "err") {
			all = append(all, check{file, set.Position(branch.Pos()).Line, from, to, condition})
		}
		return true
	})
	return all, nil
}

// leaves reports whether a statement ends its function or its turn of a loop.
func leaves(s ast.Stmt) bool {
	switch s := s.(type) {
	case *ast.ReturnStmt:
		return true
	case *ast.BranchStmt:
		return s.Tok == token.CONTINUE
	}
	return false
}

// remove runs the matrix without the check. A mutant that does not compile, or hangs, is dead, too.
func (c check) remove() (died bool, err error) {
	text, err := os.ReadFile(c.file)
	if err != nil {
		return false, err
	}
	dir, err := os.MkdirTemp("", "arus-mutant-")
	if err != nil {
		return false, err
	}
	defer os.RemoveAll(dir)
	condition := string(text[c.from:c.to])
	mutant := string(text[:c.from]) + "(" + condition + ") && false" + string(text[c.to:]) // which still uses its variables
	path := filepath.Join(dir, "mutant.go")
	whole, err := filepath.Abs(c.file)
	if err != nil {
		return false, err
	}
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {whole: path}})
	if err != nil {
		return false, err
	}
	where := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(path, []byte(mutant), 0o600); err != nil {
		return false, err
	}
	if err := os.WriteFile(where, overlay, 0o600); err != nil {
		return false, err
	}
	run := exec.CommandContext(context.Background(), "go", "test", "-vet=off", "-overlay", where, "-timeout", "10m", "-run", "IsolationMatrix/sqlite|Sight|Roles|Policy|Leaves", "./api", "./access/sight", "./access")
	return run.Run() != nil, nil
}
