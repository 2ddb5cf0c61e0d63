package board

import (
	"arus/board/past"
	"arus/sales"
)

// Columns are up to 256 deals of a picture, field by field: what a report scans. All columns are of one length, and none
// may be changed.
type Columns struct {
	Place    []uint32 // see Picture.Place
	Outcome  []Outcome
	Value    []int64  // in minor units
	Currency []uint16 // see Picture.Currency
	Owner    []uint32 // see Picture.Word
	Close    []sales.Day
	Category []Category

	picture *Picture
	chunk   *chunk
	deals   []uint32
	rows    []uint32
}

// Chunks is the number of columns that the picture comes in. They can be read by several goroutines at once.
func (p *Picture) Chunks() int { return len(p.columns) }

// Chunk lays out one chunk of deals. The columns of the newest picture are kept with the chunk for later pictures too.
func (p *Picture) Chunk(i int) *Columns {
	if c := p.columns[i].Load(); c != nil {
		return c
	}
	chunk := p.snapshot.chunks[i]
	var c *Columns
	if p.asOf >= chunk.newest && p.knownAt >= chunk.changed {
		kept := chunk.columns.Load()
		if kept == nil {
			kept = chunk.layOut(past.Latest, past.Latest)
			chunk.columns.Store(kept)
		}
		own := *kept
		c = &own
	} else {
		c = chunk.layOut(p.asOf, p.knownAt)
	}
	c.picture = p
	p.columns[i].Store(c)
	return c
}

// Len is the number of deals.
func (c *Columns) Len() int { return len(c.rows) }

// Deal is a cursor on one of them.
func (c *Columns) Deal(i int) Deal { return Deal{c.picture, c.chunk, c.rows[i], c.deals[i]} }

func (c *chunk) layOut(asOf, knownAt sales.Instant) *Columns {
	deals, rows := make([]uint32, 0, len(c.ids)), make([]uint32, 0, len(c.ids))
	for deal := range c.ids {
		if row, found := c.find(deal, asOf, knownAt); found && c.rows[row].state.present() {
			deals, rows = append(deals, uint32(deal)), append(rows, row)
		}
	}
	n := len(rows)
	l := &Columns{chunk: c, deals: deals, rows: rows, Place: make([]uint32, n), Outcome: make([]Outcome, n),
		Value: make([]int64, n), Currency: make([]uint16, n), Owner: make([]uint32, n), Close: make([]sales.Day, n),
		Category: make([]Category, n)}
	for i, row := range rows {
		r := &c.rows[row]
		l.Place[i], l.Outcome[i], l.Value[i], l.Currency[i] = r.place, r.state.outcome(), r.value, r.currency
		l.Owner[i], l.Close[i], l.Category[i] = r.owner, r.close, r.state.category()
	}
	return l
}
