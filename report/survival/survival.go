package survival

import (
	"iter"
	"math"
	"math/bits"
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

// Finished counts the stays that are over.
func Finished(list []Stay) (n int) {
	for _, s := range list {
		n += 1 - int(s&1)
	}
	return n
}

// Percentile is the smallest duration in days by which a share of the stays in some lists has ended; ok is false when so
// many go on that nobody can say. The estimate falls at each ending by the share of those still there that ended. Kaplan,
// Meier: Nonparametric Estimation from Incomplete Observations, JASA 53 (1958).
func Percentile(share float64, lists ...[]Stay) (days float64, ok bool) {
	until := 1 - share + 1e-12 // eight of ten leave .2 but for the last bits
	there, risk := 1.0, count(lists)
	for drawer := range early(lists, share) {
		order(drawer)
		after := there
		for from, to := range endings(drawer) {
			now := float64(risk - from)
			if after*float64(risk-to)/now <= until {
				for at := from; ; at++ {
					if after*float64(risk-at-1)/now <= until {
						return drawer[at].days(), true
					}
				}
			}
			after *= float64(risk-to) / now
		}
		there, risk = after, risk-len(drawer)
	}
	return 0, false
}

func count(lists [][]Stay) (n int) {
	for _, list := range lists {
		n += len(list)
	}
	return n
}

// order sorts a list, most of which are short.
func order(list []Stay) {
	if len(list) > 2*aDrawer {
		slices.Sort(list)
		return
	}
	for i := 1; i < len(list); i++ {
		at, s := i, list[i]
		for ; at > 0 && list[at-1] > s; at-- {
			list[at] = list[at-1]
		}
		list[at] = s
	}
}

// endings gives the runs of stays that are over, of sorted ones. The shares by which the estimate falls in a run are
// telescopes: what is left after it over what was there before.
func endings(list []Stay) iter.Seq2[int, int] {
	return func(yield func(from, to int) bool) {
		for to := 0; to < len(list); {
			from := to
			for to < len(list) && !list[to].goesOn() {
				to++
			}
			if to > from && !yield(from, to) {
				return
			}
			to++
		}
	}
}

const (
	fewStays = 1 << 9  // are sorted as they are
	drawers  = 1 << 17 // at most
	aDrawer  = 12      // stays in each, if they were spread evenly
)

// early gives the stays that a percentile can lie among, in drawers that follow one another: to sort many short lists is
// less work than to sort a long one. Stays that go on only make the estimate fall faster, so it lies no later than where
// that share of all stays has ended.
func early(lists [][]Stay, share float64) iter.Seq[[]Stay] {
	return func(yield func([]Stay) bool) {
		n := count(lists)
		if n < fewStays {
			yield(slices.Concat(lists...))
			return
		}
		ended := int(math.Ceil(share * float64(n)))
		c, enough := open(lists, guess(lists, share), ended)
		if !enough {
			c, _ = open(lists, longest(lists), ended)
		}
		sorted := c.fill(lists)
		for i := range len(c.begin) - 1 {
			if from, to := c.begin[i], c.begin[i+1]; from < to && !yield(sorted[from:to]) {
				return
			}
		}
	}
}

func longest(lists [][]Stay) (most Stay) {
	for _, list := range lists {
		most = max(most, slices.Max(list))
	}
	return most
}

// guess is a stay that is seldom shorter than where a share of all has ended, from a sample: what goes on has often lasted
// a hundred times as long, and drawers as wide as that would hold too much.
func guess(lists [][]Stay, share float64) Stay {
	const about = 2000
	step, skip, asked := count(lists)/about+1, 0, 0.0
	var over []Stay
	for _, list := range lists {
		for ; skip < len(list); skip += step {
			asked++
			if s := list[skip]; !s.goesOn() {
				over = append(over, s)
			}
		}
		skip -= len(list)
	}
	rank := share * asked
	if rank += 4 * math.Sqrt(rank); int(rank) >= len(over) {
		return longest(lists)
	}
	slices.Sort(over)
	return over[int(rank)]
}

// chest is drawers of one width, the first of which begin at nothing.
type chest struct {
	shift int      // a power of two is the width
	begin []uint32 // where in all that they hold each begins, and the last one ends
}

// open makes drawers up to a stay, and leaves out those behind the one in which a number of stays has ended; enough is
// false when so many have not.
func open(lists [][]Stay, upTo Stay, ended int) (c chest, enough bool) {
	upTo = max(upTo, 0)
	c.shift = max(0, bits.Len64(uint64(upTo))-bits.Len(uint(min(count(lists)/aDrawer, drawers))))
	const over = 1 << 32 // one that has ended, beside one of all
	counts := make([]uint64, upTo>>c.shift+1)
	for _, list := range lists {
		for _, s := range list {
			if at := c.drawer(s); at < len(counts) {
				counts[at] += 1 + uint64(1-s&1)*over
			}
		}
	}
	c.begin = make([]uint32, 1, len(counts)+1)
	sum := uint64(0)
	for _, n := range counts {
		sum += n
		c.begin = append(c.begin, uint32(sum))
		if sum>>32 >= uint64(ended) {
			return c, true
		}
	}
	return c, false
}

// drawer is where a stay belongs. One that is to begin yet, as seen from before it, is shorter than any.
func (c chest) drawer(s Stay) int { return int(max(s, 0) >> c.shift) }

func (c chest) fill(lists [][]Stay) []Stay {
	used := len(c.begin) - 1
	all, next, last := make([]Stay, c.begin[used]), slices.Clone(c.begin), Stay(used)<<c.shift
	for _, list := range lists {
		for _, s := range list {
			if s < last {
				at := c.drawer(s)
				all[next[at]] = s
				next[at]++
			}
		}
	}
	return all
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
