package season

import (
	"fmt"
	"time"

	"arus/sales"
)

// Kind of periods.
type Kind string

// The kinds.
const (
	Quarter Kind = "quarter" // fiscal
	Month   Kind = "month"
	Week    Kind = "week" // ISO
	Span    Kind = "span" // of so many days
)

// Calendar is a workspace's, as forecasts use it.
type Calendar struct{ sales.Calendar }

// QuarterOf gives the fiscal quarter that a day lies in.
func (c Calendar) QuarterOf(day sales.Day) (from, to sales.Day) {
	at := day.Time()
	since := (int(at.Month()) - c.FiscalYearStart + 12) % 3
	first := time.Date(at.Year(), at.Month()-time.Month(since), 1, 0, 0, 0, 0, time.UTC)
	return sales.DayOf(first), sales.DayOf(first.AddDate(0, 3, 0))
}

// KindOf a period.
func (c Calendar) KindOf(p sales.Period) Kind {
	from, to := c.QuarterOf(p.From)
	first := p.From.Time()
	switch {
	case p.From == from && p.To == to:
		return Quarter
	case first.Day() == 1 && p.To == sales.DayOf(first.AddDate(0, 1, 0)):
		return Month
	case first.Weekday() == time.Monday && p.To == p.From+7:
		return Week
	}
	return Span
}

// Of is the period of a kind that a day lies in; of spans there is none.
func (c Calendar) Of(kind Kind, day sales.Day) sales.Period {
	switch kind {
	case Quarter:
		from, to := c.QuarterOf(day)
		return sales.Period{Name: c.Calendar.Quarter(day), From: from, To: to}
	case Month:
		at := day.Time()
		first := time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, time.UTC)
		return sales.Period{Name: first.Format("2006-01"), From: sales.DayOf(first), To: sales.DayOf(first.AddDate(0, 1, 0))}
	default:
		monday := day - sales.Day((int(day.Time().Weekday())+6)%7)
		year, week := monday.Time().ISOWeek()
		return sales.Period{Name: fmt.Sprintf("%d-W%02d", year, week), From: monday, To: monday + 7}
	}
}

// Past are n periods like p and before it, the newest first, each ending where the one before it in the list begins.
func (c Calendar) Past(p sales.Period, n int) []sales.Period {
	kind := c.KindOf(p)
	past := make([]sales.Period, 0, n)
	for range n {
		if kind == Span {
			p = SpanOf(p.From-(p.To-p.From), p.From)
		} else {
			p = c.Of(kind, p.From-1)
		}
		past = append(past, p)
	}
	return past
}

// SpanOf is the period from one day to before another.
func SpanOf(from, to sales.Day) sales.Period {
	return sales.Period{Name: from.String() + ".." + (to - 1).String(), From: from, To: to}
}

// Season is how many periods of a kind ago it was the same season: the same quarter a year ago, the same month a quarter
// ago; 0 for those that have none.
func (k Kind) Season() int {
	return map[Kind]int{Quarter: 4, Month: 3}[k]
}

// Step is how many days chances of such a period are learnt for at a time.
func Step(p sales.Period) int {
	if p.To-p.From > 45 {
		return 7
	}
	return 1
}
