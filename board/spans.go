package board

import (
	"slices"

	"arus/board/past"
	"arus/sales"
)

// Spans are the versions of a chunk's deals as columns, each with the moments at which it is the one that stands: those
// from First up to, not including, End, by their indices. Of most questions about many moments each version has to be
// asked only once, however many moments it stands at.
//
// Versions that stand at none of the moments have an empty span and mean nothing. Spans may be laid out anew in the same
// memory; until then none of it may be changed.
type Spans struct {
	Columns
	First, End []uint16

	deals []uint8
	all   []uint32 // numbers from 0
	grid  past.Grid
}

// Spans lays out a chunk at several moments, in rising order, as far as the picture knows. The picture's own moment does
// not matter.
func (p *Picture) Spans(i int, moments []sales.Instant, into *Spans) {
	c := p.snapshot.chunks[i]
	n := c.rows.count()
	into.First, into.End, into.deals = slices.Grow(into.First[:0], n)[:n], slices.Grow(into.End[:0], n)[:n], slices.Grow(into.deals[:0], n)[:n]
	for at := len(into.all); at < n; at++ {
		into.all = append(into.all, uint32(at))
	}
	into.grid.Show(moments)
	for deal := range c.ids {
		into.spread(c, deal, p.knownAt)
	}
	l := &Layout{chunk: c, bare: &Picture{knownAt: p.knownAt}, deals: into.deals, rows: into.all[:n], Place: c.rows.place,
		Value: c.rows.value, Currency: c.rows.currency, Owner: c.rows.owner, Close: c.rows.close, State: c.rows.state}
	into.Columns = Columns{l, p}
}

// spread finds the spans of one deal's versions, the last one first: those that are known at one moment follow each other
// in effective order, and each stands until the next does.
func (s *Spans) spread(c *chunk, deal int, knownAt sales.Instant) {
	from, to := c.starts[deal], c.starts[deal+1]
	deals, first, end := s.deals[from:to], s.First[from:to], s.End[from:to]
	at, state := c.rows.at[from:to], c.rows.state[from:to]
	whole := c.again == nil && c.changed <= knownAt // every version is known
	next := uint16(s.grid.Len())
	for i := len(deals) - 1; i >= 0; i-- {
		deals[i] = uint8(deal)
		if row := from + uint32(i); !whole && (c.rows.from[row] > knownAt || !c.knownAt(row, knownAt)) {
			first[i], end[i] = 0, 0
			continue
		}
		stands := s.grid.From(at[i])
		first[i], end[i] = stands, stands
		if state[i].Present() {
			end[i] = next
		}
		next = stands
	}
}
