package dense

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestFewAreTheNumbersOfTheirRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOf(rapid.SampledFrom([]uint32{0, 0, 0, 1, 7})).Draw(t, "numbers")
		var f, moved Few
		for row, n := range all {
			f.Add(uint32(row), n)
		}
		first := rapid.IntRange(0, len(all)).Draw(t, "first")
		end := rapid.IntRange(first, len(all)).Draw(t, "end")
		const at = 5
		moved.AddAll(f, uint32(first), uint32(end), at)
		want := slices.Concat(make([]uint32, at), all[first:end], []uint32{0})
		for row, n := range want {
			if got := moved.Of(uint32(row)); got != n {
				t.Fatalf("row %d has %d, want %d", row, got, n)
			}
		}
	})
}
