package portable

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// near is one unit in the last place, or two for the chance, which rounds twice.
func near(got, want float64, units float64) bool {
	return got == want || math.Abs(got-want) <= units*(math.Nextafter(math.Abs(want), math.Inf(1))-math.Abs(want))
}

func TestExpAndLogAgreeWithTheLibrary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.OneOf(rapid.Float64Range(-745, 710), rapid.Float64Range(-1, 1)).Draw(t, "x")
		if got, want := Exp(x), math.Exp(x); !near(got, want, 2) {
			t.Fatalf("e^%g is %g, not %g", x, got, want)
		}
		u := rapid.OneOf(rapid.Float64Range(0, math.MaxFloat64), rapid.Float64Range(0, 2)).Draw(t, "u")
		if got, want := Log(u), math.Log(u); !near(got, want, 2) {
			t.Fatalf("ln %g is %g, not %g", u, got, want)
		}
	})
}

func TestTheEndsOfTheNumbers(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range [][2]float64{{Exp(-inf), 0}, {Exp(inf), inf}, {Exp(800), inf}, {Exp(-800), 0}, {Exp(0), 1}, {Log(0), -inf},
		{Log(inf), inf}, {Log(1), 0}, {Chance(-inf), 0}, {Chance(inf), 1}, {Chance(0), .5}, {Logit(.5), 0}} {
		if c[0] != c[1] {
			t.Errorf("got %g, want %g", c[0], c[1])
		}
	}
	if !math.IsNaN(Exp(math.NaN())) || !math.IsNaN(Log(-1)) || !math.IsNaN(Log(math.NaN())) {
		t.Error("what is no number became one")
	}
}
