package survival

import (
	"slices"
	"time"

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

// Stays is a long list, in pieces: it grows without being copied, and two are joined by putting one's pieces to the other's.
type Stays [][]Stay

// Add puts one to the list.
func (l *Stays) Add(s Stay) {
	last := len(*l) - 1
	if last < 0 || len((*l)[last]) == cap((*l)[last]) {
		const least, most = 8, 4096
		size := least
		if last >= 0 {
			size = min(2*cap((*l)[last]), most)
		}
		*l, last = append(*l, make([]Stay, 0, size)), last+1
	}
	(*l)[last] = append((*l)[last], s)
}

// Join puts a piece to the list that nobody changes any more, without copying it.
func (l *Stays) Join(piece []Stay) {
	*l = append(*l, slices.Clip(piece))
	if n := len(*l); n > 1 { // what grows stays last
		(*l)[n-1], (*l)[n-2] = (*l)[n-2], (*l)[n-1]
	}
}

// Finished counts the stays that are over.
func Finished(list []Stay) (n int) {
	for _, s := range list {
		n += 1 - int(s&1)
	}
	return n
}

func count(lists [][]Stay) (n int) {
	for _, list := range lists {
		n += len(list)
	}
	return n
}

// Mean is the plain mean of the stays that are over, in days; ok is false when none is. It is shown under that name
// beside a median that counts the others too.
func Mean(lists ...[]Stay) (days float64, ok bool) {
	over := make([]int64, 0, count(lists))
	for _, list := range lists {
		for _, s := range list {
			if !s.goesOn() {
				over = append(over, int64(s/2))
			}
		}
	}
	return MeanDays(over)
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

// Median is the smallest of some durations in microseconds by which half of them have ended, in days: the lower of the two
// in the middle. The list is put in another order.
func Median(list []int64) (days float64, ok bool) {
	if len(list) == 0 {
		return 0, false
	}
	return sales.Instant(0).DaysUntil(sales.Instant(nth(list, (len(list)-1)/2))), true
}

// MeanDays is the mean of some durations in microseconds, in days; the same in whatever order they come.
func MeanDays(list []int64) (days float64, ok bool) {
	if len(list) == 0 {
		return 0, false
	}
	const day = int64(24 * time.Hour / time.Microsecond)
	whole, rest := int64(0), int64(0) // days and what is over: a million deals of a year each are more microseconds than fit
	for _, d := range list {
		whole, rest = whole+d/day, rest+d%day
	}
	return (float64(whole) + float64(rest)/float64(day)) / float64(len(list)), true
}

// nth finds what would stand at a place if the list were sorted: quickselect, with the middle of three as the pivot.
func nth(list []int64, n int) int64 {
	for len(list) > 32 {
		pivot := middle(list[0], list[len(list)/2], list[len(list)-1])
		low, high := 0, len(list)-1
		for low <= high {
			for list[low] < pivot {
				low++
			}
			for list[high] > pivot {
				high--
			}
			if low <= high {
				list[low], list[high] = list[high], list[low]
				low, high = low+1, high-1
			}
		}
		switch {
		case n <= high:
			list = list[:high+1]
		case n >= low:
			list, n = list[low:], n-low
		default:
			return pivot
		}
	}
	slices.Sort(list)
	return list[n]
}

func middle(a, b, c int64) int64 { return max(min(a, b), min(max(a, b), c)) }
