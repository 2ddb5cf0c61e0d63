package report

import (
	"fmt"
	"testing"

	"arus/board"
	"arus/sales"
)

// stayed is a board on which deals stayed in stage 1 for so many days each; negative: they are there still, since then.
func stayed(t *testing.T, limit int, list ...int) *board.Board {
	t.Helper()
	stages := []sales.Stage{{ID: stageID("1"), Name: "One", Canonical: "qualify", LimitDays: limit}, {ID: stageID("2"), Name: "Two", Canonical: "commit"}}
	facts := []sales.Fact{{Object: "pipe_a", At: 1, Event: sales.Created[sales.PipelineFacts]{Facts: sales.PipelineFacts{Name: "A", Stages: stages}}}}
	for i, n := range list {
		id := sales.ID(fmt.Sprintf("deal_%d", i))
		facts = append(facts, sales.Fact{Object: id, At: opening - sales.Instant(max(n, -n))*day, Event: sales.DealCreated{Pipeline: "pipe_a", Stage: stageID("1")}})
		if n > 0 {
			facts = append(facts, sales.Fact{Object: id, At: opening, Event: sales.DealMoved{To: stageID("2")}})
		}
	}
	return boardOf(t, facts...)
}

func TestALimitIsWhatAPersonSetElseHistory(t *testing.T) {
	twenty := make([]int, 20)
	for i := range twenty {
		twenty[i] = i + 1
	}
	// Fifteen of twenty have left by 15 days, and of the five that are there the first leaves on day 16: .25 × 4/5 = .2.
	for _, c := range []struct {
		limit int
		stays []int
		want  Limit
	}{
		{9, twenty, Limit{9, "set"}}, {9, nil, Limit{9, "set"}}, {0, twenty, Limit{16, "history"}}, {0, twenty[:19], Limit{}}, {0, nil, Limit{}},
		{0, append([]int{-30, -30, -30, -30, -30}, twenty...), Limit{20, "history"}},
		{0, append([]int{-30, -30, -30, -30, -30, -30}, twenty...), Limit{}},
	} {
		if got := NewReader(stayed(t, c.limit, c.stays...).Snapshot().At(opening, 0), opening).Limits.Of(stageID("1")); got != c.want {
			t.Errorf("set to %d with %d visits: got %v, want %v", c.limit, len(c.stays), got, c.want)
		}
	}
}

func TestADealStallsPastItsLimitAndIsWatchedBefore(t *testing.T) {
	r := NewReader(stayed(t, 10, -5, -7, -10, -11).Snapshot().At(opening, 0), opening)
	var got []Stall
	for d := range r.Picture.Deals() {
		got = append(got, r.stallOf(d))
	}
	same(t, "stalls", got, []Stall{Flowing, Warned, Warned, Stalled})
}
