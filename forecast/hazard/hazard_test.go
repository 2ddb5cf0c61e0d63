package hazard_test

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
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
		chances := m.Chances(m.Row(d, day), 20, hazard.Odds{}, nil)
		if !slices.Equal(chances, again.Chances(again.Row(d, day), 20, hazard.Odds{}, nil)) {
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
	none := hazard.NewLevel(m, rehearse.Day(trainedUntil))
	if none.Odds().Now() != 1 {
		t.Errorf("without evidence the level is %f", none.Odds().Now())
	}
	level := hazard.NewLevel(m, rehearse.Day(trainedUntil))
	for d := range p.Known(rehearse.Day(trainedUntil)) {
		level.Add(d)
	}
	if odds := level.Odds().Now(); odds < .6 || odds > 1.6 {
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
		for _, c := range m.Chances(m.Row(&deals[i], day), 3, hazard.Always(2), nil) {
			if !(c >= 0 && c <= 1) {
				t.Fatalf("%+v has a chance of %f", deals[i], c)
			}
		}
	}
	stranger := course.Deal{ID: "x", Pipeline: "never seen", Source: "nor this", Created: day - 3, Closed: course.Open, States: []course.State{{Day: day - 3, Owner: "who"}}}
	if c := m.Chances(m.Row(&stranger, day), 1, hazard.Odds{}, nil)[0]; !(c >= 0 && c <= 1) {
		t.Errorf("a stranger has a chance of %f", c)
	}
}

func TestAMoodPasses(t *testing.T) {
	p := rehearse.Play(sim.Sizes()["S"], 3, nil)
	m := trained(t, course.All(p.Deals))
	day := rehearse.Day(trainedUntil)
	level := hazard.NewLevel(m, day)
	for d := range p.Known(day) {
		if seen := *d; seen.Closed >= day-70 && seen.Closed < day { // of late everything was won
			seen.Won, seen.Final = true, 1
			level.Add(&seen)
			continue
		}
		level.Add(d)
	}
	odds := level.Odds()
	if odds.Now() < 1.5 {
		t.Fatalf("ten weeks in which all was won make odds of %f", odds.Now())
	}
	for ahead := sales.Day(7); ahead < 700; ahead += 7 {
		if before, then := odds.On(day+ahead-7), odds.On(day+ahead); then > before || then < 1 {
			t.Fatalf("odds %f become %f after %d days", before, then, ahead)
		}
	}
}

// Small deals take a week over the first stage and large ones eight; what is at the last stage is as good as won.
func TestWhoIsSlowEarlyIsNotSlowAtTheEnd(t *testing.T) {
	var deals []course.Deal
	day := rehearse.Day(trainedUntil)
	for i := range 1600 {
		created := rehearse.Day(0) + sales.Day(i*7*trainedUntil/1600)
		d := course.Deal{ID: strconv.Itoa(i), Segment: "small", Created: created, States: []course.State{{Day: created, Value: 5}}}
		takes := sales.Day(7 + 7*(i/3%2))
		if i%2 == 1 {
			d.Segment, takes = "large", takes+49
		}
		d.States = append(d.States, course.State{Day: created + takes, Value: 5, Stage: 1})
		d.Closed = created + takes + 7*sales.Day(1+i/7%3)
		if d.Won = i%3 != 0; d.Won {
			d.Final = 5
		}
		deals = append(deals, d)
	}
	m := trained(t, course.All(deals))
	soon := func(segment string, stages ...course.State) (sum float64) {
		d := course.Deal{ID: "x", Segment: segment, Created: stages[0].Day, Closed: course.Open, States: stages}
		for _, c := range m.Chances(m.Row(&d, day), 5, hazard.Odds{}, nil) {
			sum += c
		}
		return sum
	}
	first := course.State{Day: day - 5, Value: 5}
	last := course.State{Day: day - 1, Value: 5, Stage: 1}
	if small, large := soon("small", first), soon("large", first); large > small/5 {
		t.Errorf("at the first stage %.3f of the small and %.3f of the large are won soon", small, large)
	}
	if small, large := soon("small", first, last), soon("large", first, last); large < .8*small {
		t.Errorf("at the last stage %.3f of the small and %.3f of the large are won soon", small, large)
	}
}

func TestManyDealsMakeTheSameLevelInAnyOrder(t *testing.T) {
	p := rehearse.Play(sim.Sizes()["M"], 3, nil)
	day := rehearse.Day(trainedUntil)
	few := rehearse.Play(sim.Sizes()["S"], 3, nil)
	m := trained(t, course.All(few.Deals))
	var deals []course.Deal
	for again := range 8 { // more than are looked at
		for d := range p.Known(day) {
			twin := *d
			twin.ID += "-" + strconv.Itoa(again)
			deals = append(deals, twin)
		}
	}
	now := func(deals []course.Deal) float64 {
		level := hazard.NewLevel(m, day)
		for i := range deals {
			level.Add(&deals[i])
		}
		return level.Odds().Now()
	}
	all, once := now(deals), now(deals[:len(deals)/8])
	slices.Reverse(deals)
	if turned := now(deals); math.Abs(turned-all) > 1e-9 {
		t.Errorf("in another order the level is %f, not %f", turned, all)
	}
	if math.Abs(all-once) > .1*once {
		t.Errorf("the same deals again and again make %f of %f", all, once)
	}
}
