package logit

import (
	"context"
	"math"

	"arus/score/bins"
	"arus/score/portable"
)

// Model is a weight for each bin: a line over the bins of a number, whatever suits best over those of a word.
type Model struct {
	Features  []bins.Feature `json:"features"`
	Intercept float64        `json:"intercept"`
	Weights   [][]float64    `json:"weights"` // by feature and bin
}

// rounds of Newton steps along coordinates; the loss is convex, and steps end when they are small.
const rounds = 200

// Train learns a model; ridge is how many half-sure rows pull each weight to nothing. The only error is that of ctx.
func Train(ctx context.Context, t *bins.Table, ridge float64) (*Model, error) {
	n := t.Len()
	m := &Model{Features: t.Features, Weights: make([][]float64, len(t.Features))}
	for f := range m.Weights {
		m.Weights[f] = make([]float64, t.Features[f].Bins())
	}
	hits := 0
	for _, hit := range t.Hits {
		if hit {
			hits++
		}
	}
	m.Intercept = portable.Logit((float64(hits) + .5) / (float64(n) + 1))
	logits := make([]float64, n)
	for i := range logits {
		logits[i] = m.Intercept
	}
	for range rounds {
		if ctx.Err() != nil {
			break
		}
		moved := 0.0
		for f := range t.Features {
			moved = max(moved, m.step(t, f, logits, ridge))
		}
		moved = max(moved, m.centre(t, logits))
		if moved < 1e-4 {
			break
		}
	}
	return m, ctx.Err()
}

// place is where a bin of a number stands, from -1 to 1; bin 0, where it is not known, stands in the middle.
func place(bin, bins int) float64 {
	if bin == 0 || bins < 3 {
		return 0
	}
	return 2*float64(bin-1)/float64(bins-2) - 1
}

// step moves the weights of one feature to where they are best, the others being what they are, and returns how far.
func (m *Model) step(t *bins.Table, f int, logits []float64, ridge float64) float64 {
	w := m.Weights[f]
	slope, bend := make([]float64, len(w)), make([]float64, len(w))
	column := t.Bins[f]
	for i, z := range logits {
		p := portable.Chance(z)
		y := 0.0
		if t.Hits[i] {
			y = 1
		}
		slope[column[i]] += p - y
		bend[column[i]] += float64(p * (1 - p))
	}
	by := make([]float64, len(w))
	if t.Features[f].Word {
		for bin := range w {
			by[bin] = -(slope[bin] + float64(ridge/4*w[bin])) / (bend[bin] + ridge/4)
		}
	} else {
		var s, b float64
		for bin := range w {
			x := place(bin, len(w))
			s += float64(x * slope[bin])
			b += float64(float64(x*x) * bend[bin])
		}
		line := w[len(w)-1]
		by0 := -(s + float64(ridge/4*line)) / (b + ridge/4)
		for bin := range w {
			by[bin] = by0 * place(bin, len(w))
		}
	}
	moved := 0.0
	for bin := range w {
		by[bin] = min(max(by[bin], -1), 1) // a step longer than the parabola is good for
		w[bin] += by[bin]
		moved = max(moved, math.Abs(by[bin]))
	}
	for i, bin := range column {
		logits[i] += by[bin]
	}
	return moved
}

// centre moves the intercept.
func (m *Model) centre(t *bins.Table, logits []float64) float64 {
	slope, bend := 0.0, 1e-6
	for i, z := range logits {
		p := portable.Chance(z)
		if t.Hits[i] {
			slope--
		}
		slope += p
		bend += float64(p * (1 - p))
	}
	by := min(max(-slope/bend, -1), 1)
	if len(logits) == 0 {
		by = 0
	}
	m.Intercept += by
	for i := range logits {
		logits[i] += by
	}
	return math.Abs(by)
}

// Logits of all rows.
func (m *Model) Logits(t *bins.Table) []float64 {
	all := make([]float64, t.Len())
	for i := range all {
		all[i] = m.Intercept
	}
	for f, w := range m.Weights {
		for i, bin := range t.Bins[f] {
			all[i] += w[bin]
		}
	}
	return all
}

// Logit of a row, given its bin of each feature.
func (m *Model) Logit(row []uint8) float64 {
	sum := m.Intercept
	for f, bin := range row {
		sum += m.Weights[f][bin]
	}
	return sum
}
