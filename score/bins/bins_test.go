package bins

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestAppliedRowsAreWhereCountingCutsPutsThem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		numbers := rapid.SliceOfN(rapid.OneOf(rapid.Float64(), rapid.Float64Range(-9, 9), rapid.SampledFrom([]float64{math.NaN(), math.Inf(1), math.Inf(-1), 1, 2, 3})), 0, 900).Draw(t, "numbers")
		c := Column{Name: "x", Numbers: append([]float64{}, numbers...)}
		f := Learn([]Column{c}, nil, 1)
		table := Apply(f, []Column{c}, nil)
		if n := f[0].Bins(); n > Most+1 {
			t.Fatalf("%d bins", n)
		}
		for i, x := range numbers {
			want := 0
			if !math.IsNaN(x) && !math.IsInf(x, 0) {
				want = 1
				for _, cut := range f[0].Cuts {
					if cut < x {
						want++
					}
				}
			}
			if int(table.Bins[0][i]) != want {
				t.Fatalf("%g is in bin %d, not %d", x, table.Bins[0][i], want)
			}
		}
		for i := 1; i < len(f[0].Cuts); i++ {
			if f[0].Cuts[i-1] >= f[0].Cuts[i] {
				t.Fatalf("cuts do not rise: %v", f[0].Cuts)
			}
		}
	})
}

func TestScarceAndUnseenWordsAreNotKnown(t *testing.T) {
	c := Column{Name: "w", Words: []string{"", "often", "once", "twice"}, Codes: []uint32{1, 1, 1, 2, 3, 3, 0}}
	f := Learn([]Column{c}, nil, 2)
	got := Apply(f, []Column{c}, nil).Bins[0]
	for i, want := range []uint8{1, 1, 1, 0, 2, 2, 0} {
		if got[i] != want {
			t.Errorf("row %d is in bin %d, not %d", i, got[i], want)
		}
	}
	if f[0].OfWord("never") != 0 || f[0].OfWord("twice") != 2 {
		t.Error("words have other bins by themselves")
	}
}
