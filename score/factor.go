package score

import (
	"cmp"
	"maps"
	"slices"

	"gonum.org/v1/gonum/mathext"

	"arus/board"
	"arus/sales"
)

// Factor is one thing that deals have in common, and that rates are adjusted for while there is too little history for a
// model that takes all of them together.
type Factor string

// The factors.
const (
	ValueBand  Factor = "value_band"
	Product    Factor = "product"
	Segment    Factor = "segment"
	Competitor Factor = "competitor"
)

// Factors are all of them.
func Factors() []Factor { return []Factor{ValueBand, Product, Segment, Competitor} }

// Words are what a deal says of a factor, each once; none where it says nothing.
type Words func(board.Deal) []string

// Adjusted are the rates of a pipeline's stages for deals that have a word in common: a product, a segment, a competitor, a
// band of values.
type Adjusted struct {
	Word   string // empty for deals that have none
	Stages []Rate // in the pipeline's order
}

// Adjustments are the rates of every stage of every pipeline, adjusted for one factor.
type Adjustments struct {
	factor Factor
	stages *Stages
	lists  map[sales.PipelineID][]Adjusted
	rates  map[worded]Rate
}

type worded struct {
	place
	word string
}

// ByFactor adjusts the rates of all stages for one factor, in one pass over a picture. Each rate is pulled towards that of
// its stage as if it were twenty deals. A deal with several words counts with each of them.
func ByFactor(p *board.Picture, now sales.Instant, f Factor, words Words) *Adjustments {
	c := NewCounts(p, now)
	tallies := map[*motion]map[string]*tally{}
	var visits []board.Visit
	for d := range p.Deals() {
		visits = d.AppendVisits(visits[:0])
		c.Add(d, visits)
		m, furthest, _ := c.reached(d, visits)
		if m == nil {
			continue
		}
		if tallies[m] == nil {
			tallies[m] = map[string]*tally{}
		}
		for _, word := range orNone(words(d)) {
			if tallies[m][word] == nil {
				tallies[m][word] = newTally(len(m.facts.Stages))
			}
			tallies[m][word].add(furthest, d.Outcome() == sales.Won)
		}
	}
	a := &Adjustments{f, c.Stages(), map[sales.PipelineID][]Adjusted{}, map[worded]Rate{}}
	for id, m := range c.motions {
		for _, word := range slices.Sorted(maps.Keys(tallies[m])) {
			a.adjust(id, m, word, tallies[m][word])
		}
	}
	return a
}

func orNone(words []string) []string {
	if len(words) == 0 {
		return []string{""}
	}
	return slices.Compact(slices.Sorted(slices.Values(words)))
}

func (a *Adjustments) adjust(id sales.PipelineID, m *motion, word string, t *tally) {
	line := Adjusted{Word: word}
	for i, s := range m.facts.Stages {
		at := place{id, s.ID}
		r := adjusted(a.stages.rates[at], t.won[i], t.reached[i])
		if r.N > 0 {
			r.Factor, r.Word = a.factor, word
		}
		line.Stages = append(line.Stages, r)
		a.rates[worded{at, word}] = r
	}
	a.lists[id] = append(a.lists[id], line)
}

// Of are the rates of a pipeline, by rising words.
func (a *Adjustments) Of(pipeline sales.PipelineID) []Adjusted { return a.lists[pipeline] }

// Apart reports whether the factor tells any closed deals of a pipeline from its others. One that does not would only count
// the same deals twice.
func (a *Adjustments) Apart() bool {
	for _, list := range a.lists {
		if len(list) > 1 {
			return true
		}
	}
	return false
}

// At is the rate of a stage for a deal with some words: of several, that of the one most deals have been closed with. A
// word that no closed deal had leaves the rate of the stage as it is. ok is false for a stage that no pipeline has.
func (a *Adjustments) At(pipeline sales.PipelineID, stage sales.StageID, words []string) (r Rate, ok bool) {
	at := place{pipeline, stage}
	if r, ok = a.stages.rates[at]; !ok {
		return r, false
	}
	best := slices.MaxFunc(orNone(words), func(x, y string) int { return cmp.Compare(a.rates[worded{at, x}].N, a.rates[worded{at, y}].N) })
	if own := a.rates[worded{at, best}]; own.N > 0 {
		return own, true
	}
	return r, true
}

// adjusted is the Beta posterior of won of n, with the stage's own rate for a prior.
func adjusted(stage Rate, won, n int) Rate {
	a, b := float64(won)+weight*stage.P, float64(n-won)+weight*(1-stage.P)
	r := Rate{P: shrunk(won, n, stage.P), Low: mathext.InvRegIncBeta(a, b, .1), High: mathext.InvRegIncBeta(a, b, .9), N: n, Won: won, Source: FromStage}
	if n == 0 {
		r.Source = stage.Source
	}
	return r
}
