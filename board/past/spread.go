package past

import (
	"slices"
	"sync/atomic"

	"arus/sales"
)

// Spread is at which moments of a grid each of some versions stands: from its first up to, not including, its end.
type Spread struct{ First, End []uint16 }

// Make makes room for a number of versions.
func (s *Spread) Make(n int) {
	s.First, s.End = slices.Grow(s.First[:0], n)[:n], slices.Grow(s.End[:0], n)[:n]
}

// Kept is the spread at the moments that were asked for last, which takes four bytes a version: whoever looks at the same
// weeks again, of other deals or by something else, finds it there. It is kept once the same moments are asked for a second time.
// The zero Kept keeps nothing.
type Kept struct{ last atomic.Pointer[kept] }

type kept struct {
	moments []sales.Instant
	Spread  // nothing before the second time
}

// Of is the spread of n versions on a grid: what is kept, or what is found out, in the room where it is not to be kept.
func (k *Kept) Of(g *Grid, n int, room *Spread, find func(*Grid, Spread)) Spread {
	last := k.last.Load()
	again := last != nil && slices.Equal(last.moments, g.moments)
	if again && len(last.First) == n && n > 0 {
		return last.Spread
	}
	now := &kept{moments: g.moments}
	if again {
		room = &now.Spread
	}
	room.Make(n)
	find(g, *room)
	k.last.Store(now)
	return *room
}
