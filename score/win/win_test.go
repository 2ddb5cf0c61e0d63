package win

import (
	"bytes"
	"fmt"
	"math"
	"testing"
	"time"

	"arus/board"
	"arus/ledger"
	"arus/sales"
	"arus/score/descent"
)

var now = sales.InstantOf(time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC))

const oneDay = sales.Instant(dayLength)

// company makes up deals that referrals win more often, the bigger the less. Facts beyond now are kept apart.
func company(deals int, signal bool) (facts []sales.Fact) {
	stages := []sales.Stage{{ID: "stage_1", Canonical: "qualify"}, {ID: "stage_2", Canonical: "propose"}}
	facts = append(facts, sales.Fact{Object: "pipe_a", At: 1, Event: sales.Created[sales.PipelineFacts]{Facts: sales.PipelineFacts{Name: "A", Stages: stages}}})
	for i := range uint64(deals) {
		u := func(k uint64) float64 { return descent.Draw(k, i) }
		id, at := sales.ID(fmt.Sprintf("deal_%05d", i)), now-sales.Instant(u(1)*600)*oneDay
		source, p := []string{"referral", "event", ""}[int(3*u(2))], .4
		if signal {
			p = map[string]float64{"referral": .8, "event": .2, "": .3}[source]
		}
		facts = append(facts, sales.Fact{Object: id, At: at, Event: sales.DealCreated{Pipeline: "pipe_a", Stage: "stage_1",
			DealFacts: sales.DealFacts{Name: string(id), Source: source, Value: sales.Money{Minor: int64(1e6 * u(3)), Currency: "IDR"}}}})
		if at += sales.Instant(u(4)*60*dayLength) + 1; at > now {
			continue
		}
		facts = append(facts, sales.Fact{Object: id, At: at, Event: sales.DealMoved{From: "stage_1", To: "stage_2"}})
		end := sales.Event(sales.DealLost{Reason: "price"})
		if u(5) < p {
			end = sales.DealWon{Value: sales.Money{Minor: 123_456_789, Currency: "IDR"}} // what only winning told
		}
		if at += sales.Instant(u(6) * 60 * dayLength); at <= now {
			facts = append(facts, sales.Fact{Object: id, At: at, Event: end})
		}
	}
	return facts
}

func played(tb testing.TB, facts []sales.Fact) *board.Picture {
	events := make([]ledger.Event, len(facts))
	versions := map[sales.ID]int64{}
	for i, f := range facts {
		versions[f.Object]++
		events[i] = ledger.Event{Position: int64(i + 1), Fact: f, Version: versions[f.Object], Recorded: f.At}
	}
	b := board.New("ws_1")
	if err := b.Apply(events); err != nil {
		tb.Fatal(err)
	}
	return b.Snapshot().At(now, 0)
}

func train(tb testing.TB, p *board.Picture) *Model {
	m, err := Train(tb.Context(), p, now, func(int) error { return nil })
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

func TestASignalIsFoundAndExplainedToTheLastBit(t *testing.T) {
	p := played(t, company(1500, true))
	m := train(t, p)
	if !m.Signal() || m.Champion == Stage {
		t.Fatalf("the champion is %s: %+v", m.Champion, m.Trial.Losses)
	}
	s := m.Scorer(now)
	open := 0
	means, counts := map[string]float64{}, map[string]float64{}
	for d := range p.Deals() {
		if d.Outcome() != sales.Open {
			continue
		}
		open++
		e, rate := s.Explain(d), s.Of(d)
		sum := e.Average
		for _, term := range e.Terms {
			sum += term.Points
		}
		if math.Abs(sum-e.Logit) > 1e-9 || e.P != rate.P || s.P(d) != rate.P {
			t.Fatalf("%s: the terms add up to %v, the logit is %v; chances %v, %v", d.ID(), sum, e.Logit, e.P, rate.P)
		}
		if !(0 < rate.Low && rate.Low <= rate.P && rate.P <= rate.High && rate.High < 1) {
			t.Fatalf("%+v is no chance with an interval", rate)
		}
		means[d.Source()] += rate.P
		counts[d.Source()]++
	}
	if open == 0 || means["referral"]/counts["referral"] < means["event"]/counts["event"]+.3 {
		t.Errorf("of %d open deals referrals have %v, events %v", open, means["referral"]/counts["referral"], means["event"]/counts["event"])
	}
}

// Whoever wins, the chances of a chunk are those of its deals.
func TestAChunkHasTheChancesOfItsDeals(t *testing.T) {
	p := played(t, company(1500, true))
	m := train(t, p)
	all := historyOf(p, now)
	table := all.table(m.Additive.Features, all.everything())
	for _, champion := range []Method{Logistic, Additive, Trees, Blend} {
		if err := m.learn(t.Context(), table, champion); err != nil {
			t.Fatal(err)
		}
		m.Champion = champion
		s, said, open := m.Scorer(now), 0, 0
		for i := range p.Chunks() {
			c := p.Chunk(i)
			s.Each(c, func(i int, chance float64) {
				said++
				if want := s.P(c.Deal(i)); chance != want {
					t.Fatalf("%s: %s has the chances %v and %v", champion, c.Deal(i).ID(), chance, want)
				}
			})
		}
		for d := range p.Deals() {
			if d.Outcome() == sales.Open {
				open++
			}
		}
		if said != open || open == 0 {
			t.Errorf("%s says the chances of %d of %d open deals", champion, said, open)
		}
	}
}

func TestWithoutASignalTheBaseRateWins(t *testing.T) {
	m := train(t, played(t, company(1500, false)))
	if m.Thin() || m.Signal() && m.Champion != Stage || m.Scorer(now) != nil {
		t.Errorf("the champion is %s: %+v", m.Champion, m.Trial.Losses)
	}
}

func TestTheSameLedgerGivesTheSameBytesAndTheyAreReadBack(t *testing.T) {
	facts := company(600, true)
	first, err := train(t, played(t, facts)).Bytes()
	if err != nil {
		t.Fatal(err)
	}
	second, err := train(t, played(t, facts)).Bytes()
	if err != nil {
		t.Fatal(err)
	}
	again, err := Parse(first)
	if err != nil {
		t.Fatal(err)
	}
	third, err := again.Bytes()
	if err != nil || !bytes.Equal(first, second) || !bytes.Equal(first, third) {
		t.Errorf("the bytes differ (%v)", err)
	}
	if _, err := Parse([]byte(`{"format":0}`)); err == nil {
		t.Error("a model of another format was read")
	}
}

// What happened after the moment, or became known only by closing, changes nothing.
func TestNothingLaterIsLookedAt(t *testing.T) {
	facts := company(600, true)
	before, err := train(t, played(t, facts)).Bytes()
	if err != nil {
		t.Fatal(err)
	}
	for i := range 700 { // from now on everything is won
		id := sales.ID(fmt.Sprintf("deal_%05d", i))
		facts = append(facts, sales.Fact{Object: id, At: now + oneDay, Event: sales.DealWon{Value: sales.Money{Minor: 5_000_000_000, Currency: "IDR"}}})
	}
	later := played(t, facts)
	m := train(t, later)
	m.Position = int64(len(facts)) - 700
	if after, _ := m.Bytes(); !bytes.Equal(before, after) {
		t.Error("another future gives another model")
	}
	h := historyOf(later, now)
	for i, r := range h.rows {
		if r.value > 1e6 {
			t.Fatalf("landmark %d knows what the deal was booked at: %g", i, r.value)
		}
	}
	for _, b := range h.blocks() {
		for _, i := range b.learn {
			if h.rows[i].closed >= b.from {
				t.Fatalf("a deal that closed at %s was learnt from before %s", h.rows[i].closed, b.from)
			}
		}
		for _, i := range b.judge {
			if h.rows[i].closed < b.from {
				t.Fatalf("a deal that closed at %s is judged after %s", h.rows[i].closed, b.from)
			}
		}
	}
}

func TestThinHistoryIsSaidToBeThin(t *testing.T) {
	one := company(900, true)
	for i, f := range one {
		if _, lost := f.Event.(sales.DealLost); lost {
			one[i].Event = sales.DealWon{}
		}
	}
	for name, facts := range map[string][]sales.Fact{"no deals": company(0, true), "few deals": company(150, true), "one outcome": one} {
		m := train(t, played(t, facts))
		if !m.Thin() || m.Champion != Stage || m.Scorer(now) != nil || math.IsNaN(m.Rate) {
			t.Errorf("%s: %+v", name, m)
		}
	}
}
