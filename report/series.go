package report

import (
	"slices"

	"arus/report/scan"
	"arus/report/tally"
	"arus/sales"
)

// Moment is one of those that a series is asked of.
type Moment struct {
	Day sales.Day // that rows show
	At  sales.Instant
}

// momentsMost is how many moments a question may be asked of: two years of weeks.
const momentsMost = 104

// EveryNames lists how often a series may ask.
func EveryNames() string { return "day, week, month, quarter" }

// Moments are the ends of days or weeks back from the reader's day, or of the calendar months or fiscal quarters before it,
// from the first that is not before a day up to the reader's own moment.
func (r *Reader) Moments(every string, from sales.Day) ([]Moment, error) {
	before := map[string]func(sales.Day) sales.Day{
		"day":     func(d sales.Day) sales.Day { return d - 1 },
		"week":    func(d sales.Day) sales.Day { return d - 7 },
		"month":   func(d sales.Day) sales.Day { return d - sales.Day(d.Time().Day()) },
		"quarter": r.quarterBefore,
	}[every]
	if before == nil {
		return nil, sales.Invalid("/every", "not_a_choice", "%q is not one of %s", every, EveryNames())
	}
	if from > r.today {
		return nil, sales.Invalid("/from", "after_as_of", "%s is after the day of the answer, %s", from, r.today)
	}
	moments := []Moment{{r.today, r.Now}}
	for day := before(r.today); day >= from; day = before(day) {
		if len(moments) == momentsMost {
			return nil, sales.Invalid("/from", "too_many_moments", "a question has at most %d moments: ask less often than every %s, or from a later day", momentsMost, every)
		}
		moments = append(moments, Moment{day, day.End(r.Zone)})
	}
	slices.Reverse(moments)
	return moments, nil
}

// quarterBefore is the last day of the fiscal quarter before a day's.
func (r *Reader) quarterBefore(d sales.Day) sales.Day {
	p, err := r.settings.Calendar.Period(r.settings.Calendar.Quarter(d))
	if err != nil {
		return -1 << 30 // outside of the years that can be written
	}
	return p.From - 1
}

// timeless is what a version of a deal says by itself, whatever there is beside it at the moment: as a field, or as a
// dimension.
var timeless = []string{"account", "channel", "close_date", "closed_at", "competitor", "created_at", "currency", "id", "last_touch", "lost_reason", "name",
	"outcome", "owner", "pipeline", "product", "pushes", "region", "segment", "source", "stage", "stage_since", "sub_stage", "value", "value_kind"}

// OneSweep says that a series was answered by one look at each version, EachMoment that it was asked anew at each moment.
const (
	OneSweep   scan.Evaluated = "one sweep"
	EachMoment scan.Evaluated = "each moment"
)

// seriesMost is how many deals a series may look at, all moments together, where each moment is asked anew; and where it
// has to learn anew, too, what is likely and what is stalled. Either takes seconds, not minutes.
const (
	seriesMost  = 120_000_000
	learnedMost = 6_000_000
)

// Series answers a question as of several moments, in rising order, of which the reader's own is the last: row by row what
// Ask answers as of each, with the moment's day before it. Totals are of the last moment, Before those of the others.
//
// at reads an earlier moment with the same eyes, with what was likely at it. It is asked for only where the question is
// about more than what versions of deals say by themselves.
func (r *Reader) Series(q Question, moments []Moment, at func(sales.Instant) (*Reader, error)) (Table, error) {
	a, which, err := r.asked(q)
	if err != nil {
		return Table{}, err
	}
	how, ask := OneSweep, func() ([]*answer, error) { return a.sweep(which, moments) }
	if !a.sweeps(which) {
		how, ask = EachMoment, func() ([]*answer, error) { return a.each(moments, at) }
	}
	answers, err := ask()
	if err != nil {
		return Table{}, err
	}
	t := a.table(append([]Column{{"as_of", "text", ""}}, a.columns()...))
	t.Evaluated = how
	for i, a := range answers {
		day := moments[i].Day.String()
		rows, totals, err := a.rows()
		if err != nil {
			return Table{}, err
		}
		for _, row := range rows {
			t.Rows = append(t.Rows, append([]any{day}, row...))
		}
		t.Before = append(t.Before, append([]any{day}, totals...))
	}
	last := len(t.Before) - 1
	t.Totals, t.Before = t.Before[last], t.Before[:last]
	return t, nil
}

// sweeps reports whether versions of deals answer the question by themselves.
func (a *answer) sweeps(which scan.Which) bool {
	q := a.q
	if a.count(which).Needs != 0 || q.Kind != "" || q.Text != "" || len(q.IDs) > 0 {
		return false
	}
	reads := slices.Clone(q.GroupBy)
	if which.Filter != nil {
		reads = append(reads, which.Filter.Fields()...)
	}
	return !slices.ContainsFunc(reads, func(name string) bool { return !slices.Contains(timeless, name) })
}

func (a *answer) sweep(which scan.Which, moments []Moment) ([]*answer, error) {
	w := a.r.World()
	for _, m := range moments {
		w.Moments = append(w.Moments, m.At)
	}
	counts, err := tally.Series(w, a.count(which))
	if err != nil {
		return nil, err
	}
	answers := make([]*answer, len(moments))
	for i, m := range moments {
		r := a.r.Earlier(m.At, "") // with the names and rates of the moment
		one := *a
		one.r, one.exchange, one.counts = r, r.exchange(a.exchange.to), counts[i]
		answers[i] = &one
	}
	return answers, nil
}

func (a *answer) each(moments []Moment, at func(sales.Instant) (*Reader, error)) (answers []*answer, err error) {
	most := seriesMost
	learns := a.learns()
	if learns {
		most = learnedMost
	}
	if deals := a.r.Picture.Snapshot().Deals(); deals*len(moments) > most {
		return nil, sales.Invalid("/series", "too_costly", "this question looks at %d deals at each of %d moments: name fewer moments, or only what deals have by themselves, such as %s",
			deals, len(moments), "count, value, stage, owner")
	}
	q := a.q
	q.Currency = a.exchange.to
	for i, m := range moments {
		r := a.r
		switch {
		case i == len(moments)-1:
		case learns:
			if r, err = at(m.At); err != nil {
				return nil, err
			}
		default:
			r = a.r.Earlier(m.At, "")
		}
		one, err := r.answer(q)
		if err != nil {
			return nil, err
		}
		answers = append(answers, one)
	}
	return answers, nil
}

// learns reports whether the question is about what is learned from history: what is likely, and what is stalled.
func (a *answer) learns() bool {
	return a.count(scan.Which{}).Needs&(tally.Weighted|tally.Stalled) != 0 || learnedFrom(a.q.Filter)
}
