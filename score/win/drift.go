package win

import (
	"math"
	"slices"

	"arus/board"
	"arus/sales"
	"arus/score/measure"
	"arus/score/portable"
)

// Drift says whether what has closed while models stood came as they had said. If their chances are true, the share that is
// won and the loss have means and spreads that follow from the chances alone: so this needs no second model, and no history
// of scores. Nothing that is looked at was seen in learning.
type Drift struct {
	Deals    int           // closed meanwhile, each as it stood at first
	Since    sales.Instant // the first of them closed after
	Loss     float64       // mean, in nats
	Expected float64       // of true chances
	Excess   Interval      // of the loss: the deals that are won are others
	Share    float64       // of them won
	Said     float64       // mean chance
	Off      Interval      // won less said: more or fewer are won
}

// Interval holds what is true with 99 in 100, however often it is looked.
type Interval struct{ Low, High float64 }

// beyond reports whether all of an interval is farther from nothing than what matters.
func (i Interval) beyond(matters float64) bool { return i.Low > matters || i.High < -matters }

const (
	fewestSince   = 40
	mattersShare  = .02 // a share that is off by less is no news, however sure
	mattersLoss   = .01 // nats
	falseAlarms   = .005
	expectedDrift = .06 // how large drifts are thought to be before any is seen; see docs/adr/0056
)

// Of is what drifted: "level" where more or fewer are won than was said, "order" where it is other deals that are won, ""
// where nothing is to be said.
func (d Drift) Of() string {
	switch {
	case d.Deals < fewestSince:
		return ""
	case d.Off.beyond(mattersShare):
		return "level"
	case d.Excess.beyond(mattersLoss):
		return "order"
	}
	return ""
}

// lasting is the interval of a mean with a variance that holds at every look: all values that the sequential ratio test
// with a normal mixture (mSPRT; Johari, Pekelis and Walsh 2015) has not ruled out. Looked at once it is wider than need be,
// and that is the price of looking every night.
func lasting(mean, variance float64) Interval {
	if variance <= 0 {
		return Interval{mean, mean}
	}
	const mixed = expectedDrift * expectedDrift
	both := variance + mixed
	by := math.Sqrt(2 * variance * both / mixed * (portable.Log(both/variance)/2 - portable.Log(falseAlarms)))
	return Interval{mean - by, mean + by}
}

// Stood is a model with a time in which it stood.
type Stood struct {
	*Model
	From, To sales.Instant // closed after the one, and no later than the other
}

// DriftOf judges models by the deals that closed while they stood, in one look through the picture. Models that do not speak
// are passed over.
func DriftOf(stood []Stood, p *board.Picture, now sales.Instant) (d Drift) {
	for i, s := range stood {
		stood[i].From, stood[i].To = max(s.From, s.At), min(s.To, now)
	}
	stood = slices.DeleteFunc(stood, func(s Stood) bool { return s.Scorer(s.To) == nil || s.To <= s.From })
	if len(stood) == 0 {
		return d
	}
	d.Since = stood[0].From
	h := historyBetween(p, d.Since+1, now)
	var off, odd float64 // variances of the sums
	for _, s := range stood {
		scorer := s.Scorer(s.To)
		t := h.table(s.Features(), h.first(s.From, s.To))
		var row []uint8
		for i := range t.Len() {
			row = t.Row(i, row)
			z := scorer.logit((*[factCount]uint8)(row))
			chance := portable.Chance(z)
			spread := float64(chance * (1 - chance))
			off += spread
			odd += float64(spread * float64(z*z))
			d.add(chance, t.Hits[i])
		}
	}
	if d.Deals == 0 {
		return Drift{}
	}
	n := float64(d.Deals)
	d.Loss, d.Expected, d.Share, d.Said = d.Loss/n, d.Expected/n, d.Share/n, d.Said/n
	d.Off, d.Excess = lasting(d.Share-d.Said, off/(n*n)), lasting(d.Loss-d.Expected, odd/(n*n))
	return d
}

// first are the first landmarks of the deals that closed after one moment and no later than another: those of one deal are
// not many opinions.
func (h *history) first(after, until sales.Instant) (rows []int32) {
	for i, r := range h.rows {
		if (i == 0 || r.deal != h.rows[i-1].deal) && r.closed > after && r.closed <= until {
			rows = append(rows, int32(i))
		}
	}
	return rows
}

func (d *Drift) add(chance float64, won bool) {
	d.Deals++
	d.Said += chance
	d.Loss += measure.Loss(chance, won)
	d.Expected += float64(chance*measure.Loss(chance, true)) + float64((1-chance)*measure.Loss(chance, false))
	if won {
		d.Share++
	}
}
