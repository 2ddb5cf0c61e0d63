package win

import (
	"math"

	"arus/board"
	"arus/sales"
	"arus/score"
	"arus/score/bins"
	"arus/score/calibrate"
	"arus/score/portable"
)

// Scorer says how likely deals are to be won at a moment. Safe for use by many goroutines.
type Scorer struct {
	m   *Model
	now sales.Instant
	bin *binner
}

// Scorer at a moment; nil where stage odds are the best there is.
func (m *Model) Scorer(now sales.Instant) *Scorer {
	if m.Additive == nil || !m.speaks() {
		return nil
	}
	return &Scorer{m, now, newBinner(m.Additive.Features)}
}

// logit of a row by the champion and the curves over it.
func (s *Scorer) logit(row *[factCount]uint8) float64 { return s.m.laid(s.bare(row)) }

// bare is the logit of a row by the champion alone.
func (s *Scorer) bare(row *[factCount]uint8) float64 {
	switch s.m.Champion {
	case Logistic:
		return s.m.Logistic.Logit(row[:])
	case Trees:
		return s.m.Trees.Logit(row[:])
	case Blend:
		return Blended(s.m.Additive.Logit(row[:]), s.m.Trees.Logit(row[:]))
	}
	return s.m.Additive.Logit(row[:])
}

func (s *Scorer) row(d board.Deal) [factCount]uint8 {
	f := factsOf(d, s.now)
	return s.bin.row(&f)
}

// P is the chance of an open deal.
func (s *Scorer) P(d board.Deal) float64 {
	row := s.row(d)
	return portable.Chance(s.logit(&row))
}

// Each says the chance of each open deal of a chunk by its place there: to the bit what P says, at a small part of the cost.
func (s *Scorer) Each(columns board.Columns, say func(i int, p float64)) {
	open := make([]int, 0, columns.Len())
	for i, state := range columns.State {
		if state.Outcome() == board.Open {
			open = append(open, i)
		}
	}
	t := &bins.Table{Features: s.bin.features, Bins: make([][]uint8, factCount)}
	for f := range t.Bins {
		t.Bins[f] = make([]uint8, len(open))
	}
	for k, i := range open {
		for f, bin := range s.row(columns.Deal(i)) {
			t.Bins[f][k] = bin
		}
	}
	for k, z := range s.m.logits(t) {
		say(open[k], portable.Chance(s.m.laid(z)))
	}
}

// logits of rows by the champion alone.
func (m *Model) logits(t *bins.Table) []float64 {
	switch m.Champion {
	case Logistic:
		return m.Logistic.Logits(t)
	case Trees:
		return m.Trees.Logits(t)
	case Blend:
		all := m.Additive.Logits(t)
		for i, z := range m.Trees.Logits(t) {
			all[i] = Blended(all[i], z)
		}
		return all
	}
	return m.Additive.Logits(t)
}

// Of is the chance of an open deal and what it rests on. The interval is what the bags of the additive model disagree by.
func (s *Scorer) Of(d board.Deal) score.Rate {
	row := s.row(d)
	z := s.logit(&row)
	variance := 0.0
	for f, bin := range row {
		spread := s.m.Additive.Spreads[f][bin]
		variance += float64(spread * spread)
	}
	const eighty = 1.2815515655446004 // the normal distribution has 80 % within so many standard deviations
	by := eighty * math.Sqrt(variance)
	return score.Rate{P: portable.Chance(z), Low: portable.Chance(z - by), High: portable.Chance(z + by), N: s.m.Deals, Won: s.m.Won, Source: score.FromScore}
}

// Term is what a fact, or two facts together, or everything else adds to the logit of a deal.
type Term struct {
	Fact   string  // "" for what only trees see; AllLevel and AllCalibrated for the curves that lie over all deals
	With   string  // the second fact of a pair
	Word   string  // what the fact is, where it is a word
	Number float64 // what it is, where it is a number; NaN where it is not known
	Points float64 // added to the logit
	Spread float64 // standard deviation over bags; 0 where it is not known
}

// What curves add is named as if it were a fact.
const (
	AllLevel      = "recent_level" // how much is won of late
	AllCalibrated = "calibration"  // how often chances like that were right
)

// Explanation says how a logit comes about: Average and the points of all terms are Logit.
type Explanation struct {
	Average float64 // the logit of a deal of average facts
	Terms   []Term  // of every fact, every pair, and the rest
	Logit   float64
	P       float64
}

// Explain takes the logit of a deal apart. Only the additive model says why: its terms are the explanation, and what
// the champion sees beyond it is one term without a fact.
func (s *Scorer) Explain(d board.Deal) Explanation {
	f := factsOf(d, s.now)
	row := s.bin.row(&f)
	a := s.m.Additive
	e := Explanation{Average: a.Intercept, Logit: s.bare(&row)}
	name := names()
	for i, points := range a.Terms(row[:]) {
		t := Term{Points: points}
		if i < factCount {
			t.Fact, t.Spread = name[i], a.Spreads[i][row[i]]
			t.Word, t.Number = f.said(i)
		} else {
			pair := a.Pairs[i-factCount]
			t.Fact, t.With = name[pair.A], name[pair.B]
			t.Word, t.Number = f.said(pair.A)
		}
		e.Terms = append(e.Terms, t)
	}
	sum := e.Average
	for _, t := range e.Terms {
		sum += t.Points
	}
	if rest := e.Logit - sum; s.m.Champion != Additive {
		e.Terms = append(e.Terms, Term{Number: math.NaN(), Points: rest})
	}
	for i := range s.m.Layers {
		if l := &s.m.Layers[i]; l.Stands {
			e.Terms = append(e.Terms, Term{Fact: l.fact(), Number: math.NaN(), Points: l.Curve.Of(e.Logit) - e.Logit})
			e.Logit = l.Curve.Of(e.Logit)
		}
	}
	e.P = portable.Chance(e.Logit)
	return e
}

// fact names what a layer adds.
func (l *Layer) fact() string {
	if l.Kind == calibrate.Level {
		return AllLevel
	}
	return AllCalibrated
}

func (f *facts) said(i int) (word string, number float64) {
	if i < words {
		return f.words[i], math.NaN()
	}
	return "", f.numbers[i]
}

// Features are what the model looks at.
func (m *Model) Features() []bins.Feature {
	if m.Additive == nil {
		return nil
	}
	return m.Additive.Features
}
