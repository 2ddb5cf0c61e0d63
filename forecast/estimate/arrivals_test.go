package estimate

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"arus/forecast/hazard"
	"arus/sales"
)

func TestAPoolStandsForAllNewcomers(t *testing.T) {
	const all, rounds = 300, 400
	value := func(i int) float64 { return math.Exp(float64(i%97) / 16) }
	var count, money, wantMoney float64
	for i := range all {
		wantMoney += value(i)
	}
	for round := range rounds {
		a := &arrivals{most: 40}
		for i := range all {
			a.keep(newcomer{draw: hazard.Luck(fmt.Sprint(round, "/", i), 2) / value(i), value: value(i)})
		}
		if len(a.pool) != a.most {
			t.Fatalf("the pool holds %d", len(a.pool))
		}
		for i := range a.pool {
			c := &a.pool[i]
			count += a.alike(c) / rounds
			money += a.alike(c) * c.value / rounds
		}
	}
	if math.Abs(count-all) > .1*all || math.Abs(money-wantMoney) > .02*wantMoney {
		t.Errorf("pools stand for %.1f newcomers of %d, worth %.1f of %.1f", count, all, money, wantMoney)
	}
}

// grown is a company that creates so many deals a week, more in the first half of each year, and more every year.
func grown(perWeek float64) *arrivals {
	q := asked(1000 + 4*year)
	a := newArrivals(&q)
	a.begun = 1000
	for ago := range 4 * 52 {
		a.weeks[ago] = math.Round(perWeek * many(-1-ago))
	}
	return a
}

func many(week int) float64 {
	n := math.Exp(.1 * float64(week) / 52)
	if (week+520)%52 < 26 {
		return 1.2 * n
	}
	return n
}

func TestArrivalsFollowTheYearAndGrow(t *testing.T) {
	a := grown(500)
	for _, week := range []int{4, 12, 20, 30, 40} { // not where halves meet: weeks are seen together with their neighbours
		if got, want := a.perStep(a.q.At+sales.Day(7*week)), 500*many(week); math.Abs(got-want) > .05*want {
			t.Errorf("%.0f deals are expected in week %d, not %.0f", got, week, want)
		}
	}
	few := grown(1)
	if s := few.season(few.q.At + 7*10); s < .95 || s > 1.08 {
		t.Errorf("a deal a week is taken for a season of %.2f", s)
	}
}

func TestTheLeastLuckIsKeptOfAnyNumber(t *testing.T) {
	s := newShrinkage(0)
	var all []float64
	for i := range 30 * mostResiduals {
		l := hazard.Luck(fmt.Sprint(i), 1)
		all = append(all, l)
		s.stray(lucky{l, 1})
	}
	s.sort()
	slices.Sort(all)
	for i := range mostResiduals {
		if s.luck[i].luck != all[i] {
			t.Fatalf("the luck in place %d is %f, not %f", i, s.luck[i].luck, all[i])
		}
	}
}
