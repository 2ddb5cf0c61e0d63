package score

import (
	"maps"
	"slices"

	"gonum.org/v1/gonum/mathext"

	"arus/board"
	"arus/sales"
)

// Adjusted are the rates of a pipeline's stages for deals that have a word in common: a product, a segment, a competitor, a
// band of values.
type Adjusted struct {
	Word   string // empty for deals that have none
	Stages []Rate // in the pipeline's order
}

// ByFactor adjusts the rates of a pipeline's stages for one factor, before there is enough history for a model that takes
// all of them together. Each rate is pulled towards that of its stage as if it were twenty deals. A deal with several words
// counts with each of them; words are in rising order.
func ByFactor(p *board.Picture, now sales.Instant, of sales.PipelineID, words func(board.Deal) []string) (list []Adjusted) {
	c := NewCounts(p, now)
	m := c.motions[of]
	if m == nil {
		return nil
	}
	tallies := map[string]*tally{}
	var visits []board.Visit
	for d := range p.Deals() {
		visits = d.AppendVisits(visits[:0])
		c.Add(d, visits)
		motion, furthest, _ := c.reached(d, visits)
		if motion != m {
			continue
		}
		all := words(d)
		if len(all) == 0 {
			all = []string{""}
		}
		for _, word := range slices.Compact(slices.Sorted(slices.Values(all))) {
			if tallies[word] == nil {
				tallies[word] = newTally(len(m.facts.Stages))
			}
			tallies[word].add(furthest, d.Outcome() == sales.Won)
		}
	}
	for _, word := range slices.Sorted(maps.Keys(tallies)) {
		a := Adjusted{Word: word}
		for i := range m.facts.Stages {
			a.Stages = append(a.Stages, adjusted(m.rate(i, c.company), tallies[word].won[i], tallies[word].reached[i]))
		}
		list = append(list, a)
	}
	return list
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
