package score

import (
	"slices"

	"gonum.org/v1/gonum/mathext"

	"arus/board"
	"arus/sales"
)

// Source is where a probability comes from.
type Source string

// The sources.
const (
	FromStage     Source = "stage"     // what became of the deals that reached the stage
	FromScore     Source = "score"     // a model
	FromOverride  Source = "override"  // a person, with a reason
	FromBenchmark Source = "benchmark" // no history yet
)

// Rate is a probability of winning with what it rests on.
type Rate struct {
	P         float64
	Low, High float64 // 80 % interval
	N, Won    int     // closed deals that reached the stage, and those of them that were won
	Source    Source
	Factor    Factor // that it is adjusted for; empty for the rate of all deals
	Word      string // what the deal says of that factor; empty for nothing
}

// windowMonths is how far back closed deals count, by the day they closed.
const windowMonths = 24

// Since is when the window begins that ends now.
func Since(now sales.Instant) sales.Instant {
	return sales.InstantOf(now.Time().AddDate(0, -windowMonths, 0))
}

// weight is how many deals the broader history counts as. See docs/language.md.
const weight = 20

// Stages are the rates of every stage of every pipeline.
type Stages struct {
	rates map[place]Rate
}

type place struct {
	pipeline sales.PipelineID
	stage    sales.StageID
}

// tally counts closed deals by how far they came.
type tally struct{ reached, won []int }

func (t *tally) add(furthest int, won bool) {
	for i := 0; i <= furthest && i < len(t.reached); i++ {
		t.reached[i]++
		if won {
			t.won[i]++
		}
	}
}

func newTally(n int) *tally { return &tally{make([]int, n), make([]int, n)} }

// motion is what is counted of one pipeline.
type motion struct {
	facts     sales.PipelineFacts
	ladder    []int // for each stage, its place on the workspace's ladder of canonical stages; -1 when it has none
	stages    *tally
	canonical *tally
}

// spot is where a place of the board stands in its pipeline's order.
type spot struct {
	motion *motion // nil when the pipeline is not known
	at     int     // -1 when the pipeline has no such stage
}

// Counts are the closed deals of the 24 months before a moment, by how far they came.
type Counts struct {
	since, until sales.Instant
	company      *tally
	motions      map[sales.PipelineID]*motion
	spots        []spot // by the board's codes of places
}

// NewCounts begins to count for a picture; deals closed after now are not known yet.
func NewCounts(p *board.Picture, now sales.Instant) *Counts {
	ladder := p.Workspace().Canonical
	c := &Counts{since: Since(now), until: now, company: newTally(len(ladder)),
		motions: map[sales.PipelineID]*motion{}, spots: make([]spot, len(p.Places()))}
	for pipeline := range p.Pipelines() {
		c.motions[sales.PipelineID(pipeline.ID)] = newMotion(pipeline.Facts, ladder)
	}
	for code, at := range p.Places() {
		if m := c.motions[at.Pipeline]; m != nil {
			i, _ := m.facts.Stage(at.Stage)
			c.spots[code] = spot{m, i}
		}
	}
	return c
}

func newMotion(facts sales.PipelineFacts, ladder []sales.Canonical) *motion {
	m := &motion{facts: facts, stages: newTally(len(facts.Stages)), canonical: newTally(len(ladder))}
	for _, stage := range facts.Stages {
		m.ladder = append(m.ladder, slices.IndexFunc(ladder, func(c sales.Canonical) bool { return c.Key == stage.Canonical }))
	}
	return m
}

// Add counts a deal by its visits; open ones are passed over. A deal that changed its pipeline counts in the one it was
// closed in, by the stages it entered there.
func (c *Counts) Add(d board.Deal, visits []board.Visit) {
	m, furthest, rung := c.reached(d, visits)
	if m == nil {
		return
	}
	won := d.Outcome() == sales.Won
	m.stages.add(furthest, won)
	m.canonical.add(rung, won)
	c.company.add(rung, won)
}

// reached is how far a deal came that counts, in its pipeline and on the ladder; nil for one that does not count.
func (c *Counts) reached(d board.Deal, visits []board.Visit) (m *motion, furthest, rung int) {
	furthest, rung = -1, -1
	if m = c.spots[d.PlaceCode()].motion; d.Outcome() == sales.Open || m == nil {
		return nil, furthest, rung
	}
	if closed := d.ClosedAt(); closed < c.since || closed > c.until {
		return nil, furthest, rung
	}
	for _, v := range visits {
		if s := c.spots[v.Place]; s.motion == m && s.at >= 0 {
			furthest, rung = max(furthest, s.at), max(rung, m.ladder[s.at])
		}
	}
	return m, furthest, rung
}

// Stages are the rates that follow from the counts.
func (c *Counts) Stages() *Stages {
	s := &Stages{map[place]Rate{}}
	for id, m := range c.motions {
		for i, stage := range m.facts.Stages {
			s.rates[place{id, stage.ID}] = m.rate(i, c.company)
		}
	}
	return s
}

// StageRates counts, in one pass over a picture, the deals that closed in the 24 months before now.
func StageRates(p *board.Picture, now sales.Instant) *Stages {
	c := NewCounts(p, now)
	var visits []board.Visit
	for d := range p.Deals() {
		visits = d.AppendVisits(visits[:0])
		c.Add(d, visits)
	}
	return c.Stages()
}

// rate pulls the stage's own share towards the pipeline's for the canonical stage, that towards the workspace's, and that
// towards the benchmark, each as if it were twenty deals.
func (m *motion) rate(stage int, company *tally) Rate {
	rung := m.ladder[stage]
	prior := Benchmark(stage, len(m.facts.Stages))
	known := 0
	if rung >= 0 {
		prior = Benchmark(rung, len(company.reached))
		known = company.reached[rung]
		prior = shrunk(company.won[rung], company.reached[rung], prior)
		prior = shrunk(m.canonical.won[rung], m.canonical.reached[rung], prior)
	}
	n, won := m.stages.reached[stage], m.stages.won[stage]
	r := Rate{P: shrunk(won, n, prior), N: n, Won: won, Source: FromStage}
	if n+known == 0 {
		r.Source = FromBenchmark
	}
	a, b := float64(won)+weight*prior, float64(n-won)+weight*(1-prior)
	r.Low, r.High = mathext.InvRegIncBeta(a, b, .1), mathext.InvRegIncBeta(a, b, .9)
	return r
}

// shrunk is the mean of the Beta posterior: won of n, and twenty deals of the prior.
func shrunk(won, n int, prior float64) float64 {
	return (float64(won) + weight*prior) / (float64(n) + weight)
}

// Benchmark is what a business without history is lent: win rates rise about evenly from a tenth of what is qualified to
// eight tenths of what is verbally agreed, as vendors of CRMs publish them for business-to-business sales. It is shown as
// a benchmark, and the first twenty closed deals outweigh it.
func Benchmark(stage, stages int) float64 {
	const first, last = .10, .80
	if stages < 2 {
		return (first + last) / 2
	}
	return first + (last-first)*float64(stage)/float64(stages-1)
}

// At is the rate of a stage. ok is false for a stage that no pipeline has.
func (s *Stages) At(pipeline sales.PipelineID, stage sales.StageID) (r Rate, ok bool) {
	r, ok = s.rates[place{pipeline, stage}]
	return r, ok
}
