package rehearse

import (
	"math"
	"testing"

	"arus/demo/sim"
	"arus/forecast/course"
)

func TestCoursesAreWhatTheCompanyLived(t *testing.T) {
	size := sim.Sizes()["S"]
	p := Play(size, 4, func(week int) bool { return week%sim.Quarter == 0 })
	twin := sim.Found(size, 4, nil)
	for week := range size.Weeks {
		open, value := 0, 0.0
		for i := range p.Deals {
			if d := &p.Deals[i]; d.OpenAt(Day(week)) {
				open++
				value += d.At(Day(week)).Value
			}
		}
		want := 0.0
		for _, d := range twin.Open {
			want += d.Value
		}
		if open != len(twin.Open) || math.Abs(value-want) > 1e-6*want {
			t.Fatalf("week %d begins with %d open deals of %f, not %d of %f", week, open, value, len(twin.Open), want)
		}
		booked := twin.Step()
		if got := p.Booked(Past(Period(1000), 1)[0]); week == 0 && got != 0 {
			t.Error("a quarter far away has booked")
		}
		sum := 0.0
		for i := range p.Deals {
			if d := &p.Deals[i]; d.WonIn(Day(week), Day(week+1)) {
				sum += d.Final
			}
		}
		if math.Abs(sum-booked) > 1e-6*booked {
			t.Fatalf("week %d booked %f, not %f", week, sum, booked)
		}
	}
	for d := range p.Known(Day(100)) {
		if d.Closed != course.Open && d.Closed >= Day(100) || d.Created >= Day(100) {
			t.Fatal("the future is known")
		}
	}
	if truth := p.Truth(26, sim.Quarter, 20, nil); len(truth) != 20 || truth[0] == truth[1] {
		t.Error("two futures are alike")
	}
	if from, to := (Quarters{}).QuarterOf(Epoch - 1); from != Epoch-91 || to != Epoch {
		t.Error("quarters reach back before the company")
	}
}
