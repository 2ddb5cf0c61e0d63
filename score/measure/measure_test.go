package measure

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestQualityAgreesWithCountingByHand(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 60).Draw(t, "n")
		chances, hits := make([]float64, n), make([]bool, n)
		for i := range chances {
			chances[i] = float64(rapid.IntRange(1, 19).Draw(t, "chance")) / 20
			hits[i] = rapid.Bool().Draw(t, "hit")
		}
		q := Of(chances, hits)
		var better, pairs, brier, loss float64
		for i := range chances {
			y := 0.0
			if hits[i] {
				y = 1
				loss -= math.Log(chances[i])
			} else {
				loss -= math.Log(1 - chances[i])
			}
			brier += (chances[i] - y) * (chances[i] - y)
			for j := range chances {
				if hits[i] && !hits[j] {
					pairs++
					if chances[i] > chances[j] {
						better++
					} else if chances[i] == chances[j] {
						better += .5
					}
				}
			}
		}
		auc := .5
		if pairs > 0 {
			auc = better / pairs
		}
		for what, pair := range map[string][2]float64{"AUC": {q.AUC, auc}, "Brier": {q.Brier * float64(n), brier}, "log loss": {q.LogLoss * float64(n), loss}} {
			if math.Abs(pair[0]-pair[1]) > 1e-9 {
				t.Fatalf("%s is %g, not %g", what, pair[0], pair[1])
			}
		}
	})
}

func TestReliabilityLosesNoDealAndWeighs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 40).Draw(t, "n")
		chances, hits, weights := make([]float64, n), make([]bool, n), make([]float64, n)
		var said, happened float64
		for i := range chances {
			chances[i] = rapid.Float64Range(0, 1).Draw(t, "chance")
			hits[i] = rapid.Bool().Draw(t, "hit")
			weights[i] = float64(rapid.IntRange(0, 9).Draw(t, "weight"))
			said += weights[i] * chances[i]
			if hits[i] {
				happened += weights[i]
			}
		}
		total, last := 0, 0.0
		for _, b := range Reliability(chances, hits, weights, 10) {
			if b.Low < last || b.Low > b.High || b.N == 0 {
				t.Fatalf("%+v after %g", b, last)
			}
			last = b.High
			total += b.N
			said -= b.Mean * b.Weight
			happened -= b.Share * b.Weight
		}
		if total != n || math.Abs(said) > 1e-9 || math.Abs(happened) > 1e-9 {
			t.Fatalf("%d of %d deals, %g and %g are missing", total, n, said, happened)
		}
	})
}

func TestOneCertaintyThatWasWrongDoesNotOutweighAllElse(t *testing.T) {
	if l := Loss(0, true); math.IsInf(l, 0) || l > 14 {
		t.Errorf("the loss is %g", l)
	}
}
