package board

import "arus/sales"

// Spans are the versions of a chunk's deals as columns, each with the moments at which it is the one that stands: those
// from First up to, not including, End, by their indices. Of most questions about many moments each version has to be
// asked only once, however many moments it stands at.
//
// Versions that stand at none of the moments have an empty span and mean nothing. Spans may be laid out anew in the same
// memory; until then none of it may be changed.
type Spans struct {
	Columns
	First, End []uint16

	deals, all []uint32 // all are numbers from 0
	grid       grid
}

// SpansMost is how many moments spans can tell apart.
const SpansMost = 1<<16 - 1

// Spans lays out a chunk at several moments, in rising order, as far as the picture knows. The picture's own moment does
// not matter.
func (p *Picture) Spans(i int, moments []sales.Instant, into *Spans) {
	c := p.snapshot.chunks[i]
	n := c.rows.count()
	into.First, into.End, into.deals = sized(into.First, n), sized(into.End, n), sized(into.deals, n)
	for at := len(into.all); at < n; at++ {
		into.all = append(into.all, uint32(at))
	}
	when := into.grid.of(moments)
	whole := c.again == nil && c.changed <= p.knownAt // every version is known
	for deal := range c.ids {
		p.spread(c, deal, when, whole, into)
	}
	l := &Layout{chunk: c, bare: &Picture{knownAt: p.knownAt}, deals: into.deals, rows: into.all[:n], Place: c.rows.place,
		Value: c.rows.value, Currency: c.rows.currency, Owner: c.rows.owner, Close: c.rows.close, State: c.rows.state}
	l.one, l.several = onlyOne(l.Currency)
	into.Columns = Columns{l, p}
}

// spread finds the spans of one deal's versions, the last one first: those that are known at one moment follow each other
// in effective order, and each stands until the next does.
func (p *Picture) spread(c *chunk, deal int, when *grid, whole bool, into *Spans) {
	from, to := c.starts[deal], c.starts[deal+1]
	deals, first, end := into.deals[from:to], into.First[from:to], into.End[from:to]
	at, state := c.rows.at[from:to], c.rows.state[from:to]
	next := uint16(len(when.moments))
	for i := len(deals) - 1; i >= 0; i-- {
		deals[i] = uint32(deal)
		if row := from + uint32(i); !whole && (c.rows.from[row] > p.knownAt || !c.knownAt(row, p.knownAt)) {
			first[i], end[i] = 0, 0
			continue
		}
		stands := when.from(at[i])
		first[i], end[i] = stands, stands
		if state[i].Present() {
			end[i] = next
		}
		next = stands
	}
}

// grid finds the first of some moments that is not before an instant. It cuts time into pieces so small that hardly any
// holds more than one moment, and keeps the first of each.
type grid struct {
	moments []sales.Instant
	starts  []uint16
}

// piece of time, in a power of two of microseconds: 2.4 hours.
const piece = 33

// of is the grid of some moments: the one there is, where it is of the same.
func (g *grid) of(moments []sales.Instant) *grid {
	if len(g.moments) > 0 && len(moments) > 0 && &g.moments[0] == &moments[0] && len(g.moments) == len(moments) {
		return g
	}
	g.moments, g.starts = moments, g.starts[:0]
	if len(moments) == 0 {
		return g
	}
	first, last := moments[0], moments[len(moments)-1]
	n := uint16(0)
	for at := first; at <= last; at += 1 << piece {
		for moments[n] < at {
			n++
		}
		g.starts = append(g.starts, n)
	}
	return g
}

func (g *grid) from(at sales.Instant) uint16 {
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

func sized[T any](into []T, n int) []T {
	if cap(into) < n {
		return make([]T, n)
	}
	return into[:n]
}
