package ebm

import (
	"math"

	"arus/score/bins"
	"arus/score/portable"
)

// Model says what each fact adds to a logit.
type Model struct {
	Features  []bins.Feature `json:"features"`
	Intercept float64        `json:"intercept"`        // the logit of a row of average facts
	Mains     [][]float64    `json:"mains"`            // by feature, then by bin; 0 on average over the rows learnt from
	Spreads   [][]float64    `json:"spreads"`          // of Mains: the standard deviation over bags
	Pairs     []Pair         `json:"pairs,omitempty"`  // the strongest first
	Rounds    []int          `json:"rounds,omitempty"` // that each bag took
}

// Pair is what two facts add together, beyond what each adds alone.
type Pair struct {
	A      int       `json:"a"` // features
	B      int       `json:"b"`
	OfA    []uint8   `json:"of_a"` // the row of Values for each bin of A
	OfB    []uint8   `json:"of_b"` // the column for each bin of B
	Width  int       `json:"width"`
	Values []float64 `json:"values"`
}

func (p *Pair) at(a, b uint8) int { return int(p.OfA[a])*p.Width + int(p.OfB[b]) }

// Value is what the pair adds to a row with these bins of A and B.
func (p *Pair) Value(a, b uint8) float64 { return p.Values[p.at(a, b)] }

// Logit of a row, given its bin of each feature.
func (m *Model) Logit(row []uint8) float64 {
	sum := m.Intercept
	for f, bin := range row {
		sum += m.Mains[f][bin]
	}
	for k := range m.Pairs {
		p := &m.Pairs[k]
		sum += p.Value(row[p.A], row[p.B])
	}
	return sum
}

// Terms are what each feature adds, and after them each pair. With the intercept they add up to the logit exactly.
func (m *Model) Terms(row []uint8) []float64 {
	terms := make([]float64, 0, len(m.Mains)+len(m.Pairs))
	for f, bin := range row {
		terms = append(terms, m.Mains[f][bin])
	}
	for k := range m.Pairs {
		p := &m.Pairs[k]
		terms = append(terms, p.Value(row[p.A], row[p.B]))
	}
	return terms
}

// Logits of all rows.
func (m *Model) Logits(t *bins.Table) []float64 {
	all := make([]float64, t.Len())
	for i := range all {
		all[i] = m.Intercept
	}
	for f, main := range m.Mains {
		for i, bin := range t.Bins[f] {
			all[i] += main[bin]
		}
	}
	for k := range m.Pairs {
		p := &m.Pairs[k]
		a, b := t.Bins[p.A], t.Bins[p.B]
		for i := range all {
			all[i] += p.Value(a[i], b[i])
		}
	}
	return all
}

// Chances of all rows.
func (m *Model) Chances(t *bins.Table) []float64 {
	all := m.Logits(t)
	for i, z := range all {
		all[i] = portable.Chance(z)
	}
	return all
}

// exact rounds to a multiple of 2⁻³²: sums of such numbers below a million are exact in any order.
func exact(x float64) float64 { return math.RoundToEven(x*(1<<32)) / (1 << 32) }

// purify moves what one fact of a pair says alone to that fact, and what a fact says on average to the intercept.
// A bin that no row was in adds nothing.
func (m *Model) purify(t *bins.Table) {
	seen := counts(t)
	for k := range m.Pairs {
		p := &m.Pairs[k]
		ofA, ofB := p.margins(t)
		for bin := range m.Mains[p.A] {
			m.Mains[p.A][bin] += ofA[p.OfA[bin]]
		}
		for bin := range m.Mains[p.B] {
			m.Mains[p.B][bin] += ofB[p.OfB[bin]]
		}
		for i, v := range p.Values {
			p.Values[i] = exact(v)
		}
	}
	for f, main := range m.Mains {
		mean := 0.0
		for bin, v := range main {
			mean += float64(float64(seen[f][bin]) * v)
		}
		mean /= float64(max(1, t.Len()))
		for bin := range main {
			main[bin] = exact(main[bin] - mean)
			if seen[f][bin] == 0 && (bin == 0 || m.Features[f].Word) {
				main[bin] = 0
			}
		}
		m.Intercept += mean
	}
	m.Intercept = exact(m.Intercept)
}

// margins takes the means of rows and columns out of a pair until none is left, and returns them.
func (p *Pair) margins(t *bins.Table) (ofA, ofB []float64) {
	height := len(p.Values) / p.Width
	weights := make([]float64, len(p.Values))
	a, b := t.Bins[p.A], t.Bins[p.B]
	for i := range a {
		weights[p.at(a[i], b[i])]++
	}
	for i, w := range weights {
		if w == 0 {
			p.Values[i] = 0
		}
	}
	ofA, ofB = make([]float64, height), make([]float64, p.Width)
	for range 100 {
		moved := 0.0
		for i := range height {
			moved = max(moved, p.clear(weights, line{i * p.Width, 1, p.Width}, &ofA[i]))
		}
		for j := range p.Width {
			moved = max(moved, p.clear(weights, line{j, p.Width, height}, &ofB[j]))
		}
		if moved < 1e-9 {
			break
		}
	}
	return ofA, ofB
}

// line is a row or a column of a pair.
type line struct{ from, stride, length int }

// clear moves the mean of a line to what its fact says alone, and returns how much that was.
func (p *Pair) clear(weights []float64, l line, to *float64) float64 {
	sum, weight := 0.0, 0.0
	for k := range l.length {
		at := l.from + k*l.stride
		sum += float64(weights[at] * p.Values[at])
		weight += weights[at]
	}
	if weight == 0 {
		return 0
	}
	mean := sum / weight
	*to += mean
	for k := range l.length {
		if at := l.from + k*l.stride; weights[at] > 0 {
			p.Values[at] -= mean
		}
	}
	return math.Abs(mean)
}

// counts is how many rows are in each bin of each feature.
func counts(t *bins.Table) [][]int {
	all := make([][]int, len(t.Features))
	for f := range all {
		all[f] = make([]int, t.Features[f].Bins())
		for _, bin := range t.Bins[f] {
			all[f][bin]++
		}
	}
	return all
}
