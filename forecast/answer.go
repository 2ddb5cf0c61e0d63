package forecast

import (
	"context"
	"math"

	"arus/forecast/estimate"
	"arus/forecast/hazard"
	"arus/report"
	"arus/sales"
)

// Answer is what is said of a period. Money is in one currency.
type Answer struct {
	Period     sales.Period
	At         sales.Day // the forecast is made at its start: what happened before it is seen
	Currency   sales.Currency
	Booked     sales.Money
	Wins       int
	Open       sales.Money // expected to close by the end of the period, and so on for what is open
	OpenDeals  int
	Overdue    int         // of them, those that were expected to close before the period began
	Weighted   sales.Money // Σ open value × chance to be won, at whatever time
	Target     Target
	Coverage   Coverage
	Categories []Category
	Expected   sales.Money // the combination: the mean of the distribution
	P10, P25   sales.Money
	P50        sales.Money
	P75, P90   sales.Money
	Reaches    *float64    // the chance to reach the target; nil without one
	FromOpen   sales.Money // of what is expected: by open deals, and by deals that do not exist yet
	FromNew    sales.Money
	Level      float64
	Methods    []Method
	Ceiling    estimate.Ceiling
	Weeks      []Week
	Needed     Needed
	Parts      []Part
	Alerts     []Alert
	Thin       bool // too little history to learn from: the odds of stages stand in for a model
	History    hazard.History
}

// Method is what one method says, and how well it did of late.
type Method struct {
	Name   string
	Says   sales.Money
	Weight float64 // in the combination
	Error  float64 // root mean squared relative error at the same point of past periods
	N      int     // of those periods
}

// Of answers a question from a picture, for somebody who sees what its reader sees.
func (f *Forecaster) Of(ctx context.Context, r *report.Reader, a Ask) (*Answer, error) {
	q, err := f.asking(r, a)
	if err != nil {
		return nil, err
	}
	e, record, history, err := f.estimate(ctx, q)
	if err != nil {
		return nil, err
	}
	c, err := q.count()
	if err != nil {
		return nil, err
	}
	answer := &Answer{Period: q.period, At: q.at, Currency: q.Currency, Booked: c.booked, Wins: c.wins, Open: c.open, OpenDeals: c.deals, Overdue: c.overdue,
		Weighted: c.weighted, Level: e.Level, Ceiling: e.Ceiling, Thin: e.Thin, History: history}
	answer.say(e, record)
	if answer.Categories, err = c.categories(); err != nil {
		return nil, err
	}
	if answer.Target, err = q.target(q.Owner, q.Team); err != nil {
		return nil, err
	}
	if answer.Target.Known {
		p := e.Reaches(float64(answer.Target.Amount.Minor))
		answer.Reaches = &p
	}
	basis, err := q.basis()
	if err != nil {
		return nil, err
	}
	if answer.Needed, err = q.needed(basis, answer); err != nil {
		return nil, err
	}
	answer.Coverage = cover(answer.Needed.Open, answer.Booked, answer.Target)
	answer.Weeks = answer.weeks(e)
	answer.Parts = q.parts(e, c, answer)
	answer.Alerts, err = q.alerts(c, basis)
	return answer, err
}

// say takes the estimate over, moved to what was booked exactly.
func (a *Answer) say(e *estimate.Estimate, record estimate.Record) {
	money := func(x float64) sales.Money { return sales.Money{Minor: whole(x), Currency: a.Currency} }
	atLeast := func(x float64) sales.Money { // rounding is not to say less than was booked
		m := money(x)
		m.Minor = max(m.Minor, a.Booked.Minor)
		return m
	}
	a.Expected = atLeast(e.Expected)
	a.P10, a.P25, a.P50, a.P75, a.P90 = atLeast(e.P10), atLeast(e.P25), atLeast(e.P50), atLeast(e.P75), atLeast(e.P90)
	left := a.Expected.Minor - a.Booked.Minor
	a.FromNew = money(0)
	if all := e.FromOpen + e.FromNew; all > 0 {
		a.FromNew = money(float64(left) * e.FromNew / all)
	}
	a.FromOpen = money(0)
	a.FromOpen.Minor = left - a.FromNew.Minor
	for _, m := range e.Methods {
		x := record.Errors[m.Name]
		said := Method{Name: m.Name, Says: money(m.Says), Weight: m.Weight, N: x.N}
		if x.N > 0 {
			said.Error = math.Sqrt(x.Squares / float64(x.N))
		}
		a.Methods = append(a.Methods, said)
	}
}

// whole is the nearest whole number that an amount of money can be.
func whole(x float64) int64 {
	const most = 1 << 62
	return int64(math.RoundToEven(max(-most, min(most, x))))
}

// Week is what is expected to have been booked by a day.
type Week struct {
	To       sales.Day // the last day of it
	Expected sales.Money
	Gap      sales.Money // what the target lacks then; zero when it is reached, or there is none
}

// weeks shares what is expected over what is left of the period, week by week, as the model sees deals come in.
func (a *Answer) weeks(e *estimate.Estimate) (weeks []Week) {
	sum := 0.0
	for _, x := range e.ByWeek {
		sum += x
	}
	left, done := float64(a.Expected.Minor-a.Booked.Minor), 0.0
	for i, x := range e.ByWeek {
		w := Week{To: min(max(a.At, a.Period.From)+sales.Day(7*(i+1)), a.Period.To) - 1, Expected: a.Booked, Gap: sales.Money{Currency: a.Currency}}
		if done += x; sum > 0 {
			w.Expected.Minor += whole(left * done / sum)
		}
		if a.Target.Known {
			w.Gap.Minor = max(0, a.Target.Amount.Minor-w.Expected.Minor)
		}
		weeks = append(weeks, w)
	}
	return weeks
}

// Money is an amount that was reckoned, rounded to the nearest minor unit.
func Money(minor float64, currency sales.Currency) sales.Money {
	return sales.Money{Minor: whole(minor), Currency: currency}
}
