package forecast

import (
	"context"
	"time"

	"arus/forecast/course"
	"arus/forecast/estimate"
	"arus/forecast/hazard"
	"arus/forecast/season"
	"arus/org"
	"arus/report"
	"arus/sales"
)

// Ask is what somebody wants to know.
type Ask struct {
	Period   string       // as sales.Calendar reads it
	Team     sales.TeamID // with the teams below it; empty for everybody
	Owner    sales.UserID // of deals; empty for everybody
	Pipeline sales.PipelineID
	Currency sales.Currency // the reporting currency when empty
	Draws    int            // 10,000 when 0
}

// asking is a question on its way: what it means in its picture.
type asking struct {
	Ask
	r        *report.Reader
	calendar season.Calendar
	period   sales.Period
	at       sales.Day // of the forecast: what happened before it is seen
	tree     *org.Tree
	holds    map[sales.TargetFacts]sales.Money // targets, once looked for
	people   map[sales.UserID]bool             // whose deals are meant; nil for everybody
}

func (f *Forecaster) asking(r *report.Reader, a Ask) (*asking, error) {
	settings := r.Picture.Workspace()
	q := &asking{Ask: a, r: r, calendar: season.Calendar{Calendar: settings.Calendar}, tree: org.Of(r.Picture)}
	var err error
	if q.period, err = settings.Calendar.PeriodAt(a.Period, r.Today()); err != nil {
		return nil, err
	}
	if q.Currency == "" {
		q.Currency = settings.Currency
	}
	if !q.Currency.Known() {
		return nil, sales.Invalid("/currency", "unknown_currency", "%q is not an ISO 4217 currency code", string(q.Currency))
	}
	if q.Draws == 0 {
		q.Draws = 10_000
	}
	return q, first(q.whose(), q.when())
}

// whose finds the people who are meant.
func (q *asking) whose() error {
	if q.Team != "" {
		if _, ok := q.r.Picture.Team(q.Team); !ok {
			return sales.Invalid("/team", "unknown_reference", "there is no %s %q", "team", string(q.Team))
		}
		q.people = q.tree.People(q.tree.Under(q.Team)...)
	}
	if q.Owner != "" {
		if _, ok := q.r.Picture.User(q.Owner); !ok {
			return sales.Invalid("/owner", "unknown_reference", "there is no %s %q", "user", string(q.Owner))
		}
		q.people = map[sales.UserID]bool{q.Owner: q.people == nil || q.people[q.Owner]}
	}
	if q.Pipeline != "" {
		if _, ok := q.r.Picture.Pipeline(q.Pipeline); !ok {
			return sales.Invalid("/pipeline", "unknown_reference", "there is no %s %q", "pipeline", string(q.Pipeline))
		}
	}
	return nil
}

// when decides which day the forecast is made at the start of. At the end of a day that is the next one. In the midst of a
// day it is the day itself, and what has happened since it began counts to the day before; but on the first day of the
// period that would book it in the period before.
func (q *asking) when() error {
	q.at = sales.DayOf((q.r.Now + 1).Time().In(q.r.Zone))
	if q.at == q.period.From && q.at == q.r.Today() {
		q.at++
	}
	const farthest = 2 * 366
	if q.period.From > q.at+farthest {
		return sales.Invalid("/period", "too_far", "%s begins more than two years ahead", q.period.Name)
	}
	return nil
}

// mine tells whether a deal counts: of the people who are meant, and among those that the reader sees.
func (q *asking) mine(sees map[string]bool) estimate.Mine {
	return func(d *course.Deal, s *course.State) bool {
		return sees[s.Owner] && (q.people == nil || q.people[sales.UserID(s.Owner)]) && (q.Pipeline == "" || d.Pipeline == string(q.Pipeline))
	}
}

// learnt is the first day of the month that a forecast at a day is learnt until: a model holds for a month.
func learnt(day sales.Day) sales.Day {
	at := day.Time()
	return sales.DayOf(time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, time.UTC))
}

// dailyLandmarks are fewer than weekly ones, since each is looked at for as many days as the period has.
const dailyLandmarks = 6000

// learn gets the model for forecasts of a period, from what happened before a day.
func (f *Forecaster) learn(ctx context.Context, q *asking, until sales.Day) (*hazard.Model, hazard.History, error) {
	step := season.Step(q.period)
	o := hazard.Options{Until: until, Step: step, Ahead: int(q.period.To-q.period.From+sales.Day(step)-1) / step, Calendar: q.calendar, Seed: 1}
	if step == 1 {
		o.Landmarks = dailyLandmarks
	}
	x := read(q.r, q.Currency, q.at, until)
	return f.model(ctx, x.deals(), o)
}

// estimate makes the forecast, and the record that its methods are weighed by.
func (f *Forecaster) estimate(ctx context.Context, q *asking) (*estimate.Estimate, estimate.Record, hazard.History, error) {
	model, history, err := f.learn(ctx, q, learnt(min(q.at, q.period.To)))
	if err != nil {
		return nil, estimate.Record{}, history, err
	}
	x := read(q.r, q.Currency, q.at, q.r.Today())
	asked := estimate.Question{Period: q.period, Past: q.calendar.Past(q.period, 12), Season: q.calendar.KindOf(q.period).Season(), At: q.at,
		Calendar: q.calendar, Model: model, Draws: q.Draws, Mine: q.mine(x.sees)}
	if asked.Record, err = f.record(ctx, q, asked); err != nil {
		return nil, asked.Record, history, err
	}
	e := estimate.Of(x.deals(), asked)
	return e, asked.Record, history, x.failed
}

// recorded is how many periods a record looks back on.
const recorded = 4

// record forecasts the last periods at the same point, by a model from before all of them, and sees how each method did.
func (f *Forecaster) record(ctx context.Context, q *asking, asked estimate.Question) (record estimate.Record, err error) {
	var over []sales.Period
	for _, p := range asked.Past {
		if p.To <= q.at && len(over) < recorded {
			over = append(over, p)
		}
	}
	if len(over) == 0 || q.at >= q.period.To {
		return record, nil
	}
	model, _, err := f.learn(ctx, q, over[len(over)-1].From)
	if err != nil || model == nil {
		return record, err
	}
	share := float64(max(0, q.at-q.period.From)) / float64(q.period.To-q.period.From)
	for i := len(over) - 1; i >= 0; i-- {
		p := over[i]
		then := asked
		then.Period, then.Past, then.Model, then.Draws = p, q.calendar.Past(p, 12), model, 500
		then.At = p.From + sales.Day(share*float64(p.To-p.From)+.5)
		x := read(q.r, q.Currency, q.at, q.r.Today())
		then.Mine, then.Record = q.mine(x.sees), record
		actual := 0.0
		deals := x.deals()
		e := estimate.Of(func(yield func(*course.Deal) bool) {
			for d := range deals {
				if d.WonIn(p.From, p.To) && then.Mine(d, d.At(d.Closed+1)) {
					actual += d.Final
				}
				if !yield(d) {
					return
				}
			}
		}, then)
		record.Note(e, actual)
	}
	return record, nil
}

func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
