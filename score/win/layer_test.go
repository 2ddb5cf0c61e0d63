package win

import (
	"fmt"
	"math"
	"testing"

	"arus/sales"
	"arus/score/calibrate"
	"arus/score/descent"
	"arus/score/portable"
)

// fading closes deals for two years, won as their source says and the less the later.
func fading(deals int, by float64) (facts []sales.Fact) {
	stages := []sales.Stage{{ID: "stage_1", Canonical: "qualify"}}
	facts = append(facts, sales.Fact{Object: "pipe_a", At: 1, Event: sales.Created[sales.PipelineFacts]{Facts: sales.PipelineFacts{Name: "A", Stages: stages}}})
	for i := range uint64(deals) {
		id, closed := sales.ID(fmt.Sprintf("deal_%05d", i)), now-sales.Instant(700*descent.Draw(21, i)*dayLength)
		source, z := "referral", 1.0
		if descent.Draw(22, i) < .5 {
			source, z = "event", -1
		}
		facts = append(facts, sales.Fact{Object: id, At: closed - 20*oneDay, Event: sales.DealCreated{Pipeline: "pipe_a", Stage: "stage_1",
			DealFacts: sales.DealFacts{Name: string(id), Source: source, Value: sales.Money{Minor: 500_000, Currency: "IDR"}}}})
		if i%50 == 0 {
			continue // stays open
		}
		if z -= by * (1 - days(closed, now)/700); descent.Draw(23, i) < portable.Chance(z) {
			facts = append(facts, sales.Fact{Object: id, At: closed, Event: sales.DealWon{}})
		} else {
			facts = append(facts, sales.Fact{Object: id, At: closed, Event: sales.DealLost{Reason: "price"}})
		}
	}
	return facts
}

// Where fewer and fewer deals are won, what a model learnt of two years is too high. The level of late is laid over it, and
// said to be; where nothing drifts it is not.
func TestTheLevelFollowsWhatIsWonOfLate(t *testing.T) {
	p := played(t, fading(2000, 2.5))
	m := train(t, p)
	if len(m.Layers) != 3 || m.Layers[0].Kind != calibrate.Level || !m.Layers[0].Stands || m.Layers[0].With >= m.Layers[0].Without {
		t.Fatalf("%s: %+v", m.Champion, m.Layers)
	}
	if by := m.Layers[0].Curve.By; by > -.4 || by < -2 {
		t.Errorf("the level moves by %g", by)
	}
	s, open, after, before := m.Scorer(now), 0, 0.0, 0.0
	for d := range p.Deals() {
		if d.Outcome() != sales.Open {
			continue
		}
		open++
		row := s.row(d)
		want := -1.5
		if d.Source() == "event" {
			want = -3.5
		}
		after += math.Abs(s.P(d) - portable.Chance(want))
		before += math.Abs(portable.Chance(s.bare(&row)) - portable.Chance(want))
		e, named := s.Explain(d), 0.0
		sum := e.Average
		for _, term := range e.Terms {
			sum += term.Points
			if term.Fact == AllLevel {
				named = term.Points
			}
		}
		if math.Abs(sum-e.Logit) > 1e-9 || e.P != s.P(d) || math.Abs(named-m.Layers[0].Curve.By) > 1e-12 {
			t.Fatalf("%s: the terms add up to %v, the logit is %v; the level adds %v", d.ID(), sum, e.Logit, named)
		}
	}
	if open == 0 || after > before/2 {
		t.Errorf("of %d deals the chances are off by %g, without the level by %g", open, after, before)
	}
	if steady := train(t, played(t, fading(2000, 0))); steady.Layers[0].Stands {
		t.Errorf("nothing drifts: %+v", steady.Layers)
	}
}

// said is a trial of one method that says a curve of the truth, of two landmarks a deal in three blocks.
func said(deals int, of func(z float64) float64) *Trial {
	t := &Trial{byMethods: [][]float64{nil}}
	for i := range deals {
		z := 6*descent.Draw(31, uint64(i)) - 3
		won := descent.Draw(32, uint64(i)) < portable.Chance(z)
		for range 2 {
			t.judged = append(t.judged, Judged{Deal: uint32(i), Won: won})
			t.byMethods[0] = append(t.byMethods[0], of(z))
		}
		if k := len(t.ends) + 1; i+1 == deals*k/origins {
			t.ends, t.levels = append(t.ends, len(t.judged)), append(t.levels, []calibrate.Curve{{}})
		}
	}
	t.final = t.byMethods[0]
	return t
}

func stands(layers []Layer) (kind calibrate.Kind) {
	for _, l := range layers {
		if l.Stands {
			kind += l.Kind
		}
	}
	return kind
}

func TestACalibratorStandsOnlyWhereWhatCameLaterConfirmsIt(t *testing.T) {
	truth := func(z float64) float64 { return z }
	twice := func(z float64) float64 { return 2 * z }
	wave := func(z float64) float64 { // what no beta bends straight: sure of the middle, and of nothing beyond
		return 3 * math.Tanh(4*z)
	}
	for _, c := range []struct {
		name  string
		deals int
		of    func(float64) float64
		want  calibrate.Kind
	}{
		{"true chances", 9000, truth, ""}, {"too sure", 1200, twice, calibrate.Beta}, {"too sure, of few", 400, twice, ""},
		{"bent", 12_000, wave, calibrate.Isotonic}, {"bent, of fewer", 4500, wave, calibrate.Beta},
	} {
		trial := said(c.deals, c.of)
		layers := trial.lay(0)
		if got := stands(layers); got != c.want {
			t.Errorf("%s: %q stands, not %q: %+v", c.name, got, c.want, layers)
		}
		for _, l := range layers {
			few := l.Kind == calibrate.Beta && c.deals*2/3 < leastBeta || l.Kind == calibrate.Isotonic && c.deals*2/3 < leastIsotonic
			if judged := map[bool]int{false: c.deals - c.deals*2/3, true: 0}[few]; l.Kind != calibrate.Level && l.Judged != judged {
				t.Errorf("%s: %s was judged by %d deals, not %d", c.name, l.Kind, l.Judged, judged)
			}
			if l.Stands != (l.Curve.Kind != "") {
				t.Errorf("%s: %+v", c.name, l)
			}
		}
		// What is said of the blocks before the last is what the method said, and only there were curves fitted.
		for i, z := range trial.final[:trial.ends[1]] {
			if z != trial.byMethods[0][i] {
				t.Fatalf("%s: row %d became %g", c.name, i, z)
			}
		}
	}
}

// Every curve that stands is a term of its own, and they add up.
func TestAllCurvesAddUpInExplanations(t *testing.T) {
	p := played(t, company(1500, true))
	m := train(t, p)
	m.Layers = []Layer{
		{Kind: calibrate.Level, Stands: true, Curve: calibrate.Curve{Kind: calibrate.Level, Won: 1, Lost: 1, By: -.37}},
		{Kind: calibrate.Beta, Curve: calibrate.Curve{}},
		{Kind: calibrate.Isotonic, Stands: true, Curve: calibrate.Curve{Kind: calibrate.Isotonic, Knots: []calibrate.Knot{{From: -2, To: -1.7}, {From: 1.1, To: 1.9}}}},
	}
	text, err := m.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if m, err = Parse(text); err != nil {
		t.Fatal(err)
	}
	s, open := m.Scorer(now), 0
	for d := range p.Deals() {
		if d.Outcome() != sales.Open {
			continue
		}
		open++
		e, named := s.Explain(d), map[string]bool{}
		sum := e.Average
		for _, term := range e.Terms {
			sum += term.Points
			named[term.Fact] = true
		}
		if math.Abs(sum-e.Logit) > 1e-9 || e.P != s.P(d) || !named[AllLevel] || !named[AllCalibrated] {
			t.Fatalf("%s: the terms add up to %v, the logit is %v: %v", d.ID(), sum, e.Logit, named)
		}
	}
	for i := range p.Chunks() {
		c := p.Chunk(i)
		s.Each(c, func(i int, chance float64) {
			if want := s.P(c.Deal(i)); chance != want {
				t.Fatalf("%s has the chances %v and %v", c.Deal(i).ID(), chance, want)
			}
		})
	}
	if open == 0 {
		t.Fatal("nothing is open")
	}
}

// Landmarks of one deal are one opinion: seen ten times as often, deals say nothing more surely.
func TestManyLandmarksOfADealMakeNothingSurer(t *testing.T) {
	const deals = 500
	of := func(times int) (mean, err float64) {
		d := grouped(deals*times, func(i int) uint32 { return uint32(i / times) })
		return d.spread(d.sums(func(i int) float64 { return descent.Draw(41, uint64(i/times)) }))
	}
	mean, err := of(1)
	var sum, squares float64
	for i := range uint64(deals) {
		sum += descent.Draw(41, i) / deals
	}
	for i := range uint64(deals) {
		squares += (descent.Draw(41, i) - sum) * (descent.Draw(41, i) - sum)
	}
	if want := math.Sqrt(squares/deals) / math.Sqrt(deals); math.Abs(mean-sum) > 1e-12 || math.Abs(err-want) > 1e-12 {
		t.Errorf("%g ± %g, by hand %g ± %g", mean, err, sum, want)
	}
	if again, seen := of(10); math.Abs(again-mean) > 1e-12 || math.Abs(seen-err) > 1e-12 {
		t.Errorf("seen ten times each: %g ± %g, not %g ± %g", again, seen, mean, err)
	}
}
