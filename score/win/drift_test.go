package win

import (
	"fmt"
	"testing"

	"arus/board"
	"arus/sales"
	"arus/score/descent"
)

// later closes as many deals after the model was learnt, won as the sources always were or the other way round.
func later(t *testing.T, deals int, turned bool) *board.Picture {
	t.Helper()
	facts := company(1500, true)
	for i := range uint64(deals) {
		id, at := sales.ID(fmt.Sprintf("deal_later_%05d", i)), now+sales.Instant(i+1)
		source, p := "referral", .8
		if i%2 == 0 {
			source, p = "event", .2
		}
		if turned {
			p = 1 - p
		}
		facts = append(facts, sales.Fact{Object: id, At: at, Event: sales.DealCreated{Pipeline: "pipe_a", Stage: "stage_1",
			DealFacts: sales.DealFacts{Name: string(id), Source: source, Value: sales.Money{Minor: 500_000, Currency: "IDR"}}}})
		end := sales.Event(sales.DealLost{Reason: "price"})
		if descent.Draw(77, i) < p {
			end = sales.DealWon{}
		}
		facts = append(facts, sales.Fact{Object: id, At: at + 20*oneDay, Event: end})
	}
	return played(t, facts).Snapshot().At(now+60*oneDay, 0)
}

func TestAModelNoticesThatTheWorldHasTurned(t *testing.T) {
	m := train(t, played(t, company(1500, true)))
	until := now + 60*oneDay
	if same := m.Drift(later(t, 200, false), until); same.Drifted || same.Deals != 200 {
		t.Errorf("nothing has changed: %+v", same)
	}
	if turned := m.Drift(later(t, 200, true), until); !turned.Drifted || turned.Loss <= turned.Expected {
		t.Errorf("what was won is lost: %+v", turned)
	}
	if few := m.Drift(later(t, 20, true), until); few.Drifted || few.Deals != 20 {
		t.Errorf("twenty deals are no alarm: %+v", few)
	}
	if none := m.Drift(later(t, 20, true), now); none != (Drift{}) {
		t.Errorf("before anything has closed: %+v", none)
	}
	if thin := new(Model).Drift(later(t, 20, true), until); thin != (Drift{}) {
		t.Errorf("without a model: %+v", thin)
	}
}
