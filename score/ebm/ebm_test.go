package ebm

import (
	"encoding/json"
	"math"
	"runtime"
	"testing"

	"pgregory.net/rapid"

	"arus/score/bins"
	"arus/score/descent"
)

// made is a table of a truth: two words, two numbers of which some are not known, and what two of them do together.
func made(n int, seed uint64) *bins.Table {
	columns := []bins.Column{{Name: "colour", Words: []string{"", "red", "green", "blue"}}, {Name: "size"}, {Name: "age"}, {Name: "same"}}
	var hits []bool
	for i := range uint64(n) {
		u := func(k uint64) float64 { return descent.Draw(seed+k, i) }
		colour, size, age := uint32(4*u(1)), 10*u(2), 100*u(3)
		z := []float64{-1, 0, 1, 2}[colour] - 1 + size/5
		if colour == 1 && size > 5 {
			z -= 3
		}
		columns[0].Codes = append(columns[0].Codes, colour)
		columns[1].Numbers = append(columns[1].Numbers, size)
		if u(4) < .2 {
			age = math.NaN()
		}
		columns[2].Numbers = append(columns[2].Numbers, age)
		columns[3].Numbers = append(columns[3].Numbers, 7)
		hits = append(hits, u(5) < 1/(1+math.Exp(-z)))
	}
	t := bins.Apply(bins.Learn(columns, nil, 1), columns, nil)
	t.Hits = hits
	return t
}

func small() Options { return Options{Bags: 2, Rounds: 60, Rate: .3, Pairs: 3, Seed: 3} }

func train(tb testing.TB, t *bins.Table, o Options) *Model {
	m, err := Train(tb.Context(), t, o)
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

func TestTermsSumToTheLogit(t *testing.T) {
	table := made(3000, 1)
	m := train(t, table, small())
	if len(m.Pairs) == 0 {
		t.Error("no pair was found, and there is one")
	}
	logits := m.Logits(table)
	rapid.Check(t, func(t *rapid.T) {
		i := rapid.IntRange(0, table.Len()-1).Draw(t, "row")
		row := table.Row(i, nil)
		terms := m.Terms(row)
		forwards, backwards := m.Intercept, 0.0
		for k := range terms {
			forwards += terms[k]
			backwards += terms[len(terms)-1-k]
		}
		if backwards += m.Intercept; forwards != logits[i] || backwards != logits[i] || m.Logit(row) != logits[i] {
			t.Fatalf("terms add up to %v and %v, and the logit is %v", forwards, backwards, logits[i])
		}
		moving := rapid.SliceOfN(rapid.Bool(), len(row), len(row)).Draw(t, "moving")
		stay, move := m.Split(func(f int) bool { return moving[f] })
		if z := m.Intercept + stay.Sum(row) + move.Sum(row); z != logits[i] {
			t.Fatalf("what stays and what moves add up to %v, and the logit is %v", z, logits[i])
		}
	})
}

func TestTwoTrainingsGiveTheSameBytesOnOneProcessorOrTwo(t *testing.T) {
	table := made(2000, 2)
	var want string
	for _, processors := range []int{1, 2} {
		before := runtime.GOMAXPROCS(processors)
		o := small()
		o.Workers = processors
		text, err := json.Marshal(train(t, table, o))
		runtime.GOMAXPROCS(before)
		if err != nil {
			t.Fatal(err)
		}
		if want == "" {
			want = string(text)
		} else if string(text) != want {
			t.Error("the bytes differ")
		}
	}
}

func TestWhatAFactSaysIsFoundAndAConstantSaysNothing(t *testing.T) {
	table := made(8000, 3)
	m := train(t, table, Options{Bags: 2, Pairs: 3, Seed: 1})
	for bin, v := range m.Mains[3] {
		if v != 0 {
			t.Errorf("bin %d of a constant adds %g", bin, v)
		}
	}
	last := len(m.Mains[1]) - 1
	if rise := m.Mains[1][last] - m.Mains[1][1]; rise < 1 || rise > 2 {
		t.Errorf("size adds %g over its range: 2 for three colours, 2 less 3 for half of the fourth", rise)
	}
	if p := m.Pairs[0]; p.A != 0 || p.B != 1 {
		t.Errorf("the first pair is of %d and %d", p.A, p.B)
	}
	seen := counts(table)
	for f, main := range m.Mains { // what a fact says is nothing on average
		mean := 0.0
		for bin, v := range main {
			mean += v * float64(seen[f][bin]) / float64(table.Len())
		}
		if math.Abs(mean) > 1e-6 {
			t.Errorf("%s adds %g on average", m.Features[f].Name, mean)
		}
	}
}

func TestPairsSayNothingThatOneOfTheirFactsCouldSay(t *testing.T) {
	table := made(4000, 4)
	m := train(t, table, small())
	for _, p := range m.Pairs {
		byA, byB := map[uint8]float64{}, map[uint8]float64{}
		for i := range table.Len() {
			a, b := table.Bins[p.A][i], table.Bins[p.B][i]
			byA[p.OfA[a]] += p.Value(a, b)
			byB[p.OfB[b]] += p.Value(a, b)
		}
		for _, sums := range []map[uint8]float64{byA, byB} {
			for part, sum := range sums {
				if math.Abs(sum) > 1e-3 {
					t.Errorf("pair %d, %d: part %d keeps %g", p.A, p.B, part, sum)
				}
			}
		}
	}
}

func TestBadInputGivesAUsefulModel(t *testing.T) {
	one := made(300, 5)
	for i := range one.Hits {
		one.Hits[i] = true
	}
	none := &bins.Table{Features: one.Features, Bins: make([][]uint8, len(one.Features))}
	bare := &bins.Table{Hits: []bool{true, false, true}}
	for name, table := range map[string]*bins.Table{"one class": one, "no rows": none, "no facts": bare, "two rows": made(2, 6)} {
		m := train(t, table, small())
		for _, word := range []string{"red", "never seen", ""} {
			for _, number := range []float64{math.NaN(), math.Inf(-1), -1e300, 0, 1e300} {
				row := make([]uint8, len(m.Features))
				for f := range m.Features {
					if row[f] = m.Features[f].OfNumber(number); m.Features[f].Word {
						row[f] = m.Features[f].OfWord(word)
					}
				}
				if z := m.Logit(row); math.IsNaN(z) || math.Abs(z) > 16 {
					t.Errorf("%s: %q, %g has the logit %g", name, word, number, z)
				}
			}
		}
	}
	if m := train(t, one, small()); m.Intercept < 4 {
		t.Errorf("300 of 300 were won, and the logit is %g", m.Intercept)
	}
	if m := train(t, made(3000, 7), small()); m.Mains[0][m.Features[0].OfWord("never seen")] != m.Mains[0][0] {
		t.Error("a word that was never seen has a bin of its own")
	}
}

// A step with two leaves is held against trying every cut.
func TestAStepTakesTheBestCut(t *testing.T) {
	curve := descent.NewCurve()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 9).Draw(t, "bins")
		sums := make([]descent.Sum, n)
		for bin := range sums {
			for range rapid.IntRange(0, 5).Draw(t, "rows") {
				hit := int32(rapid.IntRange(0, 1).Draw(t, "hit")) * descent.Hit
				slope, bend := curve.Slope(descent.Logit(rapid.IntRange(-3<<20, 3<<20).Draw(t, "logit")), hit)
				sums[bin].Add(slope, bend)
			}
		}
		var s stepper
		o := Options{Leaves: 2, Smallest: 1, Lambda: 1, Rate: 1}
		update := make([]descent.Logit, n)
		s.step(sums, update, false, o)
		total := func(from, to int) (all descent.Sum) {
			for _, sum := range sums[from:to] {
				all = all.Plus(sum)
			}
			return all
		}
		best := total(1, n).Gain(1)
		for cut := 2; cut < n; cut++ {
			if l, r := total(1, cut), total(cut, n); l.Rows() > 0 && r.Rows() > 0 {
				best = max(best, l.Gain(1)+r.Gain(1))
			}
		}
		got := 0.0
		for from := 1; from < n; {
			to := from + 1
			for to < n && update[to] == update[from] {
				to++
			}
			got += total(from, to).Gain(1)
			from = to
		}
		if math.Abs(got-best) > 1e-9 {
			t.Fatalf("the steps %v gain %g, and %g could be gained", update, got, best)
		}
	})
}
