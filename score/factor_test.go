package score

import (
	"math"
	"testing"

	"arus/board"

	"pgregory.net/rapid"
)

func TestRatesByAFactorAreCountedOnceForEachWordAndPulledTowardsTheStage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := played(t, lives(t))
		stages := StageRates(p, now)
		last := func(d board.Deal) []string { id := string(d.ID()); return []string{id[len(id)-1:]} }
		parts := ByFactor(p, now, "pipe_a", last)
		both := ByFactor(p, now, "pipe_a", func(d board.Deal) []string { return append(last(d), "all", "all") })
		for i, s := range pipelines["pipe_a"] {
			whole, _ := stages.At("pipe_a", s.ID)
			n, won := 0, 0
			for _, part := range parts {
				r := part.Stages[i]
				sound(t, r)
				n, won = n+r.N, won+r.Won
				if want := (float64(r.Won) + 20*whole.P) / (float64(r.N) + 20); math.Abs(r.P-want) > 1e-12 || r.N == 0 && r.Source != whole.Source {
					t.Fatalf("%q, %s: %+v, want %g", part.Word, s.ID, r, want)
				}
			}
			if n != whole.N || won != whole.Won {
				t.Fatalf("%s: %d of %d in parts, %d of %d in all", s.ID, won, n, whole.Won, whole.N)
			}
			for _, part := range both {
				if r := part.Stages[i]; part.Word == "all" && (r.N != whole.N || r.Won != whole.Won) {
					t.Fatalf("a word that all deals have twice counts %d of %d, not %d of %d", r.Won, r.N, whole.Won, whole.N)
				}
			}
		}
	})
	if ByFactor(played(t, nil), now, "pipe_none", nil) != nil {
		t.Error("a pipeline that is not there has rates")
	}
}
