package routing

import (
	"time"

	"arus/sales"
)

// Office is when people are at work on a business day, in hours of the workspace's time zone: [From, To). The zero value is
// the whole day.
type Office struct {
	From int `json:"from,omitempty" minimum:"0" maximum:"23"`
	To   int `json:"to,omitempty" minimum:"0" maximum:"24" doc:"24 when left out"`
}

// mostDays bounds how far ahead is looked: a calendar may have nothing but holidays.
const mostDays = 3660

// Due is the moment at which so many minutes of business time will have passed since a moment: hours of the office on days
// that are neither Saturday, Sunday nor a holiday.
func Due(c sales.Calendar, o Office, since sales.Instant, minutes int) sales.Instant {
	zone := c.Location()
	left := time.Duration(minutes) * time.Minute
	at := since.Time()
	first := sales.DayOf(at.In(zone))
	for day := first; day < first+mostDays; day++ {
		if c.BusinessDays(day, day+1) == 0 {
			continue
		}
		opens, closes := o.on(day, zone)
		if at.After(opens) {
			opens = at
		}
		if !opens.Before(closes) {
			continue
		}
		if room := closes.Sub(opens); left > room {
			left -= room
			continue
		}
		return sales.InstantOf(opens.Add(left))
	}
	return (first + mostDays).Start(zone)
}

// on are the hours of the office on a day.
func (o Office) on(day sales.Day, zone *time.Location) (opens, closes time.Time) {
	to := o.To
	if to == 0 {
		to = 24
	}
	y, m, d := day.Time().Date()
	return time.Date(y, m, d, o.From, 0, 0, 0, zone), time.Date(y, m, d, to, 0, 0, 0, zone)
}
