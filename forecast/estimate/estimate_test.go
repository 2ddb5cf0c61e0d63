package estimate

import (
	"fmt"
	"math"
	"testing"

	"arus/forecast/course"
	"arus/sales"

	"pgregory.net/rapid"
)

// quarter of these tests: ninety days a quarter.
func quarter(n int) sales.Period {
	return sales.Period{Name: fmt.Sprint(n), From: sales.Day(1000 + 90*n), To: sales.Day(1090 + 90*n)}
}

type nineties struct{}

func (nineties) QuarterOf(d sales.Day) (from, to sales.Day) {
	from = 1000 + (d-1000)/90*90
	return from, from + 90
}

func lives(t *rapid.T) (deals []course.Deal) {
	for i := range rapid.IntRange(0, 40).Draw(t, "deals") {
		d := course.Deal{ID: fmt.Sprint(i), Pipeline: rapid.SampledFrom([]string{"a", "b"}).Draw(t, "pipeline"), Closed: course.Open}
		day := sales.Day(rapid.IntRange(1000, 1500).Draw(t, "created"))
		d.Created = day
		for range rapid.IntRange(1, 4).Draw(t, "states") {
			d.States = append(d.States, course.State{Day: day, Stage: rapid.IntRange(0, 3).Draw(t, "stage"), Value: float64(rapid.IntRange(0, 90).Draw(t, "value")),
				Owner: rapid.SampledFrom([]string{"x", "y"}).Draw(t, "owner"), Close: sales.Day(rapid.IntRange(1000, 1600).Draw(t, "close"))})
			day += sales.Day(rapid.IntRange(1, 60).Draw(t, "stays"))
		}
		if rapid.Bool().Draw(t, "ends") {
			d.Closed = day
			if d.Won = rapid.Bool().Draw(t, "won"); d.Won {
				d.Final = float64(rapid.IntRange(0, 90).Draw(t, "final"))
			}
		}
		deals = append(deals, d)
	}
	return deals
}

func asked(at sales.Day) Question {
	return Question{Period: quarter(4), Past: []sales.Period{quarter(3), quarter(2), quarter(1), quarter(0)}, Season: 4, At: at, Calendar: nineties{}, Draws: 200}
}

func TestADiaryAgreesWithCountingByHand(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		deals := lives(t)
		mine := func(_ *course.Deal, s *course.State) bool { return s.Owner == "x" }
		b := newDiary(1100, 1500)
		for i := range deals {
			b.add(&deals[i], mine)
		}
		b.seal()
		for day := sales.Day(1100); day+7 <= 1500; day += 7 { // within what the diary keeps
			open, booked := 0.0, 0.0
			for i := range deals {
				d := &deals[i]
				if d.OpenAt(day) && mine(d, d.At(day)) {
					open += d.At(day).Value
				}
				if d.WonIn(day, day+7) && mine(d, d.At(d.Closed+1)) {
					booked += d.Final
				}
			}
			if got := b.sum(b.booked, day, day+7); got != booked || math.Abs(b.open[b.place(day)]-open) > 1e-9 {
				t.Fatalf("on %d %f is open and %f booked in the week, want %f and %f", day, b.open[b.place(day)], got, open, booked)
			}
		}
	})
}

// Without a model all is said from little history; nothing of it may be nonsense.
func TestWhateverTheDealsTheAnswerIsSound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		deals := lives(t)
		q := asked(sales.Day(rapid.IntRange(1000, 1500).Draw(t, "at")))
		e := Of(course.All(deals), q)
		booked := 0.0
		for i := range deals {
			if deals[i].WonIn(q.Period.From, min(q.At, q.Period.To)) {
				booked += deals[i].Final
			}
		}
		if math.Abs(e.Booked-booked) > 1e-9 {
			t.Fatalf("booked %f, want %f", e.Booked, booked)
		}
		if !e.Thin || e.Expected < e.Booked || !(e.Booked <= e.P10 && e.P10 <= e.P25 && e.P25 <= e.P50 && e.P50 <= e.P75 && e.P75 <= e.P90) || math.IsInf(e.P90, 0) {
			t.Fatalf("%+v", e)
		}
		if q.At >= q.Period.To && (e.P90 != e.Booked || e.Expected != e.Booked) {
			t.Fatalf("a period that is over books %f, and perhaps %f", e.Booked, e.P90)
		}
		weights := 0.0
		for _, m := range e.Methods {
			if !(m.Says >= 0) || math.IsInf(m.Says, 0) || !(m.Weight >= 0) || !(e.Booked <= m.P10 && m.P10 <= m.P50 && m.P50 <= m.P90) || math.IsInf(m.P90, 0) {
				t.Fatalf("%+v", m)
			}
			if q.At >= q.Period.To && (m.P10 != e.Booked || m.P90 != e.Booked) {
				t.Fatalf("a period that is over books %f, and by %+v something else", e.Booked, m)
			}
			weights += m.Weight
		}
		if weights != 0 && math.Abs(weights-1) > 1e-9 {
			t.Fatalf("the weights add up to %f", weights)
		}
		for _, target := range []float64{0, 50, 1e9} {
			if p := e.Reaches(target); !(p >= 0 && p <= 1) {
				t.Fatalf("%f is reached with chance %f", target, p)
			}
		}
		c := e.Ceiling
		for _, share := range []float64{c.Accuracy, c.MoreDeals, c.SteadierSize, c.HalfWay, c.Booked} {
			if !(share >= 0 && share <= 1) {
				t.Fatalf("%+v", c)
			}
		}
		if again := Of(course.All(deals), q); fmt.Sprintf("%+v", again) != fmt.Sprintf("%+v", e) {
			t.Fatal("asked again, the answer is another")
		}
	})
}

// What a method says is as certain as its record: of one that was always right nearer than of one that was far off, whose
// record outweighs what is usual.
func TestAMethodIsAsCertainAsItsRecord(t *testing.T) {
	deals := []course.Deal{{ID: "won", Created: 1000, Closed: 1001, Won: true, Final: 100, States: []course.State{{Day: 1000, Value: 100}}},
		{ID: "open", Created: 1370, Closed: course.Open, States: []course.State{{Day: 1370, Value: 1000, Close: 1440}}}}
	wide := func(factor float64) float64 {
		q := asked(1405)
		for range 8 {
			q.Record.Note(&Estimate{Expected: 100, Spread: 10, Methods: []Method{{Name: StageWeighted, Says: 100 * factor}}}, 100)
		}
		m, ok := Of(course.All(deals), q).Said(StageWeighted)
		if !ok || m.P50 != m.Says || m.P10 > m.Says {
			t.Fatalf("%+v", m)
		}
		return m.P90 / m.Says
	}
	right, usual, off := wide(1), wide(1.3), wide(3)
	if !(right < usual && usual < off) || off < math.Exp(.9*tenth*math.Log(3)) {
		t.Errorf("%f after a record of hits, %f of some errors and %f of large ones", right, usual, off)
	}
}

func TestSimpleMethodsAgreeWithCountingByHand(t *testing.T) {
	won := func(id string, created, closed sales.Day, value float64) course.Deal {
		return course.Deal{ID: id, Created: created, Closed: closed, Won: true, Final: value, States: []course.State{{Day: created, Value: value}}}
	}
	deals := []course.Deal{
		won("first", 1000, 1001, 1),                          // the history begins before the first quarter that is looked at
		won("a", 1090, 1130, 100), won("b", 1100, 1170, 300), // quarter 1: 400, of which 100 by its middle
		won("c", 1180, 1220, 200), won("d", 1190, 1260, 600), // quarter 2: 800, of which 200 by its middle
		won("e", 1360, 1370, 150), // this quarter so far
		{ID: "open", Created: 1380, Closed: course.Open, States: []course.State{{Day: 1380, Value: 1000, Close: 1440}}},
	}
	q := Question{Period: quarter(4), Past: []sales.Period{quarter(2), quarter(1)}, Season: 2, At: 1405, Calendar: nineties{}, Draws: 50}
	e := Of(course.All(deals), q)
	for method, want := range map[string]float64{
		RunRate:        150 / .25,
		PipelineYield:  150 + 1000*(300./300+600./600)/2,
		SameLastPeriod: 400,
		StageWeighted:  150 + 1000*(1*6+20*.45)/26,
	} {
		if m, ok := e.Said(method); !ok || math.Abs(m.Says-want) > 1e-6 {
			t.Errorf("%s says %f, want %f", method, m.Says, want)
		}
	}
}

func TestAMethodThatDidBetterWeighsMore(t *testing.T) {
	var r Record
	for range 6 {
		r.Note(&Estimate{Booked: 10, Expected: 95, Methods: []Method{{Name: Model, Says: 60}, {Name: RunRate, Says: 99}}}, 100)
	}
	r.Note(&Estimate{}, 0) // a period in which nothing was booked says nothing
	if model, rate := r.excess(Model, false, .05), r.excess(RunRate, false, .05); rate >= model || r.Origins != 6 {
		t.Errorf("errors of .4 and .01 weigh by %f and %f", model, rate)
	}
	if wide, narrow := (&Record{}).spread(), r.spread(); narrow >= wide || narrow < leastSpread {
		t.Errorf("a record of small errors spreads by %f, none by %f", narrow, wide)
	}
}

// The same errors say less of a method where they can be luck.
func TestLuckSaysLittleOfAMethod(t *testing.T) {
	noted := func(luck float64) *Record {
		r := new(Record)
		for _, actual := range []float64{60, 130, 90, 150} {
			r.Note(&Estimate{Expected: 100, Spread: luck, Methods: []Method{{Name: Model, Says: 100}, {Name: RunRate, Says: actual}}}, actual)
		}
		return r
	}
	blank := new(Record)
	weight := func(r *Record, luck float64) float64 {
		return r.excess(RunRate, false, luck) / r.excess(Model, false, luck)
	}
	if steady, lucky := weight(noted(5), .05), weight(noted(60), .6); !(steady < lucky && lucky < weight(blank, .6)) || steady > .7 {
		t.Errorf("a method that was always right has %f of the model's excess where luck is small, %f where it is large, %f without a record", steady, lucky, weight(blank, .6))
	}
}

// What is read off past bookings carries their luck, which chances do not: where luck is large the model is left to speak.
func TestWhereLuckIsLargeTheModelSpeaks(t *testing.T) {
	r := new(Record)
	for _, method := range []string{PipelineYield, RunRate, SameLastPeriod} {
		steady, lucky := r.excess(method, false, .05)/r.excess(Model, false, .05), r.excess(method, false, .4)/r.excess(Model, false, .4)
		if !(1 < steady && 2*steady < lucky) {
			t.Errorf("%s is off by %f times as much as the model where luck is small, by %f times where it is large", method, steady, lucky)
		}
	}
}
