package backtest

import (
	"context"
	"fmt"
	"math"
	"slices"

	"arus/forecast/course"
	"arus/forecast/estimate"
	"arus/forecast/hazard"
	"arus/sales"
)

// Company is what can be looked back on.
type Company struct {
	Known    func(at sales.Day) course.Seq              // deals as they were known at the start of a day
	Actual   func(p sales.Period) float64               // what was booked, as is known now
	Past     func(p sales.Period, n int) []sales.Period // periods like p before it, the newest first
	Season   int                                        // see estimate.Question
	Calendar course.Calendar
}

// Plan says what is tried.
type Plan struct {
	Periods   []sales.Period // in rising order; each is an origin
	At        []float64      // how far into the period, by share
	Step      int            // days, 1 at least; see hazard.Options
	Landmarks int
	Level     float64 // odds instead of those measured; 0 measures
	Seed      uint64
	Progress  func(done, of int) // called after each period; may be nil
}

// Row is one forecast of one period, with what became of it.
type Row struct {
	Period   sales.Period
	At       float64 // as planned
	Day      sales.Day
	Estimate *estimate.Estimate
	Actual   float64
}

// Error of a method's forecast as a share of what was booked; ok is false where the method said nothing, or nothing was booked.
func (r *Row) Error(method string) (off float64, ok bool) {
	m, ok := r.Estimate.Said(method)
	if !ok || r.Actual <= 0 {
		return 0, false
	}
	return (m.Says - r.Actual) / r.Actual, true
}

// Accuracy is 1 − |forecast − actual| ÷ actual, and 0 at worst.
func (r *Row) Accuracy(method string) (accuracy float64, ok bool) {
	off, ok := r.Error(method)
	return max(0, 1-math.Abs(off)), ok
}

// check says what of a plan cannot be carried out.
func (p Plan) check() error {
	if p.Step < 1 {
		return fmt.Errorf("backtest: a step of %d days, where it takes one day at least", p.Step)
	}
	for _, at := range p.At {
		if !(at >= 0 && at < 1) {
			return fmt.Errorf("backtest: a look at %g of a period, where 0 is its first day and 1 the day after its last", at)
		}
	}
	for _, period := range p.Periods {
		if period.To <= period.From {
			return fmt.Errorf("backtest: a period that ends on day %d, and begins on day %d", period.To, period.From)
		}
	}
	return nil
}

// Run forecasts every period at every point. The only errors are that of ctx, and that of a plan which cannot be carried out.
func Run(ctx context.Context, c Company, p Plan) ([]Row, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	var rows []Row
	for i, period := range p.Periods {
		begun := c.Known(period.From)
		model, _, err := hazard.Train(ctx, begun, hazard.Options{Until: period.From, Step: p.Step, Ahead: ahead(period, p.Step), Landmarks: p.Landmarks,
			Calendar: c.Calendar, Seed: p.Seed})
		if err != nil {
			return nil, err
		}
		for _, at := range p.At {
			q := estimate.Question{Period: period, Past: c.Past(period, 12), Season: c.Season, Calendar: c.Calendar, Model: model, Level: p.Level,
				At: period.From + sales.Day(float64(at*float64(period.To-period.From))+.5)}
			q.Record = record(rows, at, q.At)
			rows = append(rows, Row{period, at, q.At, estimate.Of(c.Known(q.At), q), c.Actual(period)})
			if err := ctx.Err(); err != nil {
				return nil, err
			}
		}
		if p.Progress != nil {
			p.Progress(i+1, len(p.Periods))
		}
	}
	return rows, nil
}

func ahead(p sales.Period, step int) int {
	return int(p.To-p.From+sales.Day(step)-1) / step
}

// record is what forecasts at the same point have come to, as far as their periods had ended.
func record(rows []Row, at float64, day sales.Day) (r estimate.Record) {
	for i := range rows {
		if rows[i].At == at && rows[i].Period.To <= day {
			r.Note(rows[i].Estimate, rows[i].Actual)
		}
	}
	return r
}

// Score is how well a method did.
type Score struct {
	Method   string
	At       float64 // how far into the period; -1 for all points together
	N        int
	Accuracy float64 // mean
	WAPE     float64 // Σ|F−A| ÷ ΣA
	Bias     float64 // Σ(F−A) ÷ ΣA
	Coverage float64 // share of actuals inside the method's own P10–P90
	Pinball  float64 // mean loss of P10, P50 and P90, as a share of the mean actual
}

// Whole stands for all points together.
const Whole = -1

// Scores of each method at each point and over all, in the order of estimate.Methods.
func Scores(rows []Row) (all []Score) {
	points := []float64{Whole}
	for i := range rows {
		if !slices.Contains(points, rows[i].At) {
			points = append(points, rows[i].At)
		}
	}
	slices.Sort(points)
	for _, method := range estimate.Methods() {
		for _, at := range points {
			if s := score(rows, method, at); s.N > 0 {
				all = append(all, s)
			}
		}
	}
	return all
}

func score(rows []Row, method string, at float64) Score {
	s := Score{Method: method, At: at}
	var off, net, actual, inside, loss float64
	for i := range rows {
		r := &rows[i]
		accuracy, ok := r.Accuracy(method)
		if !ok || at != Whole && r.At != at {
			continue
		}
		m, _ := r.Estimate.Said(method)
		s.N++
		s.Accuracy += accuracy
		off += math.Abs(m.Says - r.Actual)
		net += m.Says - r.Actual
		actual += r.Actual
		if m.P10 <= r.Actual && r.Actual <= m.P90 {
			inside++
		}
		loss += (pinball(m.P10, r.Actual, .1) + pinball(m.P50, r.Actual, .5) + pinball(m.P90, r.Actual, .9)) / 3
	}
	if s.N == 0 {
		return s
	}
	s.Accuracy /= float64(s.N)
	s.WAPE, s.Bias = off/actual, net/actual
	s.Coverage, s.Pinball = inside/float64(s.N), loss/actual
	return s
}

// pinball is the loss of a quantile: what lies above it costs its share, what lies below the rest.
func pinball(quantile, actual, share float64) float64 {
	if actual > quantile {
		return share * (actual - quantile)
	}
	return (1 - share) * (quantile - actual)
}
