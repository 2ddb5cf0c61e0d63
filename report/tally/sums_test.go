package tally

import (
	"math"
	"math/big"
	"testing"

	"arus/board"

	"pgregory.net/rapid"
)

// Values of any size, a batch at a time, as counts take them: in few bits where there is room, else exactly.
func TestSumsAreExactHoweverLargeTheirValuesAre(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s sums
		s.room(2)
		want, n := [2]*big.Int{new(big.Int), new(big.Int)}, [2]int{}
		for range rapid.IntRange(0, 12).Draw(t, "batches") {
			bound := rapid.SampledFrom([]int64{9, 1 << 59, 1 << 61, math.MaxInt64}).Draw(t, "bound")
			values := rapid.SliceOfN(rapid.Int64Range(-bound, bound), 0, 4).Draw(t, "values")
			quick := s.mayTake(len(values), uint64(bound))
			for i, v := range values {
				at := i % 2
				if quick {
					s.brief[at][board.Won].n++
					s.brief[at][board.Won].sum += v
				} else {
					s.exact[at][board.Won].n++
					s.exact[at][board.Won].sum.Add(v)
				}
				want[at].Add(want[at], big.NewInt(v))
				n[at]++
			}
		}
		for at := range want {
			got := s.at(at)[board.Won]
			if got.n != n[at] || got.sum.Rat().Num().Cmp(want[at]) != 0 {
				t.Fatalf("place %d has %d of %s, want %d of %s", at, got.n, got.sum.Rat(), n[at], want[at])
			}
		}
	})
}
