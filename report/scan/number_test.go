package scan

import (
	"math"
	"slices"
	"testing"

	"arus/board/kept"

	"pgregory.net/rapid"
)

// What a bunch's rise tells of a span of values is what asking each value tells.
func TestASpanAlongARiseMeansTheValuesThatItHas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.OneOf(rapid.Int64Range(-9, 9), rapid.Int64Range(-1<<50, 1<<50))
		values := rapid.SliceOfN(value, 1, 40).Draw(t, "values")
		slices.Sort(values)
		end := rapid.OneOf(value, rapid.SampledFrom([]int64{math.MinInt64, math.MaxInt64}))
		from, to := end.Draw(t, "from"), end.Draw(t, "to")
		s := between(min(from, to), max(from, to))
		s.turn = uint8(rapid.IntRange(0, 1).Draw(t, "turn"))
		rise, count, sum := kept.Rise{0}, 0, int64(0)
		for n, v := range values {
			if rise = append(rise, rise[n]+v); s.has(v) {
				count, sum = count+1, sum+v
			}
			if mask := s.Mask(v); mask != -int64(bit(s.has(v))) {
				t.Fatalf("%+v: the mask of %d is %d", s, v, mask)
			}
		}
		if n, all := s.along(rise); n != count || all != sum {
			t.Fatalf("%+v of %v: %d that add up to %d, want %d and %d", s, values, n, all, count, sum)
		}
	})
}
