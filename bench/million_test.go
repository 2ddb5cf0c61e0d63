package bench

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"arus/demo/sim"
	"arus/forecast/backtest"
	"arus/forecast/course"
	"arus/forecast/estimate"
	"arus/forecast/hazard"
	"arus/forecast/rehearse"
	"arus/forecast/season"
	"arus/ledger"
	"arus/sales"
	"arus/score/win"
)

const million = 1_000_000

// BenchmarkMillion is what a company with a million deals has to wait for, in CPU seconds.
func BenchmarkMillion(b *testing.B) {
	deals := crowd(rehearse.Play(sim.Sizes()["L"], 1, nil).Deals)
	period := rehearse.Period(lastQuarter - 1)
	open := 0
	for i := range deals {
		if deals[i].OpenAt(period.From) {
			open++
		}
	}
	var s sheet
	var model *hazard.Model
	learning := costing(func() {
		var err error
		if model, _, err = hazard.Train(b.Context(), course.All(deals), hazard.Options{Until: period.From, Calendar: rehearse.Quarters{}, Seed: 1}); err != nil {
			b.Fatal(err)
		}
	})
	s.add(figure{item: "1M deals: learning chances by week, CPU s", got: learning, bar: "≤ 60", below: 60, with: "two models"})
	q := estimate.Question{Period: period, Past: rehearse.Past(period, 12), Season: 4, At: period.From, Calendar: rehearse.Quarters{}, Model: model, Draws: 10_000}
	runtime.GC() // what made the deals and the models leaves much behind, which is no part of the question
	saying := costing(func() { estimate.Of(course.All(deals), q) })
	s.add(figure{item: "… company forecast of 10,000 draws, CPU s", got: saying, bar: "≤ 1", below: 1, with: strconv.Itoa(open) + " open deals"})
	s.print()
}

// BenchmarkMillionLookedBack tries forecasts of a company with a million deals on its past: 24 origins, four weeks apart, each
// of which learns from what had happened until then.
func BenchmarkMillionLookedBack(b *testing.B) {
	const origins, apart, length = 24, 4, sim.Quarter
	deals := crowd(rehearse.Play(sim.Sizes()["L"], 1, nil).Deals)
	plan := backtest.Plan{At: []float64{0}, Step: 7, Seed: 1, Progress: func(done, of int) {
		fmt.Fprintf(os.Stderr, "\r[%-*s] %d of %d", of, strings.Repeat("#", done), done, of)
	}}
	for n := range origins {
		from := rehearse.Day(lastQuarter*sim.Quarter - length - apart*(origins-1-n))
		plan.Periods = append(plan.Periods, season.SpanOf(from, from+7*length))
	}
	company := backtest.Company{Known: func(day sales.Day) course.Seq { return course.Until(course.All(deals), day) },
		Actual: func(in sales.Period) (sum float64) {
			for i := range deals {
				if deals[i].WonIn(in.From, in.To) {
					sum += deals[i].Final
				}
			}
			return sum
		},
		Past: func(p sales.Period, n int) (past []sales.Period) {
			for from := p.From - 7*length; from >= rehearse.Epoch && len(past) < n; from -= 7 * length {
				past = append(past, season.SpanOf(from, from+7*length))
			}
			return past
		}, Season: 4, Calendar: rehearse.Quarters{}}
	var rows []backtest.Row
	cpu := costing(func() {
		var err error
		rows, err = backtest.Run(b.Context(), company, plan)
		sound(b, err)
	})
	fmt.Fprintln(os.Stderr)
	got := at(rows, estimate.Combination)
	var s sheet
	s.add(figure{item: "1M deals: a backtest of 24 origins, CPU s", got: cpu, with: fmt.Sprintf("learnt anew at each; accuracy %.3f, bias %+.3f, %.2f inside P10–P90", got.Accuracy, got.Bias, got.Coverage)})
	s.print()
}

// BenchmarkMillionScored scores all open deals of a company with a million as reports do, chunk by chunk, by the methods that
// cost most.
func BenchmarkMillionScored(b *testing.B) {
	picture := boardOf(b, million, signed).Snapshot().At(0, 0)
	var model *win.Model
	learning := costing(func() {
		var err error
		model, err = win.Train(b.Context(), picture, reportedAt, func(int) error { return nil })
		sound(b, err)
	})
	var s sheet
	s.add(figure{item: "1M deals: learning who is won, CPU s", got: learning, with: fmt.Sprintf("%d models at %d origins and the %s model that stands", len(win.Methods()), len(model.Trial.Origins), model.Champion)})
	if model.Trees == nil {
		b.Fatalf("the %s model was to have trees", model.Champion)
	}
	for _, method := range []win.Method{win.Additive, win.Trees, win.Blend} {
		model.Champion = method
		scorer, open, sum := model.Scorer(reportedAt), 0, 0.0
		scoring := costing(func() {
			for i := range picture.Chunks() {
				scorer.Each(picture.Chunk(i), func(_ int, p float64) { open, sum = open+1, sum+p })
			}
		})
		s.add(figure{item: "… scoring all open deals, CPU s", got: scoring, bar: "≤ 2", below: 2, with: fmt.Sprintf("%s, %d open deals, %.3f on average", method, open, sum/float64(open))})
	}
	s.print()
}

// signed is the life of a deal that is won by three facts together, which only trees can see in full.
func signed(i int) []ledger.Event {
	events := eventsOf(i)
	facts := events[0].Fact.Event.(sales.DealCreated).DealFacts
	last := &events[len(events)-1].Fact.Event
	if _, noted := (*last).(sales.ActivityLogged); noted {
		return events
	}
	signs := 0
	for _, sign := range []bool{facts.Segment == "smb", facts.Value.Minor > 5e8, facts.Owner > "user_3"} {
		if sign {
			signs++
		}
	}
	*last = sales.DealLost{Reason: "price"}
	if signs%2 == 0 || i%4 == 0 {
		*last = sales.DealWon{}
	}
	return events
}

// crowd is a million deals: those of a company again and again, a day apart each time and under other names.
func crowd(of []course.Deal) (deals []course.Deal) {
	for again := 0; len(deals) < million; again++ {
		later := sales.Day(again % 7)
		for i := range of[:min(len(of), million-len(deals))] {
			d := of[i]
			d.ID += "-" + strconv.Itoa(again)
			d.States, d.Touches = slices.Clone(d.States), slices.Clone(d.Touches)
			d.Created += later
			if d.Closed != course.Open {
				d.Closed += later
			}
			for j := range d.States {
				d.States[j].Day += later
			}
			for j := range d.Touches {
				d.Touches[j] += later
			}
			deals = append(deals, d)
		}
	}
	return deals
}
