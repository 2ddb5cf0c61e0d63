package factor

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"arus/board"
	"arus/ledger"
	"arus/report"
	"arus/sales"
	"arus/score"
)

const day = sales.Instant(24 * time.Hour / time.Microsecond)

var now = sales.InstantOf(time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC))

// company is a young business: some deals of each of two pipelines, most of them closed.
type company struct {
	rand  *rand.Rand
	facts []sales.Fact
}

func newCompany(seed uint64) *company {
	c := &company{rand: rand.New(rand.NewPCG(seed, 1))}
	for _, pipe := range []sales.ID{"pipe_a", "pipe_b"} {
		stages := []sales.Stage{{ID: sales.StageID(pipe) + "_1", Canonical: "qualify"}, {ID: sales.StageID(pipe) + "_2", Canonical: "propose"}}
		c.add(pipe, 1, sales.Created[sales.PipelineFacts]{Facts: sales.PipelineFacts{Name: string(pipe), Stages: stages}})
	}
	return c
}

func (c *company) add(id sales.ID, at sales.Instant, e sales.Event) {
	c.facts = append(c.facts, sales.Fact{Object: id, At: at, Event: e})
}

// live tells the life of a deal until now: chance is that of winning by what is known of it, and last may tell something
// more in the moment before it closes.
func (c *company) live(i int, facts sales.DealFacts, chance float64, last func(won bool) sales.Event) {
	id, pipe := sales.ID(fmt.Sprintf("deal_%04d", i)), sales.PipelineID([]string{"pipe_a", "pipe_b"}[c.rand.IntN(2)])
	at := now - sales.Instant(c.rand.IntN(500*24)+1)*day/24
	one, two := sales.StageID(pipe)+"_1", sales.StageID(pipe)+"_2"
	facts.Name = string(id)
	c.add(id, at, sales.DealCreated{Pipeline: pipe, Stage: one, DealFacts: facts})
	won := c.rand.Float64() < chance
	if won || c.rand.IntN(2) == 0 {
		if at += sales.Instant(c.rand.IntN(30*24)) * day / 24; at > now {
			return
		}
		c.add(id, at, sales.DealMoved{From: one, To: two})
	}
	if at += sales.Instant(c.rand.IntN(60*24)+1) * day / 24; at > now {
		return
	}
	if last != nil {
		if e := last(won); e != nil {
			c.add(id, at-1, e)
		}
	}
	if won {
		c.add(id, at, sales.DealWon{})
	} else {
		c.add(id, at, sales.DealLost{Reason: "price"})
	}
}

func (c *company) reader(tb testing.TB) *report.Reader {
	tb.Helper()
	facts := slices.Clone(c.facts)
	slices.SortStableFunc(facts, func(a, b sales.Fact) int { return int(min(max(a.At-b.At, -1), 1)) })
	b, versions := board.New("ws_1"), map[sales.ID]int64{}
	var events []ledger.Event
	for i, f := range facts {
		versions[f.Object]++
		events = append(events, ledger.Event{Position: int64(i + 1), Fact: f, Version: versions[f.Object], Recorded: f.At})
	}
	if err := b.Apply(events); err != nil {
		tb.Fatal(err)
	}
	return report.NewReader(b.Snapshot().At(now, 0), now)
}

func segment(i int) string { return []string{"small", "large", "public"}[i%3] }

// segments win by their segment, or all alike.
func segments(seed uint64, deals int, matters bool) *company {
	c := newCompany(seed)
	for i := range deals {
		chance := .4
		if matters {
			chance = map[string]float64{"small": .75, "large": .1, "public": .4}[segment(i)]
		}
		c.live(i, sales.DealFacts{Segment: segment(i), Value: sales.Money{Minor: 100_000 * int64(c.rand.IntN(900)+1), Currency: "IDR"}}, chance, nil)
	}
	return c
}

func TestWhatDealsHaveInCommonWeighsThemWhereItHasProvedItself(t *testing.T) {
	r := segments(1, 170, true).reader(t)
	trial := Try(r)
	if trial.Chosen != score.Segment || len(trial.Tried) != 2 || trial.Learnt < leastLearnt || trial.Judged < leastJudged {
		t.Fatalf("segments decide everything: %+v", trial)
	}
	weighed := Weigh(r)
	if weighed == nil {
		t.Fatal("nothing is weighed")
	}
	adjusted := map[string]float64{}
	for d := range r.Picture.Deals() {
		if d.Outcome() != sales.Open {
			continue
		}
		rate := weighed.Of(d)
		plain, _ := r.Odds.At(d.Pipeline(), d.Stage())
		if rate.Factor != score.Segment || rate.Word != d.Segment() || rate.Source != score.FromStage || rate.N == 0 || rate.N >= plain.N || rate.Low >= rate.P || rate.High <= rate.P {
			t.Errorf("%s of %q: %+v beside %+v", d.ID(), d.Segment(), rate, plain)
		}
		adjusted[d.Segment()] = rate.P - plain.P
	}
	if adjusted["small"] <= 0 || adjusted["large"] >= 0 {
		t.Errorf("against the plain rates: %v", adjusted)
	}
	for chunk := range r.Picture.Chunks() {
		c := r.Picture.Chunk(chunk)
		list := make([]report.Chance, c.Len())
		weighed.Fill(c, list)
		for i, state := range c.State {
			if state.Outcome() == board.Open && list[i] != report.ChanceOf(weighed.Of(c.Deal(i)).P) {
				t.Errorf("%s: %d in a column", c.Deal(i).ID(), list[i])
			}
		}
	}
}

// With nothing to tell deals apart by, or too few of them, the rates of stages hold; with history enough for a model nothing is
// said at all.
func TestPlainRatesHoldWhereNoFactorHasProvedItself(t *testing.T) {
	if w := Weigh(segments(1, 700, true).reader(t)); w != nil {
		t.Error("deals are weighed where there is enough for a model")
	}
	for name, c := range map[string]*company{"nothing has closed": newCompany(1), "a few": segments(1, 40, true)} {
		r := c.reader(t)
		w := Weigh(r)
		if w.By() != "stage" {
			t.Errorf("%s: weighed by %s", name, w.By())
		}
		for chunk := range r.Picture.Chunks() {
			columns := r.Picture.Chunk(chunk)
			list := make([]report.Chance, columns.Len())
			w.Fill(columns, list)
			for i, state := range columns.State {
				if d := columns.Deal(i); state.Outcome() == board.Open {
					rate, known := r.Odds.At(d.Pipeline(), d.Stage())
					if got := w.Of(d); !known || got != rate || list[i] != report.ChanceOf(rate.P) {
						t.Errorf("%s: %s has %+v, and %d in a column; its stage has %+v", name, d.ID(), got, list[i], rate)
					}
				}
			}
		}
	}
	c := newCompany(1)
	for i := range 170 {
		c.live(i, sales.DealFacts{Segment: "the only one"}, 1, nil)
	}
	if trial := Try(c.reader(t)); trial.Chosen != "" || trial.Judged == 0 || len(trial.Tried) > 0 || math.IsNaN(trial.Loss) {
		t.Errorf("all alike and all won: %+v", trial)
	}
}

// What was tried is kept with the chances it led to: whoever asks what was tried is told of what weighs, and nothing is tried again.
func TestATrialIsKeptWithTheChancesItLedTo(t *testing.T) {
	other := segments(9, 120, true).reader(t)
	for name, r := range map[string]*report.Reader{"a factor": segments(1, 170, true).reader(t), "plain": segments(1, 170, false).reader(t)} {
		want := Try(r)
		if (want.Chosen != "") != (name == "a factor") {
			t.Fatalf("%s: %+v", name, want)
		}
		for _, from := range []*report.Reader{r, r.Weighing(Weigh(r)), other.Weighing(Weigh(r))} {
			if got := TrialOf(from); !reflect.DeepEqual(got, want) {
				t.Errorf("%s: %+v, not %+v", name, got, want)
			}
		}
	}
}

// Of many companies in which nothing matters, few are told that something does.
func TestLuckSeldomMakesAFactor(t *testing.T) {
	const companies = 200
	chosen := 0
	for seed := range uint64(companies) {
		if Try(segments(seed, 170, false).reader(t)).Chosen != "" {
			chosen++
		}
	}
	if chosen > companies*8/100 {
		t.Errorf("%d of %d companies", chosen, companies)
	}
}

// Who only notes the competitor that a deal was lost to, learns from it that competitors are deadly and their absence is as
// good as a contract. Halfway through their lives none of the deals knew.
func TestWhatIsOnlyNotedInTheEndIsNoFactor(t *testing.T) {
	c := newCompany(3)
	for i := range 180 {
		c.live(i, sales.DealFacts{}, .4, func(won bool) sales.Event {
			if won {
				return nil
			}
			return sales.DealChanged{Patch: json.RawMessage(`{"competitors":["comp_1"]}`)}
		})
	}
	trial := Try(c.reader(t))
	if l := trial.Tried[0]; len(trial.Tried) != 1 || trial.Chosen != "" || l.Factor != score.Competitor || l.Better >= 0 {
		t.Errorf("%+v", trial)
	}
}

// The trial, told by a slow loop over facts: rates by hand from what had closed until then, and what came of each deal later.
func TestATrialIsWhatASlowLoopCounts(t *testing.T) {
	for seed := range uint64(5) {
		c := segments(seed, 150, true)
		r := c.reader(t)
		trial := Try(r)
		at := func(segments ...string) (n, won map[sales.StageID]float64) {
			n, won = map[sales.StageID]float64{}, map[sales.StageID]float64{}
			for d := range r.Picture.Deals() {
				if d.Outcome() == sales.Open || d.ClosedAt() > trial.Since || !slices.Contains(segments, d.Segment()) {
					continue
				}
				pipe := sales.StageID(d.Pipeline())
				for _, s := range []sales.StageID{pipe + "_1", pipe + "_2"} {
					if s == pipe+"_1" || d.Stage() == s {
						n[s]++
						if d.Outcome() == sales.Won {
							won[s]++
						}
					}
				}
			}
			return n, won
		}
		odds := score.StageRates(r.Picture.Snapshot().At(trial.Since, 0), trial.Since)
		var losses, judged float64
		for d := range r.Picture.Deals() {
			if d.Outcome() == sales.Open || d.ClosedAt() <= trial.Since {
				continue
			}
			half := r.Picture.Snapshot().At(d.CreatedAt()+(d.ClosedAt()-d.CreatedAt())/2, 0)
			was, _ := half.Deal(d.ID())
			n, won := at(d.Segment())
			plain, _ := odds.At(was.Pipeline(), was.Stage())
			p := (won[was.Stage()] + 20*plain.P) / (n[was.Stage()] + 20)
			if d.Outcome() != sales.Won {
				p = 1 - p
			}
			losses, judged = losses-math.Log(p), judged+1
		}
		i := slices.IndexFunc(trial.Tried, func(l Loss) bool { return l.Factor == score.Segment })
		if got := trial.Tried[i].Mean; int(judged) != trial.Judged || math.Abs(got-losses/judged) > 1e-9 {
			t.Errorf("seed %d: %d deals lose %g, by hand %g of %g", seed, trial.Judged, got, judged, losses/judged)
		}
	}
}
