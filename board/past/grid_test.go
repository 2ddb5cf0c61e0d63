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
	var s Spread
	s.Make(5)
	first, end := s.First, s.End
	g.Spread([]sales.Instant{5, 15, 16, 31, 30}, []uint32{0, 0, 3, 4, 5}, s)
	if want := []uint16{0, 1, 1, 3, 2}; !slices.Equal(first, want) {
		t.Errorf("they begin at %v, want %v", first, want)
	}
	if want := []uint16{1, 1, 3, 3, 3}; !slices.Equal(end, want) {
		t.Errorf("they end at %v, want %v", end, want)
	}
	g.Spread(nil, []uint32{0}, Spread{})
}

// Whatever is asked for, again or not, by one or by another, is what the grid finds.
func TestWhatIsKeptOfASpreadIsWhatTheGridFinds(t *testing.T) {
	at, starts := []sales.Instant{5, 15, 16, 31, 30}, []uint32{0, 0, 3, 4, 5}
	grids := [][]sales.Instant{{10, 20, 30}, {10, 20, 31}, {10, 20}, {40}}
	rapid.Check(t, func(t *rapid.T) {
		var k Kept
		var room Spread
		found, asked := 0, rapid.SliceOfN(rapid.IntRange(0, len(grids)-1), 1, 12).Draw(t, "asked")
		for i, n := range asked {
			var g Grid
			g.Show(slices.Clone(grids[n]))
			var want Spread
			want.Make(len(at))
			g.Spread(at, starts, want)
			got := k.Of(&g, len(at), &room, func(g *Grid, s Spread) {
				found++
				g.Spread(at, starts, s)
			})
			if !slices.Equal(got.First, want.First) || !slices.Equal(got.End, want.End) {
				t.Fatalf("%v: %v, want %v", asked[:i+1], got, want)
			}
			room = Spread{slices.Repeat([]uint16{7}, 9), slices.Repeat([]uint16{7}, 9)} // used for something else
		}
		if len(asked) > 2 && asked[0] == asked[1] && asked[1] == asked[2] && found == len(asked) {
			t.Fatalf("%v: found %d times", asked, found)
		}
	})
}
