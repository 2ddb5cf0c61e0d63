package score

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"arus/board"
	"arus/ledger"
	"arus/sales"

	"pgregory.net/rapid"
)

const day = sales.Instant(24 * time.Hour / time.Microsecond)

var now = sales.InstantOf(time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC))

// pipelines share rungs of the ladder, one has a stage whose rung is gone from it, and one never sees a deal.
var pipelines = map[sales.ID][]sales.Stage{
	"pipe_a":    {{ID: "stage_1", Canonical: "qualify"}, {ID: "stage_2", Canonical: "qualify"}, {ID: "stage_3", Canonical: "propose"}, {ID: "stage_4", Canonical: "commit"}},
	"pipe_b":    {{ID: "stage_5", Canonical: "qualify"}, {ID: "stage_6", Canonical: "gone"}, {ID: "stage_7", Canonical: "negotiate"}},
	"pipe_idle": {{ID: "stage_8", Canonical: "qualify"}, {ID: "stage_9", Canonical: "commit"}},
}

// played are facts with the numbers that a ledger would give them.
func played(t interface{ Fatal(...any) }, facts []sales.Fact) *board.Picture {
	for id, stages := range pipelines {
		facts = append(facts, sales.Fact{Object: id, At: 1, Event: sales.Created[sales.PipelineFacts]{Facts: sales.PipelineFacts{Name: string(id), Stages: stages}}})
	}
	events := make([]ledger.Event, len(facts))
	for i, f := range facts {
		events[i] = ledger.Event{Position: int64(i + 1), Fact: f, Version: int64(i + 1), Recorded: now}
	}
	b := board.New("ws_1")
	if err := b.Apply(events); err != nil {
		t.Fatal(err)
	}
	return b.Snapshot().At(now, 0)
}

// lives are random deals: they wander over stages and pipelines, close, sometimes come back, over four years.
func lives(t *rapid.T) (facts []sales.Fact) {
	for i := range rapid.IntRange(0, 60).Draw(t, "deals") {
		id := sales.ID(fmt.Sprintf("deal_%03d", i))
		at := now - sales.Instant(rapid.IntRange(1, 1400).Draw(t, "age"))*day
		pipeline := rapid.SampledFrom([]sales.PipelineID{"pipe_a", "pipe_a", "pipe_b"}).Draw(t, "pipeline")
		stage := func() sales.StageID {
			return rapid.SampledFrom(pipelines[sales.ID(pipeline)]).Draw(t, "stage").ID
		}
		add := func(e sales.Event) {
			facts = append(facts, sales.Fact{Object: id, At: at, Event: e})
			at = min(now, at+sales.Instant(rapid.IntRange(0, 300).Draw(t, "days"))*day)
		}
		add(sales.DealCreated{Pipeline: pipeline, Stage: stage()})
		for range rapid.IntRange(0, 3).Draw(t, "moves") {
			if rapid.IntRange(0, 5).Draw(t, "other") == 0 {
				pipeline = "pipe_b"
			}
			add(sales.DealMoved{To: stage(), Pipeline: pipeline})
		}
		for range rapid.IntRange(0, 2).Draw(t, "closings") {
			add(rapid.SampledFrom([]sales.Event{sales.DealWon{}, sales.DealLost{Reason: "price"}}).Draw(t, "closing"))
			if rapid.IntRange(0, 3).Draw(t, "back") > 0 {
				break
			}
			add(sales.DealReopened{To: stage(), Reason: "again"})
		}
	}
	return facts
}

// closed is a closed deal, folded by hand, with the stages of its own pipeline that it entered.
type closed struct {
	*sales.Deal
	entered []sales.StageID
}

func byHand(t *rapid.T, facts []sales.Fact) (all []closed) {
	facts = slices.Clone(facts)
	slices.SortStableFunc(facts, func(a, b sales.Fact) int { return cmp.Compare(a.Object, b.Object) })
	for i := 0; i < len(facts); {
		var c closed
		entered := map[sales.PipelineID][]sales.StageID{}
		for c.Deal = new(sales.Deal); i < len(facts) && (c.ID == "" || sales.ID(c.ID) == facts[i].Object); i++ {
			if err := c.Fold(facts[i]); err != nil {
				t.Fatal(err)
			}
			if c.Outcome == sales.Open {
				entered[c.Pipeline] = append(entered[c.Pipeline], c.Stage)
			}
		}
		c.entered = entered[c.Pipeline]
		if c.Outcome != sales.Open && !c.ClosedAt.Time().Before(now.Time().AddDate(-2, 0, 0)) {
			all = append(all, c)
		}
	}
	return all
}

// among counts the deals that entered one of the stages, and how many of them were won.
func among(deals []closed, stages []sales.StageID) (n, won int) {
	for _, d := range deals {
		if slices.ContainsFunc(stages, func(s sales.StageID) bool { return slices.Contains(d.entered, s) }) {
			n++
			if d.Outcome == sales.Won {
				won++
			}
		}
	}
	return n, won
}

func of(deals []closed, pipeline sales.ID) (own []closed) {
	for _, d := range deals {
		if sales.ID(d.Pipeline) == pipeline {
			own = append(own, d)
		}
	}
	return own
}

// rung is the place of a canonical stage on the ladder of a new workspace.
func rung(canonical string) int {
	return slices.IndexFunc(sales.DefaultCanonical(), func(c sales.Canonical) bool { return c.Key == canonical })
}

// above lists the stages of all pipelines that stand on a rung or higher.
func above(from int) (ids []sales.StageID) {
	for _, stages := range pipelines {
		for _, s := range stages {
			if rung(s.Canonical) >= from {
				ids = append(ids, s.ID)
			}
		}
	}
	return ids
}

// blended is the mean after n deals of which some were won, with twenty deals of what was thought before.
func blended(n, won int, before float64) float64 {
	return (float64(won) + 20*before) / float64(n+20)
}

func TestStageRatesAgreeWithCountingByHand(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts := lives(t)
		rates := StageRates(played(t, facts), now)
		deals := byHand(t, facts)
		for pipeline, stages := range pipelines {
			for i, s := range stages {
				before, history := Benchmark(i, len(stages)), 0
				if at := rung(s.Canonical); at >= 0 {
					n, won := among(deals, above(at))
					history += n
					before = blended(n, won, Benchmark(at, len(sales.DefaultCanonical())))
					n, won = among(of(deals, pipeline), above(at))
					before = blended(n, won, before)
				}
				var later []sales.StageID
				for _, l := range stages[i:] {
					later = append(later, l.ID)
				}
				n, won := among(of(deals, pipeline), later)
				want := Rate{N: n, Won: won, P: blended(n, won, before), Source: FromStage}
				if n+history == 0 {
					want.Source = FromBenchmark
				}
				got, ok := rates.At(sales.PipelineID(pipeline), s.ID)
				if !ok || got.N != want.N || got.Won != want.Won || got.Source != want.Source || math.Abs(got.P-want.P) > 1e-12 {
					t.Fatalf("%s: got %+v, want %+v", s.ID, got, want)
				}
				sound(t, got)
			}
		}
	})
}

func sound(t interface{ Fatalf(string, ...any) }, r Rate) {
	if !(0 < r.P && r.P < 1 && 0 <= r.Low && r.Low <= r.High && r.High <= 1) { // also false when one of them is no number
		t.Fatalf("%+v is no chance with an interval", r)
	}
}

// beta integrates the density of a Beta distribution up to x by Simpson's rule. a and b are 1 or more.
func beta(a, b, x float64) float64 {
	const steps = 20_000
	norm := func() float64 {
		la, _ := math.Lgamma(a)
		lb, _ := math.Lgamma(b)
		l, _ := math.Lgamma(a + b)
		return l - la - lb
	}()
	density := func(u float64) float64 {
		if u <= 0 || u >= 1 {
			return 0
		}
		return math.Exp(norm + (a-1)*math.Log(u) + (b-1)*math.Log(1-u))
	}
	sum := 0.0
	for i := range steps {
		from, to := x*float64(i)/steps, x*float64(i+1)/steps
		sum += (to - from) / 6 * (density(from) + 4*density((from+to)/2) + density(to))
	}
	return sum
}

// fixed makes deals of pipe_a that all passed every stage up to one, where they were won or lost.
func fixed(groups ...[3]int) (facts []sales.Fact) { // furthest stage, won, lost
	for g, group := range groups {
		for i := range group[1] + group[2] {
			id := sales.ID(fmt.Sprintf("deal_%d_%d", g, i))
			facts = append(facts, sales.Fact{Object: id, At: now - 90*day, Event: sales.DealCreated{Pipeline: "pipe_a", Stage: "stage_1"}})
			for s := 1; s <= group[0]; s++ {
				facts = append(facts, sales.Fact{Object: id, At: now - sales.Instant(90-s)*day, Event: sales.DealMoved{To: pipelines["pipe_a"][s].ID}})
			}
			end := sales.Event(sales.DealLost{Reason: "price"})
			if i < group[1] {
				end = sales.DealWon{}
			}
			facts = append(facts, sales.Fact{Object: id, At: now - 10*day, Event: end})
		}
	}
	return facts
}

func TestTheIntervalHoldsEightyPercentOfThePosterior(t *testing.T) {
	rates := StageRates(played(t, fixed([3]int{0, 0, 70}, [3]int{1, 0, 30}, [3]int{3, 25, 10})), now)
	for i, s := range pipelines["pipe_a"] {
		r, _ := rates.At("pipe_a", s.ID)
		// The prior's mean is what blending must have started from to arrive at P.
		a := r.P * float64(r.N+20)
		b := float64(r.N+20) - a
		if low, high := beta(a, b, r.Low), beta(a, b, r.High); math.Abs(low-.1) > 1e-6 || math.Abs(high-.9) > 1e-6 {
			t.Errorf("stage %d, %+v: the quantiles hold %g and %g", i, r, low, high)
		}
	}
}

func TestChancesRiseAlongThePipelineWhenDealsAreWonAtItsEnd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := func() int { return rapid.IntRange(0, 40).Draw(t, "n") }
		rates := StageRates(played(t, fixed([3]int{0, 0, n()}, [3]int{1, 0, n()}, [3]int{2, 0, n()}, [3]int{3, n(), n()})), now)
		last := 0.0
		for _, s := range pipelines["pipe_a"] {
			r, _ := rates.At("pipe_a", s.ID)
			if r.P < last-1e-12 {
				t.Fatalf("%s: %g after %g", s.ID, r.P, last)
			}
			last = r.P
		}
	})
}

func TestOneSidedHistoryIsStillAChance(t *testing.T) {
	for name, facts := range map[string][]sales.Fact{"none": nil, "all won": fixed([3]int{3, 3000, 0}), "all lost": fixed([3]int{3, 0, 3000})} {
		rates := StageRates(played(t, facts), now)
		for pipeline, stages := range pipelines {
			for _, s := range stages {
				r, ok := rates.At(sales.PipelineID(pipeline), s.ID)
				if !ok || (r.Source == FromBenchmark) != (name == "none" || s.Canonical == "gone") {
					t.Errorf("%s, %s: %+v", name, s.ID, r)
				}
				sound(t, r)
			}
		}
	}
	if _, ok := StageRates(played(t, nil), now).At("pipe_a", "stage_7"); ok {
		t.Error("a stage of another pipeline has a rate")
	}
}

func TestTheWindowIsTwentyFourMonthsByTheDayOfClosing(t *testing.T) {
	edge := sales.InstantOf(time.Date(2024, 11, 23, 12, 0, 0, 0, time.UTC))
	deal := func(id sales.ID, closes sales.Instant) []sales.Fact {
		return []sales.Fact{{Object: id, At: edge - 100*day, Event: sales.DealCreated{Pipeline: "pipe_a", Stage: "stage_1"}},
			{Object: id, At: closes, Event: sales.DealWon{}}}
	}
	facts := slices.Concat(deal("deal_before", edge-1), deal("deal_first", edge), deal("deal_later", now))
	if r, _ := StageRates(played(t, facts), now).At("pipe_a", "stage_1"); r.N != 2 || r.Won != 2 {
		t.Errorf("%d deals count", r.N)
	}
	// At an earlier moment the picture knows less, and so does the count.
	if r, _ := StageRates(played(t, facts), now-1).At("pipe_a", "stage_1"); r.N != 2 {
		t.Errorf("%d deals count a moment earlier: the one that closes at the end is still to come", r.N)
	}
}
