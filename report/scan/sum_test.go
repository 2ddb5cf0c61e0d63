package scan

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

func TestASumOfPartsHasRoomForAllMoneyThereIs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sum, want := Sum{}, new(big.Int)
		for range rapid.IntRange(0, 20).Draw(t, "n") {
			minor := rapid.OneOf(rapid.Int64(), rapid.SampledFrom([]int64{math.MinInt64, math.MaxInt64})).Draw(t, "minor")
			chance := rapid.Uint32Range(0, 1e9).Draw(t, "chance")
			sum.AddPart(minor, chance)
			want.Add(want, new(big.Int).Mul(big.NewInt(minor), big.NewInt(int64(chance))))
		}
		if got := sum.Rat().Num(); got.Cmp(want) != 0 {
			t.Fatalf("got %s, want %s", got, want)
		}
	})
}
