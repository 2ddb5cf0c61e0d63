package survival

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// BenchmarkPercentile asks for the median of a million stays in pieces as chunks have them, none or a tenth of which go on.
func BenchmarkPercentile(b *testing.B) {
	for _, going := range []float64{0, .1} {
		b.Run(fmt.Sprint(going), func(b *testing.B) {
			random := rand.New(rand.NewPCG(1, 2))
			var pieces []Piece
			for range 4000 {
				list := make([]Stay, 250)
				for i := range list {
					list[i] = Stay(math.Exp(random.NormFloat64())*1e12) * 2
					if random.Float64() < going {
						list[i]++
					}
				}
				pieces = append(pieces, PieceOf(list))
			}
			for b.Loop() {
				(&Stays{pieces: pieces}).Percentile(.5)
			}
		})
	}
}
