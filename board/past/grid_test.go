package past

import (
	"slices"
	"testing"

	"arus/sales"

	"pgregory.net/rapid"
)

func TestAGridFindsWhatLookingThroughItsMomentsFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		instant := rapid.Int64Range(0, rapid.SampledFrom([]int64{9, 1 << 34, 1 << 48}).Draw(t, "far"))
		var moments []sales.Instant
		for _, at := range rapid.SliceOfN(instant, 1, 40).Draw(t, "moments") {
			moments = append(moments, sales.Instant(at))
		}
		slices.Sort(moments)
		var g Grid
		g.Show(moments)
		for range 20 {
			at := sales.Instant(instant.Draw(t, "at"))
			want := 0
			for want < len(moments) && moments[want] < at {
				want++
			}
			if got := int(g.From(at)); got != want || g.Len() != len(moments) {
				t.Fatalf("%d is before the moment %d of %v, want %d", at, got, moments, want)
			}
		}
	})
}
