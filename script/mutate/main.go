// Command mutate takes one authorisation check at a time out of the program and runs the isolation matrix, and the tests
// beside it, against what is left. A removal that leaves them green is a check that nothing proves.
//
// It exists because a matrix that never fails proves little. It changes no file and compiles once: an overlay of the compiler
// puts every check beside what it would be without it, and a variable of the environment chooses. The checks are listed in
// checks.go by hand, each with what lets more through; one that is not found any more stops the program.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"
)

// least is the share of removals that must turn the tests red.
const least = 0.95

// patience is how long the tests may take without a check. What hangs is red.
const patience = 10 * time.Minute

// proofs are the tests that are to notice, by package, the quickest first.
var proofs = []struct{ dir, run string }{
	{"access/sight", "."},
	{"report", "OutOfSight"},
	{"access", "Policy|Table|ATokenNever|SessionsEnd/sqlite|Token.*/sqlite|Leaving.*/sqlite"},
	{"api", "Directory|Token|Session.*Ended|Leaves|IsolationMatrix/sqlite"},
}

func main() {
	list, beside := flag.Bool("list", false, "only list the checks"), flag.Int("beside", runtime.NumCPU(), "how many run at a time")
	only := flag.Int("only", -1, "the number of the only one to take out")
	flag.Parse()
	if err := run(*list, *beside, *only); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(list bool, beside, only int) error {
	dir, err := os.MkdirTemp("", "arus-mutants-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	overlay, err := overlaid(dir)
	if err != nil || list {
		for i, c := range checks {
			fmt.Printf("%2d  %s\n", i, c)
		}
		return err
	}
	for i, p := range proofs {
		build := exec.CommandContext(context.Background(), "go", "test", "-c", "-vet=off", "-overlay", overlay, "-o", filepath.Join(dir, strconv.Itoa(i)), "./"+p.dir)
		if said, err := build.CombinedOutput(); err != nil {
			return fmt.Errorf("%w: %s", err, said)
		}
	}
	whole := make(chan error, 1) // that all is green with every check in place, which is run beside
	go func() {
		died, said := proved(dir, -1)
		if !died {
			whole <- nil
			return
		}
		whole <- errors.New("the tests fail with every check in place: " + said)
	}()
	return errors.Join(removeAll(dir, beside, only), <-whole)
}

// removeAll takes the checks out, a few at a time.
func removeAll(dir string, beside, only int) error {
	var mu sync.Mutex
	var wait sync.WaitGroup
	red, all, turn := 0, 0, make(chan struct{}, beside)
	for i, c := range checks {
		if only >= 0 && i != only {
			continue
		}
		turn <- struct{}{}
		all++
		wait.Go(func() {
			died, said := proved(dir, i)
			mu.Lock()
			defer mu.Unlock()
			word := "GREEN"
			if died {
				word = "red  "
				red++
			}
			fmt.Printf("%s %2d  %s  %s\n", word, i, c, said)
			<-turn
		})
	}
	wait.Wait()
	share := float64(red) / float64(all)
	fmt.Printf("%d of %d removals turn the tests red: %.1f %%\n", red, all, 100*share)
	if share < least {
		return fmt.Errorf("that is less than %.0f %%", 100*least)
	}
	return nil
}

// proved runs the proofs without one check, or with all, until one fails, and says which test that was.
func proved(dir string, mutant int) (died bool, said string) {
	for i, p := range proofs {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		args := []string{"-test.failfast", "-test.run", p.run}
		if p.dir == "api" {
			args = append(args, "-first")
		}
		run := exec.CommandContext(ctx, filepath.Join(dir, strconv.Itoa(i)), args...)
		run.Dir = p.dir
		run.Env = append(os.Environ(), choice+"="+strconv.Itoa(mutant))
		out, err := run.CombinedOutput()
		cancel()
		if err != nil {
			return true, p.dir + " " + failure(out)
		}
	}
	return false, ""
}

var failed = regexp.MustCompile(`--- FAIL: (\w+)`)

func failure(out []byte) string {
	if found := failed.FindSubmatch(out); found != nil {
		return string(found[1])
	}
	return string(bytes.TrimSpace(out[max(0, len(out)-200):]))
}

// choice is the variable that says which check is out.
const choice = "ARUS_MUTANT"

// overlaid writes every file with checks anew, and says where the overlay is.
func overlaid(dir string) (string, error) {
	texts := map[string]string{}
	for i, c := range checks {
		text, known := texts[c.file]
		if !known {
			whole, err := os.ReadFile(c.file)
			if err != nil {
				return "", err
			}
			text = string(whole)
		}
		from := strings.Index(text, c.near)
		if from >= 0 {
			from += len(c.near)
			at := strings.Index(text[from:], c.before)
			from += at
			if at < 0 {
				from = -1
			}
		}
		if from < 0 {
			return "", fmt.Errorf("%s: there is no %q any more", c.file, c.before)
		}
		number := strconv.Itoa(i)
		chosen := `(arusMutant == "` + number + `" && (` + c.after + `) || arusMutant != "` + number + `" && (` + c.before + `))`
		texts[c.file] = text[:from] + chosen + text[from+len(c.before):]
	}
	replace := map[string]string{}
	for file, text := range texts {
		whole, err := filepath.Abs(file)
		if err != nil {
			return "", err
		}
		name := strings.ReplaceAll(file, "/", "-")
		pkg := filepath.Dir(whole)
		replace[whole], replace[filepath.Join(pkg, "mutant.go")] = filepath.Join(dir, name), filepath.Join(dir, filepath.Base(pkg)+"-"+strconv.Itoa(len(pkg))+"-mutant.go")
		chooser := "package " + filepath.Base(pkg) + "\n\nimport \"os\"\n\nvar arusMutant = os.Getenv(\"" + choice + "\")\n"
		if err := errors.Join(os.WriteFile(replace[whole], []byte(text), 0o600), os.WriteFile(replace[filepath.Join(pkg, "mutant.go")], []byte(chooser), 0o600)); err != nil {
			return "", err
		}
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	where := filepath.Join(dir, "overlay.json")
	return where, os.WriteFile(where, overlay, 0o600)
}
