package backtest_test

import (
	"math"
	"slices"
	"testing"

	"arus/demo/sim"
	"arus/forecast/backtest"
	"arus/forecast/course"
	"arus/forecast/estimate"
	"arus/forecast/rehearse"
	"arus/sales"
)

func company(p *rehearse.Played) backtest.Company {
	return backtest.Company{Known: p.Known, Actual: p.Booked, Past: rehearse.Past, Season: 4, Calendar: rehearse.Quarters{}}
}

func quarters(from, to int) (list []sales.Period) {
	for q := from; q < to; q++ {
		list = append(list, rehearse.Period(q))
	}
	return list
}

func says(rows []backtest.Row) (all []float64) {
	for _, r := range rows {
		for _, m := range r.Estimate.Methods {
			all = append(all, m.Says)
		}
		all = append(all, r.Estimate.P10, r.Estimate.P50, r.Estimate.P90, r.Estimate.FromNew)
	}
	return all
}

func TestTheFutureChangesNothingThatWasSaidBeforeIt(t *testing.T) {
	p := rehearse.Play(sim.Sizes()["S"], 1, nil)
	plan := backtest.Plan{Periods: quarters(8, 10), At: []float64{0, .5}, Step: 7, Landmarks: 4000, Seed: 1}
	rows, err := backtest.Run(t.Context(), company(p), plan)
	if err != nil {
		t.Fatal(err)
	}
	last := rows[len(rows)-1].Day
	altered := &rehearse.Played{Deals: slices.Clone(p.Deals)}
	for i := range altered.Deals {
		d := &altered.Deals[i]
		if d.Closed >= last {
			d.Closed, d.Won, d.Final = last+1, true, 1e9
		}
	}
	altered.Deals = append(altered.Deals, course.Deal{ID: "late", Created: last, Closed: last + 1, Won: true, Final: 1e12, States: []course.State{{Day: last, Value: 1e12}}})
	again, err := backtest.Run(t.Context(), company(altered), plan)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(says(rows), says(again)) {
		t.Error("the future has changed what was said before it")
	}
	if again[len(again)-1].Actual == rows[len(rows)-1].Actual {
		t.Error("the future was not changed")
	}
}

func TestForecastsOfACompanyWithKnownTruthAreNearIt(t *testing.T) {
	p := rehearse.Play(sim.Sizes()["M"], 2, nil)
	done := 0
	rows, err := backtest.Run(t.Context(), company(p), backtest.Plan{Periods: quarters(12, 14), At: []float64{0, 6. / 13}, Step: 7, Landmarks: 8000, Seed: 1,
		Progress: func(n, of int) { done = n }})
	if err != nil || done != 2 || len(rows) != 4 {
		t.Fatalf("%d rows, %d periods, %v", len(rows), done, err)
	}
	for _, r := range rows {
		accuracy, _ := r.Accuracy(estimate.Combination)
		e := r.Estimate
		if accuracy < .75 {
			t.Errorf("%s at %.2f: %.3g, really %.3g", r.Period.Name, r.At, e.Expected, r.Actual)
		}
		if !(e.Booked <= e.P10 && e.P10 <= e.P25 && e.P25 <= e.P50 && e.P50 <= e.P75 && e.P75 <= e.P90) {
			t.Errorf("%s: booked %.3g, %.3g %.3g %.3g %.3g %.3g", r.Period.Name, e.Booked, e.P10, e.P25, e.P50, e.P75, e.P90)
		}
		if c := e.Ceiling.Accuracy; c < .85 || c > 1 {
			t.Errorf("the ceiling is %f", c)
		}
	}
}

func TestScoresAgreeWithCountingByHand(t *testing.T) {
	row := func(at, says, actual float64) backtest.Row {
		return backtest.Row{At: at, Actual: actual, Estimate: &estimate.Estimate{Methods: []estimate.Method{{Name: estimate.RunRate, Says: says, P10: 80, P50: 100, P90: 120}}}}
	}
	rows := []backtest.Row{row(0, 90, 100), row(.5, 130, 100), row(0, 500, 200), row(.5, 7, 0)}
	for _, s := range backtest.Scores(rows) {
		if s.At != backtest.Whole {
			continue
		}
		want := backtest.Score{Method: estimate.RunRate, At: backtest.Whole, N: 3, Accuracy: (.9 + .7 + 0) / 3, WAPE: 340. / 400, Bias: 320. / 400,
			Coverage: 2. / 3, Pinball: ((2+0+2)/3.*2/1 + (12+50+72)/3.) / 400}
		if math.Abs(s.Pinball-want.Pinball) > 1e-9 || math.Abs(s.Accuracy-want.Accuracy) > 1e-9 {
			t.Errorf("%+v, want %+v", s, want)
		}
		s.Pinball, s.Accuracy = want.Pinball, want.Accuracy
		if s != want {
			t.Errorf("%+v, want %+v", s, want)
		}
	}
}

func TestAPlanThatCannotBeCarriedOutIsRefused(t *testing.T) {
	whole := quarters(8, 9)
	backwards := []sales.Period{{From: whole[0].To, To: whole[0].From}}
	for name, plan := range map[string]backtest.Plan{
		"no step":               {Periods: whole, At: []float64{0}},
		"a step back":           {Periods: whole, At: []float64{0}, Step: -7},
		"before a period":       {Periods: whole, At: []float64{-.1}, Step: 7},
		"after a period":        {Periods: whole, At: []float64{0, 1}, Step: 7},
		"at no share":           {Periods: whole, At: []float64{math.NaN()}, Step: 7},
		"a period that is none": {Periods: backwards, At: []float64{0}, Step: 7},
	} {
		if rows, err := backtest.Run(t.Context(), backtest.Company{}, plan); err == nil || rows != nil {
			t.Errorf("%s: %d rows, %v", name, len(rows), err)
		}
	}
	if rows, err := backtest.Run(t.Context(), backtest.Company{}, backtest.Plan{Step: 7}); err != nil || rows != nil {
		t.Errorf("without periods: %d rows, %v", len(rows), err)
	}
}
