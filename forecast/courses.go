package forecast

import (
	"math/big"
	"slices"
	"time"

	"arus/board"
	"arus/forecast/course"
	"arus/report"
	"arus/sales"
)

// reading turns the deals of a picture into courses.
type reading struct {
	picture  *board.Picture
	zone     *time.Location
	seen     func(board.Deal) bool                  // whether somebody may see a deal
	rate     func(sales.Currency) (*big.Rat, error) // into the one that is asked for, between minor units
	at       sales.Day                              // what is seen at its start: younger events of the day before it belong to that day
	stages   []int                                  // by place: the stage's place in its pipeline
	category []int                                  // by place: of the stage, where nobody said another
	days     days
	rates    map[sales.Currency]float64
	sees     map[string]bool // by owner: whether the reader sees their deals
	failed   error
}

// read prepares to read courses as they are seen at the start of a day, at the rates of another.
func read(r *report.Reader, currency sales.Currency, at, rated sales.Day) *reading {
	return readFrom(r.Picture, r.Sees, reading{zone: r.Zone, at: at, rate: func(from sales.Currency) (*big.Rat, error) {
		if rate, err := r.Picture.MinorRate(from, currency, rated); err == nil {
			return rate, nil
		}
		return r.MinorRate(from, currency) // before the first rate the first question's rate has to do
	}})
}

func readFrom(p *board.Picture, seen func(board.Deal) bool, x reading) *reading {
	x.picture, x.seen, x.days = p, seen, daysUntil(x.at+2, x.zone)
	x.rates, x.sees = map[sales.Currency]float64{}, map[string]bool{}
	for _, place := range p.Places() {
		at, category := 0, 0
		if pipeline, ok := p.Pipeline(place.Pipeline); ok {
			if i, stage := pipeline.Facts.Stage(place.Stage); stage != nil {
				at, category = i, rung(stage.Category)
			}
		}
		x.stages, x.category = append(x.stages, at), append(x.category, category)
	}
	return &x
}

// rung is a category's place in the order that package course counts in.
func rung(c sales.Category) int {
	return 1 + slices.Index([]sales.Category{sales.Omitted, sales.InPipeline, sales.BestCase, sales.MostLikely, sales.Commit}, c)
}

// deals hands out the course of every deal of the picture, whoever may see it. A missing rate ends it; see failed.
func (x *reading) deals() course.Seq {
	return func(yield func(*course.Deal) bool) {
		var d course.Deal
		for deal := range x.picture.Deals() {
			if !x.course(deal, &d) {
				if x.failed != nil {
					return
				}
				continue
			}
			if !yield(&d) {
				return
			}
		}
	}
}

func (x *reading) course(deal board.Deal, d *course.Deal) bool {
	*d = course.Deal{ID: string(deal.ID()), Pipeline: string(deal.Pipeline()), Segment: deal.Segment(), Source: deal.Source(),
		Closed: course.Open, States: d.States[:0], Touches: d.Touches[:0]}
	if items := deal.LineItems(); len(items) > 0 {
		d.Product = string(items[0].Product)
	}
	pushes := 0
	for v := range deal.Versions() {
		day := min(x.days.of(v.EffectiveAt()), x.at-1)
		event := v.Event()
		if event == "deal.activity_logged" {
			d.Touches = append(d.Touches, day)
			continue
		}
		s := course.State{Day: day, Stage: x.stages[v.PlaceCode()], Owner: string(v.Owner()), Close: v.CloseDate(), Category: rung(v.Category())}
		if s.Category == 0 {
			s.Category = x.category[v.PlaceCode()]
		}
		n := len(d.States)
		if n == 0 {
			d.Created = day
		} else if before := d.States[n-1].Close; before != 0 && s.Close > before {
			pushes++
		}
		s.Pushes = pushes
		var ok bool
		if s.Value, ok = x.value(v.Value()); !ok {
			return false
		}
		d.Closed, d.Won, d.Final = course.Open, false, 0
		if outcome := v.Outcome(); outcome != sales.Open {
			if d.Closed, d.Won = day, outcome == sales.Won; d.Won {
				d.Final = s.Value
			}
		}
		if _, known := x.sees[s.Owner]; !known {
			x.sees[s.Owner] = x.seen(v)
		}
		if n > 0 && d.States[n-1].Day == day {
			d.States[n-1] = s
		} else {
			d.States = append(d.States, s)
		}
	}
	x.sealed(d, deal)
	return len(d.States) > 0
}

// sealed keeps the day of closing where later events (a note, another owner) follow it.
func (x *reading) sealed(d *course.Deal, deal board.Deal) {
	if deal.Outcome() != sales.Open {
		d.Closed = min(x.days.of(deal.ClosedAt()), x.at-1)
	}
	slices.Sort(d.Touches)
}

// value in minor units of the currency asked for.
func (x *reading) value(m sales.Money) (float64, bool) {
	if m.Currency == "" || m.Minor == 0 {
		return 0, true
	}
	rate, known := x.rates[m.Currency]
	if !known {
		exact, err := x.rate(m.Currency)
		if err != nil {
			x.failed = err
			return 0, false
		}
		rate, _ = exact.Float64()
		x.rates[m.Currency] = rate
	}
	return float64(m.Minor) * rate, true
}

// days are the first instants of days in a time zone: finding an instant's day in them is cheaper than asking the zone.
type days struct {
	first  sales.Day
	starts []sales.Instant
}

// Days are counted from 1990: what is older belongs to its first day, also where all is.
func daysUntil(last sales.Day, zone *time.Location) days {
	first := sales.DayOf(time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC))
	last = max(first, last)
	d := days{first: first, starts: make([]sales.Instant, 0, last-first+1)}
	for day := first; day <= last; day++ {
		d.starts = append(d.starts, day.Start(zone))
	}
	return d
}

func (d days) of(at sales.Instant) sales.Day {
	const length = sales.Instant(24 * time.Hour / time.Microsecond)
	i := int((at - d.starts[0]) / length)
	i = min(max(i, 0), len(d.starts)-1)
	for i > 0 && d.starts[i] > at {
		i--
	}
	for i+1 < len(d.starts) && d.starts[i+1] <= at {
		i++
	}
	return d.first + sales.Day(i)
}
