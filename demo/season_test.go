package demo_test

import (
	"testing"
	"time"

	"arus/demo"
	"arus/sales"
)

func TestTheYearCanBeSeen(t *testing.T) {
	jakarta := time.FixedZone("WIB", 7*3600)
	var rush, rest, rushDays, restDays, feast, feastDays float64
	wins := map[sales.Day]float64{}
	for f := range demo.Company(11, now, demo.Medium()).Truth.Fates() {
		if f.Outcome == sales.Won {
			wins[sales.DayOf(f.ClosedAt.Time().In(jakarta))]++
		}
	}
	for d := sales.DayOf(now.Time()) - 364; d < sales.DayOf(now.Time()); d++ {
		_, month, n := d.Time().Date()
		endOfQuarter := month%3 == 0 && n > 14
		switch {
		case month == time.December && n > 23, d >= 20532-4 && d <= 20532+6: // Idul Fitri on 2026-03-20
			feast, feastDays = feast+wins[d], feastDays+1
		case endOfQuarter:
			rush, rushDays = rush+wins[d], rushDays+1
		default:
			rest, restDays = rest+wins[d], restDays+1
		}
	}
	between(t, "wins a day at the end of a quarter, to others", rush/rushDays*restDays/rest, 1.5, 4)
	between(t, "wins a day in feasts, to the end of a quarter", feast/feastDays*rushDays/rush, 0, .6)
}

func showsTheNewcomer(t *testing.T, s *stage) {
	type tally struct{ won, closed, toNewcomer float64 }
	var before, after, others tally
	turn := now - 26*7*day
	for _, d := range s.deals() {
		if d.Outcome == sales.Open {
			continue
		}
		to := &before
		switch {
		case d.Segment != "Mid-market" && d.ClosedAt > turn:
			to = &others
		case d.Segment != "Mid-market":
			continue
		case d.ClosedAt > turn:
			to = &after
		}
		to.closed++
		if d.Outcome == sales.Won {
			to.won++
		}
		if c, is := s.Object(d.LostTo).(*sales.Competitor); is && c.Facts.Name == "Kilatara" {
			to.toNewcomer++
		}
	}
	between(t, "win rate of the mid-market before", before.won/before.closed, .2, .4)
	between(t, "win rate of the mid-market after, to before", after.won/after.closed/(before.won/before.closed), .3, .75)
	between(t, "win rate of the others after", others.won/others.closed, .18, .4)
	between(t, "share lost to the newcomer", after.toNewcomer/after.closed, .1, .6)
	if before.toNewcomer+others.toNewcomer > 0 {
		t.Error("deals are lost to the newcomer before or besides its time")
	}
}
