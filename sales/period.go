package sales

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Calendar is how a workspace counts time.
type Calendar struct {
	TimeZone        string `json:"time_zone"`         // IANA name, such as Asia/Jakarta: where a day begins
	WeekStart       string `json:"week_start"`        // monday, sunday or saturday
	FiscalYearStart int    `json:"fiscal_year_start"` // month 1 to 12 in which the fiscal year begins
	Holidays        []Day  `json:"holidays,omitempty"`
}

// Location is the calendar's time zone; UTC where it is not known to this machine.
func (c Calendar) Location() *time.Location {
	if in, err := time.LoadLocation(c.TimeZone); err == nil {
		return in
	}
	return time.UTC
}

// check refuses what days cannot be counted by. "Local" would be another zone on another machine.
func (c Calendar) check() error {
	if _, err := time.LoadLocation(c.TimeZone); err != nil || c.TimeZone == "" || c.TimeZone == "Local" {
		return Invalid("/time_zone", "unknown_time_zone", "%q is not a time zone such as Asia/Jakarta", c.TimeZone)
	}
	if c.FiscalYearStart < 1 || c.FiscalYearStart > 12 {
		return Invalid("/fiscal_year_start", "out_of_range", "the fiscal year starts in a month from 1 to 12, not %d", c.FiscalYearStart)
	}
	return OneOf("/week_start", c.WeekStart, "monday", "sunday", "saturday")
}

// BusinessDays counts the days in [from, to) that are neither Saturday, Sunday nor a holiday.
func (c Calendar) BusinessDays(from, to Day) int {
	free := make(map[Day]bool, len(c.Holidays))
	for _, d := range c.Holidays {
		free[d] = true
	}
	n := 0
	for d := from; d < to; d++ {
		if w := d.Time().Weekday(); w != time.Saturday && w != time.Sunday && !free[d] {
			n++
		}
	}
	return n
}

// Period is the half-open span of days [From, To) with the name it was asked for by.
type Period struct {
	Name     string
	From, To Day
}

// Holds reports whether the day lies in the period.
func (p Period) Holds(d Day) bool { return p.From <= d && d < p.To }

// longestPeriod in days: five years. Longer ones are nobody's plan, and a forecast walks through every week of them.
const longestPeriod = 5*365 + 1

var (
	quarterName = regexp.MustCompile(`^(\d{4})-Q([1-4])$`)
	monthName   = regexp.MustCompile(`^(\d{4})-(\d{2})$`)
	weekName    = regexp.MustCompile(`^(\d{4})-W(\d{2})$`)
	rangeName   = regexp.MustCompile(`^(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})$`)
)

// Period reads 2026-Q4 (a fiscal quarter: Q1 begins with the fiscal year, which is named by the year it begins in),
// 2026-10 (a calendar month), 2026-W41 (an ISO week) or 2026-10-01..2026-10-28 (both days in it).
func (c Calendar) Period(name string) (Period, error) {
	switch {
	case quarterName.MatchString(name):
		m := quarterName.FindStringSubmatch(name)
		first := time.Month(c.FiscalYearStart + 3*(atoi(m[2])-1))
		return months(name, atoi(m[1]), first, 3), nil
	case monthName.MatchString(name):
		m := monthName.FindStringSubmatch(name)
		if month := atoi(m[2]); month >= 1 && month <= 12 {
			return months(name, atoi(m[1]), time.Month(month), 1), nil
		}
	case weekName.MatchString(name):
		m := weekName.FindStringSubmatch(name)
		if p, ok := isoWeek(name, atoi(m[1]), atoi(m[2])); ok {
			return p, nil
		}
	case rangeName.MatchString(name):
		m := rangeName.FindStringSubmatch(name)
		from, err1 := ParseDay(m[1])
		last, err2 := ParseDay(m[2])
		switch {
		case err1 != nil || err2 != nil || from > last:
		case last-from >= longestPeriod:
			return Period{}, Invalid("/period", "period_too_long", "a period has at most %d days", longestPeriod)
		default:
			return Period{name, from, last + 1}, nil
		}
	}
	return Period{}, Invalid("/period", "bad_period",
		"%q is not a period such as 2026-Q4, 2026-10, 2026-W41 or 2026-10-01..2026-10-28", name)
}

// PeriodAt reads what Period reads, and the names of periods that move with the day: this_week, this_month, this_quarter
// and last_week, last_month, last_quarter. Their names are then those of the periods that they mean.
func (c Calendar) PeriodAt(name string, today Day) (Period, error) {
	which, unit, _ := strings.Cut(name, "_")
	p, known := c.around(unit, today)
	if !known || which != "this" && which != "last" {
		return c.Period(name)
	}
	if which == "last" {
		p, _ = c.around(unit, p.From-1)
	}
	return p, nil
}

// around is the week, month or quarter that a day lies in.
func (c Calendar) around(unit string, d Day) (Period, bool) {
	var name string
	switch unit {
	case "week":
		year, week := d.Time().ISOWeek()
		name = fmt.Sprintf("%d-W%02d", year, week)
	case "month":
		name = d.Time().Format("2006-01")
	case "quarter":
		name = c.Quarter(d)
	}
	p, err := c.Period(name)
	return p, err == nil
}

func atoi(digits string) int {
	n, _ := strconv.Atoi(digits) // the pattern has let only digits through
	return n
}

func months(name string, year int, first time.Month, n int) Period {
	day := func(m time.Month) Day { return DayOf(time.Date(year, m, 1, 0, 0, 0, 0, time.UTC)) }
	return Period{name, day(first), day(first + time.Month(n))}
}

// isoWeek: week 1 holds the year's first Thursday, so it always holds 4 January.
func isoWeek(name string, year, week int) (Period, bool) {
	fourth := time.Date(year, time.January, 4, 0, 0, 0, 0, time.UTC)
	monday := fourth.AddDate(0, 0, -(int(fourth.Weekday())+6)%7+7*(week-1))
	y, w := monday.ISOWeek()
	return Period{name, DayOf(monday), DayOf(monday) + 7}, y == year && w == week
}

// Quarter names the fiscal quarter that the day lies in, as in 2026-Q4.
func (c Calendar) Quarter(d Day) string {
	y, m, _ := d.Time().Date()
	since := int(m) - c.FiscalYearStart
	if since < 0 {
		y, since = y-1, since+12
	}
	return fmt.Sprintf("%d-Q%d", y, since/3+1)
}
