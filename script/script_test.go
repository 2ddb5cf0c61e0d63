package script

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"arus/store/storetest"
)

// TestStories tells every story to the built binary, on each engine. In a story ARUS_DATA and ARUS_DATABASE say where the
// installation is, as an operator would. Besides testscript's own commands it has
//
//	up COMMAND…              starts arus COMMAND on a free port; $URL is its address. It must end well when told to.
//	down                     tells it to, and waits.
//	ask [!CODE] METHOD PATH  asks the server with $TOKEN; the answer is stdout. The status is below 300, or CODE.
//	take NAME PATTERN        keeps what the pattern's group matches in stdout as $NAME.
//	exits CODE COMMAND…      runs arus COMMAND, which ends with that code and without showing its inside.
func TestStories(t *testing.T) {
	bin := build(t)
	stories, err := filepath.Glob("*.txtar")
	if err != nil || len(stories) == 0 {
		t.Fatalf("no stories: %v", err)
	}
	for _, story := range stories {
		for _, engine := range []string{"sqlite", "postgres"} {
			t.Run(strings.TrimSuffix(story, ".txtar")+"/"+engine, func(t *testing.T) {
				t.Parallel()
				tell(t, bin, story, engine)
			})
		}
	}
}

func tell(t *testing.T, bin, story, engine string) {
	database := ""
	if engine == "postgres" {
		database = storetest.Postgres(t, storetest.Fast)
	}
	testscript.Run(t, testscript.Params{
		Files:               []string{story},
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("PATH", filepath.Dir(bin)+string(os.PathListSeparator)+env.Getenv("PATH"))
			env.Setenv("ARUS_DATA", filepath.Join(env.WorkDir, "data"))
			env.Setenv("ARUS_DATABASE", database)
			env.Values[theServer{}] = &server{bin: bin}
			return nil
		},
		Condition: func(condition string) (bool, error) {
			if condition != "sqlite" && condition != "postgres" {
				return false, fmt.Errorf("unknown condition %q", condition)
			}
			return condition == engine, nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"up": up, "down": down, "ask": ask, "take": take, "exits": exits},
	})
}

// build makes the binary, with the flags that the test itself is built with under make.
func build(t *testing.T) string {
	t.Helper()
	bin := filepath.Join(t.TempDir(), "arus")
	if said, err := exec.Command("go", "build", "-o", bin, "arus/cmd/arus").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, said)
	}
	return bin
}

// server is the one that a story has started, if any.
type server struct {
	bin  string
	cmd  *exec.Cmd
	said bytes.Buffer
	done chan error
}

type theServer struct{}

// patience is how long a story waits for what must happen; it is only spent where something is broken.
const patience = time.Minute

var address = regexp.MustCompile(`http://[0-9.]+:[0-9]+`)

func up(ts *testscript.TestScript, neg bool, args []string) {
	s := ts.Value(theServer{}).(*server)
	if neg || len(args) == 0 || s.cmd != nil {
		ts.Fatalf("usage: up COMMAND…, and one at a time")
	}
	cmd := exec.Command(s.bin, append(args, "--listen", "127.0.0.1:0")...)
	cmd.Dir = ts.Getenv("WORK")
	for _, name := range []string{"PATH", "HOME", "TMPDIR", "ARUS_DATA", "ARUS_DATABASE"} {
		cmd.Env = append(cmd.Env, name+"="+ts.Getenv(name))
	}
	out, in := io.Pipe()
	cmd.Stdout, cmd.Stderr = in, in
	ts.Check(cmd.Start())
	done := make(chan error, 1)
	go func() { err := cmd.Wait(); done <- errors.Join(err, in.Close()) }()
	s.cmd, s.done = cmd, done
	ts.Defer(func() { s.stop(ts) })
	found := make(chan string, 1)
	go func() {
		defer close(found)
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if at := address.FindString(lines.Text()); at != "" {
				found <- at
				break
			}
			fmt.Fprintln(&s.said, lines.Text())
		}
		_, _ = io.Copy(io.Discard, out)
	}()
	select {
	case at := <-found:
		if at == "" {
			ts.Fatalf("arus %s said no address but:\n%s", args[0], s.said.String())
		}
		ts.Setenv("URL", at)
	case <-time.After(patience):
		ts.Fatalf("arus %s does not start", args[0])
	}
}

func down(ts *testscript.TestScript, _ bool, _ []string) {
	ts.Value(theServer{}).(*server).stop(ts)
}

func (s *server) stop(ts *testscript.TestScript) {
	if s.cmd == nil {
		return
	}
	cmd := s.cmd
	s.cmd = nil
	_ = cmd.Process.Signal(syscall.SIGTERM) // one that has ended is found out below
	select {
	case err := <-s.done:
		if err != nil {
			ts.Fatalf("the server ended with %v", err)
		}
	case <-time.After(patience):
		_ = cmd.Process.Kill()
		ts.Fatalf("the server does not end when it is told to")
	}
}

func ask(ts *testscript.TestScript, _ bool, args []string) {
	want := ""
	if len(args) == 3 {
		want, args = strings.TrimPrefix(args[0], "!"), args[1:]
	}
	if len(args) != 2 {
		ts.Fatalf("usage: ask [!CODE] METHOD PATH")
	}
	request, err := http.NewRequest(args[0], ts.Getenv("URL")+args[1], http.NoBody)
	ts.Check(err)
	if token := ts.Getenv("TOKEN"); token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := http.DefaultClient.Do(request)
	ts.Check(err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	ts.Check(err)
	if status := fmt.Sprint(answer.StatusCode); status != want && (want != "" || answer.StatusCode >= 300) {
		ts.Fatalf("%s %s: %s\n%s", args[0], args[1], answer.Status, body)
	}
	fmt.Fprintln(ts.Stdout(), string(body))
}

func take(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: take NAME PATTERN")
	}
	pattern, err := regexp.Compile(args[1])
	ts.Check(err)
	found := pattern.FindStringSubmatch(ts.ReadFile("stdout"))
	if len(found) != 2 {
		ts.Fatalf("stdout has nothing that matches %s", args[1])
	}
	ts.Setenv(args[0], found[1])
}

func exits(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND…")
	}
	code := "0"
	var ended *exec.ExitError
	if err := ts.Exec("arus", args[1:]...); errors.As(err, &ended) {
		code = fmt.Sprint(ended.ExitCode())
	} else {
		ts.Check(err)
	}
	said := ts.ReadFile("stderr")
	if code != args[0] {
		ts.Fatalf("arus %s ended with %s, not %s", strings.Join(args[1:], " "), code, args[0])
	}
	if strings.Contains(said, "goroutine ") || strings.Contains(said, "panic") {
		ts.Fatalf("arus %s shows its inside:\n%s", strings.Join(args[1:], " "), said)
	}
	if lines := strings.Count(said, "\n"); code != "0" && lines != 1 {
		ts.Fatalf("arus %s says %d lines instead of one:\n%s", strings.Join(args[1:], " "), lines, said)
	}
}
