package scan

import (
	"runtime"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"
)

func TestWorkDoneTogetherIsDoneOnceAndThenOver(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pieces := rapid.IntRange(0, 40).Draw(t, "pieces")
		done, next := make([]int, pieces), atomic.Int64{}
		Together(rapid.IntRange(1, 8).Draw(t, "workers"), func(worker int) {
			if worker > 0 {
				runtime.Gosched() // whoever comes late must not be waited for, and must not touch anything
			}
			for at := int(next.Add(1)) - 1; at < pieces; at = int(next.Add(1)) - 1 {
				done[at]++
			}
		})
		for at, times := range done {
			if times != 1 {
				t.Fatalf("piece %d was done %d times", at, times)
			}
		}
	})
}

func TestWhatBreaksBesideBreaksWhoeverAsked(t *testing.T) {
	begun := make(chan struct{})
	defer func() {
		if recover() == nil {
			t.Error("a worker broke, and nobody was told")
		}
	}()
	Together(2, func(worker int) {
		if worker == 1 {
			close(begun)
			panic("no such column")
		}
		<-begun
	})
}
