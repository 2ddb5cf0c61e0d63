package course

import (
	"iter"
	"slices"

	"arus/sales"
)

// Open is the closing day of a deal that is open.
const Open sales.Day = 1<<31 - 1

// Deal is the course of one deal.
type Deal struct {
	ID       string
	Pipeline string
	Segment  string
	Source   string
	Product  string // of the first line item; empty without
	Created  sales.Day
	Closed   sales.Day // the day on which it was won or lost; Open while it is neither
	Won      bool
	Final    float64     // what was booked, in minor units of the reporting currency; 0 unless it was won
	States   []State     // in rising order of their days; never empty
	Touches  []sales.Day // of activities, rising; a day with two stands there twice
}

// State is what people saw of a deal from a day on.
type State struct {
	Day      sales.Day // at whose start it could not be seen yet, and at whose end it could
	Stage    int       // place in the pipeline's order, from 0
	Owner    string
	Value    float64   // in minor units of the reporting currency
	Close    sales.Day // the day it is expected on; 0 for none
	Pushes   int       // so far
	Category int       // place in the order omitted, pipeline, best case, most likely, commit; 0 when nobody said
}

// Seq is any number of deals. Each is handed out for the moment only, and its slices may be used again for the next one.
type Seq = iter.Seq[*Deal]

// OpenAt reports whether the deal was open at the start of a day: created before it and not closed before it.
func (d *Deal) OpenAt(day sales.Day) bool { return d.Created < day && day <= d.Closed }

// At is the state that could be seen at the start of a day: the last one before it. Before the first state it is the
// first one.
func (d *Deal) At(day sales.Day) *State { return &d.States[d.place(day)] }

// place is the number of the state that At gives. Mostly it is the last one, which need not be searched for.
func (d *Deal) place(day sales.Day) int {
	if last := len(d.States) - 1; d.States[last].Day < day {
		return last
	}
	i, _ := slices.BinarySearchFunc(d.States, day, func(s State, day sales.Day) int { return int(s.Day) - int(day) })
	return max(i-1, 0)
}

// Standing is what At knows of the way to the state: since when it stands in its stage, and the furthest it has been.
func (d *Deal) Standing(day sales.Day) (since sales.Day, furthest int) {
	at := d.place(day)
	since = d.States[at].Day
	for i := at; i >= 0; i-- {
		furthest = max(furthest, d.States[i].Stage)
	}
	for i := at; i > 0 && d.States[i-1].Stage == d.States[at].Stage; i-- {
		since = d.States[i-1].Day
	}
	return since, furthest
}

// TouchesIn counts the activities in [from, to).
func (d *Deal) TouchesIn(from, to sales.Day) int { return d.touchesBefore(to) - d.touchesBefore(from) }

func (d *Deal) touchesBefore(day sales.Day) int {
	if all := len(d.Touches); all == 0 || d.Touches[all-1] < day {
		return all
	}
	n, _ := slices.BinarySearch(d.Touches, day)
	return n
}

// Touched is the day of the last activity before a day; ok is false when there was none.
func (d *Deal) Touched(before sales.Day) (day sales.Day, ok bool) {
	if n := d.touchesBefore(before); n > 0 {
		return d.Touches[n-1], true
	}
	return 0, false
}

// WonIn reports whether the deal was won in [from, to).
func (d *Deal) WonIn(from, to sales.Day) bool { return d.Won && from <= d.Closed && d.Closed < to }

// Until is the deal as it could be seen at the start of a day, in place of d: states and activities of later days are
// gone, and so is an end that had not come. known is false for a deal that did not exist yet.
func (d *Deal) Until(day sales.Day) (seen Deal, known bool) {
	seen = *d
	if d.Created >= day {
		return seen, false
	}
	seen.States = d.States[:d.place(day)+1]
	seen.Touches = d.Touches[:d.touchesBefore(day)]
	if d.Closed >= day {
		seen.Closed, seen.Won, seen.Final = Open, false, 0
	}
	return seen, true
}

// Until is each deal of a sequence as it could be seen at the start of a day, without those that did not exist yet.
func Until(deals Seq, day sales.Day) Seq {
	return func(yield func(*Deal) bool) {
		var seen Deal // one for all: each is handed out for the moment
		for d := range deals {
			var known bool
			if seen, known = d.Until(day); known && !yield(&seen) {
				return
			}
		}
	}
}

// All hands out the deals of a list.
func All(list []Deal) Seq {
	return func(yield func(*Deal) bool) {
		for i := range list {
			if !yield(&list[i]) {
				return
			}
		}
	}
}

// Calendar gives the quarter that a day lies in: its first day, and the first day after it.
type Calendar interface {
	QuarterOf(sales.Day) (from, to sales.Day)
}
