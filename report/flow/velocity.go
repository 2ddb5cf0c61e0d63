package flow

import (
	"math/big"
	"slices"
	"time"

	"arus/board"
	"arus/report"
	"arus/report/survival"
	"arus/sales"
)

// Velocity says how fast deals move.
type Velocity struct {
	Summary report.Table // a row for each group
	Stages  report.Table // how long visits of each stage take
	Curves  []Curve      // the whole estimate of each stage, where deals are not grouped
}

// Curve is how many are still in a stage after so many days.
type Curve struct {
	Stage string           `json:"stage"`
	Steps []survival.Point `json:"steps" nullable:"false"`
}

const curveSteps = 60 // what a chart can show

// pace counts what velocity is made of.
type pace struct {
	r                   *report.Reader
	period              sales.Period
	week                *workweek
	kind                sales.ValueKind
	open, lost          int
	wonValue            report.Sum
	cycles, ages, idles survival.Stays
	workdays            []int // of the cycles
	untouched           int
	passage             *passage
}

// Take counts one deal.
func (p *pace) Take(d board.Deal) error {
	if err := p.passage.Take(d); err != nil {
		return err
	}
	if d.Outcome() == sales.Open {
		p.open++
		p.ages.Add(survival.Ended(d.CreatedAt(), p.r.Now))
		since, touched := report.IdleSince(d)
		p.idles.Add(survival.Ended(since, p.r.Now))
		if !touched {
			p.untouched++
		}
		return nil
	}
	closed := p.r.DayOf(d.ClosedAt())
	if !p.period.Holds(closed) {
		return nil
	}
	if d.Outcome() == sales.Lost {
		p.lost++
		return nil
	}
	p.cycles.Add(survival.Ended(d.CreatedAt(), d.ClosedAt()))
	p.workdays = append(p.workdays, p.week.between(p.r.DayOf(d.CreatedAt()), closed))
	value, err := p.r.ValueAs(d, p.kind)
	p.wonValue.Add(value)
	return err
}

// perDay is open deals × mean won value × win rate ÷ mean cycle, worked out exactly: the number won cancels out of all but
// the mean cycle. nil when nothing was won, or all of it at once.
func (p *pace) perDay(x report.Exchange) (any, error) {
	won, total := int64(p.cycles.Len()), big.NewInt(0)
	for piece := range p.cycles.Pieces {
		for _, c := range piece.All() {
			total.Add(total, big.NewInt(int64(c/2)))
		}
	}
	if total.Sign() == 0 {
		return nil, nil
	}
	perDay, err := x.Exact(&p.wonValue)
	if err != nil {
		return nil, err
	}
	day := int64(24 * time.Hour / time.Microsecond)
	perDay.Mul(perDay, big.NewRat(int64(p.open)*won, won+int64(p.lost)))
	perDay.Mul(perDay, new(big.Rat).SetFrac(big.NewInt(day), total))
	return sales.Money{Minor: 1, Currency: x.To()}.Times(perDay)
}

func (p *pace) meanWon(x report.Exchange) (any, error) {
	sum, err := x.Exact(&p.wonValue)
	if err != nil || p.cycles.Len() == 0 {
		return nil, err
	}
	return sales.Money{Minor: 1, Currency: x.To()}.Times(sum.Quo(sum, big.NewRat(int64(p.cycles.Len()), 1)))
}

func (p *pace) cells(x report.Exchange) ([]any, error) {
	value, err := p.meanWon(x)
	if err != nil {
		return nil, err
	}
	perDay, err := p.perDay(x)
	won := p.cycles.Len()
	return []any{p.open, won, p.lost, report.ShareOf(won, won+p.lost), value, mean(&p.cycles), percentile(&p.cycles, .5), meanOf(p.workdays), middle(p.workdays),
		perDay, mean(&p.ages), percentile(&p.ages, .5), mean(&p.idles), percentile(&p.idles, .5), p.untouched}, err
}

// OfVelocity measures how fast deals move: won, lost and cycles are of deals that closed in the period, visits of those that began in it; open deals
// are those of the picture.
func OfVelocity(r *report.Reader, q Question) (Velocity, error) {
	ladder, err := r.Ladder(q.Pipeline)
	if err != nil {
		return Velocity{}, err
	}
	x, err := r.Exchange(q.Currency)
	if err != nil {
		return Velocity{}, err
	}
	q.Currency = x.To()
	week := newWorkweek(r.Settings().Calendar.Holidays)
	groups, err := report.Gather(r, q.Selection, q.GroupBy, func() *pace {
		return &pace{r: r, period: q.Period, week: week, kind: q.Kind, passage: newPassage(r, ladder, q.Period)}
	})
	v := Velocity{Summary: table(q, "count open won lost", "share win_rate", "money mean_won_value", "days cycle_days_mean cycle_days_p50 cycle_business_days_mean cycle_business_days_p50",
		"money velocity_per_day", "days age_days_mean age_days_p50 idle_days_mean idle_days_p50", "count untouched", "filter deals"),
		Stages: table(q, "text stage stage_name", "count visits finished staying", "days days_p25 days_p50 days_p75 days_p80 days_p90 days_mean_finished", "share progress_rate", "filter deals")}
	for _, g := range groups {
		cells, failed := g.Is.cells(x)
		if failed != nil {
			return v, failed
		}
		v.Summary.Rows = append(v.Summary.Rows, slices.Concat(g.Cells, cells, []any{orNothing(g.Filter)}))
		for i, rung := range ladder.Steps {
			s := &g.Is.passage.steps[i]
			row := append(slices.Clone(g.Cells), rung.ID, rung.Name, s.visits, s.ended(), s.staying)
			for _, share := range []float64{.25, .5, .75, .8, .9} {
				row = append(row, percentile(&s.stays, share))
			}
			v.Stages.Rows = append(v.Stages.Rows, append(row, mean(&s.stays), report.ShareOf(s.forwards+s.won, s.ended()), report.And(g.Filter, ladder.Entered(i, q.Period))))
			if len(q.GroupBy) == 0 {
				v.Curves = append(v.Curves, Curve{rung.ID, s.stays.Curve(curveSteps)})
			}
		}
	}
	return v, err
}

func meanOf(list []int) any {
	if len(list) == 0 {
		return nil
	}
	sum := 0
	for _, n := range list {
		sum += n
	}
	return float64(sum) / float64(len(list))
}

// middle is the smallest number that half of them do not exceed, as the median of durations is.
func middle(list []int) any {
	if len(list) == 0 {
		return nil
	}
	slices.Sort(list)
	return float64(list[(len(list)-1)/2])
}

// workweek counts business days by weeks and not by days, as [sales.Calendar.BusinessDays] does.
type workweek struct{ free []sales.Day } // holidays on working days, in order

func newWorkweek(holidays []sales.Day) *workweek {
	w := &workweek{}
	for _, d := range holidays {
		if works(d) {
			w.free = append(w.free, d)
		}
	}
	slices.Sort(w.free)
	w.free = slices.Compact(w.free)
	return w
}

func works(d sales.Day) bool { return d.Time().Weekday()%6 != 0 }

// between counts the business days in [from, to).
func (w *workweek) between(from, to sales.Day) int {
	if to <= from {
		return 0
	}
	weeks := int(to-from) / 7
	n := weeks * 5
	for d := from + sales.Day(weeks*7); d < to; d++ {
		if works(d) {
			n++
		}
	}
	first, _ := slices.BinarySearch(w.free, from)
	last, _ := slices.BinarySearch(w.free, to)
	return n - (last - first)
}
