package win

import (
	"math"
	"testing"

	"arus/sales"
)

// What is the same of every deal says nothing: it adds no points, alone or with another fact, whichever value it has, and
// the model is the one that would have been learnt without it. One who differs all the same gets a chance that is one.
func TestAConstantFactSaysNothing(t *testing.T) {
	with := func(segment string, minor int64) (facts []sales.Fact) {
		for _, f := range company(700, true) {
			if e, is := f.Event.(sales.DealCreated); is {
				e.Segment, e.Region, e.Value = segment, segment, sales.Money{Minor: minor, Currency: "IDR"}
				f.Event = e
			}
			facts = append(facts, f)
		}
		return facts
	}
	odd := sales.Fact{Object: "deal_odd", At: now - oneDay, Event: sales.DealCreated{Pipeline: "pipe_a", Stage: "stage_1",
		DealFacts: sales.DealFacts{Name: "odd", Source: "referral", Segment: "never seen", Value: sales.Money{Minor: 9_000_000_000_000_000, Currency: "IDR"}}}}
	constant, without := train(t, played(t, with("the only one", 500_000))), train(t, played(t, with("", 0)))
	if constant.Champion == Base || constant.Champion != without.Champion {
		t.Fatalf("%s with what is constant, %s without", constant.Champion, without.Champion)
	}
	p := played(t, append(with("the only one", 500_000), odd)).Snapshot().At(now, 0)
	s, bare := constant.Scorer(now), without.Scorer(now)
	open := 0
	for d := range p.Deals() {
		if d.Outcome() != sales.Open {
			continue
		}
		open++
		e := s.Explain(d)
		if math.IsNaN(e.Logit) || e.P <= 0 || e.P >= 1 {
			t.Errorf("%s: %+v", d.ID(), e)
		}
		if d.ID() == "deal_odd" {
			continue
		}
		if other := bare.Explain(d); math.Abs(e.Logit-other.Logit) > 1e-9 {
			t.Errorf("%s: %g with what is constant, %g without", d.ID(), e.Logit, other.Logit)
		}
		for _, term := range e.Terms {
			if f := term.Fact; (f == "segment" || f == "region" || f == "value" || f == "currency") && math.Abs(term.Points) > 1e-12 {
				t.Errorf("%s: %s adds %g", d.ID(), f, term.Points)
			}
		}
	}
	if open < 2 {
		t.Fatal("nothing is open")
	}
}
