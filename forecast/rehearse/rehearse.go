package rehearse

import (
	"slices"
	"strconv"

	"arus/demo/sim"
	"arus/forecast/course"
	"arus/sales"
)

// Epoch is the day on which week 0 of a simulated company begins.
const Epoch sales.Day = 7 * 2300 // a Thursday in 2014; quarters begin with the company

// Day is the first day of a week.
func Day(week int) sales.Day { return Epoch + sales.Day(7*week) }

// Quarters is the calendar of simulated companies: thirteen weeks each.
type Quarters struct{}

// QuarterOf gives the quarter that a day lies in.
func (Quarters) QuarterOf(day sales.Day) (from, to sales.Day) {
	const length = 7 * sim.Quarter
	n := day - Epoch
	if n < 0 {
		n -= length - 1
	}
	from = Epoch + n/length*length
	return from, from + length
}

// Played is the life of a company.
type Played struct {
	Deals  []course.Deal
	Weeks  int
	stands map[int]*sim.Company // by week
}

// The categories of package course by those of the simulator.
func category(c sim.Category) int {
	return [...]int{sim.InPipeline: 2, sim.BestCase: 3, sim.Commit: 5}[c]
}

// Play lives a company to its end. It keeps how the company stood at the start of the weeks that keep asks for.
func Play(size sim.Size, seed uint64, keep func(week int) bool) *Played {
	p := &Played{Weeks: size.Weeks, stands: map[int]*sim.Company{}}
	c := sim.Found(size, seed, p.see)
	for week := range size.Weeks {
		if keep != nil && keep(week) {
			p.stands[week] = c.Clone(0)
		}
		c.Step()
	}
	return p
}

// see writes down what happens. All of a week happens on its last day, so that it is seen at the start of the next.
func (p *Played) see(e sim.Event) {
	day := Day(e.Week) + 6
	if e.Kind == sim.Created {
		p.Deals = append(p.Deals, course.Deal{ID: strconv.Itoa(e.Deal.ID), Segment: "segment " + strconv.Itoa(e.Deal.Segment),
			Source: "source " + strconv.Itoa(e.Deal.Source), Created: day, Closed: course.Open})
	}
	d := &p.Deals[e.Deal.ID]
	switch e.Kind {
	case sim.Touched:
		d.Touches = append(d.Touches, slices.Repeat([]sales.Day{day}, e.Count)...)
		return
	case sim.Won, sim.Lost:
		d.Closed, d.Won = day, e.Kind == sim.Won
		if d.Won {
			d.Final = e.Deal.Value
		}
		return
	}
	s := course.State{Day: day, Stage: e.Deal.Stage, Owner: "rep " + strconv.Itoa(e.Deal.Rep), Value: e.Deal.Value, Close: Day(e.Deal.Close) + 3,
		Pushes: e.Deal.Pushes, Category: category(e.Deal.Called)}
	if n := len(d.States); n > 0 && d.States[n-1].Day == day {
		d.States[n-1] = s
		return
	}
	d.States = append(d.States, s)
}

// Truth is what the company books in the weeks after one that was kept, in many possible futures. What happens in them is
// told to watch, if there is one.
func (p *Played) Truth(week, weeks, futures int, watch func(sim.Event)) []float64 {
	return p.stands[week].Oracle(weeks, futures, uint64(week)*1000, watch)
}

// Period is a quarter of the company by its number.
func Period(quarter int) sales.Period {
	return sales.Period{Name: "Q" + strconv.Itoa(quarter), From: Day(quarter * sim.Quarter), To: Day((quarter + 1) * sim.Quarter)}
}

// Past are the quarters before one.
func Past(p sales.Period, n int) (past []sales.Period) {
	for q := int(p.From-Epoch)/(7*sim.Quarter) - 1; q >= 0 && len(past) < n; q-- {
		past = append(past, Period(q))
	}
	return past
}

// Booked is what the company booked in a period.
func (p *Played) Booked(in sales.Period) (sum float64) {
	for i := range p.Deals {
		if d := &p.Deals[i]; d.WonIn(in.From, in.To) {
			sum += d.Final
		}
	}
	return sum
}

// Known are the deals as they could be seen at the start of a day.
func (p *Played) Known(at sales.Day) course.Seq { return course.Until(course.All(p.Deals), at) }
