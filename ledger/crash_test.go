package ledger_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"arus/ledger"
	"arus/sales"
	"arus/store/storetest"
)

// crashPlace names the database to a copy of this test binary that is to be killed.
const crashPlace = "ARUS_LEDGER_TEST_CRASH_AT"

const crashWorkspace = sales.WorkspaceID("ws_crash")

func TestAcknowledgedOrdersOutliveAKilledProcess(t *testing.T) {
	where := t.TempDir()
	acknowledged := map[sales.ID]bool{}
	for round := range 3 {
		for id := range killWhileWriting(t, where, 300) {
			acknowledged[id] = true
		}
		l := ledger.Open(storetest.Open(t, where), ledger.Config{Clock: time.Now})
		there, position := map[sales.ID]bool{}, int64(0)
		head, _, err := l.Head(t.Context(), crashWorkspace)
		if err != nil {
			t.Fatal(err)
		}
		seen := errors.New("seen")
		err = l.Follow(t.Context(), crashWorkspace, 0, func(events []ledger.Event) error {
			for _, v := range events {
				if position++; v.Position != position {
					t.Fatalf("position %d follows %d", v.Position, position-1)
				}
				there[v.Object] = true
			}
			if position == head {
				return seen
			}
			return nil
		})
		if err != seen {
			t.Fatal(err)
		}
		for id := range acknowledged {
			if !there[id] {
				t.Errorf("round %d: %s was acknowledged and is gone", round, id)
			}
			if _, err := l.Load(t.Context(), crashWorkspace, id); err != nil {
				t.Error(err)
			}
		}
		l.Close()
	}
	if len(acknowledged) < 900 {
		t.Errorf("only %d orders were acknowledged", len(acknowledged))
	}
}

// killWhileWriting runs a process that writes, and kills it after so many acknowledgements. It returns all of them.
func killWhileWriting(t *testing.T, where string, enough int) map[sales.ID]bool {
	t.Helper()
	process := exec.Command(os.Args[0], "-test.run=^TestWriterToBeKilled$")
	process.Env = append(os.Environ(), crashPlace+"="+where)
	process.Stderr = os.Stderr
	out, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	acknowledged := map[sales.ID]bool{}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if id, whole := strings.CutSuffix(lines.Text(), "."); whole { // the last line may be cut short
			acknowledged[sales.ID(id)] = true
		}
		if len(acknowledged) == enough {
			if err := process.Process.Kill(); err != nil {
				t.Error(err)
			}
		}
	}
	if err := process.Wait(); err == nil {
		t.Error("the process ended by itself")
	}
	return acknowledged
}

func TestWriterToBeKilled(t *testing.T) {
	where := os.Getenv(crashPlace)
	if where == "" {
		t.Skip("only within TestAcknowledgedOrdersOutliveAKilledProcess")
	}
	ctx := context.Background()
	l := ledger.Open(storetest.Open(t, where), ledger.Config{Clock: time.Now})
	who := ledger.Who{Workspace: crashWorkspace, Actor: "system"}
	var p *sales.Problem
	if err := l.CreateWorkspace(ctx, who, sales.NewWorkspace("Crash")); err != nil && !errors.As(err, &p) {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for client := range 8 {
		group.Go(func() {
			for n := 0; ; n++ {
				id := sales.MintID(sales.AccountKind, sales.InstantOf(time.Now()), [10]byte{byte(client), byte(n >> 16), byte(n >> 8), byte(n)})
				order := ledger.Order{Command: sales.Create[sales.AccountFacts]{ID: id, Facts: sales.AccountFacts{Name: "A"}}}
				if _, err := l.Record(ctx, who, order); err != nil {
					t.Error(err)
					return
				}
				fmt.Println(string(id) + ".")
			}
		})
	}
	group.Wait()
}
