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
		adjusted := ByFactor(p, now, Segment, last)
		parts := adjusted.Of("pipe_a")
		both := ByFactor(p, now, Segment, func(d board.Deal) []string { return append(last(d), "all", "all") }).Of("pipe_a")
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
				if r.N > 0 != (r.Factor == Segment && r.Word == part.Word) || r.N == 0 && r.Factor != "" {
					t.Fatalf("%q, %s: %+v does not say what it is adjusted for", part.Word, s.ID, r)
				}
				if got, _ := adjusted.At("pipe_a", s.ID, []string{part.Word}); r.N > 0 && got != r || r.N == 0 && got != whole {
					t.Fatalf("%q, %s: %+v in the list, %+v of a deal", part.Word, s.ID, r, got)
				}
			}
			if got, _ := adjusted.At("pipe_a", s.ID, []string{"never seen"}); got != whole {
				t.Fatalf("%s: a word that was never seen: %+v, not %+v", s.ID, got, whole)
			}
			most := Rate{N: -1}
			var all []string
			for _, part := range parts {
				if all = append(all, part.Word); part.Stages[i].N > most.N {
					most = part.Stages[i]
				}
			}
			if got, _ := adjusted.At("pipe_a", s.ID, all); most.N > 0 && got != most {
				t.Fatalf("%s: of several words the one with most deals is %+v, not %+v", s.ID, most, got)
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
	none := ByFactor(played(t, nil), now, Segment, nil)
	if _, known := none.At("pipe_none", "stage_1", nil); known || none.Of("pipe_none") != nil {
		t.Error("a pipeline that is not there has rates")
	}
}
