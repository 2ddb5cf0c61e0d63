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
		parts := make([][]uint16, 3)
		for i := range values {
			n := rapid.IntRange(0, 2).Draw(t, "part")
			parts[n] = append(parts[n], uint16(i))
		}
		for p, rise := range Rises(values, parts, func(p *[]uint16) []uint16 { return *p }) {
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

func TestPartsAreThePlacesOfEachKey(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Int64Range(-99, 99), 0, 150).Draw(t, "values")
		of := rapid.SliceOfN(rapid.IntRange(-1, 5), len(values), len(values)).Draw(t, "keys")
		most := rapid.IntRange(1, 7).Draw(t, "most")
		keys, parts := Parts(values, most, func(i int) (int, bool) { return of[i], of[i] >= 0 })
		want := map[int][]uint16{}
		for i, key := range of {
			if key >= 0 {
				want[key] = append(want[key], uint16(i))
			}
		}
		if len(want) > most {
			want = nil
		}
		if len(keys) != len(want) || len(parts) != len(want) {
			t.Fatalf("%d keys and %d parts of %v, want %v", len(keys), len(parts), of, want)
		}
		for n, key := range keys {
			sum, set := int64(0), make([]uint64, (len(values)+63)/64)
			for _, i := range want[key] {
				sum += values[i]
				set[i/64] |= 1 << (i % 64)
			}
			if p := parts[n]; !slices.Equal(p.Deals, want[key]) || p.Sum != sum || !slices.Equal(p.Set, set) {
				t.Fatalf("%d of %v: %+v, want %v with %d", key, of, p, want[key], sum)
			}
		}
	})
}
