package gbdt

import (
	"context"
	"encoding/json"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"arus/score/bins"
	"arus/score/descent"
	"arus/score/measure"
)

// crossed is a table where only two facts together say what happens.
func crossed(n int) *bins.Table {
	columns := []bins.Column{{Name: "x"}, {Name: "y"}, {Name: "word", Words: []string{"", "a", "b", "c"}}}
	t := &bins.Table{}
	for i := range uint64(n) {
		x, y := descent.Draw(1, i), descent.Draw(2, i)
		columns[0].Numbers = append(columns[0].Numbers, x)
		columns[1].Numbers = append(columns[1].Numbers, y)
		word := uint32(4 * descent.Draw(3, i))
		columns[2].Codes = append(columns[2].Codes, word)
		p := .1
		if x > .5 != (y > .5) || word == 2 {
			p = .9
		}
		t.Hits = append(t.Hits, descent.Draw(4, i) < p)
	}
	t.Features = bins.Learn(columns, nil, 1)
	t.Bins = bins.Apply(t.Features, columns, nil).Bins
	return t
}

func TestTreesFindWhatFactsSayTogether(t *testing.T) {
	table := crossed(4000)
	m, err := Train(t.Context(), table, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if auc := measure.AUC(m.Chances(table), table.Hits); auc < .85 {
		t.Errorf("AUC %g", auc)
	}
}

// Many rows are not walked through the trees, one row is: both have to come to the same leaves, to the last bit.
func TestManyRowsHaveTheLogitsOfEach(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table := anything(t)
		o := Options{Seed: rapid.Uint64().Draw(t, "seed"), Trees: rapid.IntRange(1, 9).Draw(t, "trees"), Smallest: 1,
			Leaves: rapid.SampledFrom([]int{1, 2, 5, 31, mostLeaves, mostLeaves + 1, 90}).Draw(t, "leaves"), Patience: 9}
		m, err := Train(context.Background(), table, o)
		if err != nil {
			t.Fatal(err)
		}
		other := anything(t) // with bins that no row learnt from was in
		for i, z := range m.Logits(other) {
			if want := m.Logit(other.Row(i, nil)); z != want {
				t.Fatalf("row %d of %d has the logits %v and %v", i, other.Len(), z, want)
			}
		}
	})
}

// anything is a table of noise: numbers and words of few and of many bins.
func anything(t *rapid.T) *bins.Table {
	n, seed := rapid.IntRange(1, 700).Draw(t, "rows"), rapid.Uint64Range(1, 1e6).Draw(t, "of")
	table := &bins.Table{Features: []bins.Feature{{Name: "many", Cuts: make([]float64, bins.Most-2)}, {Name: "few", Cuts: []float64{1, 2}},
		{Name: "word", Word: true, Words: make([]string, 100)}, {Name: "two", Word: true, Words: []string{"a"}}, {Name: "constant", Word: true}}}
	for f := range table.Features {
		column := make([]uint8, n)
		for i := range column {
			column[i] = uint8(descent.Draw(seed+uint64(f), uint64(i)) * float64(table.Features[f].Bins()))
		}
		table.Bins = append(table.Bins, column)
	}
	for i := range n {
		table.Hits = append(table.Hits, descent.Draw(seed+99, uint64(i)) < .5)
	}
	return table
}

// A leaf's sum of slopes is what is left of its parent's without its sibling's: held against adding up anew.
func TestSumsOfLeavesAreThoseOfTheirRows(t *testing.T) {
	table := crossed(500)
	g := newGrower(table.Features, take(table, descent.Halves(table, 1, .1, 500).Learn), Options{}.withDefaults(table.Len()))
	before := slices.Clone(g.learn.logits)
	tree := g.grow(0)
	sums := map[int]descent.Sum{}
	for i, z := range before {
		if got := g.learn.logits[i] - z; got != leaf(tree, g.learn.bins, i) {
			t.Fatalf("row %d stepped by %d", i, got)
		}
		if descent.Draw(g.Seed^1<<20, uint64(i)) >= g.Rows {
			continue
		}
		at := 0
		for tree[at].Feature >= 0 {
			if n := &tree[at]; n.goesLeft(g.learn.bins[n.Feature][i]) {
				at = n.Left
			} else {
				at = n.Right
			}
		}
		sum := sums[at]
		sum.Add(g.curve.Slope(z, g.learn.hits[i]))
		sums[at] = sum
	}
	for at, sum := range sums {
		if want := sum.Step(g.Rate, g.Lambda); tree[at].Value != want {
			t.Errorf("leaf %d is worth %d, not %d", at, tree[at].Value, want)
		}
	}
}

// A model of several bags says the mean of what each would say alone; steps are rounded once more.
func TestBagsAreTheMeanOfTrainings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table := anything(t)
		o := Options{Bags: rapid.IntRange(1, 4).Draw(t, "bags"), Seed: 7, Trees: 5, Leaves: 5, Patience: 5}
		train := func(o Options) *Model {
			m, err := Train(context.Background(), table, o)
			if err != nil {
				t.Fatal(err)
			}
			return m
		}
		together := train(o)
		mean := make([]float64, table.Len())
		for bag := range o.Bags {
			alone := o
			alone.Bags, alone.Seed = 1, o.Seed+uint64(bag)
			for i, z := range train(alone).Logits(table) {
				mean[i] += z / float64(o.Bags)
			}
		}
		most := float64(len(together.Trees)+1) * descent.Logit(1).Float() / 2
		for i, z := range together.Logits(table) {
			if math.Abs(z-mean[i]) > most {
				t.Fatalf("row %d has the logit %v, the mean is %v", i, z, mean[i])
			}
		}
	})
}

func TestTwoTrainingsGiveTheSameBytes(t *testing.T) {
	var texts [2]string
	for i := range texts {
		m, err := Train(t.Context(), crossed(1000), Options{Trees: 20})
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		texts[i] = string(text)
	}
	if texts[0] != texts[1] {
		t.Error("the bytes differ")
	}
}

func TestBadInputGivesAUsefulModel(t *testing.T) {
	one := crossed(100)
	for i := range one.Hits {
		one.Hits[i] = false
	}
	for _, table := range []*bins.Table{one, {Features: one.Features, Bins: make([][]uint8, 3)}, {Hits: []bool{true}}, crossed(3)} {
		m, err := Train(t.Context(), table, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if z := m.Logit(make([]uint8, len(table.Features))); math.IsNaN(z) || math.Abs(z) > 16 {
			t.Errorf("the logit is %g", z)
		}
	}
}
