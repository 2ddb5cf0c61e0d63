package survival

import (
	"iter"
	"math"
	"math/bits"
	"slices"
)

// Percentile is the smallest duration in days by which a share of the stays in some lists has ended; ok is false when so
// many go on that nobody can say. The estimate falls at each ending by the share of those still there that ended. Kaplan,
// Meier: Nonparametric Estimation from Incomplete Observations, JASA 53 (1958).
//
// The order of stays matters only where some that go on lie among endings, and where the percentile is. Many stays are
// therefore counted in drawers, and only the drawers in which it matters are looked into.
func Percentile(share float64, lists ...[]Stay) (days float64, ok bool) {
	f := fall{there: 1, risk: count(lists), until: 1 - share + 1e-12} // eight of ten leave .2 but for the last bits
	if f.risk < fewStays {
		return f.through(slices.Concat(lists...))
	}
	c := chestUpTo(guess(lists, share), f.risk)
	if c.count(lists); !c.plan(f) {
		c = chestUpTo(longest(lists), f.risk)
		c.count(lists)
		c.plan(f)
	}
	c.fill(lists)
	for at := range c.drawers {
		d := &c.drawers[at]
		if d.looked {
			if days, ok = f.through(c.stays[d.from:d.next]); ok {
				return days, true
			}
			continue
		}
		if d.over > 0 { // and so are all in it
			f.there = f.there * float64(f.risk-int(d.all)) / float64(f.risk)
		}
		f.risk -= int(d.all)
	}
	return 0, false
}

// fall is the estimate as it falls.
type fall struct {
	there float64 // the share that is still there
	risk  int     // stays that had not ended, nor were last seen, before
	until float64
}

// through falls by the stays that come next, which it sorts, or finds that it reaches its end among them. The shares by
// which it falls in a run of endings are telescopes: what is left after it over what was there before.
func (f *fall) through(list []Stay) (days float64, ok bool) {
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
	fewStays    = 1 << 9 // are sorted as they are
	drawersMost = 1 << 17
	aDrawer     = 32 // stays in each, if they were spread evenly
)

func longest(lists [][]Stay) (most Stay) {
	for _, list := range lists {
		if len(list) > 0 {
			most = max(most, slices.Max(list))
		}
	}
	return most
}

// guess is a stay that is seldom shorter than where a share of all has ended, from a sample: what goes on has often lasted
// a hundred times as long, and drawers as wide as that would hold too much.
func guess(lists [][]Stay, share float64) Stay {
	const about = 400
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

// chest is drawers of one width, a power of two, the first of which begin at nothing.
type chest struct {
	shift   int
	counts  []uint64 // of each drawer: how many stays, and, thirty-two bits up, how many that are over
	drawers []drawer // as far as the percentile can lie
	stays   []Stay   // of those that are looked into
}

type drawer struct {
	all, over  uint32
	looked     bool
	from, next uint32 // its stays
}

func chestUpTo(last Stay, stays int) *chest {
	last = max(last, 0)
	c := &chest{shift: max(0, bits.Len64(uint64(last))-bits.Len(uint(min(stays/aDrawer, drawersMost))))}
	c.counts = make([]uint64, last>>c.shift+1)
	return c
}

const isOver = 1 << 32

func (c *chest) count(lists [][]Stay) {
	counts, shift := c.counts, c.shift
	for _, list := range lists {
		for _, s := range list {
			if at := c.at(s, shift); at < len(counts) {
				counts[at] += 1 + uint64(^s&1)*isOver
			}
		}
	}
}

// at is the drawer that a stay belongs in. One that is to begin yet, as seen from before it, is shorter than any.
func (c *chest) at(s Stay, shift int) int { return int(max(s, 0) >> (shift & 63)) }

// plan finds the drawers that have to be looked into: those where some stays go on among endings, and those that the end
// can lie in. enough is false where it may lie behind the last of them. What is still there is least if, in each drawer,
// those that go on were last seen before the first ending, and most if they were after the last.
func (c *chest) plan(f fall) (enough bool) {
	const doubt = 1e-9 // more than rounding makes of it
	least, most, begin := 1.0, 1.0, uint32(0)
	c.drawers = make([]drawer, 0, len(c.counts))
	for _, n := range c.counts {
		d := drawer{all: uint32(n), over: uint32(n / isOver), from: begin, next: begin}
		if goOn := int(d.all - d.over); d.over > 0 {
			most *= float64(f.risk-int(d.over)) / float64(f.risk)
			least *= float64(f.risk-int(d.all)) / float64(f.risk-goOn)
			d.looked = goOn > 0 || least <= f.until+doubt
		}
		if f.risk -= int(d.all); d.looked {
			begin += d.all
		}
		if c.drawers = append(c.drawers, d); most <= f.until-doubt {
			enough = true
			break
		}
	}
	c.stays = make([]Stay, begin)
	return enough
}

// fill puts the stays of drawers that are looked into where they belong.
func (c *chest) fill(lists [][]Stay) {
	first := slices.IndexFunc(c.drawers, func(d drawer) bool { return d.looked })
	if first < 0 {
		return
	}
	drawers, shift := c.drawers[first:], c.shift
	for _, list := range lists {
		for _, s := range list {
			at := c.at(s, shift) - first
			if uint(at) >= uint(len(drawers)) {
				continue // most, where those that go on are the long ones
			}
			if d := &drawers[at]; d.looked {
				c.stays[d.next] = s
				d.next++
			}
		}
	}
}
