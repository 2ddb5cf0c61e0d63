package report

import (
	"fmt"
	"math/big"
	"testing"

	"arus/board"
	"arus/ledger"
	"arus/sales"

	"pgregory.net/rapid"
)

// days makes stays of whole days; negative ones go on.
func days(list ...int) (stays []stay) {
	for _, n := range list {
		s := stay(max(n, -n)) * stay(day) * 2
		if n < 0 {
			s++
		}
		stays = append(stays, s)
	}
	return stays
}

// The remission times of Freireich and others (1963), with which most textbooks explain the estimate: 21 patients with
// 6-MP, of whom twelve were still in remission, and 21 with a placebo. With 6-MP the estimate is 0.857 at 6 weeks, 0.807
// at 7, 0.753 at 10, 0.690 at 13, 0.627 at 16, 0.538 at 22 and 0.448 at 23, and cannot be told any further.
func TestKaplanMeierAgreesWithTheTextbook(t *testing.T) {
	treated := days(6, 6, 6, 7, 10, 13, 16, 22, 23, -6, -9, -10, -11, -17, -19, -20, -25, -32, -32, -34, -35)
	placebo := days(1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)
	for _, c := range []struct {
		stays []stay
		share float64
		want  float64 // 0: nobody can say
	}{{treated, .14, 6}, {treated, .19, 7}, {treated, .2, 10}, {treated, .5, 23}, {treated, .56, 0}, {treated, .8, 0}, {placebo, .5, 8}, {placebo, .8, 12}} {
		if got, ok := kaplanMeier(c.stays, c.share); got != c.want || ok != (c.want > 0) {
			t.Errorf("%g have ended by %g, %t; want %g", c.share, got, ok, c.want)
		}
	}
}

func TestKaplanMeierAgreesWithTheProductByHand(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOf(rapid.Custom(func(t *rapid.T) int {
			return rapid.IntRange(0, 12).Draw(t, "days") * rapid.SampledFrom([]int{1, 1, 1, -1}).Draw(t, "goes on")
		})).Draw(t, "stays")
		there, want, found := big.NewRat(1, 1), 0, false
		for at := 0; at <= 12 && !found; at++ {
			risk, ended := 0, 0
			for _, n := range list {
				if max(n, -n) >= at {
					risk++
				}
				if n == at { // nobody goes on at nought: minus nought is nought
					ended++
				}
			}
			if ended > 0 {
				there.Mul(there, big.NewRat(int64(risk-ended), int64(risk)))
				want, found = at, there.Cmp(big.NewRat(1, 5)) <= 0
			}
		}
		got, ok := kaplanMeier(days(list...), stallShare)
		if ok != found || ok && got != float64(want) {
			t.Fatalf("got %g, %t; want %d, %t", got, ok, want, found)
		}
	})
}

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

func boardOf(t testing.TB, facts ...sales.Fact) *board.Board {
	t.Helper()
	b := board.New("ws_1")
	if err := b.Apply(numbered(facts)); err != nil {
		t.Fatal(err)
	}
	return b
}

func numbered(facts []sales.Fact) []ledger.Event {
	events := make([]ledger.Event, len(facts))
	versions := map[sales.ID]int64{}
	for i, f := range facts {
		versions[f.Object]++
		events[i] = ledger.Event{Position: int64(i + 1), Fact: f, Version: versions[f.Object], Recorded: opening}
	}
	return events
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
