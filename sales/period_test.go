package sales

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func day(t testing.TB, text string) Day {
	t.Helper()
	d, err := ParseDay(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestPeriods(t *testing.T) {
	for _, c := range []struct {
		fiscal         int
		name, from, to string // to is the first day after
	}{
		{1, "2026-Q1", "2026-01-01", "2026-04-01"}, {1, "2026-Q4", "2026-10-01", "2027-01-01"},
		{4, "2026-Q1", "2026-04-01", "2026-07-01"}, {4, "2026-Q4", "2027-01-01", "2027-04-01"}, {12, "2026-Q2", "2027-03-01", "2027-06-01"},
		{1, "2026-02", "2026-02-01", "2026-03-01"}, {4, "2024-02", "2024-02-01", "2024-03-01"}, {1, "2026-12", "2026-12-01", "2027-01-01"},
		{1, "2026-W01", "2025-12-29", "2026-01-05"}, {1, "2026-W53", "2026-12-28", "2027-01-04"}, {1, "2020-W53", "2020-12-28", "2021-01-04"},
		{1, "2021-W01", "2021-01-04", "2021-01-11"}, {1, "2026-W41", "2026-10-05", "2026-10-12"}, {1, "2017-W01", "2017-01-02", "2017-01-09"},
		{1, "2026-10-01..2026-10-28", "2026-10-01", "2026-10-29"}, {1, "2026-10-01..2026-10-01", "2026-10-01", "2026-10-02"},
	} {
		p, err := Calendar{FiscalYearStart: c.fiscal}.Period(c.name)
		if err != nil || p.Name != c.name || p.From != day(t, c.from) || p.To != day(t, c.to) {
			t.Errorf("%s is %s to %s, %v; want %s to %s", c.name, p.From, p.To, err, c.from, c.to)
		}
	}
	for _, name := range []string{"", "2026", "2026-Q5", "2026-Q0", "2026-13", "2026-00", "2025-W53", "2026-W00", "2026-W54", "2026-10-02..2026-10-01", "2026-02-30..2026-03-01", "q1", "2026-Q1 ", "2026-W1"} {
		_, err := Calendar{FiscalYearStart: 1}.Period(name)
		wantProblem(t, err, "bad_period", "/period")
	}
	_, err := Calendar{FiscalYearStart: 1}.Period("0001-01-01..9999-12-31")
	wantProblem(t, err, "period_too_long", "/period")
	if _, err := (Calendar{FiscalYearStart: 1}).Period("2022-01-01..2026-12-31"); err != nil {
		t.Error(err)
	}
}

func TestEveryDayLiesInItsOwnQuarterAndWeek(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := Calendar{FiscalYearStart: rapid.IntRange(1, 12).Draw(t, "fiscal")}
		d := Day(rapid.Int32Range(1, 47000).Draw(t, "day"))
		if p, err := c.Period(c.Quarter(d)); err != nil || !p.Holds(d) || p.To-p.From < 89 || p.To-p.From > 92 {
			t.Errorf("%s is said to be in %s: %+v, %v", d, c.Quarter(d), p, err)
		}
		y, w := d.Time().ISOWeek()
		p, ok := isoWeek("", y, w)
		if !ok || !p.Holds(d) || p.To-p.From != 7 || p.From.Time().Weekday() != time.Monday {
			t.Errorf("%s is said to be in week %d of %d: %+v, %v", d, w, y, p, ok)
		}
	})
}

func TestBusinessDays(t *testing.T) {
	c := Calendar{Holidays: []Day{day(t, "2026-12-25"), day(t, "2026-12-26")}} // a Friday and a Saturday
	for _, x := range []struct {
		from, to string
		want     int
	}{{"2026-12-21", "2026-12-28", 4}, {"2026-12-21", "2026-12-21", 0}, {"2026-12-26", "2026-12-28", 0}, {"2026-12-24", "2027-01-01", 5}, {"2026-12-28", "2026-12-21", 0}} {
		if got := c.BusinessDays(day(t, x.from), day(t, x.to)); got != x.want {
			t.Errorf("%s to %s: %d business days, want %d", x.from, x.to, got, x.want)
		}
	}
}

func TestDaysAndInstants(t *testing.T) {
	jakarta, err := time.LoadLocation("Asia/Jakarta")
	if err != nil {
		t.Fatal(err)
	}
	d := day(t, "2026-11-23")
	if d.Start(jakarta).String() != "2026-11-22T17:00:00Z" || d.End(jakarta).String() != "2026-11-23T16:59:59.999999Z" || d.String() != "2026-11-23" {
		t.Errorf("%s begins at %s and ends at %s", d, d.Start(jakarta), d.End(jakarta))
	}
	if DayOf(time.Date(2026, 11, 24, 1, 0, 0, 0, jakarta)) != d+1 || d.Start(time.UTC).DaysUntil(d.Start(time.UTC)+129_600_000_000) != 1.5 {
		t.Error("a day is not the one of its own place, or not 24 hours long")
	}
	rapid.Check(t, func(t *rapid.T) {
		i := Instant(rapid.Int64Range(-6e16, 2e17).Draw(t, "instant"))
		var again Instant
		if b, err := json.Marshal(i); err != nil || json.Unmarshal(b, &again) != nil || again != i || InstantOf(i.Time()) != i {
			t.Errorf("%d comes back as %d (%v)", i, again, err)
		}
		d := Day(rapid.Int32Range(-700000, 2900000).Draw(t, "day"))
		var back Day
		if b, err := json.Marshal(d); err != nil || json.Unmarshal(b, &back) != nil || back != d {
			t.Errorf("%d comes back as %d (%v)", d, back, err)
		}
	})
	for _, text := range []string{`"2026-11-23"`, `5`, `"yesterday"`, `{}`} {
		if err := json.Unmarshal([]byte(text), new(Instant)); err == nil {
			t.Errorf("%s was read as an instant", text)
		}
	}
	for _, text := range []string{`"2026-02-30"`, `20`, `"23.11.2026"`, `"2026-1-2"`} {
		if err := json.Unmarshal([]byte(text), new(Day)); err == nil {
			t.Errorf("%s was read as a day", text)
		}
	}
}

func TestUnsoundCalendarsAreRefused(t *testing.T) {
	sound := NewWorkspace("W").Calendar
	for pointer, spoil := range map[string]func(*Calendar){
		"/time_zone":         func(c *Calendar) { c.TimeZone = "Mars/Base" },
		"/week_start":        func(c *Calendar) { c.WeekStart = "friday" },
		"/fiscal_year_start": func(c *Calendar) { c.FiscalYearStart = 13 },
	} {
		c := sound
		spoil(&c)
		wantProblem(t, c.check(), map[string]string{"/time_zone": "unknown_time_zone", "/week_start": "not_a_choice", "/fiscal_year_start": "out_of_range"}[pointer], pointer)
	}
	for _, zone := range []string{"", "Local"} {
		sound.TimeZone = zone
		wantProblem(t, sound.check(), "unknown_time_zone", "/time_zone")
	}
}
