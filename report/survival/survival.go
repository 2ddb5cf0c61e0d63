package survival

import (
	"slices"

	"arus/sales"
)

// Stay is how long one visit has lasted, in microseconds, doubled; odd when it goes on. Numbers sort fast, and in the
// order that the estimate needs: who is censored at the moment of an ending was still there, and comes after it.
type Stay int64

// Ended is a stay that is over.
func Ended(from, to sales.Instant) Stay { return Stay(to-from) * 2 }

// Going is a stay that goes on at a moment.
func Going(from, now sales.Instant) Stay { return Stay(now-from)*2 + 1 }

// Of is the stay from one moment to another; a zero end means that it goes on at now.
func Of(from, to, now sales.Instant) Stay {
	if to != 0 {
		return Ended(from, to)
	}
	return Going(from, now)
}

func (s Stay) days() float64 { return sales.Instant(0).DaysUntil(sales.Instant(s / 2)) }

func (s Stay) goesOn() bool { return s&1 == 1 }

// Finished counts the stays that are over.
func Finished(list []Stay) (n int) {
	for _, s := range list {
		n += 1 - int(s&1)
	}
	return n
}

// Percentile is the smallest duration in days by which a share of the stays has ended; ok is false when so many go on
// that nobody can say. The list is sorted in place. The estimate falls at each ending by the share of those still there
// that ended. Kaplan, Meier: Nonparametric Estimation from Incomplete Observations, JASA 53 (1958).
func Percentile(list []Stay, share float64) (days float64, ok bool) {
	slices.Sort(list)
	there := 1.0
	for i, s := range list {
		if s.goesOn() {
			continue
		}
		there *= 1 - 1/float64(len(list)-i)
		if there <= 1-share+1e-12 { // eight of ten leave .2 but for the last bits
			return s.days(), true
		}
	}
	return 0, false
}

// Mean is the plain mean of the stays that are over, in days; ok is false when none is. It is shown under that name
// beside a median that counts the others too.
func Mean(list []Stay) (days float64, ok bool) {
	n := 0
	for _, s := range list {
		if !s.goesOn() {
			days += s.days()
			n++
		}
	}
	if n == 0 {
		return 0, false
	}
	return days / float64(n), true
}

// Point is a step of the curve: after so many days this share is still there.
type Point struct {
	Days  float64 `json:"days"`
	There float64 `json:"there"`
}

// Curve is the whole estimate, thinned to at most so many steps. It begins at everybody there on day nought. The list is
// sorted in place.
func Curve(list []Stay, most int) []Point {
	slices.Sort(list)
	curve := []Point{{0, 1}}
	there := 1.0
	for i, s := range list {
		if s.goesOn() {
			continue
		}
		there *= 1 - 1/float64(len(list)-i)
		if last := &curve[len(curve)-1]; last.Days == s.days() {
			last.There = there
		} else {
			curve = append(curve, Point{s.days(), there})
		}
	}
	if len(curve) <= most {
		return curve
	}
	thin := make([]Point, most) // even in the steps, with the first and the last
	for i := range thin {
		thin[i] = curve[i*(len(curve)-1)/(most-1)]
	}
	return thin
}
