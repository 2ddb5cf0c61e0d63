package forecast

import (
	"context"
	"math/big"
	"strings"
	"time"

	"arus/board"
	"arus/forecast/backtest"
	"arus/forecast/course"
	"arus/forecast/season"
	"arus/sales"
)

// Trial asks how forecasts of periods that are over would have come out.
type Trial struct {
	Kind     string    // month, quarter, week, or so many days, as in 28d
	Origins  int       // periods, the newest that are over; 1 to 40
	At       []float64 // how far into each, from 0 to 1
	Now      sales.Instant
	Progress func(done, of int) // may be nil
}

// Tried is what came out.
type Tried struct {
	Currency sales.Currency
	Rows     []backtest.Row
	Scores   []backtest.Score
}

// Backtest forecasts periods that are over from pictures of their time. Each deal is read as it was known then; history
// that was brought in later together with its deal is taken as known when it happened.
func Backtest(ctx context.Context, s *board.Snapshot, t Trial) (*Tried, error) {
	settings := s.At(0, 0).Workspace()
	h := &hindsight{snapshot: s, currency: settings.Currency, zone: settings.Calendar.Location()}
	today := sales.DayOf(t.Now.Time().In(h.zone))
	calendar := season.Calendar{Calendar: settings.Calendar}
	periods, err := t.periods(calendar, today)
	if err != nil {
		return nil, err
	}
	actual := h.reading(s.At(0, 0), today+1, today)
	booked := map[sales.Day]float64{}
	for d := range actual.deals() {
		if d.Won {
			booked[d.Closed] += d.Final
		}
	}
	if actual.failed != nil {
		return nil, actual.failed
	}
	company := backtest.Company{Known: h.known, Past: calendar.Past, Season: calendar.KindOf(periods[0]).Season(), Calendar: calendar,
		Actual: func(p sales.Period) (sum float64) {
			for day := p.From; day < p.To; day++ {
				sum += booked[day]
			}
			return sum
		}}
	plan := backtest.Plan{Periods: periods, At: t.At, Step: season.Step(periods[0]), Seed: 1, Progress: t.Progress}
	if plan.Step == 1 {
		plan.Landmarks = dailyLandmarks
	}
	rows, err := backtest.Run(ctx, company, plan)
	if err == nil {
		err = h.failed
	}
	return &Tried{settings.Currency, rows, backtest.Scores(rows)}, err
}

// periods are the newest ones that are over, in rising order.
func (t Trial) periods(c season.Calendar, today sales.Day) ([]sales.Period, error) {
	var last sales.Period // the one that is not over
	switch kind := season.Kind(t.Kind); kind {
	case season.Quarter, season.Month, season.Week:
		last = c.Of(kind, today)
	default:
		days, ok := strings.CutSuffix(t.Kind, "d")
		n := 0
		for _, digit := range days {
			if digit < '0' || digit > '9' || n > 400 {
				ok = false
				break
			}
			n = 10*n + int(digit-'0')
		}
		if !ok || n < 1 || n > 400 {
			return nil, sales.Invalid("/period_kind", "not_a_choice", "%q is not one of %s", t.Kind, "quarter, month, week, 28d")
		}
		last = season.SpanOf(today, today+sales.Day(n))
	}
	if t.Origins < 1 || t.Origins > 40 {
		return nil, sales.Invalid("/origins", "out_of_range", "a backtest has 1 to 40 origins, not %d", t.Origins)
	}
	for _, at := range t.At {
		if !(at >= 0 && at < 1) {
			return nil, sales.Invalid("/at", "out_of_range", "a period is looked at from 0 to less than 1")
		}
	}
	past := c.Past(last, t.Origins)
	for i, j := 0, len(past)-1; i < j; i, j = i+1, j-1 {
		past[i], past[j] = past[j], past[i]
	}
	return past, nil
}

// hindsight reads a workspace as it was known at past moments.
type hindsight struct {
	snapshot *board.Snapshot
	currency sales.Currency
	zone     *time.Location
	failed   error
}

// brought in are deals that were written down so much later than they began: they came as history.
const broughtAfter = 30 * 24 * sales.Instant(time.Hour/time.Microsecond)

func (h *hindsight) reading(p *board.Picture, at, rated sales.Day) *reading {
	return readFrom(p, func(board.Deal) bool { return true }, reading{zone: h.zone, at: at, rate: func(from sales.Currency) (*big.Rat, error) {
		return p.MinorRate(from, h.currency, rated)
	}})
}

// known are the deals at the start of a day, as they were known then.
func (h *hindsight) known(at sales.Day) course.Seq {
	moment := at.Start(h.zone) - 1
	whole, then := h.snapshot.At(moment, 0), h.snapshot.At(moment, moment)
	x := h.reading(whole, at, at-1)
	return func(yield func(*course.Deal) bool) {
		late := map[sales.Instant]*board.Picture{}
		var d course.Deal
		for deal := range whole.Deals() {
			written := sales.Forever
			for v := range deal.Versions() {
				written = v.KnownFrom()
				break
			}
			seen, found := board.Deal{}, false // nobody knew of it yet
			if written <= moment {
				seen, found = then.Deal(deal.ID())
			} else if written-deal.CreatedAt() >= broughtAfter {
				if late[written] == nil {
					late[written] = h.snapshot.At(moment, written)
				}
				seen, found = late[written].Deal(deal.ID())
			}
			if found && x.course(seen, &d) && !yield(&d) {
				return
			}
			if x.failed != nil {
				h.failed = x.failed
				return
			}
		}
	}
}
