package hazard_test

import (
	"encoding/json"
	"math"
	"slices"
	"testing"

	"arus/demo/sim"
	"arus/forecast/course"
	"arus/forecast/hazard"
	"arus/forecast/rehearse"
	"arus/sales"
)

const trainedUntil = 10 * sim.Quarter // weeks

func trained(t *testing.T, deals course.Seq) *hazard.Model {
	t.Helper()
	m, h, err := hazard.Train(t.Context(), deals, hazard.Options{Until: rehearse.Day(trainedUntil), Calendar: rehearse.Quarters{}, Landmarks: 6000, Seed: 1})
	if err != nil || m == nil {
		t.Fatalf("nothing was learnt from %+v: %v", h, err)
	}
	return m
}

func text(t *testing.T, m *hazard.Model) string {
	t.Helper()
	b, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestAModelHasNotSeenTheFuture(t *testing.T) {
	p := rehearse.Play(sim.Sizes()["S"], 1, nil)
	until := rehearse.Day(trainedUntil)
	m := trained(t, course.All(p.Deals))
	other := slices.Clone(p.Deals)
	for i := range other { // all that comes later comes differently
		d := &other[i]
		d.States = slices.Clone(d.States)
		for j := range d.States {
			if d.States[j].Day >= until {
				d.States[j].Value, d.States[j].Stage = 1e9, 0
			}
		}
		if d.Closed >= until {
			d.Closed, d.Won = until+3, !d.Won
		}
		d.Touches = append(slices.Clone(d.Touches), until+1)
	}
	other = append(other, course.Deal{ID: "late", Created: until, Closed: until + 9, Won: true, Final: 1e12, States: []course.State{{Day: until}}})
	if text(t, m) != text(t, trained(t, course.All(other))) {
		t.Error("the future has changed what was learnt from the past")
	}
	if hazard.Print(course.All(p.Deals), until) != hazard.Print(course.All(other), until) {
		t.Error("the future has changed the fingerprint of the past")
	}
	if hazard.Print(course.All(p.Deals), until+7) == hazard.Print(course.All(other), until+7) {
		t.Error("two pasts have one fingerprint")
	}
}

func TestChancesAreChancesAndComeBackFromTheirText(t *testing.T) {
	p := rehearse.Play(sim.Sizes()["S"], 2, nil)
	day := rehearse.Day(trainedUntil)
	m := trained(t, course.All(p.Deals))
	var again hazard.Model
	if err := json.Unmarshal([]byte(text(t, m)), &again); err != nil {
		t.Fatal(err)
	}
	again.Restore(rehearse.Quarters{})
	said, won := 0.0, 0.0
	for i := range p.Deals {
		d := &p.Deals[i]
		if !d.OpenAt(day) {
			continue
		}
		chances := m.Chances(m.Row(d, day), 20, 1, nil)
		if !slices.Equal(chances, again.Chances(again.Row(d, day), 20, 1, nil)) {
			t.Fatal("a model changes by being written down")
		}
		sum := 0.0
		for k, c := range chances {
			if !(c >= 0) {
				t.Fatalf("a chance of %f", c)
			}
			if sum += c; k < sim.Quarter {
				said += c
			}
		}
		if sum > 1 {
			t.Fatalf("the chances of a deal add up to %f", sum)
		}
		if d.WonIn(day, day+7*sim.Quarter) {
			won++
		}
	}
	if off := math.Abs(said-won) / won; off > .35 {
		t.Errorf("%.1f deals are said to be won in a quarter, %.0f were", said, won)
	}
}

func TestALevelIsOneWhereAllIsAsEver(t *testing.T) {
	p := rehearse.Play(sim.Sizes()["S"], 3, nil)
	m := trained(t, course.All(p.Deals))
	none := hazard.NewLevel(m, rehearse.Day(trainedUntil), 1)
	if none.Odds() != 1 {
		t.Errorf("without evidence the level is %f", none.Odds())
	}
	level := hazard.NewLevel(m, rehearse.Day(trainedUntil), 1)
	for d := range p.Known(rehearse.Day(trainedUntil)) {
		level.Add(d)
	}
	if odds := level.Odds(); odds < .6 || odds > 1.6 {
		t.Errorf("the level of the weeks that were learnt from is %f", odds)
	}
}

func TestTooLittleIsNotLearntFrom(t *testing.T) {
	day := rehearse.Day(trainedUntil)
	closed := func(won, lost int) (deals []course.Deal) {
		for i := range won + lost {
			created := rehearse.Day(0) + sales.Day(i%50)
			deals = append(deals, course.Deal{ID: string(rune('a' + i)), Created: created, Closed: created + 30, Won: i < won, Final: 5, States: []course.State{{Day: created, Value: 5}}})
		}
		return deals
	}
	for name, deals := range map[string][]course.Deal{"nothing": nil, "only wins": closed(100, 0), "only losses": closed(0, 100), "few": closed(10, 10)} {
		m, h, err := hazard.Train(t.Context(), course.All(deals), hazard.Options{Until: day, Calendar: rehearse.Quarters{}})
		if m != nil || err != nil || h.Deals != len(deals) {
			t.Errorf("%s: learnt from %+v, %v", name, h, err)
		}
	}
}

func TestStrangeDealsAreLearntFromWithoutHarm(t *testing.T) {
	p := rehearse.Play(sim.Sizes()["S"], 5, nil)
	deals := slices.Clone(p.Deals)
	for i := range deals {
		d := &deals[i]
		d.States = slices.Clone(d.States)
		for j := range d.States {
			d.States[j].Value = []float64{-5, 0, 1e300, d.States[j].Value}[i%4]
			d.States[j].Close = []sales.Day{0, -40000, 2_000_000, d.States[j].Close}[i/4%4]
			d.States[j].Stage = []int{0, 99, d.States[j].Stage, d.States[j].Stage}[i/16%4]
		}
	}
	m := trained(t, course.All(deals))
	day := rehearse.Day(trainedUntil)
	for i := range deals {
		for _, c := range m.Chances(m.Row(&deals[i], day), 3, 2, nil) {
			if !(c >= 0 && c <= 1) {
				t.Fatalf("%+v has a chance of %f", deals[i], c)
			}
		}
	}
	stranger := course.Deal{ID: "x", Pipeline: "never seen", Source: "nor this", Created: day - 3, Closed: course.Open, States: []course.State{{Day: day - 3, Owner: "who"}}}
	if c := m.Chances(m.Row(&stranger, day), 1, 1, nil)[0]; !(c >= 0 && c <= 1) {
		t.Errorf("a stranger has a chance of %f", c)
	}
}
