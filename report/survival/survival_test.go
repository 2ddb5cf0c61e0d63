package survival

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

const day = 24 * time.Hour / time.Microsecond

// days makes stays of whole days; negative ones go on.
func days(list ...int) (stays []Stay) {
	for _, n := range list {
		s := Stay(max(n, -n)) * Stay(day) * 2
		if n < 0 {
			s++
		}
		stays = append(stays, s)
	}
	return stays
}

func in(list []Stay) *Stays { return &Stays{pieces: []Piece{{stays: list}}} }

// The remission times of Freireich and others (1963), with which most textbooks explain the estimate: 21 patients with
// 6-MP, of whom twelve were still in remission, and 21 with a placebo. With 6-MP the estimate is 0.857 at 6 weeks, 0.807
// at 7, 0.753 at 10, 0.690 at 13, 0.627 at 16, 0.538 at 22 and 0.448 at 23, and cannot be told any further.
func TestKaplanMeierAgreesWithTheTextbook(t *testing.T) {
	treated := days(6, 6, 6, 7, 10, 13, 16, 22, 23, -6, -9, -10, -11, -17, -19, -20, -25, -32, -32, -34, -35)
	placebo := days(1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)
	for _, c := range []struct {
		stays []Stay
		share float64
		want  float64 // 0: nobody can say
	}{{treated, .14, 6}, {treated, .19, 7}, {treated, .2, 10}, {treated, .5, 23}, {treated, .56, 0}, {treated, .8, 0}, {placebo, .5, 8}, {placebo, .8, 12}} {
		if got, ok := in(c.stays).Percentile(c.share); got != c.want || ok != (c.want > 0) {
			t.Errorf("%g have ended by %g, %t; want %g", c.share, got, ok, c.want)
		}
	}
}

func TestKaplanMeierAgreesWithTheProductByHand(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOf(rapid.Custom(func(t *rapid.T) int {
			return rapid.IntRange(0, 12).Draw(t, "days") * rapid.SampledFrom([]int{1, 1, 1, -1}).Draw(t, "goes on")
		})).Draw(t, "stays")
		there, want, found := big.NewRat(1, 1), 0, false
		for at := 0; at <= 12 && !found; at++ {
			risk, ended := 0, 0
			for _, n := range list {
				if max(n, -n) >= at {
					risk++
				}
				if n == at { // nobody goes on at nought: minus nought is nought
					ended++
				}
			}
			if ended > 0 {
				there.Mul(there, big.NewRat(int64(risk-ended), int64(risk)))
				want, found = at, there.Cmp(big.NewRat(1, 5)) <= 0
			}
		}
		got, ok := in(days(list...)).Percentile(.8)
		if ok != found || ok && got != float64(want) {
			t.Fatalf("got %g, %t; want %d, %t", got, ok, want, found)
		}
	})
}

func TestACurveFallsToItsMediansAndAMeanForgetsWhatGoesOn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := days(rapid.SliceOfN(rapid.IntRange(-9, 9), 1, 30).Draw(t, "days")...)
		curve := in(list).Curve(1000)
		for _, share := range []float64{.25, .5, .8} {
			cut := rapid.IntRange(0, len(list)).Draw(t, "cut") // in two lists, one of which may hold nothing
			got, ok := Together(in(slices.Clone(list[:cut])), in(slices.Clone(list[cut:]))).Percentile(share)
			want, found := 0.0, false
			for _, p := range curve[1:] {
				if p.There <= 1-share+1e-12 {
					want, found = p.Days, true
					break
				}
			}
			if curve[0].There <= 1-share+1e-12 { // they ended at once
				want, found = 0, true
			}
			if got != want || ok != found {
				t.Fatalf("the curve %v has %g, %t at %g, and the percentile is %g, %t", curve, want, found, share, got, ok)
			}
		}
		sum, n := 0.0, 0
		for _, s := range list {
			if s%2 == 0 {
				sum, n = sum+float64(s)/2/float64(day), n+1
			}
		}
		if mean, ok := in(list).Mean(); ok != (n > 0) || ok && (mean-sum/float64(n))*(mean-sum/float64(n)) > 1e-18 {
			t.Fatalf("the mean is %g, want %g of %d", mean, sum/float64(n), n)
		}
	})
}

func TestManyStaysThatAreAllToBeginYetHaveAPercentile(t *testing.T) {
	list := make([]Stay, 2*fewStays)
	for i := range list {
		list[i] = -Stay(i) * Stay(day) * 2
	}
	if got, ok := in(list).Percentile(.5); !ok || got != -float64(fewStays) {
		t.Errorf("got %g, %t", got, ok)
	}
}

func TestALongCurveIsThinnedAndKeepsItsEnds(t *testing.T) {
	var many []int
	for i := range 500 {
		many = append(many, i+1)
	}
	curve := in(days(many...)).Curve(40)
	if len(curve) != 40 || curve[0] != (Point{0, 1}) || curve[39].Days != 500 || curve[39].There > 1e-9 {
		t.Fatalf("%d steps from %v to %v", len(curve), curve[0], curve[len(curve)-1])
	}
}

// fallsTo is where the whole curve of a list falls to what is left of a share.
func fallsTo(share float64, l *Stays) (days float64, ok bool) {
	for _, p := range l.Curve(l.Len() + 1) {
		if p.There <= 1-share+1e-9 {
			return p.Days, true
		}
	}
	return 0, false
}

// Long lists are sorted drawer by drawer; short ones are not.
func TestAPercentileOfManyStaysIsWhereTheirCurveFallsToIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		list := make([]Stay, rapid.OneOf(rapid.IntRange(1, 5000), rapid.IntRange(5000, 20_000)).Draw(t, "stays"))
		going, longest := rapid.Float64Range(0, 1).Draw(t, "going on"), rapid.SampledFrom([]float64{3, 1e3, 1e12, 1e14, 1e17}).Draw(t, "longest")
		long := rapid.Bool().Draw(t, "the long ones go on")
		for i := range list {
			list[i] = Stay(math.Exp(random.NormFloat64())*longest) * 2
			if random.IntN(100) == 0 {
				list[i] = -list[i] // as of a moment before it began
			}
			if long && list[i] > Stay(2*longest) || !long && random.Float64() < going {
				list[i]++
			}
		}
		share := rapid.SampledFrom([]float64{.2, .5, .8, .99}).Draw(t, "share")
		cut := rapid.IntRange(0, len(list)).Draw(t, "cut") // in two lists, one of which may hold nothing
		got, ok := Together(in(slices.Clone(list[:cut])), in(slices.Clone(list[cut:]))).Percentile(share)
		want, found := fallsTo(share, in(list))
		if got != want || ok != found {
			t.Fatalf("got %g, %t; want %g, %t of %d", got, ok, want, found, len(list))
		}
	})
}

// What is counted of many stays is counted once, and is part of what is counted of them and others.
func TestPercentilesOfListsTogetherAreThoseOfOneList(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	var lists []*Stays
	var all []Stay
	for _, n := range []int{manyStays + 5000, 300, manyStays, 0, 30_000} {
		l := new(Stays)
		for range n {
			s := Stay(math.Exp(random.NormFloat64())*1e12) * 2
			if random.IntN(8) == 0 {
				s++
			}
			l.Add(s)
			all = append(all, s)
		}
		lists = append(lists, l)
	}
	together := Together(Together(lists[0], nil, lists[1]), Together(lists[2:]...))
	for _, l := range append(lists, together) {
		for _, share := range []float64{.2, .5, .8, .5} {
			got, ok := l.Percentile(share)
			want, found := fallsTo(share, l)
			if got != want || ok != found {
				t.Errorf("%g of %d have ended by %g, %t; want %g, %t", share, l.Len(), got, ok, want, found)
			}
		}
	}
	if together.Len() != len(all) || Together(nil, nil) != nil || Together(nil, lists[0]) != lists[0] {
		t.Errorf("%d stays together, want %d", together.Len(), len(all))
	}
}
