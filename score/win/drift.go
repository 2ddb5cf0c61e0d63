package win

import (
	"math"

	"arus/board"
	"arus/sales"
	"arus/score/measure"
	"arus/score/portable"
)

// Drift says whether what has closed since a model was learnt is still what it expects. If its chances are true, the loss
// on deals it has not seen has a mean and a spread that follow from the chances alone: so this needs no second model, and
// no history of scores.
type Drift struct {
	Deals    int     // closed since, each at one moment of its life
	Loss     float64 // mean, in nats
	Expected float64 // of true chances
	Z        float64 // standard errors by which the loss is larger
	Share    float64 // of them won
	Said     float64 // mean chance
	Drifted  bool
}

// What it takes to call a model's world another one: enough deals, and an excess that chance gives once in 700 looks.
const (
	fewestSince = 40
	alarming    = 3
)

// Drift judges the model by the deals that closed after it was learnt, up to now. Without a model that speaks it is zero.
func (m *Model) Drift(p *board.Picture, now sales.Instant) (d Drift) {
	s := m.Scorer(now)
	if s == nil || now <= m.At {
		return d
	}
	h := historyBetween(p, m.At+1, now)
	var rows []int32
	for i := range h.rows {
		if i == 0 || h.rows[i].deal != h.rows[i-1].deal { // its first landmark: those of one deal are not many opinions
			rows = append(rows, int32(i))
		}
	}
	t := h.table(m.Features(), rows)
	var row []uint8
	var variance float64
	for i := range t.Len() {
		row = t.Row(i, row)
		z := s.logit((*[factCount]uint8)(row))
		chance := portable.Chance(z)
		d.Deals++
		d.Said += chance
		d.Loss += measure.Loss(chance, t.Hits[i])
		d.Expected += float64(chance*measure.Loss(chance, true)) + float64((1-chance)*measure.Loss(chance, false))
		variance += float64(chance * (1 - chance) * float64(z*z))
		if t.Hits[i] {
			d.Share++
		}
	}
	if d.Deals == 0 {
		return d
	}
	n := float64(d.Deals)
	if variance > 0 {
		d.Z = (d.Loss - d.Expected) / math.Sqrt(variance)
	}
	d.Loss, d.Expected, d.Share, d.Said = d.Loss/n, d.Expected/n, d.Share/n, d.Said/n
	d.Drifted = d.Deals >= fewestSince && d.Z > alarming
	return d
}
