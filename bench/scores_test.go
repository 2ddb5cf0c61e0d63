package bench

import (
	"fmt"
	"testing"

	"arus/demo/sim"
	"arus/forecast/course"
	"arus/forecast/rehearse"
	"arus/ledger"
	"arus/sales"
	"arus/score/measure"
	"arus/score/win"
)

const (
	lastScored = 13 // quarter: of what is open then, nearly all has closed at the end
	scoreSeeds = 2
)

// BenchmarkScienceScores holds the chances of open deals at the start of quarters, as a workspace's model says them, against what
// became of the deals: with the curves that lie over the model, and without.
func BenchmarkScienceScores(b *testing.B) {
	for _, size := range []string{"M", "drift"} {
		b.Run(size, func(b *testing.B) {
			var s sheet
			scoredCompany(b, &s, size, 1)
			s.print()
		})
	}
}

func scoredCompany(b *testing.B, s *sheet, size string, first uint64) {
	var with, without []float64
	var won []bool
	var stood [3]int
	models := 0
	cpu := costing(func() {
		for seed := first; seed < first+scoreSeeds; seed++ {
			deals := rehearse.Play(sim.Sizes()[size], seed, nil).Deals
			became := map[sales.DealID]*course.Deal{}
			for i := range deals {
				became[sales.DealID("deal_"+deals[i].ID)] = &deals[i]
			}
			played := boardOf(b, len(deals), func(i int) []ledger.Event { return lived(&deals[i]) })
			for quarter := firstQuarter; quarter < lastScored; quarter++ {
				now := noon(rehearse.Period(quarter).From - 1)
				picture := played.Snapshot().At(now, 0)
				m, err := win.Train(b.Context(), picture, now, func(int) error { return nil })
				sound(b, err)
				models++
				bare := *m
				bare.Layers = nil
				for i, l := range m.Layers {
					if l.Stands {
						stood[i]++
					}
				}
				laid, naked := m.Scorer(now), bare.Scorer(now)
				for d := range picture.Deals() {
					if was := became[d.ID()]; laid != nil && d.Outcome() == sales.Open && was.Closed != course.Open {
						with, without, won = append(with, laid.P(d)), append(without, naked.P(d)), append(won, was.Won)
					}
				}
			}
		}
	})
	laid, naked := measure.Of(with, won), measure.Of(without, won)
	notes := fmt.Sprintf("%d models of seeds %d–%d: over %d a level, %d beta, %d isotonic; %d open deals, %.0f CPU s", models, first, first+scoreSeeds-1, stood[0], stood[1], stood[2], len(won), cpu)
	s.add(figure{item: "scores of " + size + ": log loss", got: laid.LogLoss, with: notes})
	s.add(figure{item: "… without curves", got: naked.LogLoss})
	s.add(figure{item: "… ECE, 10 bins", got: laid.ECE})
	s.add(figure{item: "… without curves", got: naked.ECE})
	s.add(figure{item: "… Σp ÷ Σy", got: mean(with) * float64(len(won)) / float64(laid.Hits)})
	s.add(figure{item: "… without curves", got: mean(without) * float64(len(won)) / float64(laid.Hits)})
}

func noon(day sales.Day) sales.Instant { return sales.Instant(day)*24*3600e6 + 12*3600e6 }

// lived tells what people saw of a deal, as events.
func lived(d *course.Deal) (all []ledger.Event) {
	id := sales.ID("deal_" + d.ID)
	add := func(day sales.Day, e sales.Event) {
		all = append(all, ledger.Event{Version: int64(len(all) + 1), Recorded: reportedAt, Fact: sales.Fact{Object: id, At: noon(day), Event: e}})
	}
	first := d.States[0]
	add(d.Created, sales.DealCreated{Pipeline: "pipe_a", Stage: reportedStage(first.Stage), DealFacts: sales.DealFacts{Name: d.ID, Segment: d.Segment, Source: d.Source,
		Owner: sales.UserID(first.Owner), CloseDate: first.Close, Value: sales.Money{Minor: int64(first.Value), Currency: "IDR"}}})
	for i, s := range d.States[1:] {
		if before := d.States[i].Stage; before != s.Stage {
			add(s.Day, sales.DealMoved{From: reportedStage(before), To: reportedStage(s.Stage)})
		}
	}
	switch {
	case d.Closed == course.Open:
	case d.Won:
		add(d.Closed, sales.DealWon{Value: sales.Money{Minor: int64(d.Final), Currency: "IDR"}})
	default:
		add(d.Closed, sales.DealLost{Reason: "price"})
	}
	return all
}
