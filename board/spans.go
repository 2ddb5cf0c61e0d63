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
	past.Spread

	room  past.Spread
	deals []uint8
	grid  past.Grid
}

// Spans lays out a chunk at several moments, in rising order, as far as the picture knows. The picture's own moment does
// not matter.
func (p *Picture) Spans(i int, moments []sales.Instant, into *Spans) {
	c := p.snapshot.chunks[i]
	into.grid.Show(moments)
	if c.again == nil && c.changed <= p.knownAt { // every version is known
		into.Columns = Columns{c.story(), p}
		into.Spread = c.spread.Of(&into.grid, c.rows.count(), &into.room, c.spreadAll)
		return
	}
	into.room.Make(c.rows.count())
	into.Spread, into.deals = into.room, slices.Grow(into.deals[:0], c.rows.count())[:c.rows.count()]
	for deal := range c.ids {
		into.spread(c, deal, p.knownAt)
	}
	l := c.everything(into.deals)
	l.once, l.bare.knownAt = true, p.knownAt
	into.Columns = Columns{l, p}
}

// spreadAll finds the spans of all versions, where all are known.
func (c *chunk) spreadAll(g *past.Grid, s past.Spread) {
	g.Spread(c.rows.at, c.starts, s)
	for i, gone := 0, c.story().gone; gone && i < len(s.First); i++ {
		if !c.rows.state[i].Present() {
			s.End[i] = s.First[i]
		}
	}
}

// story is all rows as columns, which are kept with the chunk.
func (c *chunk) story() *Layout {
	l := c.told.Load()
	if l == nil {
		l = c.everything(make([]uint8, c.rows.count()))
		for deal := range c.ids {
			for row := c.starts[deal]; row < c.starts[deal+1]; row++ {
				l.deals[row] = uint8(deal)
			}
		}
		l.gone = slices.ContainsFunc(l.State, func(s State) bool { return !s.Present() })
		c.told.Store(l)
	}
	return l
}

func (c *chunk) everything(deals []uint8) *Layout {
	return &Layout{chunk: c, bare: &Picture{knownAt: past.Latest}, deals: deals, Place: c.rows.place, Value: c.rows.value,
		Currency: c.rows.currency, Owner: c.rows.owner, Close: c.rows.close, State: c.rows.state}
}

// spread finds the spans of one deal's versions, the last one first: those that are known at one moment follow each other
// in effective order, and each stands until the next does.
func (s *Spans) spread(c *chunk, deal int, knownAt sales.Instant) {
	next := uint16(s.grid.Len())
	for row := int(c.starts[deal+1]) - 1; row >= int(c.starts[deal]); row-- {
		s.deals[row] = uint8(deal)
		if c.rows.from[row] > knownAt || !c.knownAt(uint32(row), knownAt) {
			s.First[row], s.End[row] = 0, 0
			continue
		}
		stands := s.grid.From(c.rows.at[row])
		s.First[row], s.End[row] = stands, stands
		if c.rows.state[row].Present() {
			s.End[row] = next
		}
		next = stands
	}
}
