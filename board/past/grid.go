package past

import "arus/sales"

// Grid finds the first of some moments that is not before an instant. It cuts time into pieces so small that hardly any
// holds more than one moment, and keeps the first of each.
type Grid struct {
	moments []sales.Instant
	starts  []uint16
}

// piece of time, in a power of two of microseconds: 2.4 hours.
const piece = 33

// Show puts the grid on moments in rising order, at most 2^16-1. Putting it on the same ones again costs nothing.
func (g *Grid) Show(moments []sales.Instant) {
	if len(moments) == 0 || len(g.moments) == len(moments) && &g.moments[0] == &moments[0] {
		return
	}
	g.moments, g.starts = moments, g.starts[:0]
	first, last := moments[0], moments[len(moments)-1]
	n := uint16(0)
	for at := first; at <= last; at += 1 << piece {
		for moments[n] < at {
			n++
		}
		g.starts = append(g.starts, n)
	}
}

// Spread finds the moments at which each of some versions stands. at are their instants, those of each object together in
// rising order; starts are where those of each begin, and the end of the last. Each version stands until the next does.
func (g *Grid) Spread(at []sales.Instant, starts []uint32, s Spread) {
	for i, at := range at {
		s.First[i] = g.From(at)
	}
	copy(s.End, s.First[min(1, len(s.First)):])
	for n, next := range starts[1:] {
		if next > starts[n] {
			s.End[next-1] = uint16(g.Len())
		}
	}
}

// Len is the number of moments.
func (g *Grid) Len() int { return len(g.moments) }

// From is the index of the first moment that is not before an instant; Len where there is none.
func (g *Grid) From(at sales.Instant) uint16 {
	n := len(g.moments)
	if n == 0 || at > g.moments[n-1] {
		return uint16(n)
	}
	if at <= g.moments[0] {
		return 0
	}
	i := g.starts[uint64(at-g.moments[0])>>piece]
	for g.moments[i] < at {
		i++
	}
	return i
}
