package kept

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestARiseTellsHowManyValuesAreNotAboveOneAndTheirSum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.OneOf(rapid.Int64Range(-5, 5), rapid.Int64()) // sums of which run over
		values := rapid.SliceOfN(value, 0, 60).Draw(t, "values")
		parts := make([][]uint8, 3)
		for i := range values {
			n := rapid.IntRange(0, 2).Draw(t, "part")
			parts[n] = append(parts[n], uint8(i))
		}
		for p, rise := range Rises(values, parts, func(p *[]uint8) []uint8 { return *p }) {
			most, n, sum := value.Draw(t, "most"), 0, int64(0)
			for _, i := range parts[p] {
				if v := values[i]; v <= most {
					n, sum = n+1, sum+v
				}
			}
			if got := rise.UpTo(most); got != n || rise[got] != sum || len(rise) != len(parts[p])+1 {
				t.Fatalf("%v of %v: %d are up to %d and add up to %d, want %d and %d", parts[p], values, got, most, rise[got], n, sum)
			}
		}
	})
}

func TestAListIsWorkedOutOnce(t *testing.T) {
	var l List[int]
	for n := range 3 {
		if got := l.Of(2, func(i int) int { return i + n }); !slices.Equal(got, []int{0, 1}) {
			t.Errorf("asked for the %dth time: %v", n+1, got)
		}
	}
}
