package calibrate

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"arus/score/descent"
)

func drawn(least, most int) *rapid.Generator[[]Row] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Row {
		return Row{float64(rapid.IntRange(-24, 24).Draw(t, "logit")) / 6, rapid.Bool().Draw(t, "hit"), []float64{.25, .5, 1, 3}[rapid.IntRange(0, 3).Draw(t, "weight")]}
	}), least, most)
}

// The slow truth of isotonic regression: the share at a logit is the largest, over where runs begin up to it, of the smallest
// share, over where they end from it on.
func TestPoolsAreTheLargestOfTheSmallestShares(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := drawn(1, 40).Draw(t, "rows")
		share := func(from, to float64) float64 {
			var hits, all float64
			for _, r := range rows {
				if r.Logit >= from && r.Logit <= to {
					all += r.Weight
					if r.Hit {
						hits += r.Weight
					}
				}
			}
			return hits / all
		}
		var logits []float64
		for _, r := range rows {
			logits = append(logits, r.Logit)
		}
		slices.Sort(logits)
		logits = slices.Compact(logits)
		pools := pooled(rows)
		for at, z := range logits {
			want := 0.0
			for _, from := range logits[:at+1] {
				least := 1.0
				for _, to := range logits[at:] {
					least = min(least, share(from, to))
				}
				want = max(want, least)
			}
			// A pool's rows are those up to where its weight is spent.
			before, got := 0.0, -1.0
			for _, r := range rows {
				if r.Logit < z {
					before += r.Weight
				}
			}
			for _, p := range pools {
				if before -= p.weight; before < -1e-9 {
					got = p.share()
					break
				}
			}
			if math.Abs(got-want) > 1e-12 {
				t.Fatalf("at %g the share is %g, not %g: %+v", z, got, want, pools)
			}
		}
	})
}

// No point of a grid, nor any next to what was found, has a smaller loss.
func TestACurveHasTheLeastLoss(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := drawn(1, 60).Draw(t, "rows")
		for _, kind := range []Kind{Level, Beta} {
			got := Fit(kind, rows)
			b := bend{rows: rows, free: 3, at: [3]float64{got.By, got.Won, got.Lost}}
			least := b.loss()
			try := func(by, won, lost float64) {
				b.at = [3]float64{by, won, lost}
				if loss := b.loss(); loss < least-1e-9 {
					t.Fatalf("%s: %+v has a loss of %.12g, %g has %.12g", kind, got, least, b.at, loss)
				}
			}
			for by := -3.0; by <= 3; by += .25 {
				if kind == Level {
					try(by, 1, 1)
					continue
				}
				for won := 0.0; won <= 2.5; won += .25 {
					for lost := 0.0; lost <= 2.5; lost += .25 {
						try(by, won, lost)
					}
				}
			}
			for _, by := range []float64{-1e-3, 0, 1e-3} {
				for _, won := range []float64{-1e-3, 0, 1e-3} {
					for _, lost := range []float64{-1e-3, 0, 1e-3} {
						if kind == Beta || won == 0 && lost == 0 {
							try(got.By+by, max(0, got.Won+won), max(0, got.Lost+lost))
						}
					}
				}
			}
		}
	})
}

// Whatever it was fitted to, a curve keeps the order of deals and gives each a chance that is one.
func TestACurveKeepsTheOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := drawn(0, 40).Draw(t, "rows")
		if rapid.Bool().Draw(t, "one outcome") {
			for i := range rows {
				rows[i].Hit = true
			}
		}
		for _, kind := range []Kind{Level, Beta, Isotonic} {
			c := Fit(kind, rows)
			last := math.Inf(-1)
			for _, z := range []float64{-1e300, -900, -41, -7, -4, -3.99, -1, -1e-9, 0, 1e-9, .3, 1, 2, 3.99, 4, 7, 41, 900, 1e300} {
				got := c.Of(z)
				if math.IsNaN(got) || math.IsInf(got, 0) || got < last {
					t.Fatalf("%+v: %g becomes %g after %g", c, z, got, last)
				}
				last = got
			}
		}
	})
}

func TestNothingIsLeftAsItIs(t *testing.T) {
	for _, c := range []Curve{{}, Fit(Level, nil), Fit(Beta, nil), Fit(Isotonic, nil)} {
		for _, z := range []float64{-1e300, -2, 0, .1, 900} {
			if got := c.Of(z); got != z {
				t.Errorf("%+v: %g becomes %g", c, z, got)
			}
		}
	}
}

// Of many rows each kind finds the truth that it can say, and the order of rows does not matter much.
func TestTheTruthIsFound(t *testing.T) {
	for _, truth := range []Curve{{Kind: Level, By: -.8, Won: 1, Lost: 1}, {Kind: Beta, By: .3, Won: .5, Lost: 1.4}, {Kind: Beta, By: 0, Won: 1, Lost: 0}} {
		rows := make([]Row, 60_000)
		for i := range rows {
			z := 8*descent.Draw(1, uint64(i)) - 4
			rows[i] = Row{z, descent.Draw(2, uint64(i)) < 1/(1+math.Exp(-truth.Of(z))), 1}
		}
		for _, kind := range []Kind{Level, Beta, Isotonic} {
			if kind == Level && truth.Kind != Level {
				continue
			}
			c := Fit(kind, rows)
			for z := -3.5; z <= 3.5; z += .5 {
				chance := func(z float64) float64 { return 1 / (1 + math.Exp(-z)) }
				if off := chance(c.Of(z)) - chance(truth.Of(z)); math.Abs(off) > .03 {
					t.Errorf("%s of %+v: off by %g at %g: %+v", kind, truth, off, z, Curve{c.Kind, c.Won, c.Lost, c.By, nil})
				}
			}
		}
	}
}
