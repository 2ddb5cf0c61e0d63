package coverage

import (
	"math"
	"testing"

	"arus/ledger"
	"arus/report"
	"arus/report/reporttest"
	"arus/sales"
)

// loan is an application as its file tells it.
type loan struct {
	worth   float64
	planned sales.Day
	steps   []step
}

type step struct {
	at sales.Instant
	to string
}

// by is the stage, or the end, that a loan had reached by a moment; nothing before it began.
func (l loan) by(at sales.Instant) (stage string) {
	for _, s := range l.steps {
		if s.at <= at {
			stage = s.to
		}
	}
	return stage
}

// How much of a month's target open loans cover, and how often they had to in the months before, is what a loop over the
// files of a real pipeline finds. Loans are planned to close three weeks after they begin.
func TestCoverageOfARealPipelineAgreesWithItsFile(t *testing.T) {
	l := reporttest.ReadLoans(t)
	l.Plan = 21
	b, loans := l.Board(t), map[string]*loan{}
	for _, d := range l.Deals {
		worth := float64(reporttest.Euros(t, d["amount"]).Minor)
		loans[d["opportunity_id"]] = &loan{worth: worth, planned: sales.DayOf(reporttest.Moment(t, d["created_at"]).Time()) + 21}
	}
	for _, m := range l.Moves {
		at := loans[m["opportunity_id"]]
		at.steps = append(at.steps, step{reporttest.Moment(t, m["changed_at"]), m["to_stage"]})
	}
	const target = 700_000_000
	for i, period := range []string{"2012-01", "2012-02"} {
		f := sales.Fact{Object: sales.ID("target_" + period), At: 2, Event: sales.Created[sales.TargetFacts]{Facts: sales.TargetFacts{Period: period, Amount: sales.Money{Minor: target, Currency: "EUR"}}}}
		if err := b.Apply([]ledger.Event{{Position: b.Position() + 1, Fact: f, Version: 1, Recorded: reporttest.Moment(t, "2012-04-01T00:00:00Z") + sales.Instant(i)}}); err != nil {
			t.Fatal(err)
		}
	}
	for _, day := range []string{"2012-01-10", "2012-02-01", "2012-02-20"} {
		now := reporttest.Moment(t, day+"T23:59:59Z")
		r := report.NewReader(b.Snapshot().At(now, 0), now)
		p, err := sales.NewWorkspace("").Calendar.Period(day[:7])
		if err != nil {
			t.Fatal(err)
		}
		table, err := Of(r, Question{Period: p, Level: Company})
		if err != nil {
			t.Fatal(err)
		}

		booked, open, count, value := 0., map[string]float64{}, 0, 0.
		for _, x := range loans {
			switch stage := x.by(now); {
			case stage == "Won":
				if last := x.steps[len(x.steps)-1]; p.Holds(sales.DayOf(last.at.Time())) {
					booked += x.worth
				}
			case reporttest.LoanStage(stage) != "" && p.Holds(x.planned):
				count++
				value += x.worth
				open[stage] += x.worth
			}
		}
		was, won := map[string]float64{}, map[string]float64{} // open on the same day of earlier months, and booked by their ends
		n, all, allWon := map[string]float64{}, 0., 0.
		for back := 1; back <= 8; back++ {
			from := sales.DayOf(p.From.Time().AddDate(0, -back, 0))
			to := sales.DayOf(p.From.Time().AddDate(0, 1-back, 0))
			then, end := min(from+sales.DayOf(now.Time())-p.From, to-1).Time().Add(24*3600e9-1), to.Time()
			for _, x := range loans {
				stage := x.by(sales.InstantOf(then))
				if reporttest.LoanStage(stage) == "" || x.planned < from || x.planned >= to {
					continue
				}
				n[stage]++
				was[stage] += x.worth
				all += x.worth
				if x.by(sales.InstantOf(end)-1) == "Won" {
					won[stage] += x.worth
					allWon += x.worth
				}
			}
		}
		hope := 0.
		for stage, worth := range open {
			hope += worth * (won[stage]/max(1, was[stage])*n[stage] + allWon/all*20) / (n[stage] + 20)
		}
		row := table.Rows[0]
		got := []float64{float64(row[5].(sales.Money).Minor), float64(row[7].(int)), float64(row[8].(sales.Money).Minor), row[9].(float64), row[10].(float64)}
		for i, want := range []float64{booked, float64(count), value, value / (target - booked), value / hope} {
			if math.Abs(got[i]-want) > 1e-9*want {
				t.Errorf("%s: %v, want %g at %d", day, row, want, i)
			}
		}
		t.Logf("%s: booked %.0f, open %d worth %.0f, covered %.3f times, needed %.3f times (%v, %v)", day, booked/100, count, value/100, row[9], row[10], row[11], row[3])
	}
}
