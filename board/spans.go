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

	rows, deals []uint32
	all         []uint32 // numbers from 0
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
	grid := gridOf(moments)
	for deal := range c.ids {
		p.spread(c, deal, grid, into)
	}
	l := &Layout{chunk: c, bare: &Picture{knownAt: p.knownAt}, deals: into.deals, rows: into.all[:n], Place: c.rows.place,
		Value: c.rows.value, Currency: c.rows.currency, Owner: c.rows.owner, Close: c.rows.close, State: c.rows.state}
	l.one, l.several = onlyOne(l.Currency)
	into.Columns = Columns{l, p}
}

// spread finds the spans of one deal's versions. Those that are known at one moment follow each other in effective order.
func (p *Picture) spread(c *chunk, deal int, grid grid, into *Spans) {
	first, end := c.starts[deal], c.starts[deal+1]
	stands, last := first, false // the known version before
	for i := first; i < end; i++ {
		into.deals[i], into.First[i], into.End[i] = uint32(deal), 0, 0
		if c.rows.from[i] > p.knownAt || !c.knownAt(i, p.knownAt) {
			continue
		}
		from := grid.from(c.rows.at[i])
		if last {
			p.until(c, stands, from, into)
		}
		into.First[i], stands, last = from, i, true
	}
	if last {
		p.until(c, stands, uint16(len(grid.moments)), into)
	}
}

func (p *Picture) until(c *chunk, row uint32, end uint16, into *Spans) {
	into.End[row] = end
	if !c.rows.state[row].Present() {
		into.End[row] = into.First[row]
	}
}

// grid finds the first of some moments that is not before an instant. Moments that people ask for are nearly as far apart
// as one another, so that a division comes close.
type grid struct {
	moments []sales.Instant
	steps   float64 // in an instant
}

func gridOf(moments []sales.Instant) grid {
	g := grid{moments: moments}
	if n := len(moments); n > 1 {
		g.steps = float64(n-1) / float64(max(1, moments[n-1]-moments[0]))
	}
	return g
}

func (g grid) from(at sales.Instant) uint16 {
	n := len(g.moments)
	if n == 0 || at > g.moments[n-1] {
		return uint16(n)
	}
	if at <= g.moments[0] {
		return 0
	}
	i := int(float64(at-g.moments[0]) * g.steps)
	for i > 0 && g.moments[i-1] >= at {
		i--
	}
	for g.moments[i] < at {
		i++
	}
	return uint16(i)
}

func sized[T any](into []T, n int) []T {
	if cap(into) < n {
		return make([]T, n)
	}
	return into[:n]
}
