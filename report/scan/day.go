package scan

import (
	"time"

	"arus/sales"
)

// days finds the calendar day of instants in a zone: a table of midnights instead of a look into the zone's rules for
// each deal.
type days struct {
	zone   *time.Location
	starts map[sales.Day]sales.Instant
	last   sales.Day // the day of the instant before, which the next is often near to
	from   sales.Instant
	until  sales.Instant
}

func (d *days) of(at sales.Instant) sales.Day {
	if at >= d.from && at < d.until {
		return d.last
	}
	near := sales.DayOf(at.Time()) // in UTC; the zone's is this one or a neighbour
	for day := near + 1; ; day-- {
		if from := d.start(day); from <= at {
			d.last, d.from, d.until = day, from, d.start(day+1)
			return day
		}
	}
}

// start is the first instant of a day. Where clocks go forward at midnight, time.Date may answer with the evening before.
func (d *days) start(day sales.Day) sales.Instant {
	if at, known := d.starts[day]; known {
		return at
	}
	at := d.find(day)
	if d.starts == nil {
		d.starts = map[sales.Day]sales.Instant{}
	}
	d.starts[day] = at
	return at
}

func (d *days) find(day sales.Day) sales.Instant {
	t := day.Time()
	at := sales.InstantOf(time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, d.zone))
	if d.slowly(at) == day && d.slowly(at-1) == day-1 {
		return at
	}
	const around = sales.Instant(2 * 24 * time.Hour / time.Microsecond)
	before, after := at-around, at+around
	for before+1 < after {
		if middle := before + (after-before)/2; d.slowly(middle) < day {
			before = middle
		} else {
			after = middle
		}
	}
	return after
}

func (d *days) slowly(at sales.Instant) sales.Day { return sales.DayOf(at.Time().In(d.zone)) }
