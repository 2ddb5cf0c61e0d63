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

func TestAGridSpreadsVersionsUpToTheNextOfTheSame(t *testing.T) {
	var g Grid
	g.Show([]sales.Instant{10, 20, 30})
	first, end := make([]uint16, 5), make([]uint16, 5)
	g.Spread([]sales.Instant{5, 15, 16, 31, 30}, []uint32{0, 0, 3, 4, 5}, first, end)
	if want := []uint16{0, 1, 1, 3, 2}; !slices.Equal(first, want) {
		t.Errorf("they begin at %v, want %v", first, want)
	}
	if want := []uint16{1, 1, 3, 3, 3}; !slices.Equal(end, want) {
		t.Errorf("they end at %v, want %v", end, want)
	}
	g.Spread(nil, []uint32{0}, nil, nil)
}
