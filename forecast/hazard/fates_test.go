package hazard_test

import (
	"math"
	"testing"

	"arus/demo/sim"
	"arus/forecast/course"
	"arus/forecast/rehearse"
)

// Of many open deals, a quarter, half and three quarters are closed by the day that is said of each.
func TestDealsAreClosedWhenTheyAreSaidToBe(t *testing.T) {
	p := rehearse.Play(sim.Sizes()["M"], 5, nil)
	day := rehearse.Day(trainedUntil)
	m := trained(t, course.All(p.Deals))
	const steps = 52
	n, early := 0.0, map[float64]float64{}
	for i := range p.Deals {
		d := &p.Deals[i]
		if !d.OpenAt(day) {
			continue
		}
		n++
		won, lost := m.Fates(m.Row(d, day), steps)
		open := 1.0
		for k := range won {
			if won[k] < 0 || lost[k] < 0 {
				t.Fatalf("step %d: %f is won and %f lost", k, won[k], lost[k])
			}
			open -= won[k] + lost[k]
		}
		if open < -1e-9 || open > 1 {
			t.Fatalf("%f stay open", open)
		}
		for _, share := range []float64{.25, .5, .75} {
			closed := 0.0
			for k := range won {
				if closed += won[k] + lost[k]; closed >= share {
					before := closed - won[k] - lost[k]
					if end := rehearse.Day(trainedUntil + k); d.Closed < end {
						early[share]++
					} else if d.Closed < end+7 { // all of a week happens on its last day; its share within the week counts
						early[share] += (share - before) / (closed - before)
					}
					break
				}
			}
		}
	}
	for share, closed := range early {
		if math.Abs(closed/n-share) > .08 {
			t.Errorf("%.2f of %.0f deals are closed when %.2f are said to be", closed/n, n, share)
		}
	}
}
