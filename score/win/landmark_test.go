package win

import (
	"fmt"
	"math"
	"testing"

	"arus/sales"
)

// Half of the deals are lost after ten days, the others won after a hundred. Of the young ones that are open on some day half will
// be won, so a model is to learn from as many moments of either; one that sees both lives equally often would think them lost.
func TestAMomentOfALongLifeIsAsLikelyToBeSeenAsOneOfAShortLife(t *testing.T) {
	var facts []sales.Fact
	facts = append(facts, company(0, true)...)
	const deals = 2000
	for i := range deals {
		id, created := sales.ID(fmt.Sprintf("deal_%05d", i)), now-sales.Instant(120+i%500)*oneDay
		facts = append(facts, sales.Fact{Object: id, At: created, Event: sales.DealCreated{Pipeline: "pipe_a", Stage: "stage_1", DealFacts: sales.DealFacts{Name: string(id)}}})
		if i%2 == 0 {
			facts = append(facts, sales.Fact{Object: id, At: created + 10*oneDay, Event: sales.DealLost{Reason: "price"}})
		} else {
			facts = append(facts, sales.Fact{Object: id, At: created + 100*oneDay, Event: sales.DealWon{}})
		}
	}
	h := historyOf(played(t, facts), now)
	if mean := days(0, h.every); math.Abs(mean-55./(landmarks-1)) > 1e-6 {
		t.Errorf("there are %g days between landmarks", mean)
	}
	if n := len(h.rows); math.Abs(float64(n)/deals-landmarks) > .1 {
		t.Errorf("%d landmarks of %d deals", n, deals)
	}
	young, won, of := 0.0, 0.0, map[uint32]int{}
	for i, r := range h.rows {
		age := h.facts.all[ageDays].Numbers[i]
		of[r.deal]++
		if age > 1e-3 && age < 10 {
			young++
			if r.won {
				won++
			}
		}
	}
	if share := won / young; young < 500 || math.Abs(share-.5) > .06 {
		t.Errorf("of %g moments of young deals a share of %g is of such that were won", young, share)
	}
	for i, r := range h.rows { // a life of so many days has a landmark every so often, and that of its creation
		length := 10.0
		if r.won {
			length = 100
		}
		if n := float64(of[r.deal] - 1); math.Abs(n-length/days(0, h.every)) > 1 {
			t.Fatalf("row %d is of a deal with %g landmarks in %g days", i, n, length)
		}
	}
}
