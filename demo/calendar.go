package demo

import (
	"math"

	"arus/sales"
)

const (
	second   = sales.Instant(1_000_000)
	minute   = 60 * second
	hour     = 60 * minute
	dayLong  = 24 * hour
	weekLong = 7 * dayLong

	timeZone  = "Asia/Jakarta"
	jakarta   = 7 * hour // ahead of UTC, summer and winter
	opens     = 17 * hour / 2
	workLong  = 9 * hour
	workDays  = 5
	quietWeek = .25 // what is left of business in a week of feasts
)

// grid cuts time into weeks from Monday to Sunday in Jakarta. Week 0 is the first that is simulated.
type grid struct{ origin sales.Instant }

func localDay(t sales.Instant) sales.Day { return sales.Day((t + jakarta) / dayLong) }

// gridEnding puts now into the given week.
func gridEnding(now sales.Instant, week int) grid {
	today := localDay(now)
	monday := today - sales.Day((int(today)+3)%7) // 1970-01-01 was a Thursday
	return grid{sales.Instant(monday)*dayLong - jakarta - sales.Instant(week)*weekLong}
}

// at is the moment when a share u of the week's working time is over, to the second.
func (g grid) at(week int, u float64) sales.Instant {
	days := math.Floor(u * workDays)
	into := sales.Instant((u*workDays - days) * float64(workLong/second))
	return g.origin + sales.Instant(week)*weekLong + sales.Instant(days)*dayLong + opens + into*second
}

// locate is the inverse of at. Nights and weekends have the share of the hour at which work stopped.
func (g grid) locate(t sales.Instant) (week int, u float64) {
	since := t - g.origin
	week = int(since / weekLong)
	since %= weekLong
	days := since / dayLong
	if days >= workDays {
		return week, 1
	}
	into := min(max(since%dayLong-opens, 0), workLong)
	return week, (float64(days) + float64(into)/float64(workLong)) / workDays
}

// day counts from the week's Monday.
func (g grid) day(week, weekday int) sales.Day {
	return localDay(g.origin) + sales.Day(7*week+weekday)
}

// quarterEnd is the last day of the calendar quarter that the day lies in.
func quarterEnd(d sales.Day) sales.Day {
	t := d.Time()
	first := d - sales.Day(t.Day()-1)
	ahead := 3 - (int(t.Month())-1)%3
	return sales.DayOf(first.Time().AddDate(0, ahead, 0)) - 1
}

// lebaran is the first day of Idul Fitri in a year of the Hijra, by the tabular calendar; the real feast is at most a day
// off.
func lebaran(year int) sales.Day {
	const month, julianDayOf1970 = 10, 2440588
	return sales.Day((11*year+3)/30 + 354*year + 30*month - (month-1)/2 + 1 + 1948440 - 385 - julianDayOf1970)
}

// nextLebaran is the first one that is over on the day or later.
func nextLebaran(d sales.Day) sales.Day {
	year := 1389 + int(float64(d)/354.367) // of a feast before the day
	for lebaran(year) < d {
		year++
	}
	return lebaran(year)
}

// holidays between two days that fall on the same date each year, and both days of Idul Fitri.
func holidays(from, to sales.Day) []sales.Day {
	var list []sales.Day
	for d := from; d < to; d++ {
		_, month, day := d.Time().Date()
		feast := nextLebaran(d-1) - d
		switch {
		case month == 1 && day == 1, month == 5 && day == 1, month == 8 && day == 17, month == 12 && day == 25,
			feast == 0, feast == -1:
			list = append(list, d)
		}
	}
	return list
}

// season is what the calendar does to the chances of a week: factors around 1.
type season struct{ win, lose, up, demand, touch float64 }

// rush is added to the log chance to win, by the number of weeks to the end of the quarter.
var rush = [13]float64{1.2, .95, .65, .4, .2, .1, 0, 0, 0, -.1, -.25, -.4, -.5}

// seasonOf looks at the Thursday, in the middle of the working week.
func seasonOf(thursday sales.Day) season {
	left := min(int(quarterEnd(thursday)-thursday)/7, len(rush)-1)
	s := season{win: math.Exp(rush[left]), lose: 1, up: 1, demand: 1, touch: 1}
	if left >= 11 {
		s.lose = 1.35 // dead deals are cleared away when a quarter begins
	}
	slow := func(by float64) {
		s.win, s.lose, s.up, s.demand, s.touch = s.win*by, s.lose*by, s.up*by, s.demand*by, s.touch*by
	}
	_, month, day := thursday.Time().Date()
	if month == 12 && day >= 24 || month == 1 && day <= 3 {
		slow(quietWeek)
	}
	switch away := int(nextLebaran(thursday-8) - thursday); {
	case away >= -7 && away <= 3:
		slow(quietWeek)
	case away > 3 && away <= 28: // the fasting month
		slow(.85)
	}
	return s
}

// monthEnd is the last day of the month that the day lies in.
func monthEnd(d sales.Day) sales.Day {
	first := d - sales.Day(d.Time().Day()-1)
	return sales.DayOf(first.Time().AddDate(0, 1, 0)) - 1
}
