package logit

import (
	"math"
	"testing"

	"arus/score/bins"
	"arus/score/descent"
	"arus/score/portable"
)

func lined(n int) *bins.Table {
	columns := []bins.Column{{Name: "x"}, {Name: "word", Words: []string{"", "a", "b"}}}
	t := &bins.Table{}
	for i := range uint64(n) {
		x, word := float64(int(20*descent.Draw(1, i))), uint32(3*descent.Draw(2, i))
		columns[0].Numbers = append(columns[0].Numbers, x)
		columns[1].Codes = append(columns[1].Codes, word)
		t.Hits = append(t.Hits, descent.Draw(3, i) < portable.Chance(x/10-1+float64(word)))
	}
	t.Features = bins.Learn(columns, nil, 1)
	t.Bins = bins.Apply(t.Features, columns, nil).Bins
	return t
}

// loss is what training makes small, written down.
func loss(m *Model, t *bins.Table, ridge float64) float64 {
	sum := 0.0
	for i, z := range m.Logits(t) {
		if t.Hits[i] {
			z = -z
		}
		sum += math.Log1p(math.Exp(z))
	}
	for f, w := range m.Weights {
		if t.Features[f].Word {
			for _, v := range w {
				sum += ridge / 8 * v * v
			}
		} else {
			sum += ridge / 8 * w[len(w)-1] * w[len(w)-1]
		}
	}
	return sum
}

func TestNoOtherWeightsAreBetter(t *testing.T) {
	table := lined(1500)
	m, err := Train(t.Context(), table, 10)
	if err != nil {
		t.Fatal(err)
	}
	least := loss(m, table, 10)
	for _, by := range []float64{-.05, .05} {
		other := *m
		other.Intercept += by
		if l := loss(&other, table, 10); l < least {
			t.Errorf("the intercept by %g: %g below %g", by, l, least)
		}
		for bin := range m.Weights[1] {
			m.Weights[1][bin] += by
			if l := loss(m, table, 10); l < least {
				t.Errorf("word %d by %g: %g below %g", bin, by, l, least)
			}
			m.Weights[1][bin] -= by
		}
	}
	if slope := m.Weights[0][len(m.Weights[0])-1]; slope < .5 || slope > 1.3 {
		t.Errorf("the line rises by %g, and its truth by about 1", slope)
	}
}

func TestBadInputGivesAUsefulModel(t *testing.T) {
	one := lined(50)
	for i := range one.Hits {
		one.Hits[i] = true
	}
	for _, table := range []*bins.Table{one, {Features: one.Features, Bins: make([][]uint8, 2)}, {Hits: []bool{false}}} {
		m, err := Train(t.Context(), table, 10)
		if err != nil {
			t.Fatal(err)
		}
		if z := m.Logit(make([]uint8, len(table.Features))); math.IsNaN(z) || math.Abs(z) > 40 {
			t.Errorf("the logit is %g", z)
		}
	}
}
