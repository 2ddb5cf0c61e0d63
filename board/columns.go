package board

import (
	"sync/atomic"

	"arus/board/kept"
	"arus/board/past"
	"arus/sales"
)

// Columns are up to 256 deals of a picture, field by field: what a report scans. All columns are of one length, and none
// may be changed.
type Columns struct {
	*Layout
	picture *Picture
}

// Layout is what stands in columns, whatever picture they were asked from. As long as nothing happens to its deals, the
// newest picture of them is the same Layout, so that what is worked out from it can be kept with it.
type Layout struct {
	Place    []uint32 // see Picture.Place
	Value    []int64  // in minor units
	Currency []uint16 // see Picture.Currency
	Owner    []uint32 // see Picture.Word
	Close    []sales.Day
	State    []State // outcome and category

	Aside atomic.Value // what package tally makes of the layout, once

	newest bool // of all pictures
	once   bool // laid out for one look
	gone   bool // some of its versions are in no picture
	chunk  *chunk
	bare   *Picture // what cursors need that read no dictionary
	deals  []uint8  // their places in the chunk
	rows   []uint32 // nil for all

	accounts, profiles             kept.List[uint32] // laid out when they are first asked for
	created, since, closed, buyers kept.List[sales.Instant]
	pushes, losses                 kept.List[uint32]
	bunches                        kept.List[Bunch]
	rises                          kept.List[kept.Rise]
}

// Chunks is the number of columns that the picture comes in. They can be read by several goroutines at once.
func (p *Picture) Chunks() int { return len(p.layouts) }

// Chunk lays out one chunk of deals. The columns of the newest picture are kept with the chunk for later pictures too.
func (p *Picture) Chunk(i int) Columns {
	if l := p.layouts[i].Load(); l != nil {
		return Columns{l, p}
	}
	chunk := p.snapshot.chunks[i]
	var l *Layout
	if p.asOf < chunk.newest || p.knownAt < chunk.changed {
		l = chunk.layOut(p.asOf, p.knownAt)
	} else if l = chunk.layout.Load(); l == nil {
		l = chunk.layOut(past.Latest, past.Latest)
		chunk.layout.Store(l)
	}
	p.layouts[i].Store(l)
	return Columns{l, p}
}

// Len is the number of deals.
func (l *Layout) Len() int { return len(l.deals) }

// Deal is a cursor on one of them.
func (c Columns) Deal(i int) Deal { return c.cursor(i, c.picture) }

// OneCurrency is the currency of all values, where the deals were never worth anything in another; a deal without a value
// is no exception.
func (l *Layout) OneCurrency() (code uint16, one bool) {
	return l.chunk.amounts.Currency, !l.chunk.amounts.Several
}

// MostValue is a bound of values: none is further from nought.
func (l *Layout) MostValue() uint64 { return l.chunk.amounts.Most }

// Accounts are the codes of the deals' accounts; see Picture.Word.
func (l *Layout) Accounts() []uint32 {
	return l.accounts.Of(l.Len(), func(i int) uint32 { return l.cursor(i, l.bare).wide().account })
}

// Profiles are codes that stand for value kind, segment, region, channel and source together: deals of one code agree in
// all of them.
func (l *Layout) Profiles() []uint32 {
	return l.profiles.Of(l.Len(), func(i int) uint32 { return l.cursor(i, l.bare).wide().profile })
}

// Created is when the deals came to be.
func (l *Layout) Created() []sales.Instant {
	return l.created.Of(l.Len(), func(i int) sales.Instant { return l.cursor(i, l.bare).CreatedAt() })
}

// StageSince is when the deals entered the stages that they are in.
func (c Columns) StageSince() []sales.Instant {
	return c.since.Of(c.Len(), func(i int) sales.Instant { return c.Deal(i).StageSince() })
}

// Closed is when the deals were won or lost; zero while they are open.
func (l *Layout) Closed() []sales.Instant {
	return l.closed.Of(l.Len(), func(i int) sales.Instant { return l.cursor(i, l.bare).ClosedAt() })
}

// Touched is when the buyers last took part in something; zero for never.
func (l *Layout) Touched() []sales.Instant {
	return l.buyers.Of(l.Len(), func(i int) sales.Instant { return l.cursor(i, l.bare).LastTouch() })
}

// Pushes counts how often the deals' close dates were moved to a later day.
func (l *Layout) Pushes() []uint32 {
	return l.pushes.Of(l.Len(), func(i int) uint32 { return uint32(l.cursor(i, l.bare).Pushes()) })
}

// Losses are codes that stand for why the deals were lost and to whom; 0 for those that were not.
func (l *Layout) Losses() []uint32 {
	return l.losses.Of(l.Len(), func(i int) uint32 { return l.cursor(i, l.bare).lossCode() })
}

// cursor needs no dictionary for most.
func (l *Layout) cursor(i int, p *Picture) Deal {
	row := uint32(i)
	if l.rows != nil {
		row = l.rows[i]
	}
	return Deal{p, l.chunk, row, uint32(l.deals[i])}
}

func (c *chunk) layOut(asOf, knownAt sales.Instant) *Layout {
	deals, rows := make([]uint8, 0, len(c.ids)), make([]uint32, 0, len(c.ids))
	for deal := range c.ids {
		if row, found := c.find(deal, asOf, knownAt); found && c.rows.state[row].Present() {
			deals, rows = append(deals, uint8(deal)), append(rows, row)
		}
	}
	n := len(rows)
	l := &Layout{chunk: c, newest: asOf == past.Latest && knownAt == past.Latest, bare: &Picture{knownAt: knownAt}, deals: deals, rows: rows, Place: make([]uint32, n),
		Value: make([]int64, n), Currency: make([]uint16, n), Owner: make([]uint32, n), Close: make([]sales.Day, n), State: make([]State, n)}
	for i, row := range rows {
		l.Place[i], l.Value[i], l.Currency[i] = c.rows.place[row], c.rows.value[row], c.rows.currency[row]
		l.Owner[i], l.Close[i], l.State[i] = c.rows.owner[row], c.rows.close[row], c.rows.state[row]
	}
	return l
}
