package win

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"arus/board"
	"arus/sales"
	"arus/score/descent"
)

// later closes as many deals after the model was learnt, won as the sources always were, the other way round, or less often.
func later(t *testing.T, deals int, chance func(p float64) float64) *board.Picture {
	t.Helper()
	facts := company(1500, true)
	for i := range uint64(deals) {
		id, at := sales.ID(fmt.Sprintf("deal_later_%05d", i)), now+sales.Instant(i+1)
		source, p := "referral", .8
		if i%2 == 0 {
			source, p = "event", .2
		}
		facts = append(facts, sales.Fact{Object: id, At: at, Event: sales.DealCreated{Pipeline: "pipe_a", Stage: "stage_1",
			DealFacts: sales.DealFacts{Name: string(id), Source: source, Value: sales.Money{Minor: 500_000, Currency: "IDR"}}}})
		end := sales.Event(sales.DealLost{Reason: "price"})
		if descent.Draw(77, i) < chance(p) {
			end = sales.DealWon{}
		}
		facts = append(facts, sales.Fact{Object: id, At: at + 20*oneDay, Event: end})
	}
	return played(t, facts).Snapshot().At(now+60*oneDay, 0)
}

func TestAModelNoticesThatTheWorldHasTurned(t *testing.T) {
	m := train(t, played(t, company(1500, true)))
	until := now + 60*oneDay
	since := []Stood{{m, m.At, sales.Forever}}
	same := func(p float64) float64 { return p }
	turned := func(p float64) float64 { return 1 - p }
	if d := DriftOf(since, later(t, 200, same), until); d.Of() != "" || d.Deals != 200 || d.Since != now || d.Off.Low > 0 || d.Off.High < 0 {
		t.Errorf("nothing has changed: %+v", d)
	}
	if d := DriftOf(since, later(t, 200, turned), until); d.Of() != "order" || d.Excess.Low <= 0 {
		t.Errorf("what was won is lost: %+v", d)
	}
	if d := DriftOf(since, later(t, 200, func(p float64) float64 { return p / 3 }), until); d.Of() != "level" || d.Off.High >= 0 {
		t.Errorf("a third is won: %+v", d)
	}
	if d := DriftOf(since, later(t, 20, turned), until); d.Of() != "" || d.Deals != 20 {
		t.Errorf("twenty deals are no finding: %+v", d)
	}
	for name, stood := range map[string][]Stood{"before anything has closed": {{m, until, sales.Forever}}, "without a model": {{new(Model), now, sales.Forever}}, "none stood": nil} {
		if d := DriftOf(stood, later(t, 20, turned), until); d != (Drift{}) {
			t.Errorf("%s: %+v", name, d)
		}
	}
	// Two models that stood one after the other are judged by what closed under each.
	half := now + 20*oneDay + 101
	d := DriftOf([]Stood{{m, now, half}, {m, half, sales.Forever}}, later(t, 200, turned), until)
	if whole := DriftOf(since, later(t, 200, turned), until); d.Deals != 200 || math.Abs(d.Loss-whole.Loss) > 1e-12 {
		t.Errorf("in two spans: %+v, in one: %+v", d, whole)
	}
}

// Whoever looks every night at what true chances bring cries wolf in no more than one life of a model in a hundred; three
// standard errors, looked at as often, cry several times as often.
func TestLookingEveryNightAddsUpToNoFalseAlarm(t *testing.T) {
	const lives, nights, deals = 2000, 70, 3
	r := rand.New(rand.NewPCG(1, 2))
	lasted, naive := 0, 0
	for range lives {
		var off, variance, n float64
		cried, criedNaively := false, false
		for range nights {
			for range deals {
				p := .05 + .9*r.Float64()
				hit := 0.0
				if r.Float64() < p {
					hit = 1
				}
				off += hit - p
				variance += p * (1 - p)
				n++
			}
			if n >= fewestSince {
				cried = cried || lasting(off/n, variance/(n*n)).beyond(0)
				criedNaively = criedNaively || math.Abs(off)/math.Sqrt(variance) > 1.96
			}
		}
		if cried {
			lasted++
		}
		if criedNaively {
			naive++
		}
	}
	if share := float64(lasted) / lives; share > .01 {
		t.Errorf("%d of %d lives have a false alarm", lasted, lives)
	}
	if naive < 10*max(1, lasted) {
		t.Errorf("the naive look cries %d times, the lasting one %d", naive, lasted)
	}
	if got := lasting(.1, 0); got != (Interval{.1, .1}) {
		t.Errorf("what is certain: %+v", got)
	}
}
