package survival

import (
	"iter"
	"math"
	"math/bits"
	"slices"
)

// Percentile is the smallest duration in days by which a share of the stays has ended; ok is false when so many go on that
// nobody can say. The estimate falls at each ending by the share of those still there that ended. Kaplan, Meier:
// Nonparametric Estimation from Incomplete Observations, JASA 53 (1958).
//
// The order of stays matters only where some that go on lie among endings, and where the percentile is. Many stays are
// therefore counted in drawers, and only the drawers in which it matters are looked into.
func (l *Stays) Percentile(share float64) (days float64, ok bool) {
	f := fall{there: 1, risk: l.Len(), until: 1 - share + 1e-12} // eight of ten leave .2 but for the last bits
	if f.risk < fewStays {
		return f.through(l.sorted())
	}
	counts := l.counted()
	look := counts.plan(f)
	stays := look.fill(l)
	for at, next := range look.next {
		over, goOn := counts.over(at), counts.goOn(at)
		if next >= 0 {
			if days, ok = f.through(stays[int(next)-over-goOn : next]); ok {
				return days, true
			}
			continue
		}
		if over > 0 { // and so are all in it
			f.there = f.there * float64(f.risk-over) / float64(f.risk)
		}
		f.risk -= over + goOn
	}
	return 0, false
}

const doubt = 1e-9 // more than rounding makes of a share

// fall is the estimate as it falls.
type fall struct {
	there float64 // the share that is still there
	risk  int     // stays that had not ended, nor were last seen, before
	until float64
}

// through falls by the stays that come next, which it sorts, or finds that it reaches its end among them. The shares by
// which it falls in a run of endings are telescopes: what is left after it over what was there before.
func (f *fall) through(list []Stay) (days float64, ok bool) {
	if f.past(list) {
		return 0, false
	}
	slices.Sort(list)
	for from, to := range endings(list) {
		now := float64(f.risk - from)
		if f.there*float64(f.risk-to)/now <= f.until {
			for at := from; ; at++ {
				if f.there*float64(f.risk-at-1)/now <= f.until {
					return list[at].days(), true
				}
			}
		}
		f.there = f.there * float64(f.risk-to) / now
	}
	f.risk -= len(list)
	return 0, false
}

// past is through, without sorting, for stays few of which go on and among which the end does not lie: it is enough to know
// how many endings there are between those.
func (f *fall) past(list []Stay) bool {
	const few = 24
	var going [few]Stay
	n := 0
	for _, s := range list {
		if s.goesOn() {
			if n == few {
				return false
			}
			going[n], n = s, n+1
		}
	}
	if f.there*float64(f.risk-len(list)) <= (f.until+doubt)*float64(f.risk-n) {
		return false
	}
	slices.Sort(going[:n])
	var endings [few + 1]int // before each of those that go on, and behind the last
	for _, s := range list {
		at := 0
		for _, g := range going[:n] {
			_, earlier := bits.Sub64(uint64(g)^1<<63, uint64(s)^1<<63, 0)
			at += int(earlier)
		}
		endings[at] += 1 - int(s&1)
	}
	for _, ended := range endings[:n+1] {
		f.there = f.there * float64(f.risk-ended) / float64(f.risk)
		f.risk -= ended + 1
	}
	f.risk++ // behind the last none goes on
	return true
}

// endings gives the runs of stays that are over, of sorted ones.
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
	fewStays  = 1 << 12 // are sorted as they are
	manyStays = 1 << 16 // have counts that are worth their memory
)

// Drawers are the same for all lists, so that counts of several add up to those of all. There are fineDrawers to each
// doubling of how long a stay lasts, from a few hours to seventy years: the first bits of a floating-point number, which
// are told faster than by any other way.
const (
	fineBits    = 10
	fineDrawers = 1 << fineBits
	leastBits   = 34
	mostBits    = 52
	drawers     = fineDrawers * (mostBits - leastBits + 1)
)

// placed is the number of a drawer, doubled, and odd for stays that go on.
type placed uint16

// placeOf is where a stay belongs. One that is to begin yet, as seen from before it, is shorter than any.
func placeOf(s Stay) placed {
	const bias = 1023
	whole := uint64(min(max(s, 0), 1<<mostBits-1<<leastBits-1) + 1<<leastBits)
	number := math.Float64frombits((bias+mostBits)<<mostBits|whole) - 1<<mostBits
	drawer := math.Float64bits(number)>>(mostBits-fineBits) - (bias+leastBits)<<fineBits
	return placed(drawer<<1) | placed(s&1)
}

// chest is how many stays there are in each place.
type chest [2 * drawers]uint32

func (c *chest) count(p Piece) {
	var room [atOnce]placed
	for from := 0; from < len(p.stays); from += atOnce {
		_, places := p.some(from, &room)
		for _, at := range places {
			c[at]++
		}
	}
}

func (c *chest) add(o *chest) {
	for at, n := range o {
		c[at] += n
	}
}

// over and goOn are how many stays of a drawer have ended, and have not.
func (c *chest) over(drawer int) int { return int(c[2*drawer]) }
func (c *chest) goOn(drawer int) int { return int(c[2*drawer+1]) }

// look is where stays have to be looked at.
type look struct {
	next  []int32 // of each drawer, as far as the percentile can lie, where its next stay goes; below 0 where nobody looks
	stays int     // that are looked at
}

// plan finds the drawers that have to be looked into: those where some stays go on among endings, and those that the end
// can lie in. What is still there is least if, in each drawer, those that go on were last seen before the first ending, and
// most if they were after the last.
func (c *chest) plan(f fall) (l look) {
	least, most := 1.0, 1.0
	l.next = make([]int32, 0, drawers)
	for at := 0; at < drawers && most > f.until-doubt; at++ {
		next, over, goOn := int32(-1), c.over(at), c.goOn(at)
		if over > 0 {
			most *= float64(f.risk-over) / float64(f.risk)
			least *= float64(f.risk-over-goOn) / float64(f.risk-goOn)
			if goOn > 0 || least <= f.until+doubt {
				next = int32(l.stays)
				l.stays += over + goOn
			}
		}
		f.risk -= over + goOn
		l.next = append(l.next, next)
	}
	return l
}

// fill puts the stays of drawers that are looked into together, behind which next is then. Most stays are in others, or half
// of them, which a processor cannot foresee: those between the first and the last such drawer are picked out without a
// branch.
func (l *look) fill(from *Stays) []Stay {
	stays, next := make([]Stay, l.stays), l.next
	first := slices.IndexFunc(next, func(to int32) bool { return to >= 0 })
	if first < 0 {
		return stays
	}
	var room [atOnce]placed
	var picked [atOnce]uint16
	for piece := range from.Pieces {
		for at := 0; at < len(piece.stays); at += atOnce {
			some, places := piece.some(at, &room)
			n := 0
			for i, at := range places {
				picked[n] = uint16(i)
				_, within := bits.Sub64(uint64(at/2)-uint64(first), uint64(len(next)-first), 0)
				n += int(within)
			}
			for _, i := range picked[:n] {
				if to := &next[places[i]/2]; *to >= 0 {
					stays[*to] = some[i]
					*to++
				}
			}
		}
	}
	return stays
}
